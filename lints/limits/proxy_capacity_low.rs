use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "proxy-capacity-low",
    severity: Advice, stage: Run, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Server,
}

/// What the built-in limits carry.
const FEW: u64 = 100;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.is_proxy() {
        return;
    }
    for service in config.enabled_services() {
        let (Some(processes), Some(clients)) =
            (service.process_limit().number(), service.effective_client_limit())
        else {
            continue;
        };
        let sessions = processes.saturating_mul(clients);
        if !service.is_login()
            || !service.is_one_of(&["imap-login", "pop3-login", "submission-login"])
            || sessions > FEW
        {
            continue;
        }
        let Some(span) = config
            .place(&service.request_count().1)
            .or_else(|| service.span())
            .or_else(|| config.protocols_span())
        else {
            continue;
        };
        let name = service.name();
        findings
            .add(&LINT, span, format!("`{name}` of this proxy can handle {sessions} sessions: {processes} processes with {clients} clients each"))
            .label("a proxied session stays in its login process")
            .help(format!("Set `{} = {}` and a higher `client_limit` in `service {name}`.", config.request_count_name(), config.no_limit()));
    }
}
