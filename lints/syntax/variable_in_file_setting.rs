use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "variable-in-file-setting",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::VariableInFile, Some(index)) = (&problem.kind, problem.statement) else { continue };
        let Some(statement) = document.statements.get(index) else { continue };
        let key = document.text(statement, statement.key);
        findings
            .at(&LINT, problem, format!("`{key}` is a file setting and does not support `$SET:`"))
            .label("`$SET:` is not allowed here")
            .help("Write the path itself.");
    }
}
