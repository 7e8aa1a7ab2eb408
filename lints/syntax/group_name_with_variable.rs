use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "group-name-with-variable",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        if matches!(problem.kind, ProblemKind::GroupVariable) {
            findings
                .at(&LINT, problem, "the name of a group cannot be a variable")
                .label("`$SET:` is not allowed here")
                .help("Write the name of the group itself.");
        }
    }
}
