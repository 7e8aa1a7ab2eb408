use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "auth-worker-max-count-zero",
    severity: Error, stage: Parse, profile: Default, series: [V23],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("auth") {
        let found = checked.get("auth_worker_max_count");
        let (Some(0), Some(place)) = (found.number(), config.place(&found)) else { continue };
        findings
            .add(&LINT, place, "`auth_worker_max_count` is 0")
            .label("0 is not allowed here")
            .help("Write `auth_worker_max_count = 30`, the default.")
            .stage(checked.judged);
    }
}
