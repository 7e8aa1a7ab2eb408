use crate::config::{Config, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "database-name-twice", "schema", Error, Parse, Default,
    [V23], fix: none, whole: false, page: "database_name_twice.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::DuplicateDatabase = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        let (kind, name) = (&written.key, &written.value);
        findings
            .at(&LINT, problem, format!("there is a `{kind}` named `{name}` already"))
            .label("the second one of this name")
            .help(format!("Give each `{kind}` a name of its own, or none: `{kind} {{`."));
    }
}
