use crate::config::{Config, Facts, ProblemKind, lone_backslashes};
use crate::edit::Edit;
use crate::finding::{Finding, Findings, Severity, Stage};
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::{Form, Kind};

lint! {
    name: "unknown-escape-sequence",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Fragment,
}

/// What may be after a backslash in quotes.
const KNOWN: &[u8] = b"\\\"";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let ProblemKind::BadEscape(byte) = problem.kind else { continue };
        let shown = byte.map(|b| crate::text::printable(&[b])).unwrap_or_default();
        let finding = findings.at(&LINT, problem, format!("`\\{shown}` is not a valid escape sequence"));
        finding.label("in quotes only `\\\\` and `\\\"` are allowed");
        finding.help("Write `\\\\` for a backslash in quotes, or omit the quotes.");
        offer_fix(finding, document.sources.bytes(problem.span), problem.span);
    }
    if !config.version().is_24_from(2) {
        dropped(config, findings);
    }
}

/// Before 2.4.2 the backslash goes away without a word.
fn dropped(config: &Config<'_>, findings: &mut Findings) {
    let document = config.document;
    for statement in document.statements.iter().filter(|s| s.kind == Kind::Setting) {
        let raw = document.bytes(statement, statement.value);
        if !raw.contains(&b'\\') {
            continue;
        }
        let value = document.value(statement);
        let inner = raw.get(..raw.len().saturating_sub(1)).unwrap_or_default();
        if value.form != Form::Quoted || lone_backslashes(inner, b"\\\"'").is_empty() {
            continue;
        }
        let span = document.locate(statement, statement.value);
        let shown = crate::text::clipped(&value.text, 60);
        let finding =
            findings.add(&LINT, span, format!("the backslash is dropped: the value becomes `{shown}`"));
        finding.severity(Severity::Warning).stage(Stage::Never);
        finding.label("rejected from 2.4.2 on");
        finding.help("Write `\\\\` for a backslash in quotes, or omit the quotes.");
        if !statement.is_continued() {
            offer_fix(finding, inner, span);
        }
    }
}

/// Doubles every backslash that stands for nothing.
fn offer_fix(finding: &mut Finding, text: &[u8], span: Span) {
    let inner = text.strip_suffix(b"\"").or_else(|| text.strip_suffix(b"'")).unwrap_or(text);
    let places = lone_backslashes(inner, KNOWN);
    let at = |place: u32| Span { start: span.start + place, end: span.start + place, ..span };
    if let Some(first) = places.first() {
        finding.span = Span { end: span.start + first + 2, ..at(*first) };
        let edits = places.iter().map(|place| Edit::insert_before(at(*place), "\\"));
        finding.fix_safe("double the backslash", edits);
    }
}
