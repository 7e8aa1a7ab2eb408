use crate::config::{Config, Facts, Service};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "stats-client-limit-too-low",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

/// What the examples of Dovecot write for a service of mail, and what is built in for some.
const STOCK: u64 = 1024;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(stats) = config.service("stats") else { return };
    let limit = stats.client_limit();
    let Some(clients) = limit.number() else { return };
    if config.root().get("stats_writer_socket_path").text.is_empty() {
        return;
    }
    let services = config.enabled_services();
    let limits = services.iter().filter(|service| !service.is("stats")).filter_map(|s| s.process_limit().number());
    let sum = limits.fold(0_u64, u64::saturating_add);
    for service in services {
        let processes = service.process_limit();
        let Some(span) = config.place(&processes).filter(|_| is_raised(config, &service, clients)) else { continue };
        let (name, number) = (service.name(), processes.shown());
        let finding = findings.add(
            &LINT,
            span,
            format!("`service {name}` may have {number} processes, but `service stats` accepts only {clients} clients"),
        );
        finding.label("each process is a client of `stats`").help(format!(
            "Set `client_limit` of `service stats` above the number of processes that run at once; all process limits add up to {sum}."
        ));
        if let Some(place) = config.place(&limit) {
            finding.also(place, "the limit of `stats`");
        }
        return;
    }
}

/// Whether someone gave a service more processes than `stats` takes, and more than are built in.
fn is_raised(config: &Config<'_>, service: &Service<'_>, clients: u64) -> bool {
    let own = service.process_limit();
    let built_in = service
        .built_in
        .and_then(|known| known.value("process_limit", config.version()))
        .and_then(|text| text.parse::<u64>().ok());
    let Some(number) = own.number().filter(|number| *number != u64::MAX) else { return false };
    own.assign.is_some() && number > clients.max(STOCK) && built_in.is_none_or(|built_in| number > built_in)
}
