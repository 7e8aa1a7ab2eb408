use super::conflict;
use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "missing-key-name",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let mut conflicting = None;
    for problem in config.problems() {
        let Some(statement) = problem.statement.and_then(|index| document.statements.get(index)) else {
            continue;
        };
        let is_empty = match problem.kind {
            ProblemKind::NoKey => true,
            // In a section, and in 2.4, Dovecot calls it an unknown setting.
            ProblemKind::UnknownSetting { .. } => document.key(statement).is_empty(),
            _ => false,
        };
        // Between the sides of a merge conflict, which expected-open-brace reports.
        let text = document.sources.bytes(statement.span);
        if text == conflict::OURS.trim_ascii_end() || text.starts_with(conflict::OURS) {
            conflicting = Some(statement.span.file);
        }
        if text == conflict::BETWEEN && conflicting == Some(statement.span.file) {
            continue;
        }
        if is_empty {
            let finding = findings.at(&LINT, problem, "this line has a value but no name");
            finding.span = statement.span;
            finding.label("nothing before the `=`");
            finding.help("Write the name of the setting before the `=`, or remove the line.");
        }
    }
}
