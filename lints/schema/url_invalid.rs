use crate::config::{Config, ScopeKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "url-invalid", "schema", Error, Parse, Default,
    [V24], fix: none, whole: true, page: "url_invalid.md"
}

/// The struct, the setting, and whether only `http://` and `https://` will do.
const SETTINGS: [(&str, &str, bool); 3] = [
    ("http_client", "http_client_proxy_url", true),
    ("push_notification_ox", "push_notification_ox_url", true),
    ("mail_storage", "mail_server_admin", false),
];

fn check(config: &Config<'_>, findings: &mut Findings) {
    external_lists(config, findings);
    for (group, name, is_http) in SETTINGS {
        for checked in config.checks(group) {
            let found = checked.view.get(name);
            if found.text.is_empty() || found.is_open() || has_scheme(&found.text, is_http) {
                continue;
            }
            let Some(place) = config.place(&found) else { continue };
            let finding = findings.add(&LINT, place, format!("`{name}` is no URL: `{}`", found.shown()));
            finding.label("does not begin with a scheme").stage(checked.judged);
            finding.help(if is_http {
                format!("Write `{name} = http://` and the name of the server.")
            } else {
                format!("Write `{name} = mailto:` and an address.")
            });
        }
    }
}

fn has_scheme(text: &[u8], is_http: bool) -> bool {
    let Some(colon) = memchr::memchr(b':', text) else { return false };
    let (scheme, rest) = text.split_at(colon);
    if is_http {
        let is_http = scheme.eq_ignore_ascii_case(b"http") || scheme.eq_ignore_ascii_case(b"https");
        return is_http && rest.starts_with(b"://");
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
            .add(&LINT, span, format!("`{shown}` is no name of an external list"))
            .label("neither `urn:` nor `tag:`")
            .help(format!(
                "Write `{LIST} tag:example.com,2026:{shown} {{`, and that name in the scripts, too."
            ));
    }
}
