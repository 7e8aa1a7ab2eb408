use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "setting-not-allowed-in-group",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::NotInGroup, Some(index)) = (&problem.kind, problem.statement) else { continue };
        let Some(statement) = document.statements.get(index) else { continue };
        let key = document.text(statement, statement.key);
        findings
            .at(&LINT, problem, format!("`{key}` is not allowed in a group"))
            .label("not allowed in a group")
            .help(format!("Move `{key}` to the top level."));
    }
}
