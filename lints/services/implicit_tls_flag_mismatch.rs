use crate::config::Facts;
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "implicit-tls-flag-mismatch",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

/// Ports on which clients begin with TLS, and those on which they begin in the clear, with the other port
/// of the same protocol.
const TLS: [(u64, u64); 3] = [(993, 143), (995, 110), (465, 587)];
const CLEAR: [(u64, Option<u64>); 4] = [(143, Some(993)), (110, Some(995)), (587, Some(465)), (4190, None)];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    // Without TLS, some other program in front handles it.
    if config.root().get("ssl").text.eq_ignore_ascii_case(b"no") {
        return;
    }
    for service in config.enabled_services().iter().filter(|service| service.is_login()) {
        for listener in service.listeners().iter().filter(|listener| listener.kind == "inet_listener") {
            let (port, ssl) = (listener.get("port"), listener.get("ssl"));
            let (Some(number), Some(is_tls)) = (port.number(), ssl.boolean()) else { continue };
            let Some(assign) = ssl.assign.or(port.assign) else { continue };
            if listener.get("haproxy").boolean() != Some(false) {
                continue;
            }
            let name = crate::text::clipped(&listener.name, 40);
            if let Some((_, clear)) = TLS.iter().find(|(tls, _)| *tls == number && !is_tls) {
                let finding = findings.add(
                    &LINT,
                    config.span(assign),
                    format!("clients expect implicit TLS on port {number}, but the listener `{name}` has `ssl = no`"),
                );
                finding
                    .label("every client on this port waits for an answer that never comes")
                    .help(format!("Add `ssl = yes`, or use port {clear} for STARTTLS."));
                let edits = match ssl.assign {
                    Some(ssl) => vec![Edit::replace(config.value_span(ssl), "yes")],
                    None => lines::below(config, config.span(assign), "ssl = yes"),
                };
                finding.fix_unsafe("write `ssl = yes`", edits);
            } else if let Some((_, tls)) = CLEAR.iter().find(|(clear, _)| *clear == number && is_tls) {
                let finding = findings.add(
                    &LINT,
                    config.span(assign),
                    format!("clients begin without TLS on port {number}, but the listener `{name}` has `ssl = yes`"),
                );
                finding.label("STARTTLS can never happen here").help(match tls {
                    Some(tls) => format!("Write `ssl = no`, or use port {tls} for TLS from the start."),
                    None => "Write `ssl = no`; STARTTLS does the rest.".to_owned(),
                });
                if let Some(ssl) = ssl.assign {
                    finding.fix_unsafe("write `no`", [Edit::replace(config.value_span(ssl), "no")]);
                }
            }
        }
    }
}
