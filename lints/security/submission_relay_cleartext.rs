use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "submission-relay-cleartext",
    severity: Warning, stage: Never, profile: Audit, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let (host, ssl) = (root.get("submission_relay_host"), root.get("submission_relay_ssl"));
    let here: [&[u8]; 4] = [b"localhost", b"127.0.0.1", b"::1", b""];
    if ssl.text.as_ref() != b"no" || here.contains(&host.text.as_ref()) || host.is_open() {
        return;
    }
    let Some(place) = config.place(&ssl).or_else(|| config.place(&host)) else { return };
    let finding = findings.add(&LINT, place, format!("mail goes to `{}` without TLS", host.shown()));
    finding.label("and so do user names and passwords, if it requires a login");
    finding.help("Set `submission_relay_ssl = starttls` (port 587) or `smtps` (port 465).");
}
