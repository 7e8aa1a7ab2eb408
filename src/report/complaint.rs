use miette::LabeledSpan;

use super::Style;
use super::human::{Excerpt, Shown, handler, tidy};
use crate::finding::Severity;
use crate::source::{SourceMap, Span};

/// Something that is wrong with a file that dovelint itself goes by.
#[derive(Debug)]
pub struct Complaint<'c> {
    /// The files.
    pub sources: &'c SourceMap,
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: &'c str,
    /// What to see there.
    pub label: &'c str,
    /// What to type; empty when there is nothing to say.
    pub help: &'c str,
}

/// The complaint with the lines of the file.
pub fn complaint(complaint: &Complaint<'_>, style: Style) -> String {
    let file = complaint.sources.file(complaint.span.file);
    let line = file.line_range(file.line(complaint.span.start));
    // Of a table that goes over several lines, the first one says which it is.
    let span = Span { end: complaint.span.end.min(line.end.max(complaint.span.start)), ..complaint.span };
    // What is missing at the end of a line is shown at its last character.
    let is_behind = span.start == span.end && span.start > line.start;
    let span = if is_behind { Span { start: span.start - 1, ..span } } else { span };
    let mask = |from, to| crate::secret::stars(&file.bytes, from, to);
    let excerpt = Excerpt::new(file, span.start, span.end, mask);
    let label = Some(excerpt.beside(span, complaint.label, style.width));
    let shown = Shown {
        severity: Severity::Error,
        message: complaint.message.to_owned(),
        help: complaint.help.to_owned(),
        labels: vec![LabeledSpan::new_primary_with_span(label, excerpt.place(span))],
        file: excerpt,
    };
    let mut text = String::new();
    if handler(style, 1).render_report(&mut text, &shown).is_err() {
        let at = file.position(span.start);
        text = format!("{}:{}:{}: {}\n", file.shown, at.line, at.column, complaint.message);
    }
    tidy(&text)
}
