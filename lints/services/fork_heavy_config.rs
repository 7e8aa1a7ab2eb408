use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "fork-heavy-config",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

/// From how many processes on someone expects a crowd.
const CROWD: u64 = 4096;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let services = config.enabled_services();
    let crowd =
        services.iter().filter(|service| service.is("imap") || service.is("pop3")).find_map(|service| {
            let limit = service.get("process_limit");
            let assign = limit.assign?;
            limit.number().filter(|limit| *limit >= CROWD).map(|limit| (service, assign, limit))
        });
    let Some((service, assign, limit)) = crowd else { return };
    let relevant = |name: &str| matches!(name, "imap" | "pop3" | "imap-login" | "pop3-login");
    let forks_each_time = services.iter().filter(|service| relevant(&service.name())).all(|service| {
        service.request_count().0 == Some(1) && service.get("process_min_avail").number() == Some(0)
    });
    if !forks_each_time {
        return;
    }
    let key = config.request_count_name();
    let name = service.name();
    findings
        .add(
            &LINT,
            config.value_span(assign),
            format!("up to {limit} {name} sessions, each needing two new processes"),
        )
        .label("no process is reused or preforked")
        .help(format!(
            "Set `{key} = 100` and `process_min_avail` in `service {name}`, and `{key} = {}` with `process_min_avail` in `service {name}-login`; both then count towards `client_limit` of `service auth`.",
            config.no_limit()
        ));
}
