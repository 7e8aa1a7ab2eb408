use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::service_groups;

lint! {
    name: "unlimited-mail-process-reuse",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let checks = config.top_check();
    // Where each user has another UID, any reuse is the worse mistake: process-reuse-with-many-uids.
    if config.system_users().is_some() {
        return;
    }
    let mail = service_groups(config.version().series).mail_sessions;
    let mut last = None;
    for service in checks.services.iter().filter(|s| s.is_one_of(mail)) {
        let (None, found) = service.request_count() else { continue };
        let Some(assign) = found.assign.filter(|assign| last != Some(assign.statement)) else { continue };
        if found.number().is_none() {
            continue;
        }
        let (name, key) = (service.name(), config.request_count_name());
        let demand = match service.process_limit().number() {
            Some(processes) if service.is_enabled(&checks.protocols) => {
                checks.after(service, processes, true).sentence()
            }
            _ => String::new(),
        };
        let span = config.value_span(assign);
        let finding = findings.add(&LINT, span, format!("{name} processes are reused without limit"));
        finding.label("leaked memory is never freed");
        if service.holds(assign) {
            finding
                .help(format!(
                    "Set `{key} = 100`: nearly as fast, and processes are replaced now and then.{demand}"
                ))
                .fix_unsafe("write `100`", [Edit::replace(span, "100")]);
        } else {
            last = Some(assign.statement);
            finding.help(format!(
                "Set `{key} = 100` in `service {name}`: nearly as fast, and processes are replaced now and then.{demand}"
            ));
        }
    }
}
