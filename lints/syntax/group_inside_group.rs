use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "group-inside-group",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::GroupInGroup, Some(index)) = (&problem.kind, problem.statement) else { continue };
        let Some(statement) = document.statements.get(index) else { continue };
        let label = document.text(statement, statement.key);
        findings
            .at(&LINT, problem, format!("`{label}` is used inside a group"))
            .label("a group cannot use another one")
            .help("Write the settings of the other group here, or use both groups where they are needed.");
    }
}
