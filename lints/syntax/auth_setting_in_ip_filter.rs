use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "auth-setting-in-ip-filter",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
    effect: None,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::AuthInFilter, Some(index)) = (&problem.kind, problem.statement) else { continue };
        let Some(statement) = document.statements.get(index) else { continue };
        let key = document.text(statement, statement.key);
        findings
            .at(
                &LINT,
                problem,
                format!("`{key}` belongs to the auth process, which does not know client addresses"),
            )
            .label("not allowed inside `local`, `local_name` or `remote`")
            .help(format!("Move `{key}` to the top level or into a `protocol` block."));
    }
}
