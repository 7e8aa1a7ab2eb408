//! A finding as miette draws it.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, SourceCode};

use super::excerpt::Excerpt;
use super::{Style, mark};
use crate::document::Document;
use crate::finding::{Finding, Label, Severity};
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
    pub related: Vec<Shown<'r>>,
}

impl<'r> Shown<'r> {
    pub(super) fn new(finding: &'r Finding, document: &'r Document, style: Style) -> Shown<'r> {
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
        let fix = || finding.fixes.first().map(|fix| format!("{}.", fix.title)).unwrap_or_default();
        let help = if finding.help.is_empty() { fix() } else { finding.help.to_string() };
        Shown {
            severity: finding.severity,
            message: String::new(),
            help: format!("{help}{}", mark(finding)),
            file: excerpt,
            labels,
            related: far.into_iter().map(|label| Shown::elsewhere(label, document)).collect(),
        }
    }

    fn elsewhere(label: &'r Label, document: &'r Document) -> Shown<'r> {
        let excerpt = Excerpt::of(document, label.span);
        Shown {
            severity: Severity::Advice,
            message: label.text.to_string(),
            help: String::new(),
            labels: vec![LabeledSpan::new_primary_with_span(None, excerpt.place(label.span))],
            file: excerpt,
            related: Vec::new(),
        }
    }
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

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        if self.related.is_empty() {
            return None;
        }
        Some(Box::new(self.related.iter().map(|related| related as &dyn Diagnostic)))
    }
}
