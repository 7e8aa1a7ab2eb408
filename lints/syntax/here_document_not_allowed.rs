use crate::config::{Config, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "here-document-not-allowed", "syntax", Error, Parse, Default,
    [V24], fix: none, whole: false, page: "here_document_not_allowed.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::HeredocNotAllowed, Some(index)) = (&problem.kind, problem.statement) else {
            continue;
        };
        let Some(statement) = document.statements.get(index) else { continue };
        let key = document.text(statement, statement.key);
        findings
            .at(&LINT, problem, format!("`{key}` takes no here document"))
            .label("only settings that are text or a file do")
            .help(format!("Write the value on the line itself, `{key} = VALUE`, or as a block for a list."));
    }
}
