use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "statement-before-version",
    severity: Warning, stage: Never, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::IgnoredBeforeVersion, Some(index)) = (&problem.kind, problem.statement) else {
            continue;
        };
        let Some(statement) = document.statements.get(index) else { continue };
        if crate::text::lookalike(document.bytes(statement, statement.key)).is_some() {
            continue;
        }
        findings
            .at(
                &LINT,
                problem,
                "this line is not a setting, and Dovecot silently ignores it above the version line",
            )
            .label("ignored")
            .help("Remove the line, or put a `#` before it; `dovecot_config_version` comes first.");
    }
}
