//! Leaves out the findings that comments in the text ask to leave out, and finds the comments that ask in vain.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::document::{Document, Ignore, Reach};
use crate::finding::{Finding, Findings, Ignored, Lint};
use crate::hash::HashMap;
use crate::lints::hygiene;
use crate::source::{FileId, Span};

/// Marks what is ignored, and adds a finding for each ignore that matches nothing. The findings are sorted by place.
/// `ran` says which lints were asked about a file: an ignore of another one is not idle.
pub fn apply(document: &Document, findings: &mut Vec<Finding>, ran: impl Fn(&Lint, FileId) -> bool) {
    if document.ignores.is_empty() {
        return;
    }
    let mut idle = Findings::default();
    let mut by_lint: HashMap<&str, Found> = HashMap::default();
    for (index, finding) in findings.iter().enumerate() {
        by_lint.entry(finding.lint.name).or_default().add(index, finding.span);
    }
    for ignore in document.ignores.iter().filter(|ignore| !ignore.is_malformed) {
        for (index, (name, _)) in ignore.names.iter().enumerate() {
            let found = by_lint.get_mut(name.as_str());
            let is_used = found.is_some_and(|found| {
                let (is_used, new) = found.take(ignore);
                for index in new {
                    let reason = ignore.reason.clone().unwrap_or_default();
                    findings[index].ignored.get_or_insert(Ignored::Comment(reason));
                }
                is_used
            });
            let asked = |lint: &Lint| ran(lint, ignore.span.file);
            let is_asked = crate::lints::find(name).is_some_and(asked);
            if !is_used && is_asked && asked(&hygiene::UNUSED_SUPPRESSION) {
                hygiene::unused(document, ignore, index, &mut idle);
            }
        }
    }
    findings.extend(idle.into_sorted());
}

/// What one lint has found, by place.
#[derive(Default)]
struct Found {
    places: Vec<Span>,
    indices: Vec<usize>,
    /// The places that no ignore has taken yet, so that nested ones do not go through the same again.
    left: BTreeSet<usize>,
}

impl Found {
    fn add(&mut self, index: usize, span: Span) {
        self.left.insert(self.places.len());
        self.places.push(span);
        self.indices.push(index);
    }

    /// Whether an ignore holds anything, and the findings that no other one has taken before.
    fn take(&mut self, ignore: &Ignore) -> (bool, Vec<usize>) {
        let range = self.reached(ignore);
        let new: Vec<usize> = self.left.range(range.clone()).copied().collect();
        for place in &new {
            self.left.remove(place);
        }
        (!range.is_empty(), new.into_iter().map(|place| self.indices[place]).collect())
    }

    /// The places that an ignore holds, which are side by side.
    fn reached(&self, ignore: &Ignore) -> Range<usize> {
        let from = self.places.partition_point(|place| match ignore.reach {
            None => true,
            Some(Reach::File(file)) => place.file < file,
            Some(Reach::Part(part)) => (place.file, place.start) < (part.file, part.start),
        });
        let held = self.places[from..].partition_point(|place| ignore.holds(*place));
        from..from + held
    }
}
