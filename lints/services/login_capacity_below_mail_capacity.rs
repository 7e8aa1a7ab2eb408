use crate::config::{Assign, Config, Service};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "login-capacity-below-mail-capacity", "services", Warning, Run, Default,
    [V23, V24], fix: none, whole: true, page: "login_capacity_below_mail_capacity.md"
}

/// A login service and the service that takes over its clients.
const PAIRS: [(&str, &str); 4] = [
    ("imap-login", "imap"),
    ("pop3-login", "pop3"),
    ("submission-login", "submission"),
    ("managesieve-login", "managesieve"),
];

fn capacity(service: &Service<'_>) -> Option<(u64, u64)> {
    let clients = service.effective_client_limit()?;
    Some((service.process_limit().number()?.saturating_mul(clients), clients))
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    // Without TLS a login process hands its client over and takes the next one.
    if config.root().get("ssl").text.eq_ignore_ascii_case(b"no") {
        return;
    }
    let Some(checks) = config.top_check() else { return };
    for (login_name, mail_name) in PAIRS {
        let find = |name| checks.enabled().map(|(service, _)| service).find(|service| service.is(name));
        let (Some(login), Some(mail)) = (find(login_name), find(mail_name)) else { continue };
        let (Some((doors, clients)), Some((rooms, _))) = (capacity(login), capacity(mail)) else { continue };
        let own = |service: &Service<'_>| {
            let found = service.get("process_limit");
            let built_in = service.built_in.and_then(|b| b.value("process_limit", config.version()));
            let is_own = |assign: &&Assign| service.sections().contains(&assign.scope);
            // A line that repeats the default is nobody's decision.
            found.assign.filter(is_own).filter(|_| built_in.map(str::as_bytes) != Some(&found.text)).copied()
        };
        let (of_login, of_mail) = (own(login), own(mail));
        let Some(assign) = of_mail.or(of_login) else { continue };
        // Nobody needs doors for more than those who come.
        let needed = config.options.users.map_or(rooms, |users| users.min(rooms));
        if doors >= needed || clients == 0 {
            continue;
        }
        let key = config.request_count_name();
        let processes = needed.div_ceil(clients);
        let demand = checks.after(login, processes, login.request_count().0 != Some(1)).sentence();
        let finding = findings.add(
            &LINT,
            config.value_span(&assign),
            match config.options.users {
                Some(users) if users < rooms => {
                    format!("`{login_name}` can carry {doors} connections, and {users} clients are expected")
                }
                _ => format!(
                    "`{login_name}` can carry {doors} connections, and `{mail_name}` is sized for {rooms}"
                ),
            },
        );
        finding.label("a TLS connection keeps its login process").help(format!(
            "Set `process_limit = {processes}` in `service {login_name}`, or let its processes carry many clients with `{key} = {}` and `process_min_avail`.{demand}",
            config.no_limit()
        ));
        if let Some(login) = of_login.filter(|login| login.statement != assign.statement) {
            finding.also(config.span(&login), "the limit of the login service");
        }
    }
}
