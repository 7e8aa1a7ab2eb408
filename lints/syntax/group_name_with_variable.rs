use crate::config::{Config, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "group-name-with-variable", "syntax", Error, Parse, Default,
    [V24], fix: none, whole: false, page: "group_name_with_variable.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        if matches!(problem.kind, ProblemKind::GroupVariable) {
            findings
                .at(&LINT, problem, "the name of a group cannot be a variable")
                .label("`$SET:` is not allowed here")
                .help("Write the name of the group itself.");
        }
    }
}
