//! What fixes have written so far, by which a fix that comes back is known.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::round::Chosen;
use crate::document::Document;
use crate::document::roots::Texts;
use crate::edit::Edit;
use crate::hash::HashMap;
use crate::source::FileId;

/// The rounds of one root.
#[derive(Debug, Default)]
pub(super) struct History {
    /// The texts after each round, and the lints whose fixes have made them.
    texts: Vec<(u64, Vec<&'static str>)>,
    /// By file and lint, sorted and apart.
    written: HashMap<(String, &'static str), Vec<Written>>,
}

/// The texts of files as they were before a root was fixed.
#[derive(Debug, Default)]
pub(super) struct Originals(BTreeMap<String, Vec<u8>>);

impl Originals {
    /// Notes what a file holds before it is changed for the first time.
    pub(super) fn note(&mut self, path: &str, text: &[u8]) {
        if !self.0.contains_key(path) {
            self.0.insert(path.to_owned(), text.to_vec());
        }
    }

    /// The texts, by path.
    pub(super) fn into_texts(self) -> BTreeMap<String, Vec<u8>> {
        self.0
    }

    /// Names texts by what differs from the first ones.
    pub(super) fn digest(&self, texts: &Texts) -> u64 {
        let mut hasher = DefaultHasher::new();
        for (path, original) in &self.0 {
            if let Some(text) = texts.get(path).filter(|text| *text != original) {
                (path, text).hash(&mut hasher);
            }
        }
        hasher.finish()
    }
}

/// A place where a lint has written something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    start: u32,
    end: u32,
    /// How many findings the lint had before.
    findings: usize,
}

impl History {
    /// Notes the texts of a round, and the lints that have made them.
    pub(super) fn note_texts(&mut self, texts: u64, lints: Vec<&'static str>) {
        self.texts.push((texts, lints));
    }

    /// Whether such texts were there before.
    pub(super) fn has_texts(&self, texts: u64) -> bool {
        self.texts.iter().any(|(own, _)| *own == texts)
    }

    /// The lints whose fixes were applied since such texts were there.
    pub(super) fn lints_since(&self, texts: u64) -> Vec<&'static str> {
        let first = self.texts.iter().position(|(own, _)| *own == texts).map_or(0, |at| at + 1);
        self.texts[first..].iter().flat_map(|(_, lints)| lints.iter().copied()).collect()
    }

    /// The lints of the last round.
    pub(super) fn last_lints(&self) -> Vec<&'static str> {
        self.texts.last().map(|(_, lints)| lints.clone()).unwrap_or_default()
    }

    /// Whether a lint fixes a place again that it has fixed, and has no fewer findings than then.
    pub(super) fn comes_back(
        &self,
        document: &Document,
        (finding, fix): Chosen<'_>,
        findings: usize,
    ) -> bool {
        if self.written.is_empty() {
            return false;
        }
        let meets = |edit: &Edit| {
            // What only removes ends by itself, and what follows a line that is gone has not been fixed before.
            if edit.text.is_empty() {
                return false;
            }
            let file = document.sources.file(edit.span.file).shown.clone();
            let Some(places) = self.written.get(&(file, finding.lint.name)) else { return false };
            let from = places.partition_point(|place| place.end < edit.span.start);
            let met = places[from..].iter().take_while(|place| place.start <= edit.span.end);
            met.into_iter().any(|place| findings >= place.findings)
        };
        fix.edits.iter().any(meets)
    }

    /// Notes what the fixes of a round write; the places of earlier rounds move along.
    pub(super) fn note(
        &mut self,
        document: &Document,
        chosen: &[Chosen<'_>],
        findings: &HashMap<&'static str, usize>,
    ) {
        let mut by_file: HashMap<FileId, Vec<(&Edit, &'static str)>> = HashMap::default();
        for (finding, fix) in chosen {
            for edit in &fix.edits {
                by_file.entry(edit.span.file).or_default().push((edit, finding.lint.name));
            }
        }
        for (file, mut edits) in by_file {
            edits.sort_by_key(|(edit, _)| (edit.span.start, edit.span.end));
            let shown = &document.sources.file(file).shown;
            let moves = Moves::new(&edits);
            for ((path, _), places) in &mut self.written {
                if path == shown {
                    for place in places {
                        moves.apply(place);
                    }
                }
            }
            let mut grown = 0_i64;
            for (edit, lint) in edits {
                let start = moved(edit.span.start, grown);
                let end = start + edit.text.len() as u32;
                grown += growth(edit);
                let findings = findings.get(lint).copied().unwrap_or_default();
                self.written.entry((shown.clone(), lint)).or_default().push(Written { start, end, findings });
            }
        }
        self.written.values_mut().for_each(join);
    }
}

/// Makes places that meet one.
fn join(places: &mut Vec<Written>) {
    places.sort_by_key(|place| (place.start, place.end));
    places.dedup_by(|later, earlier| {
        let meet = later.start <= earlier.end;
        if meet {
            earlier.end = earlier.end.max(later.end);
            earlier.findings = earlier.findings.min(later.findings);
        }
        meet
    });
}

/// By how many bytes a text grows.
fn growth(edit: &Edit) -> i64 {
    let text = i64::try_from(edit.text.len()).unwrap_or(i64::MAX);
    text - i64::from(edit.span.end - edit.span.start)
}

fn moved(at: u32, by: i64) -> u32 {
    u32::try_from(i64::from(at) + by).unwrap_or_default()
}

/// How far places move when edits are applied.
struct Moves {
    /// Start and end of each edit, and how much the text has grown with it and all before it.
    edits: Vec<(u32, u32, i64)>,
}

impl Moves {
    fn new(edits: &[(&Edit, &'static str)]) -> Moves {
        let mut grown = 0;
        let add = |(edit, _): &(&Edit, &str)| {
            grown += growth(edit);
            (edit.span.start, edit.span.end, grown)
        };
        Moves { edits: edits.iter().map(add).collect() }
    }

    fn apply(&self, place: &mut Written) {
        let grown = |count: usize| count.checked_sub(1).map_or(0, |last| self.edits[last].2);
        let before = self.edits.partition_point(|(_, end, _)| *end <= place.start);
        let until = self.edits.partition_point(|(start, ..)| *start < place.end).max(before);
        place.start = moved(place.start, grown(before));
        place.end = moved(place.end, grown(until)).max(place.start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_text_that_comes_back_is_known() {
        let texts = |text: &str| -> Texts { [("a".to_owned(), text.into())].into_iter().collect() };
        let (mut history, mut originals) = (History::default(), Originals::default());
        let first = originals.digest(&texts("one"));
        originals.note("a", b"one");
        let digest = |text| originals.digest(&texts(text));
        history.note_texts(first, Vec::new());
        history.note_texts(digest("two"), vec!["x"]);
        history.note_texts(digest("three"), vec!["y"]);
        assert!(history.has_texts(digest("one")) && !history.has_texts(digest("four")));
        assert_eq!(history.lints_since(digest("one")), ["x", "y"]);
        assert_eq!(history.lints_since(digest("two")), ["y"]);
    }

    #[test]
    fn places_move_with_the_text_before_them() {
        let edit = |start, end, text: &str| Edit::replace(Span::new(FileId(0), start..end), text);
        let edits = [edit(2, 2, "abc"), edit(10, 14, ""), edit(30, 31, "xy")];
        let edits: Vec<(&Edit, &'static str)> = edits.iter().map(|edit| (edit, "a")).collect();
        let moves = Moves::new(&edits);
        let after = |start, end| {
            let mut place = Written { start, end, findings: 0 };
            moves.apply(&mut place);
            (place.start, place.end)
        };
        assert_eq!(after(0, 2), (0, 2));
        assert_eq!(after(5, 9), (8, 12));
        assert_eq!(after(5, 20), (8, 19));
        assert_eq!(after(15, 20), (14, 19));
        assert_eq!(after(40, 41), (40, 41));
    }

    #[test]
    fn places_that_meet_are_one() {
        let place = |start, end, findings| Written { start, end, findings };
        let mut places = vec![place(10, 12, 1), place(0, 3, 2), place(3, 5, 1)];
        join(&mut places);
        assert_eq!(places, [place(0, 5, 1), place(10, 12, 1)]);
    }
}
