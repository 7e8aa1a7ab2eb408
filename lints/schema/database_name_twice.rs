use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "database-name-twice",
    severity: Error, stage: Parse, profile: Default, series: [V23],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::DuplicateDatabase = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        let (kind, name) = (&written.key, &written.value);
        findings
            .at(&LINT, problem, format!("there is a `{kind}` named `{name}` already"))
            .label("the second one of this name")
            .help(format!("Give each `{kind}` a name of its own, or none: `{kind} {{`."));
    }
}
