use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "stats-several-processes",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(stats) = config.service("stats") else { return };
    let limit = stats.get("process_limit");
    let is_own = limit.assign.is_some_and(|assign| stats.holds(assign));
    if !is_own || limit.number().is_none_or(|number| number < 2) {
        return;
    }
    let Some(place) = config.place(&limit) else { return };
    findings
        .add(&LINT, place, "`service stats` may have several processes, and each counts only a part of the events")
        .label("the built-in limit is 1")
        .help("Remove this line; for more clients raise `client_limit` of the service.");
}
