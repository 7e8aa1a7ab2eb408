use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "variable-of-list",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::ListVariable(name) = &problem.kind else { continue };
        let finding =
            findings.at(&LINT, problem, format!("`{name}` is a list and cannot be used as a variable"));
        finding.label("only the value of a plain setting can be used here");
        finding.help(match config.version().series {
            Series::V23 => format!("Write `{name}` as a separate section."),
            Series::V24 => {
                format!("Write a block, `{name} {{`, with a line `WORD = yes` for each word to add.")
            }
        });
    }
}
