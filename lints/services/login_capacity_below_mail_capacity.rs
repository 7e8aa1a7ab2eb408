use crate::config::{Assign, Config, Facts, Found, Service};
use crate::finding::Findings;
use crate::lints::lint;
use crate::text;

lint! {
    name: "login-capacity-below-mail-capacity",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

/// A login service and the service that takes over its clients.
const PAIRS: [(&str, &str); 4] = [
    ("imap-login", "imap"),
    ("pop3-login", "pop3"),
    ("submission-login", "submission"),
    ("managesieve-login", "managesieve"),
];

/// The built-in `default_process_limit`, and with one client each the built-in capacity of a login service.
const DEFAULT: u64 = 100;
/// The largest built-in capacity of a mail service: `process_limit` of `imap` and `pop3`.
const BUILT_IN_ROOMS: u64 = 1024;

fn capacity(service: &Service<'_>) -> Option<(u64, u64)> {
    let clients = service.effective_client_limit()?;
    Some((service.process_limit().number()?.saturating_mul(clients), clients))
}

/// The line that makes a service carry something else than is built in. One that repeats the default is
/// no one's decision, and a request count or a client limit is none about the size while each process has
/// one client.
fn decided(config: &Config<'_>, service: &Service<'_>) -> Option<Assign> {
    let line = |found: Found<'_>, key: &str| {
        let built_in = service.built_in.and_then(|b| b.value(key, config.version()));
        found.assign.filter(|_| built_in.map(str::as_bytes) != Some(&found.text)).copied()
    };
    let limit = service.process_limit();
    let is_default = |assign: &&Assign| !service.owns(assign) && limit.number() != Some(DEFAULT);
    let of_default = limit.assign.filter(is_default);
    let of_clients = || {
        line(service.get("client_limit"), "client_limit")
            .or_else(|| service.request_count().1.assign.copied())
    };
    // Several clients in one mail process are another mistake: mail-process-client-limit.
    let is_silent = !service.is_login() || service.effective_client_limit() == Some(1);
    line(service.get("process_limit"), "process_limit")
        .or_else(|| of_default.copied())
        .or_else(|| if is_silent { None } else { of_clients() })
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    // Without TLS a login process hands its client over and takes the next one.
    if config.root().get("ssl").text.eq_ignore_ascii_case(b"no") {
        return;
    }
    let checks = config.top_check();
    for (login_name, mail_name) in PAIRS {
        let find = |name| checks.enabled().map(|(service, _)| service).find(|service| service.is(name));
        let (Some(login), Some(mail)) = (find(login_name), find(mail_name)) else { continue };
        let (Some((doors, clients)), Some((rooms, _))) = (capacity(login), capacity(mail)) else { continue };
        let (of_login, of_mail) = (decided(config, login), decided(config, mail));
        // With one of the two as built in, only the other one is a decision, and only one for the worse counts.
        let is_chosen = match (of_login, of_mail) {
            (Some(_), Some(_)) => true,
            (Some(_), None) => config.options.users.is_some() || doors < DEFAULT,
            (None, Some(_)) => config.options.users.is_some() || rooms > BUILT_IN_ROOMS,
            (None, None) => false,
        };
        let Some(assign) = of_mail.or(of_login).filter(|_| is_chosen) else { continue };
        // No one needs doors for more than those who come.
        let needed = config.options.users.map_or(rooms, |users| users.min(rooms));
        if doors >= needed || clients == 0 {
            continue;
        }
        let key = config.request_count_name();
        let processes = if needed == u64::MAX { needed } else { needed.div_ceil(clients) };
        let demand = match processes {
            u64::MAX => String::new(),
            _ => checks.after(login, processes, login.request_count().0 != Some(1)).sentence(),
        };
        let finding = findings.add(
            &LINT,
            config.value_span(&assign),
            match config.options.users {
                Some(users) if users < rooms => {
                    format!("`{login_name}` can handle {doors} connections, but {users} clients are expected")
                }
                _ => format!(
                    "`{login_name}` can handle {doors} connections, but `{mail_name}` is sized for {}",
                    text::count(rooms)
                ),
            },
        );
        finding.label("each TLS connection occupies a login process").help(format!(
            "Set `process_limit = {}` in `service {login_name}`, or let its processes serve many clients with `{key} = {}` and `process_min_avail`.{demand}",
            text::count(processes),
            config.no_limit()
        ));
        if let Some(login) = of_login.filter(|login| login.statement != assign.statement) {
            finding.also(config.span(&login), "the limit of the login service");
        }
    }
}
