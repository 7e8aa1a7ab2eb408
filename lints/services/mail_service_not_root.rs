use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mail-service-not-root",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

/// The services whose processes take on the UID of the user they serve.
const SERVICES: [&str; 6] = ["doveadm", "imap", "indexer-worker", "lmtp", "managesieve", "pop3"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(users) = config.system_users() else { return };
    if config.userdbs().len() > 1 {
        return;
    }
    for service in config.enabled_services().iter().filter(|service| service.is_one_of(&SERVICES)) {
        let user = service.get("user");
        if user.text.is_empty() || user.is_open() || matches!(user.text.as_ref(), b"root" | b"0") {
            continue;
        }
        let Some(place) = config.place(&user) else { continue };
        let (name, shown) = (service.name(), user.shown());
        let finding = findings.add(
            &LINT,
            place,
            format!("`{name}` runs as `{shown}`, so it cannot become the system users that own the mail"),
        );
        finding
            .label("the mail of other users cannot be opened")
            .help("Remove this line: the process starts as root and changes to the user of the mailbox.");
        if let Some(span) = users.section.span() {
            finding.also(span, "each user has a UID of their own");
        }
    }
}
