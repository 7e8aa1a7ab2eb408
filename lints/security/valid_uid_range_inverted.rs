use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "valid-uid-range-inverted",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let is_23 = config.version().series == Series::V23;
    for checked in config.checks("master") {
        for id in ["uid", "gid"] {
            let first = checked.view.get(&format!("first_valid_{id}"));
            let last = checked.view.get(&format!("last_valid_{id}"));
            let (Some(from), Some(to)) = (first.number(), last.number()) else { continue };
            let has_no_end = to == 0 && (is_23 || !config.version().is_24_from(3));
            // A zero in later versions is the business of zero-means-error-in-2.4.
            if from <= to || has_no_end || to == 0 {
                continue;
            }
            let Some(assign) = last.assign.or(first.assign) else { continue };
            let finding = findings.add(
                &LINT,
                config.value_span(assign),
                format!("`first_valid_{id}` ({from}) is larger than `last_valid_{id}` ({to})"),
            );
            finding.stage(checked.judged).label("no user can be in this range");
            match first.assign {
                Some(other) if other.statement != assign.statement => {
                    finding.also(config.span(other), "the lower end").help("Swap the two values.");
                }
                Some(_) => {
                    finding.help(format!("Lower `first_valid_{id}`, or raise `last_valid_{id}`."));
                }
                None => {
                    finding.help(format!("Set `first_valid_{id}` to {to} or less in the same scope; it is {from} unless it is set there."));
                }
            }
        }
    }
}
