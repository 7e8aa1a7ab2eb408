use std::io::{self, Write};

use crate::finding::Finding;
use crate::report::{Counts, RootReport, plural};

/// A table of the findings for each configuration, for the summary of a job or a comment.
///
/// # Errors
/// When `out` cannot be written.
pub fn markdown(reports: &[RootReport], out: &mut dyn Write) -> io::Result<()> {
    let counts = Counts::of(reports);
    let parts = [
        plural(counts.errors, "error", "errors"),
        plural(counts.warnings, "warning", "warnings"),
        plural(counts.advice, "advice", "advice"),
    ];
    writeln!(out, "### dovelint: {}\n", parts.join(", "))?;
    for report in reports {
        let document = &report.document;
        let mut findings: Vec<&Finding> = report.counting().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        writeln!(out, "#### {}\n\nChecked as {}.\n", cell(&report.root.path), document.read_as())?;
        if findings.is_empty() {
            writeln!(out, "No findings.\n")?;
            continue;
        }
        writeln!(out, "| Severity | Place | Finding | Lint |\n| --- | --- | --- | --- |")?;
        for finding in findings {
            let place = cell(&document.place(finding.span));
            let name = match finding.lint.url() {
                Some(url) => format!("[{}]({url})", finding.lint.name),
                None => format!("`{}`", finding.lint.name),
            };
            let severity = finding.severity.as_str();
            writeln!(
                out,
                "| {severity} | {place} | {}. {} | {name} |",
                cell(&finding.message),
                cell(&finding.help)
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A text in a cell of a table: on one line, with nothing in it that makes HTML, a link or another cell.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::text::shown(text).chars() {
        match c {
            '|' => out.push_str("\\|"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            '[' | ']' | '*' | '_' | '\\' | '!' | '@' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
