use crate::config::{Facts, Reach};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "tls-disabled",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let ssl = root.get("ssl");
    let (b"no", Some(place)) = (ssl.text.as_ref(), config.place(&ssl)) else { return };
    // A proxy in front that tells the clients' addresses is one that ends TLS.
    let is_behind_proxy = !root.words("login_trusted_networks").is_empty() || config.logins_by_haproxy();
    // Blocks that ask for TLS in vain are the business of tls-setting-ignored-in-subsection.
    let is_asked_for =
        config.everywhere("ssl").iter().any(|assign| config.value_of(assign).text.as_ref() != b"no");
    if is_behind_proxy || is_asked_for || config.login_reach() < Reach::World {
        return;
    }
    let cleartext = root.cleartext();
    let finding = if cleartext.is_allowed {
        findings.add(&LINT, place, "TLS is off, so passwords cross the network in plain text")
    } else {
        findings.add(
            &LINT,
            place,
            "TLS is off, so mail clients on other machines cannot log in with a password",
        )
    };
    finding.label("no client gets TLS");
    if let Some(span) = config.place(&cleartext.found) {
        finding.also(
            span,
            if cleartext.is_allowed {
                "cleartext logins are allowed here"
            } else {
                "cleartext logins are rejected here"
            },
        );
    }
    finding.help("Write `ssl = required` and name a certificate and its key; or let Dovecot listen only on `127.0.0.1` and private addresses if a proxy in front terminates TLS.");
}
