use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::ExternalKind;
use crate::source::Span;
use crate::syntax::percent_variables;

lint! {
    name: "unknown-query-variable",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: None, needs: Fragment,
}

/// What is asked for one user.
const QUERIES: [&str; 2] = ["password_query", "user_query"];

/// The letters that the auth process knows. Source: `auth_request_var_expand_static_tab`, 2.3.21.
const LETTERS: &[u8] = b"undshlrpwmcabk!";

/// What may follow a `%` that is text and not meant as a variable: of `LIKE '%x%'`, or at the end of a name.
const TEXT: &[u8] = b"'\"@ ,;)";

/// The long names. Source: as above, and `var-expand.c` for the last two.
const NAMES: [&str; 44] = [
    "user",
    "username",
    "domain",
    "service",
    "home",
    "lip",
    "rip",
    "pid",
    "password",
    "mech",
    "secured",
    "lport",
    "rport",
    "cert",
    "login_user",
    "login_username",
    "login_domain",
    "session",
    "real_lip",
    "real_rip",
    "real_lport",
    "real_rport",
    "domain_first",
    "domain_last",
    "master_user",
    "session_pid",
    "orig_user",
    "orig_username",
    "orig_domain",
    "auth_user",
    "auth_username",
    "auth_domain",
    "local_name",
    "client_id",
    "protocol",
    "local_ip",
    "remote_ip",
    "client_pid",
    "local_port",
    "remote_port",
    "mechanism",
    "original_user",
    "hostname",
    "nomatch",
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for external in config.document.externals.iter().filter(|external| external.kind == ExternalKind::Sql) {
        for entry in QUERIES.iter().filter_map(|key| external.get(key)) {
            let Some((name, range)) = percent_variables(&entry.text).find_map(|variable| {
                let name = unknown(variable.name, variable.is_long)?;
                Some((name, variable.range))
            }) else {
                continue;
            };
            let raw = config.document.sources.bytes(entry.value_span);
            // What goes over several lines is not written as it is read.
            let span = memchr::memmem::find(raw, &entry.text).map(|begin| {
                let start = entry.value_span.start + (begin + range.start) as u32;
                Span { start, end: start + range.len() as u32, ..entry.value_span }
            });
            let key = crate::text::clipped(&entry.key, 60);
            let finding = findings.add(
                &LINT,
                span.unwrap_or(entry.value_span),
                format!("there is no variable `{name}`, so each `{key}` fails and no one can log in"),
            );
            finding.label("unknown variable").help(
                "Use one that the auth process knows, such as `%u`, `%n` or `%d`; write `%%` for a percent sign.",
            );
            if let Some(by) = external.named_by.first() {
                finding.also(by.span, "this names the file");
            }
        }
    }
}

/// How a variable is written that Dovecot does not know.
fn unknown(name: &[u8], is_long: bool) -> Option<String> {
    if is_long {
        let is_plain = !name.is_empty() && name.iter().all(|b| b.is_ascii_lowercase() || *b == b'_');
        let name = std::str::from_utf8(name).ok()?;
        return (is_plain && !NAMES.contains(&name)).then(|| format!("%{{{name}}}"));
    }
    let &[letter] = name else { return None };
    let is_wrong = letter.is_ascii_lowercase() && !LETTERS.contains(&letter) || TEXT.contains(&letter);
    is_wrong.then(|| format!("%{}", char::from(letter)))
}
