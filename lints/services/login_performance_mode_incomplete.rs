use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "login-performance-mode-incomplete",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let cores = config.options.cores;
    // One process on one core is all that there is to have.
    if cores == Some(1) {
        return;
    }
    for service in config.enabled_services().iter().filter(|service| service.is_login()) {
        let (None, found) = service.request_count() else { continue };
        let Some(assign) = found.assign.filter(|assign| service.owns(assign)) else {
            continue;
        };
        let is_one_on_purpose = service.process_limit().number() == Some(1);
        if found.number().is_none()
            || is_one_on_purpose
            || service.get("process_min_avail").number() != Some(0)
        {
            continue;
        }
        let name = service.name();
        findings
            .add(
                &LINT,
                config.span(assign),
                format!("`service {name}` uses a single process, hence a single CPU core"),
            )
            .label("high-performance mode without `process_min_avail`")
            .help(match config.version().series {
                Series::V23 => match cores {
                    Some(cores) => format!("Add `process_min_avail = {cores}`, the number of CPU cores."),
                    None => "Add `process_min_avail = 4`, with the number of CPU cores.".to_owned(),
                },
                Series::V24 => "Add `process_min_avail = %{system:cpu_count}`.".to_owned(),
            });
    }
}
