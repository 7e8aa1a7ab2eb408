//! The fixes of one round.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::document::roots::Texts;
use crate::edit::{self, Edit, Effect, Fix};
use crate::finding::Finding;
use crate::hash::HashSet;
use crate::source::{FileId, SourceMap, Span};

/// A finding, and the fix of it that is applied.
pub(super) type Chosen<'f> = (&'f Finding, &'f Fix);

/// The fixes with one effect, at most one per finding, none of which touches another.
pub(super) fn choose<'f>(
    document: &Document,
    findings: &'f [Finding],
    effect: Effect,
    mut wanted: impl FnMut(Chosen<'f>) -> bool,
) -> Vec<Chosen<'f>> {
    let mut taken = Taken { sources: &document.sources, places: BTreeMap::new() };
    let mut known: HashSet<&[Edit]> = HashSet::default();
    let mut chosen = Vec::new();
    for finding in findings.iter().filter(|finding| finding.ignored.is_none()) {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.effect == effect) else { continue };
        let is_new = !fix.edits.is_empty() && known.insert(&fix.edits);
        if is_new && wanted((finding, fix)) && taken.take(&fix.edits) {
            chosen.push((finding, fix));
        }
    }
    chosen
}

/// The files that change, with their new texts.
pub(super) fn apply(document: &Document, chosen: &[Chosen<'_>]) -> Texts {
    let edits: Vec<Edit> = chosen.iter().flat_map(|(_, fix)| fix.edits.iter().cloned()).collect();
    let files: HashSet<FileId> = edits.iter().map(|edit| edit.span.file).collect();
    let text = |id: FileId| {
        let file = document.sources.file(id);
        (file.shown.clone(), edit::apply(&file.bytes, id, &edits))
    };
    files.into_iter().map(text).collect()
}

/// The places that the edits of one round have taken, from start to end.
struct Taken<'s> {
    sources: &'s SourceMap,
    places: BTreeMap<(FileId, u32), u32>,
}

impl Taken<'_> {
    /// Takes the places of the edits of a fix, unless one of them overlaps or meets a place that is taken: which of
    /// two texts at one place comes first is not for us to guess.
    fn take(&mut self, edits: &[Edit]) -> bool {
        let places: Vec<Span> = self.places_of(edits);
        let meets = |place: &Span| {
            let before = self.places.range(..=(place.file, place.end)).next_back();
            before.is_some_and(|((file, _), end)| *file == place.file && *end >= place.start)
        };
        if places.iter().any(meets) {
            return false;
        }
        for place in places {
            let end = self.places.entry((place.file, place.start)).or_default();
            *end = place.end.max(*end);
        }
        true
    }

    /// Where the edits are. A fix that makes or joins lines takes those in which it is as a whole, so that no other
    /// one writes between what was one line.
    fn places_of(&self, edits: &[Edit]) -> Vec<Span> {
        let makes_lines =
            |edit: &Edit| edit.text.contains('\n') || self.sources.bytes(edit.span).contains(&b'\n');
        let makes_lines = edits.iter().any(makes_lines);
        let place = |edit: &Edit| {
            let (file, span) = (self.sources.file(edit.span.file), edit.span);
            if !makes_lines {
                return span;
            }
            let (first, last) =
                (file.line_range(file.line(span.start)), file.line_range(file.line(span.end)));
            Span { start: first.start.min(span.start), end: last.end.max(span.end), ..span }
        };
        edits.iter().map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixes_that_meet_are_not_applied_together() {
        let mut sources = SourceMap::default();
        let text = b"one two three\nfour\n".to_vec();
        let file = sources.add("a.conf".to_owned(), "a.conf".to_owned(), text, false);
        let edit = |start, end, text: &str| Edit::replace(Span::new(file, start..end), text);
        let both = |first: &[Edit], second: &[Edit]| {
            let mut taken = Taken { sources: &sources, places: BTreeMap::new() };
            taken.take(first) && taken.take(second)
        };
        assert!(both(&[edit(0, 3, "1")], &[edit(4, 7, "2")]), "apart in one line");
        assert!(!both(&[edit(0, 3, "1")], &[edit(3, 7, "2")]), "one begins where the other ends");
        assert!(!both(&[edit(3, 3, "a")], &[edit(3, 3, "b")]), "two texts at one place");
        assert!(!both(&[edit(0, 3, "1\n")], &[edit(8, 13, "3")]), "one cuts the line of the other");
        assert!(!both(&[edit(8, 13, "3")], &[edit(0, 3, "1\n")]), "and the other way round");
        assert!(both(&[edit(0, 3, "1\n")], &[edit(14, 18, "4")]), "in two lines");
        assert!(!both(&[edit(0, 0, "x"), edit(0, 7, "")], &[edit(5, 6, "y")]), "two edits at one place");
    }
}
