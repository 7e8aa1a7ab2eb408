//! What a person or a program sees. Knows findings, effective values and capacities, not lints.

mod capacity;
pub mod color;
mod complaint;
mod diff;
mod human;
mod in_force;
pub mod json_text;
mod machine;
mod path;
mod place;
mod statistics;
mod upgrade;

pub use capacity::{Answered, CapacityPart, capacity_human, capacity_json, capacity_svg};
pub use color::Style;
pub use complaint::{Complaint, complaint};
pub use diff::{PatchStyle, diff};
pub use human::{human, summary};
pub use in_force::difference::{JsonPair, Pair, difference, difference_json};
pub use in_force::show::{ShowStyle, Showing, inherited_from, show, show_json};
pub use in_force::why::{Standing, StandingPlace, Why, standing, standing_text, why, why_json};
pub use machine::checkstyle::checkstyle;
pub use machine::concise::concise;
pub use machine::github::github;
pub use machine::gitlab::gitlab;
pub use machine::json::{json, json_lines};
pub use machine::junit::junit;
pub use machine::markdown::markdown;
pub use machine::rdjson::rdjson;
pub use machine::sarif::sarif;
pub use place::short as short_place;
pub use statistics::statistics;
pub use upgrade::{Upgraded, upgrade_human, upgrade_json};

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::document::{Document, Secrets};
use crate::edit::{Edit, Fix};
use crate::engine::RootReport;
use crate::finding::{Finding, Severity};

/// The version of the JSON formats.
const SCHEMA: u32 = 1;

/// Every finding with the document it is about, what is ignored among them.
fn all(reports: &[RootReport]) -> impl Iterator<Item = (&Document, &Finding)> {
    reports.iter().flat_map(|report| report.findings.iter().map(|finding| (&report.document, finding)))
}

/// The findings that count, with the document that they are about.
fn counting(reports: &[RootReport]) -> impl Iterator<Item = (&Document, &Finding)> {
    all(reports).filter(|(_, finding)| finding.ignored.is_none())
}

/// The fixes that a program may see: one that would write a secret is for a person who asked for it.
pub fn fixes<'f>(document: &'f Document, finding: &'f Finding) -> impl Iterator<Item = &'f Fix> {
    let secrets = document.secrets();
    let writes = |edit: &Edit| !edit.text.is_empty() && secrets.is_in_edit(document, edit.span, &edit.text);
    finding.fixes.iter().filter(move |fix| !fix.edits.iter().any(writes))
}

/// Writes what `write` gives without the secrets of some documents: a name or a path may hold one as well.
fn veiled<'d>(
    documents: impl Iterator<Item = &'d Document>,
    out: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let secrets: Vec<_> = documents.map(Document::secrets).filter(|secrets| !secrets.is_empty()).collect();
    if secrets.is_empty() {
        return write(out);
    }
    let mut lines = Veiling { secrets, line: Vec::new(), out };
    write(&mut lines)?;
    lines.line_done()
}

/// Hides secrets line by line, as the lines come.
struct Veiling<'d, 'o> {
    secrets: Vec<&'d Secrets>,
    line: Vec<u8>,
    out: &'o mut dyn Write,
}

impl Veiling<'_, '_> {
    fn line_done(&mut self) -> io::Result<()> {
        let veil = |text: String, secrets: &&Secrets| secrets.veiled(&text);
        match std::str::from_utf8(&self.line) {
            Ok(text) => {
                self.out.write_all(self.secrets.iter().fold(text.to_owned(), veil).as_bytes())?;
            }
            Err(_) => self.out.write_all(&self.line)?,
        }
        self.line.clear();
        Ok(())
    }
}

impl Write for Veiling<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            self.line.extend(line);
            if line.ends_with(b"\n") {
                self.line_done()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is wrong, and what to do about it.
fn text(finding: &Finding) -> String {
    if finding.help.is_empty() {
        finding.message.to_string()
    } else {
        format!("{}\n{}", finding.message, finding.help)
    }
}

/// How many findings there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity advice.
    pub advice: usize,
    /// Findings with at least one fix.
    pub fixable: usize,
    /// Findings with at least one safe fix.
    pub safe: usize,
    /// Findings that are left out.
    pub ignored: usize,
    /// Findings that are not shown, because they are below the severity that was asked for.
    pub hidden: usize,
    /// Files that were read as configuration, each once per configuration.
    pub files: usize,
}

impl Counts {
    /// Counts what is in these reports.
    pub fn of(reports: &[RootReport]) -> Counts {
        let all = reports.iter().flat_map(|report| &report.findings);
        let ignored = all.filter(|finding| finding.ignored.is_some()).count();
        let mut counts = Counts { ignored, ..Counts::default() };
        for finding in reports.iter().flat_map(RootReport::counting) {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Advice => counts.advice += 1,
            }
            counts.fixable += usize::from(!finding.fixes.is_empty());
            counts.safe += usize::from(finding.fixes.iter().any(Fix::is_safe));
        }
        counts.files =
            reports.iter().map(|report| report.document.files().collect::<BTreeSet<_>>().len()).sum();
        counts
    }

    /// How many findings there are.
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.advice
    }
}

/// A line for each configuration with findings: as which version it was judged, and why.
pub fn versions(reports: &[RootReport]) -> impl Iterator<Item = String> {
    let with_findings = reports.iter().filter(|report| report.counting().next().is_some());
    with_findings.map(|report| format!("{}: checked as {}", report.root.path, report.document.read_as()))
}

/// `1 error`, `2 errors`.
pub fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
