use crate::config::{Facts, ProblemKind};
use crate::document::Document;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::Statement;

lint! {
    name: "garbage-after-open-brace",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::Garbage, Some(index)) = (&problem.kind, problem.statement) else { continue };
        let Some(statement) = document.statements.get(index) else { continue };
        let rest = (!statement.is_continued())
            .then(|| Span { start: statement.mark + 1, ..statement.span })
            .filter(|rest| rest.start < rest.end);
        let finding = findings.at(&LINT, problem, "a section cannot be written on one line");
        finding.label("nothing but a comment may follow the `{`");
        finding.help("Put every setting and the closing `}` on a line of its own.");
        let Some(rest) = rest else { continue };
        finding.span = rest;
        if let Some(text) = reflowed(document, statement, rest) {
            finding.fix_safe("move it to its own lines", [Edit::replace(rest, text)]);
        }
    }
}

/// What is after the brace, a line each; none when it cannot be told where a setting ends.
fn reflowed(document: &Document, statement: &Statement, rest: Span) -> Option<String> {
    let file = document.sources.file(statement.span.file);
    let line = Span::new(statement.span.file, file.line_range(file.line(statement.span.start)));
    let indent: Vec<u8> =
        document.sources.bytes(line).iter().copied().take_while(|b| matches!(b, b' ' | b'\t')).collect();
    let indent = String::from_utf8(indent).ok()?;
    let text = std::str::from_utf8(document.sources.bytes(rest)).ok()?.trim();
    let (inner, close) = match text.strip_suffix('}') {
        Some(inner) => (inner.trim(), format!("\n{indent}}}")),
        None => (text, String::new()),
    };
    if inner.is_empty() {
        return Some(close);
    }
    let is_one_setting = inner.matches('=').count() == 1 && !inner.contains(['{', '}', ';']);
    is_one_setting.then(|| format!("\n{indent}  {inner}{close}"))
}
