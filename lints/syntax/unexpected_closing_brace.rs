use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "unexpected-closing-brace",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        if matches!(problem.kind, ProblemKind::UnexpectedClose) {
            findings
                .at(&LINT, problem, "this `}` closes nothing")
                .label("no section is open here")
                .help("Remove the brace, or add the header of the section that it should close.");
        }
    }
}
