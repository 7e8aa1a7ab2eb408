use std::collections::BTreeMap;
use std::io::{self, Write};

use super::xml::escape;
use crate::finding::Severity;
use crate::report::{RootReport, counting, path, text};

/// Checkstyle XML, which many tools read. A file is there once.
///
/// # Errors
/// When `out` cannot be written.
pub fn checkstyle(reports: &[RootReport], out: &mut dyn Write) -> io::Result<()> {
    let mut files: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (document, finding) in counting(reports) {
        let file = document.sources.file(finding.span.file);
        files.entry(&file.shown).or_default().push((file.position(finding.span.start), finding));
    }
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    for report in reports {
        writeln!(
            out,
            "<?dovelint configuration=\"{}\" dovecot=\"{}\" reason=\"{}\"?>",
            escape(&path::relative(&report.root.path)),
            report.document.version,
            escape(&report.document.version_reason()),
        )?;
    }
    writeln!(out, "<checkstyle version=\"8.0\">")?;
    for (shown, findings) in files {
        writeln!(out, "  <file name=\"{}\">", escape(&path::relative(shown)))?;
        for (at, finding) in findings {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => "info",
            };
            writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"dovelint.{}\"/>",
                at.line,
                at.column,
                escape(&text(finding)),
                finding.lint.name
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}
