use crate::config::{Config, Section};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Line;

lint! {
    "process-reuse-with-many-uids", "services", Warning, Never, Default,
    [V23, V24], fix: unsafe_only, whole: true, page: "process_reuse_with_many_uids.md"
}

const MAIL: [&str; 4] = ["imap", "pop3", "submission", "managesieve"];

/// The userdb that gives each user the UID of a system account, where nothing gives all of them one.
pub fn system_users<'c>(config: &'c Config<'_>) -> Option<Section<'c>> {
    let root = config.root();
    if root.get("mail_uid").assign.is_some() {
        return None;
    }
    let mut userdbs = root.sections("userdb");
    let is_system = |userdb: &Section<'_>| {
        let gives_one = match config.version().line {
            Line::V23 => ["args", "override_fields"].iter().any(|key| has_uid(&userdb.get(key).text)),
            Line::V24 => userdb.scopes.iter().any(|scope| {
                config.assigns_in(*scope).any(|assign| config.key_name(assign.key).ends_with(b"/uid"))
            }),
        };
        let driver = userdb.get("driver");
        let driver = if driver.text.is_empty() { &userdb.name } else { &driver.text };
        driver.as_ref() == b"passwd" && !gives_one
    };
    let at = userdbs.iter().position(is_system)?;
    Some(userdbs.swap_remove(at))
}

fn has_uid(fields: &[u8]) -> bool {
    fields.split(|b| *b == b' ').any(|field| field.starts_with(b"uid="))
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let mut userdb = None;
    for service in config.enabled_services().iter().filter(|s| MAIL.iter().any(|name| s.is(name))) {
        let (count, found) = service.request_count();
        let own = found.assign.filter(|assign| service.sections().contains(&assign.scope));
        let Some(assign) = own.filter(|_| count != Some(1) && found.number().is_some()) else { continue };
        let Some(system) = userdb.get_or_insert_with(|| system_users(config)) else { return };
        let (name, key) = (service.name(), config.request_count_name());
        let finding = findings.add(
            &LINT,
            config.value_span(assign),
            format!("{name} processes are used again, and each user here has another UID"),
        );
        finding
            .label("the next user may be somebody else")
            .help(format!("Set `{key} = 1`, or give all mail one owner with `mail_uid` and `mail_gid`."))
            .fix_unsafe("write `1`", [Edit::replace(config.value_span(assign), "1")]);
        if let Some(span) = system.span() {
            finding.also(span, "users are system accounts");
        }
    }
}
