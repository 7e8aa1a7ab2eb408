use std::io::{self, Write};

use crate::document::Document;
use crate::finding::Finding;
use crate::report::RootReport;

/// One line per finding: `file:line:column: severity: message [lint]`.
///
/// # Errors
/// When `out` cannot be written.
pub fn concise(reports: &[RootReport], out: &mut dyn Write) -> io::Result<()> {
    for report in reports {
        for finding in report.counting() {
            writeln!(out, "{}", line(&report.document, finding))?;
        }
    }
    Ok(())
}

/// One finding.
pub(super) fn line(document: &Document, finding: &Finding) -> String {
    let file = document.sources.file(finding.span.file);
    let at = file.position(finding.span.start);
    let severity = finding.severity.as_str();
    let (line, column, message) = (at.line, at.column, &finding.message);
    let name = crate::text::shown(&file.shown);
    format!("{name}:{line}:{column}: {severity}: {message} [{}]", finding.lint.name)
}
