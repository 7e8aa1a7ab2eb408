use crate::config::Config;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::lints::services::mbox_client_limit::mbox_of;

lint! {
    "mail-process-client-limit", "services", Warning, Never, Default,
    [V23, V24], fix: safe, whole: true, page: "mail_process_client_limit.md"
}

/// Services whose processes wait for the disk while they work for one client.
pub const BLOCKING: [&str; 9] = [
    "imap",
    "pop3",
    "submission",
    "managesieve",
    "lmtp",
    "indexer-worker",
    "doveadm",
    "imap-urlauth",
    "imap-urlauth-worker",
];

fn check(config: &Config<'_>, findings: &mut Findings) {
    let proxies_lmtp = config.root().get("lmtp_proxy").boolean() == Some(true);
    for service in config.services().iter().filter(|s| BLOCKING.iter().any(|name| s.is(name))) {
        let limit = service.client_limit();
        let (Some(effective), Some(assign)) = (service.effective_client_limit(), limit.assign) else {
            continue;
        };
        if effective <= 1 || (service.is("lmtp") && proxies_lmtp) {
            continue;
        }
        // With mbox it is worse: mbox-client-limit speaks of it.
        if mbox_of(config, service).is_some() {
            continue;
        }
        let name = service.name();
        findings
            .add(
                &LINT,
                config.span(assign),
                format!("each {name} process serves {effective} clients at once"),
            )
            .label("all of them wait while one waits for the disk")
            .help("Set `client_limit = 1`; raise `process_limit` to serve more clients.")
            .fix_safe("write `1`", [Edit::replace(config.value_span(assign), "1")]);
    }
}
