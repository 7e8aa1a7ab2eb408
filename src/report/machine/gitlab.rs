use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::document::Document;
use crate::engine::identity::Fingerprints;
use crate::finding::{Finding, Severity, Stage};
use crate::report::{RootReport, all, path, text};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

struct Issues<'r>(&'r [RootReport]);

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let mut fingerprints = Fingerprints::default();
        for (document, finding) in all(self.0) {
            let path = path::relative(&document.sources.file(finding.span.file).shown);
            let fingerprint = fingerprints.next(&path, document, finding);
            if finding.ignored.is_none() {
                list.serialize_element(&issue(document, finding, path, fingerprint))?;
            }
        }
        list.end()
    }
}

fn issue(document: &Document, finding: &Finding, path: String, fingerprint: String) -> Issue {
    let file = document.sources.file(finding.span.file);
    let begin = file.line(finding.span.start);
    Issue {
        description: format!("{}\nChecked as {}.", text(finding), document.read_as()),
        check_name: finding.lint.name,
        fingerprint,
        severity: match (finding.severity, finding.stage) {
            (Severity::Error, Stage::Parse | Stage::Start) => "blocker",
            (Severity::Error, _) => "critical",
            (Severity::Warning, _) => "major",
            (Severity::Advice, _) => "minor",
        },
        location: Location { path, lines: Lines { begin, end: file.line(finding.span.end).max(begin) } },
    }
}

/// GitLab code quality report.
///
/// # Errors
/// When `out` cannot be written.
pub fn gitlab(reports: &[RootReport], out: &mut dyn Write) -> io::Result<()> {
    crate::report::json_text::pretty(out, &Issues(reports))?;
    writeln!(out)
}
