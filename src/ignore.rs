//! Leaves out the findings that comments in the text ask to leave out, and finds the comments that ask in vain.

use crate::document::Document;
use crate::finding::{Finding, Findings, Ignored, Lint};
use crate::lints::hygiene;
use crate::source::FileId;

/// Marks what is ignored, and adds a finding for each ignore that matches nothing. `ran` says which lints
/// were asked about a file: an ignore of another one is not idle.
pub fn apply(document: &Document, findings: &mut Vec<Finding>, ran: impl Fn(&Lint, FileId) -> bool) {
    let mut idle = Findings::default();
    for ignore in document.ignores.iter().filter(|ignore| !ignore.is_malformed) {
        for (index, (name, _)) in ignore.names.iter().enumerate() {
            let mut is_used = false;
            for finding in findings.iter_mut().filter(|f| f.lint.name == name && ignore.holds(f.span)) {
                is_used = true;
                let reason = || Ignored::Comment(ignore.reason.clone().unwrap_or_default());
                finding.ignored.get_or_insert_with(reason);
            }
            let asked = |lint: &Lint| ran(lint, ignore.span.file);
            let is_asked = crate::lints::find(name).is_some_and(asked);
            if !is_used && is_asked && asked(&hygiene::UNUSED_SUPPRESSION) {
                hygiene::unused(document, ignore, index, &mut idle);
            }
        }
    }
    findings.extend(idle.into_sorted());
}
