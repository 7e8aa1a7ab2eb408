use std::io::{self, Write};

use serde_json::{Value, json};

use super::concise;
use crate::document::Document;
use crate::finding::{Finding, Severity};
use crate::report::{RootReport, counting, fixes, text};
use crate::source::Span;

/// The findings as Reviewdog Diagnostic Format, one JSON object, with the edits of their first fix as suggestions.
///
/// # Errors
/// When `out` cannot be written.
pub fn rdjson(reports: &[RootReport], out: &mut dyn Write) -> io::Result<()> {
    let diagnostics: Vec<Value> =
        counting(reports).map(|(document, finding)| diagnostic(document, finding)).collect();
    let all = json!({ "source": { "name": "dovelint" }, "diagnostics": diagnostics });
    crate::report::json_text::pretty(out, &all)?;
    writeln!(out)
}

fn diagnostic(document: &Document, finding: &Finding) -> Value {
    let path = |span: Span| document.sources.file(span.file).shown.as_str();
    let own = |span: Span| span.file == finding.span.file;
    // A suggestion is about the file of its diagnostic.
    let suggestions: Vec<Value> = fixes(document, finding)
        .find(|fix| fix.edits.iter().all(|edit| own(edit.span)))
        .map(|fix| {
            let edit = |edit: &crate::edit::Edit| json!({ "range": range(document, edit.span), "text": &*edit.text });
            fix.edits.iter().map(edit).collect()
        })
        .unwrap_or_default();
    let mut code = json!({ "value": finding.lint.name });
    if let Some(url) = finding.lint.url() {
        code["url"] = url.into();
    }
    json!({
        "message": text(finding),
        "location": { "path": path(finding.span), "range": range(document, finding.span) },
        "severity": match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Advice => "INFO",
        },
        "code": code,
        "suggestions": suggestions,
        "original_output": format!("{}, checked as {}", concise::line(document, finding), document.read_as()),
    })
}

fn range(document: &Document, span: Span) -> Value {
    let file = document.sources.file(span.file);
    let position = |offset: u32| {
        let at = file.position(offset);
        json!({ "line": at.line, "column": at.column })
    };
    json!({ "start": position(span.start), "end": position(span.end) })
}
