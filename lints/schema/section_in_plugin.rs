use crate::config::{Config, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "section-in-plugin", "schema", Error, Parse, Default,
    [V23], fix: none, whole: false, page: "section_in_plugin.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::SectionInList = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        findings
            .at(&LINT, problem, format!("a section `{}` inside a list of keys and values", written.key))
            .label("only `key = value` lines here")
            .help("Move the section out of `plugin {}` or `dict {}`; perhaps the `}` before it is missing.");
    }
}
