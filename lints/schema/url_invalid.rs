use crate::config::{Config, Facts, ScopeKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "url-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

/// The struct, the setting, and what the URL may begin with; none for any scheme.
const SETTINGS: [(&str, &str, &[&str]); 4] = [
    ("http_client", "http_client_proxy_url", &["http", "https"]),
    ("push_notification_ox", "push_notification_ox_url", &["http", "https"]),
    ("imapsieve", "imapsieve_url", &["sieve"]),
    ("mail_storage", "mail_server_admin", &[]),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    external_lists(config, findings);
    for (group, name, schemes) in SETTINGS {
        for checked in config.checks(group) {
            // 2.4.1 puts a word in the place of a variable, which is no URL.
            let found = checked.get(name);
            if found.text.is_empty() || found.is_open() || has_scheme(&found.text, schemes) {
                continue;
            }
            let Some(place) = config.place(&found) else { continue };
            let shown = checked.view.get(name).shown();
            let finding = findings.add(&LINT, place, format!("`{name}` is not a URL: `{shown}`"));
            finding.label("does not begin with a scheme").stage(checked.judged);
            finding.help(match schemes.first() {
                Some(scheme) => format!("Write `{name} = {scheme}://` and the name of the server."),
                None => format!("Write `{name} = mailto:` and an address."),
            });
        }
    }
}

fn has_scheme(text: &[u8], schemes: &[&str]) -> bool {
    let Some(colon) = memchr::memchr(b':', text) else { return false };
    let (scheme, rest) = text.split_at(colon);
    if !schemes.is_empty() {
        let is_known = schemes.iter().any(|known| scheme.eq_ignore_ascii_case(known.as_bytes()));
        return is_known && rest.starts_with(b"://");
    }
    let is_valid = |b: &u8| b.is_ascii_alphanumeric() || b"+-.".contains(b);
    scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().all(is_valid)
}

/// An external list of Sieve is named by a URI of two schemes, or by a short name that begins with a colon.
/// Tried with the doveconf of 2.4.5, which knows no other scheme.
fn external_lists(config: &Config<'_>, findings: &mut Findings) {
    const LIST: &str = "sieve_extlists_list";
    for (id, scope) in config.scopes() {
        let ScopeKind::Section { setting, name, named: true } = &scope.kind else { continue };
        let is_good = [&b":"[..], b"urn:", b"tag:"].iter().any(|scheme| name.starts_with(scheme));
        let is_list = setting.name == LIST && setting.known_to(config.version());
        let Some(span) = config.scope_span(id).filter(|_| is_list && !is_good && !name.is_empty()) else {
            continue;
        };
        let shown = crate::text::clipped(name, 40);
        findings
            .add(&LINT, span, format!("`{shown}` is not a valid external list name"))
            .label("neither `urn:` nor `tag:`")
            .help(format!(
                "Write `{LIST} tag:example.com,2026:{shown} {{`, and use that name in the scripts as well."
            ));
    }
}
