//! What a person or a program sees. Knows findings and what is in force, not lints.

mod complaint;
mod concise;
mod diff;
mod difference;
mod human;
mod json;
mod place;
mod show;
mod statistics;
mod why;

pub use complaint::{Complaint, complaint};
pub use concise::concise;
pub use diff::diff;
pub use difference::{Pair, difference, difference_json};
pub use human::{Style, human, summary};
pub use json::json;
pub use show::{ShowStyle, Showing, show, show_json};
pub use statistics::statistics;
pub use why::{Why, why, why_json};

use crate::document::Document;
use crate::finding::{Finding, Severity};

/// The version of the JSON formats.
const SCHEMA: u32 = 1;

/// What was found in one root.
#[derive(Debug)]
pub struct RootReport {
    /// What was read.
    pub document: Document,
    /// What was found, sorted by file and line, what is ignored among it.
    pub findings: Vec<Finding>,
}

impl RootReport {
    /// What counts: the findings that are not ignored.
    pub fn counting(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.ignored.is_none())
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
    /// Files that were read.
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
            counts.safe += usize::from(finding.fixes.iter().any(|fix| fix.is_safe));
        }
        counts.files = reports.iter().map(|report| report.document.sources.files().count()).sum();
        counts
    }

    /// How many findings there are.
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.advice
    }
}

/// `1 error`, `2 errors`.
pub fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
