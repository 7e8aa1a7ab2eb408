use crate::config::Facts;
use crate::config::value::Flaw;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "invalid-port",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for bad in config.bad_values().filter(|bad| *bad.flaw == Flaw::Port) {
        let (key, value) = (&bad.written.key, &bad.written.value);
        let message = if value.is_empty() {
            format!("`{key}` needs a port but has no value")
        } else {
            format!("`{value}` is not a valid port")
        };
        let well_known = match value.to_ascii_lowercase().as_str() {
            "imap" | "imap2" => Some(143),
            "imaps" => Some(993),
            "pop3" => Some(110),
            "pop3s" => Some(995),
            "submission" => Some(587),
            "submissions" | "smtps" => Some(465),
            "sieve" | "managesieve" => Some(4190),
            "lmtp" => Some(24),
            _ => None,
        };
        findings.at(&LINT, bad.problem, message).label("not 0 to 65535").help(match well_known {
            Some(port) => format!("Write `{key} = {port}`; names of ports are not looked up."),
            None => "Write a number from 1 to 65535; 0 switches a listener off.".to_owned(),
        });
    }
}
