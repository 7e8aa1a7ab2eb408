use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::service_groups;

lint! {
    name: "process-reuse-with-many-uids",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mail = service_groups(config.version().series).mail_sessions;
    let mut userdb = None;
    for service in config.enabled_services().iter().filter(|s| s.is_one_of(mail)) {
        let (count, found) = service.request_count();
        let own = found.assign.filter(|assign| service.owns(assign));
        // 2.4 refuses 0.
        let is_reused = found.number().is_some() && !matches!(count, Some(0 | 1));
        let Some(assign) = own.filter(|_| is_reused) else { continue };
        let Some(system) = userdb.get_or_insert_with(|| config.system_users()) else { return };
        let (name, key) = (service.name(), config.request_count_name());
        let finding = findings.add(
            &LINT,
            config.value_span(assign),
            format!("{name} processes are reused, but every user has a different UID"),
        );
        finding
            .label("the next user of the process may be someone else")
            .help(format!(
                "Set `{key} = 1`, or let one system user own all mail with `mail_uid` and `mail_gid`."
            ))
            .fix_unsafe("write `1`", [Edit::replace(config.value_span(assign), "1")]);
        if let Some(span) = system.section.span() {
            finding.also(span, "users are system accounts");
        }
    }
}
