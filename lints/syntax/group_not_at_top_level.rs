use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "group-not-at-top-level",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::GroupNotTop, Some(index)) = (&problem.kind, problem.statement) else { continue };
        let Some(statement) = document.statements.get(index) else { continue };
        let label = document.text(statement, statement.key);
        let name = document.text(statement, statement.value);
        findings
            .at(&LINT, problem, format!("the group `{label} {name}` is defined inside a section"))
            .label("groups are defined at the top level")
            .help(format!("Move the group to the top level and write `{label} = {name}` here."));
    }
}
