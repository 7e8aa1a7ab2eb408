//! A finding as miette draws it.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, SourceCode};

use super::excerpt::Excerpt;
use super::mark;
use crate::document::Document;
use crate::finding::{Finding, Label, Severity};
use crate::report::Style;
use crate::source::{SourceFile, Span};

/// Labels further away than this many lines get an excerpt of their own.
const NEAR: u32 = 30;

/// A finding as miette wants it.
#[derive(Debug)]
pub(in crate::report) struct Shown<'r> {
    pub severity: Severity,
    pub message: String,
    pub help: String,
    pub file: Excerpt<'r>,
    pub labels: Vec<LabeledSpan>,
}

impl<'r> Shown<'r> {
    /// The excerpt with the place of a finding, and those of places that are far from it.
    pub(super) fn new(
        finding: &'r Finding,
        document: &'r Document,
        style: Style,
    ) -> (Shown<'r>, Vec<Shown<'r>>) {
        let file = document.sources.file(finding.span.file);
        let line = file.line(finding.span.start);
        let is_near = |label: &&Label| {
            label.span.file == finding.span.file && file.line(label.span.start).abs_diff(line) <= NEAR
        };
        let (near, far): (Vec<&Label>, Vec<&Label>) = finding.labels.iter().partition(is_near);
        let spans = near.iter().map(|label| label.span).chain([first_lines(finding.span, file)]);
        let (start, end) =
            spans.fold((u32::MAX, 0), |(start, end), span| (start.min(span.start), end.max(span.end)));
        let excerpt = Excerpt::of(document, Span { start, end, ..finding.span });
        let own = LabeledSpan::new_primary_with_span(
            Some(excerpt.beside(finding.span, &finding.label, style.width)).filter(|text| !text.is_empty()),
            excerpt.place(first_lines(finding.span, file)),
        );
        let others = near.iter().filter(|label| excerpt.holds(label.span)).map(|label| {
            let text = excerpt.beside(label.span, &label.text, style.width);
            LabeledSpan::new_with_span(Some(text), excerpt.place(label.span))
        });
        let labels = std::iter::once(own).chain(others).collect();
        let elsewhere = far.into_iter().map(|label| Shown::elsewhere(label, document, style)).collect();
        (Shown::alone(finding.severity, excerpt, labels), elsewhere)
    }

    fn elsewhere(label: &'r Label, document: &'r Document, style: Style) -> Shown<'r> {
        let excerpt = Excerpt::of(document, label.span);
        let text = Some(excerpt.beside(label.span, &label.text, style.width)).filter(|text| !text.is_empty());
        let labels = vec![LabeledSpan::new_primary_with_span(text, excerpt.place(label.span))];
        Shown::alone(Severity::Advice, excerpt, labels)
    }

    /// Without a message and help, which are above and below all excerpts.
    fn alone(severity: Severity, file: Excerpt<'r>, labels: Vec<LabeledSpan>) -> Shown<'r> {
        Shown { severity, message: String::new(), help: String::new(), file, labels }
    }
}

/// The help of a finding, or what its fix does; empty if there is neither.
pub(super) fn help(finding: &Finding, style: Style) -> String {
    let fix = || finding.fixes.first().map(|fix| format!("{}.", fix.title)).unwrap_or_default();
    let help = if finding.help.is_empty() { fix() } else { finding.help.to_string() };
    let text = format!("{help}{}", mark(finding));
    if text.is_empty() {
        return text;
    }
    let options = super::at_spaces(style.width.saturating_sub(2))
        .initial_indent("  help: ")
        .subsequent_indent("        ");
    format!("{}\n", textwrap::fill(text.trim_start(), options))
}

/// A span over many lines would show them all; its first line says where it begins.
fn first_lines(span: Span, file: &SourceFile) -> Span {
    let first = file.line(span.start);
    if file.line(span.end) > first + 2 { Span { end: file.line_range(first).end, ..span } } else { span }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.file)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
