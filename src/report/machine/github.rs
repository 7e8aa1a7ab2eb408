use std::io::{self, Write};

use crate::finding::Severity;
use crate::report::{RootReport, counting, path, text};
use crate::text::shown;

/// GitHub Actions workflow commands, which show each finding next to its line.
///
/// # Errors
/// When `out` cannot be written.
pub fn github(reports: &[RootReport], out: &mut dyn Write) -> io::Result<()> {
    for (document, finding) in counting(reports) {
        let file = document.sources.file(finding.span.file);
        let (start, end) = (file.position(finding.span.start), file.position(finding.span.end));
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        writeln!(
            out,
            "::{command} file={},line={},col={},endLine={},title={}::{}",
            property(&shown(&path::relative(&file.shown))),
            start.line,
            start.column,
            end.line,
            property(&format!("dovelint: {}", finding.lint.name)),
            data(&format!("{}\n{}", text(finding), finding.lint.more())),
        )?;
    }
    Ok(())
}

/// The text after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value between the two `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
