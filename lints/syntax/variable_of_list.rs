use crate::config::{Config, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Line;

lint! {
    "variable-of-list", "syntax", Error, Parse, Default,
    [V23, V24], fix: none, whole: false, page: "variable_of_list.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::ListVariable(name) = &problem.kind else { continue };
        let finding = findings.at(&LINT, problem, format!("`{name}` is no text and cannot be a variable"));
        finding.label("only the value of a plain setting can be put in here");
        finding.help(match config.version().line {
            Line::V23 => format!("Write `{name}` as a section of its own."),
            Line::V24 => {
                format!("Write a block, `{name} {{`, with a line `WORD = yes` for each word to add.")
            }
        });
    }
}
