use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "section-in-plugin",
    severity: Error, stage: Parse, profile: Default, series: [V23],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::SectionInList = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        findings
            .at(&LINT, problem, format!("a section `{}` inside a list of keys and values", written.key))
            .label("only `key = value` lines here")
            .help("Move the section out of `plugin {}` or `dict {}`; perhaps a `}` is missing above.");
    }
}
