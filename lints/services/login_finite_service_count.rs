use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::text;

lint! {
    name: "login-finite-service-count",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for service in config.enabled_services().iter().filter(|service| service.strands_clients()) {
        let (count, found) = service.request_count();
        let (Some(count), Some(assign)) = (count, found.assign) else { continue };
        // A limit that has no effect because of the count is another finding, which says so as well.
        let limit = service.client_limit();
        if limit.number() > Some(count) && limit.assign.is_some_and(|assign| service.owns(assign)) {
            continue;
        }
        let Some(processes) = service.process_limit().number() else { continue };
        let (name, key) = (service.name(), config.request_count_name());
        let (endless, span) = (config.no_limit(), config.value_span(assign));
        let sessions = if processes == 1 {
            "one long session can keep".to_owned()
        } else {
            format!("{} long sessions can keep", text::count(processes))
        };
        findings
            .add(&LINT, span, format!("with `{key} = {count}`, {sessions} everyone else out of `{name}`"))
            .label(format!("a process that has had {count} clients still counts towards `process_limit`"))
            .help(format!(
                "Set `{key} = {endless}` and `process_min_avail` to the number of CPU cores, or `{key} = 1`."
            ));
    }
}
