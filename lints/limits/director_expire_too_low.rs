use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "director-expire-too-low",
    severity: Error, stage: Parse, profile: Default, series: [V23],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("director") {
        let found = checked.get("director_user_expire");
        let (Some(0..10), Some(place)) = (found.seconds(), config.place(&found)) else { continue };
        findings
            .add(&LINT, place, format!("`director_user_expire = {}` is below 10 seconds", found.shown()))
            .label("must be at least 10 seconds")
            .help("Write `director_user_expire = 15 min`, the default.")
            .stage(checked.judged);
    }
}
