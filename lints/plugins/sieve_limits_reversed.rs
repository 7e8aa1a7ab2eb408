use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "sieve-limits-reversed",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("sieve_vacation") {
        let [least, usual, most] = [
            checked.get("sieve_vacation_min_period"),
            checked.get("sieve_vacation_default_period"),
            checked.get("sieve_vacation_max_period"),
        ];
        let (Some(min), Some(default), Some(max)) = (least.seconds(), usual.seconds(), most.seconds()) else {
            continue;
        };
        let place = [&most, &least, &usual].into_iter().find_map(|found| config.place(found));
        let (true, Some(place)) = (max == 0 || min > default || default > max, place) else { continue };
        findings
            .add(
                &LINT,
                place,
                format!(
                    "a vacation of {} by default is not between {} and {}",
                    usual.shown(),
                    least.shown(),
                    most.shown()
                ),
            )
            .label("the three periods are inconsistent")
            .help(
                "Set `sieve_vacation_min_period`, `sieve_vacation_default_period` and \
                 `sieve_vacation_max_period` in the same scope, in rising order.",
            )
            .stage(checked.judged);
    }
    for checked in config.checks("sieve_editheader") {
        let found = checked.get("sieve_editheader_max_header_size");
        let (Some(0..1024), Some(place)) = (found.size(), config.place(&found)) else { continue };
        findings
            .add(
                &LINT,
                place,
                format!("`sieve_editheader_max_header_size = {}` is below 1 kB", found.shown()),
            )
            .label("must be at least 1 kB")
            .help("Write `sieve_editheader_max_header_size = 2 k`, the default.")
            .stage(checked.judged);
    }
}
