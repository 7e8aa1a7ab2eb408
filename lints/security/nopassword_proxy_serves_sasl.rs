use crate::config::{Config, Facts, Listener, Reach};
use crate::finding::Findings;
use crate::lints::lint;
use crate::lints::security::passdb;

lint! {
    name: "nopassword-proxy-serves-sasl",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(listener) = sasl_listener(config) else { return };
    for passdb in config.passdbs() {
        let goes_on = passdb.get("result_success").text.starts_with(b"continue") || passdb.is_on("pass");
        let is_special =
            passdb.is_on("master") || passdb.is_on("deny") || goes_on || passdb::is_limited(&passdb);
        let free = passdb.field("nopassword").filter(|field| field.text() != b"no");
        let (Some(free), true) = (free, passdb.gives(&["proxy", "proxy_maybe"])) else { continue };
        let Some(span) = free.span().or_else(|| passdb.section.span()).filter(|_| !is_special) else {
            continue;
        };
        let path = crate::text::clipped(&listener.path(), 60);
        let finding = findings.add(
            &LINT,
            span,
            "this proxy leaves the password check to its backend, but also answers SASL clients, which get OK for every password",
        );
        finding.label("every password is accepted");
        if let Some(place) = listener.span() {
            finding.also(
                place,
                if path.is_empty() {
                    "for SASL clients".to_owned()
                } else {
                    format!("`{path}` is for SASL clients")
                },
            );
        }
        finding.help(
            "Let the MTA ask the backend, or use a passdb here that checks the password before it proxies.",
        );
    }
}

/// A listener of `auth` by which a mail server asks whether a password is right.
fn sasl_listener<'c>(config: &'c Config<'_>) -> Option<Listener<'c>> {
    let auth = config.service("auth")?;
    let base = config.root().get("base_dir").text.to_vec();
    auth.listeners().into_iter().find(|listener| {
        if listener.kind == "inet_listener" {
            return auth.reach(listener) > Reach::Nowhere;
        }
        let path = listener.path();
        let name = crate::text::last_part(&path);
        let is_other = ["userdb", "master", "login", "token", "worker"]
            .iter()
            .any(|word| memchr::memmem::find(name, word.as_bytes()).is_some());
        let is_outside = path.first() == Some(&b'/') && !path.starts_with(&base);
        listener.kind == "unix_listener" && is_outside && !is_other && listener.mode() != Some(0)
    })
}
