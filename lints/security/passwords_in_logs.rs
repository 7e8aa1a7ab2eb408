use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "passwords-in-logs",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

/// So many characters of a password are as good as all of it.
const MOST: u64 = 8;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (name, assign) in config.everywhere_of(&["auth_debug_passwords", "auth_verbose_passwords"]) {
        let found = config.found(assign);
        let label = match name {
            "auth_debug_passwords" if found.boolean() == Some(true) => {
                "every password, including correct ones"
            }
            "auth_verbose_passwords" if is_plain(&found.text) => "the password of every failed login",
            _ => continue,
        };
        let span = config.value_span(assign);
        findings
            .add(&LINT, span, format!("`{name} = {}` writes passwords into the log", found.shown()))
            .label(label)
            .help(format!("Write `{name} = no`; to see whether attempts repeat, `auth_verbose_passwords = sha1:6` is enough."))
            .fix_unsafe("write `no`", [Edit::replace(span, "no")]);
    }
}

/// `plain` or `yes`, as a whole or cut only after so many characters that it is no help.
fn is_plain(value: &[u8]) -> bool {
    let text = String::from_utf8_lossy(value);
    let (word, cut) = text.split_once(':').unwrap_or((&text, ""));
    matches!(word, "plain" | "yes") && cut.parse().map_or(true, |cut: u64| cut == 0 || cut > MOST)
}
