use crate::config::{Facts, ProblemKind};
use crate::finding::{Findings, Stage};
use crate::lints::lint;

lint! {
    name: "here-document-not-allowed",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::HeredocNotAllowed, Some(index)) = (&problem.kind, problem.statement) else {
            continue;
        };
        let Some(statement) = document.statements.get(index) else { continue };
        let key = document.text(statement, statement.key);
        findings
            .at(&LINT, problem, format!("`{key}` does not support here documents"))
            .label("only settings with text or a file as value do")
            .help(format!("Write the value on the line itself, `{key} = VALUE`, or as a block for a list."));
    }
    for (index, end) in config.unsupported_heredocs() {
        let Some(statement) = document.statements.get(index) else { continue };
        let key = document.text(statement, statement.key);
        let end = end.and_then(|end| document.statements.get(end));
        let value = document.locate(statement, statement.value);
        let finding = findings.add(
            &LINT,
            end.map_or(value, |end| value.to(end.span)),
            format!("Dovecot {} does not support here documents, so `{key}` reads a file", config.version()),
        );
        finding.label("read as the path of a file");
        finding
            .help(format!("Write the value on the line itself, or into a file: `{key} = </path/to/file`."));
        match end {
            Some(end) => finding.also(end.span, "this line is rejected"),
            None => finding.stage(Stage::Start),
        };
    }
}
