use crate::config::Config;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::lints::services::process_reuse_with_many_uids::system_users;

lint! {
    "unlimited-mail-process-reuse", "services", Advice, Never, Default,
    [V23, V24], fix: unsafe_only, whole: true, page: "unlimited_mail_process_reuse.md"
}

const MAIL: [&str; 4] = ["imap", "pop3", "managesieve", "submission"];

fn check(config: &Config<'_>, findings: &mut Findings) {
    let Some(checks) = config.top_check() else { return };
    // Where each user has another UID, any reuse is the worse mistake: process-reuse-with-many-uids.
    if system_users(config).is_some() {
        return;
    }
    for service in checks.services.iter().filter(|s| MAIL.iter().any(|name| s.is(name))) {
        let (None, found) = service.request_count() else { continue };
        let Some(assign) = found.assign.filter(|assign| service.sections().contains(&assign.scope)) else {
            continue;
        };
        // A client limit above 1 is the worse mistake of the two.
        if found.number().is_none() || service.effective_client_limit().is_some_and(|limit| limit > 1) {
            continue;
        }
        let (name, key) = (service.name(), config.request_count_name());
        let demand = match service.process_limit().number() {
            Some(processes) if service.is_enabled(&checks.protocols) => {
                checks.after(service, processes, true).sentence()
            }
            _ => String::new(),
        };
        findings
            .add(&LINT, config.value_span(assign), format!("{name} processes are used again forever"))
            .label("a leak never ends")
            .help(format!("Set `{key} = 100`: nearly as fast, and each process ends one day.{demand}"))
            .fix_unsafe("write `100`", [Edit::replace(config.value_span(assign), "100")]);
    }
}
