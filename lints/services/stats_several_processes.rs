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
    let limit = stats.own("process_limit").filter(|limit| limit.number().is_some_and(|number| number >= 2));
    let Some(place) = limit.and_then(|limit| config.place(&limit)) else { return };
    findings
        .add(
            &LINT,
            place,
            "`service stats` may have several processes, and each counts only a part of the events",
        )
        .label("the built-in limit is 1")
        .help("Remove this line; for more clients raise `client_limit` of the service.");
}
