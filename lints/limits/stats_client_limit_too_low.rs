use crate::capacity::{self, Hub, Kind, Machine, Mix, Protocol, Question, Sessions, Share};
use crate::config::{Config, Facts, Found, Service};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "stats-client-limit-too-low",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

/// What the examples of Dovecot write for a service of mail, and what is built in for some.
const STOCK: u64 = 1024;
/// The built-in `default_process_limit`.
const DEFAULT: u64 = 100;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(stats) = config.service("stats") else { return };
    let limit = stats.client_limit();
    let Some(clients) = limit.number() else { return };
    if config.root().get("stats_writer_socket_path").text.is_empty() || by_sessions(config, findings, &limit)
    {
        return;
    }
    let services = config.enabled_services();
    let limits =
        services.iter().filter(|service| !service.is("stats")).filter_map(|s| s.process_limit().number());
    let sum = limits.fold(0_u64, u64::saturating_add);
    for service in services {
        let processes = service.process_limit();
        let Some(span) = config.place(&processes).filter(|_| is_raised(config, service, clients.max(STOCK)))
        else {
            continue;
        };
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

/// Reports a protocol for which someone has raised the number of processes so far that its sessions fill `stats`
/// before anything else gives out. A session has a mail process and, with TLS, mostly a login process.
fn by_sessions(config: &Facts<'_>, findings: &mut Findings, limit: &Found<'_>) -> bool {
    let services = config.enabled_services();
    let find = |name: &str| services.iter().find(|service| service.is(name));
    for protocol in Protocol::ALL {
        let (Some(login), Some(mail)) =
            (protocol.login_service().and_then(find), find(protocol.mail_service()))
        else {
            continue;
        };
        let Some(raised) = [login, mail].into_iter().find(|service| is_raised(config, service, 0)) else {
            continue;
        };
        let Ok(server) = capacity::read(config, &Machine::default()) else { return false };
        let tls = if server.is_without_tls { 0.0 } else { 1.0 };
        let share = Share { protocol, per_user: 1.0, tls, hibernated: 0.0, idle: 0.0 };
        let question =
            Question { mix: Mix { shares: vec![share] }, machine: Machine::default(), auth_clients: 0 };
        let carried = capacity::capacity(&server, &question);
        let most = carried.sessions.first().and_then(Sessions::most);
        let (Some(first), Some(most)) = (carried.first(), most) else { continue };
        let processes = raised.process_limit();
        let Some(span) = config.place(&processes).filter(|_| first.kind == Kind::Connections(Hub::Stats))
        else {
            continue;
        };
        // So near to the limit, the difference is not worth a setting.
        if processes.number().is_some_and(|number| first.users.saturating_mul(10) >= number.saturating_mul(9))
        {
            continue;
        }
        let (title, name, users) = (protocol.title(), raised.name(), first.users);
        let finding = findings.add(
            &LINT,
            span,
            format!("`service stats` is full at {users} {title} sessions, before `{name}` reaches `process_limit = {}`", processes.shown()),
        );
        finding.label("each process is a client of `stats`").help(format!(
            "Set `client_limit = {}` or more in `service stats`, for {most} sessions. Dovecot does not check it.",
            carried.at(most).stats_connections
        ));
        if let Some(place) = config.place(limit) {
            finding.also(place, "the limit of `stats`");
        }
        return true;
    }
    false
}

/// Whether someone gave a service more processes than are built in, and more than some number.
fn is_raised(config: &Config<'_>, service: &Service<'_>, than: u64) -> bool {
    let own = service.process_limit();
    let of_service = |known: &str| known.parse().ok().filter(|built_in| *built_in > 0);
    let built_in = service
        .built_in
        .map(|known| known.value("process_limit", config.version()).and_then(of_service).unwrap_or(DEFAULT));
    let Some(number) = own.number().filter(|number| *number != u64::MAX) else { return false };
    own.assign.is_some() && number > than && built_in.is_none_or(|built_in| number > built_in)
}
