//! Findings as the protocol has them.

use std::cell::RefCell;
use std::rc::Rc;

use super::client::Client;
use super::place::{Encoding, Lines};
use super::protocol::{CodeDescription, Diagnostic, Location, Range, Related};
use crate::document::Document;
use crate::finding::{Finding, Severity};
use crate::hash::HashMap;
use crate::report;
use crate::settings::Mistake;
use crate::source::{FileId, Span};

/// What dovelint calls itself in findings.
const SOURCE: &str = "dovelint";

/// The tag of what could as well not be there; editors show it faded.
const UNNECESSARY: u8 = 1;

/// The places in the files of a document.
pub struct Places<'d> {
    /// The document.
    pub document: &'d Document,
    encoding: Encoding,
    lines: RefCell<HashMap<FileId, Rc<Lines>>>,
}

impl<'d> Places<'d> {
    /// The places in a document, counted as the client counts.
    pub fn new(document: &'d Document, encoding: Encoding) -> Places<'d> {
        Places { document, encoding, lines: RefCell::default() }
    }

    /// The lines of a file.
    pub fn lines(&self, file: FileId) -> Rc<Lines> {
        let mut lines = self.lines.borrow_mut();
        let bytes = &self.document.sources.file(file).bytes;
        Rc::clone(lines.entry(file).or_insert_with(|| Rc::new(Lines::of(bytes))))
    }

    /// The range of a span.
    pub fn range(&self, span: Span) -> Range {
        let bytes = &self.document.sources.file(span.file).bytes;
        self.lines(span.file).range(bytes, span.start..span.end, self.encoding)
    }
}

/// How the protocol counts severities.
fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Advice => 3,
    }
}

/// A finding as a client takes it. `uri` gives the URI of a file.
pub fn diagnostic(
    places: &Places<'_>,
    finding: &Finding,
    client: &Client,
    uri: &dyn Fn(FileId) -> String,
) -> Diagnostic {
    let mut message = finding.message.to_string();
    if !finding.help.is_empty() {
        message.push('\n');
        message.push_str(&finding.help);
    }
    let labels = finding.labels.iter().filter(|label| !label.text.is_empty());
    let mut related_information = Vec::new();
    if client.related {
        related_information.extend(labels.map(|label| Related {
            location: Location { uri: uri(label.span.file), range: places.range(label.span) },
            message: label.text.to_string(),
        }));
    } else {
        for label in labels {
            let place = report::short_place(places.document, label.span);
            message.push_str(&format!("\n{place}: {}", label.text));
        }
    }
    Diagnostic {
        range: places.range(finding.span),
        severity: severity(finding.severity),
        code: Some(finding.lint.name),
        code_description: finding
            .lint
            .url()
            .filter(|_| client.code_description)
            .map(|href| CodeDescription { href }),
        source: SOURCE,
        message,
        tags: if finding.lint.is_faded && client.tags { vec![UNNECESSARY] } else { Vec::new() },
        related_information,
    }
}

/// A mistake in a settings file.
pub fn mistake(text: &[u8], mistake: &Mistake, encoding: Encoding) -> Diagnostic {
    let range = mistake.range.start as u32..mistake.range.end as u32;
    let mut message = mistake.message.clone();
    if !mistake.help.is_empty() {
        message.push('\n');
        message.push_str(&mistake.help);
    }
    refused(Lines::of(text).range(text, range, encoding), message)
}

/// Something that keeps a settings file from being used.
pub fn refused(range: Range, message: String) -> Diagnostic {
    Diagnostic {
        range,
        severity: severity(Severity::Error),
        code: None,
        code_description: None,
        source: SOURCE,
        message,
        tags: Vec::new(),
        related_information: Vec::new(),
    }
}
