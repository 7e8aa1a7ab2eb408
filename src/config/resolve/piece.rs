//! Pieces of a value: words and `key=value` fields, each with the place where it is written.

use std::borrow::Cow;
use std::ops::Range;

use crate::config::resolve::view::{Found, Word};
use crate::config::{Config, Key, View};
use crate::hash::HashSet;
use crate::schema::{self, find};
use crate::source::Span;
use crate::syntax::Form;
use crate::text::Quote;

impl Word<'_> {
    /// As text for a message.
    pub fn shown(&self) -> Quote {
        crate::text::clipped(&self.text, 60)
    }

    /// Whether it is this text, to the letter.
    pub fn is(&self, text: &str) -> bool {
        self.text.as_ref() == text.as_bytes()
    }
}

/// A `key=value` or a bare `key` inside a value.
#[derive(Debug, Clone)]
pub struct Field<'c> {
    /// What is before the `=`.
    pub key: Word<'c>,
    /// What is after it; none without a `=`.
    pub value: Option<Word<'c>>,
}

impl Field<'_> {
    /// Whether its key is this one, to the letter.
    pub fn is(&self, key: &str) -> bool {
        self.key.is(key)
    }

    /// The bytes of its value; empty without one.
    pub fn text(&self) -> &[u8] {
        self.value.as_ref().map_or(b"", |value| value.text.as_ref())
    }

    /// From the key to the end of the value, where it is written.
    pub fn span(&self) -> Option<Span> {
        let key = self.key.span?;
        Some(self.value.as_ref().and_then(|value| value.span).map_or(key, |value| key.to(value)))
    }
}

/// The ranges of the words of a text, as `t_strsplit_spaces()` gives them (`strfuncs.c`, 2.3.21).
pub(in crate::config) fn word_ranges(text: &[u8], separators: &[u8]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    for word in text.split(|b| separators.contains(b)) {
        if !word.is_empty() {
            ranges.push(from..from + word.len());
        }
        from += word.len() + 1;
    }
    ranges
}

impl Config<'_> {
    /// Where a range of bytes of a value is written; the whole value where the text was put together from
    /// several places. None for a built-in default.
    pub fn locate_in(&self, found: &Found<'_>, range: Range<usize>) -> Option<Span> {
        let assign = found.assign?;
        let statement = self.statement(assign);
        if found.form == Form::Heredoc {
            let body = self.document.heredoc(assign.statement as usize)?.body;
            let start = body.start + range.start as u32;
            return Some(Span { start, end: body.start + range.end as u32, ..body });
        }
        let raw = self.document.bytes(statement, statement.value);
        let text = found.text.as_ref();
        let piece = text.get(range.clone()).unwrap_or_default();
        // A text of many words is asked for each of them, so it is not compared as a whole.
        let begin = (text.as_ptr() as usize).wrapping_sub(raw.as_ptr() as usize);
        let at = if begin <= raw.len() && begin + text.len() <= raw.len() {
            Some(begin + range.start)
        } else if raw.len() == text.len() && &raw[range.clone()] == piece {
            Some(range.start)
        } else {
            memchr::memmem::find(raw, piece)
        };
        let whole = self.value_span(assign);
        let Some(at) = at.filter(|_| !range.is_empty()) else { return Some(whole) };
        let start = statement.value.start + at as u32;
        let part = crate::syntax::Part { start, end: start + piece.len() as u32 };
        Some(self.document.locate(statement, part))
    }

    /// A range of a value as a word.
    pub(in crate::config) fn piece<'c>(&'c self, found: &Found<'c>, range: Range<usize>) -> Word<'c> {
        let text = match &found.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range.clone()]),
            Cow::Owned(text) => Cow::Owned(text[range.clone()].to_vec()),
        };
        Word { text, assign: found.assign, span: self.locate_in(found, range) }
    }

    /// A range of a value as a field.
    pub(in crate::config) fn field<'c>(&'c self, found: &Found<'c>, range: Range<usize>) -> Field<'c> {
        match found.text[range.clone()].iter().position(|b| *b == b'=') {
            Some(at) => Field {
                key: self.piece(found, range.start..range.start + at),
                value: Some(self.piece(found, range.start + at + 1..range.end)),
            },
            None => Field { key: self.piece(found, range), value: None },
        }
    }

    /// The `key=value` words of a text with spaces between them.
    pub(in crate::config) fn fields<'c>(&'c self, found: &Found<'c>) -> Vec<Field<'c>> {
        word_ranges(&found.text, b" ").into_iter().map(|range| self.field(found, range)).collect()
    }
}

impl<'c> View<'c> {
    /// The keys and values of an effective list, such as `userdb_fields {}` of 2.4, in reading order.
    pub fn list(&self, name: &str) -> Vec<Field<'c>> {
        let config = self.config;
        let table = schema::scope(config.version().series, "root");
        let Some(setting) = find(table, name.as_bytes()) else { return Vec::new() };
        let mut seen: HashSet<Key> = HashSet::default();
        let mut fields = Vec::new();
        for scope in self.scopes().filter(|scope| self.part.sees(config, *scope, setting)) {
            for key in config.keys_in(scope, setting) {
                let Some(assign) = config.assigned(scope, *key).filter(|_| seen.insert(*key)) else {
                    continue;
                };
                let statement = config.statement(assign);
                let found = config.found(assign);
                let name = config.free_name(*key);
                let value = config.piece(&found, 0..found.text.len());
                let span = Some(config.document.locate(statement, statement.key));
                let key = Word { text: Cow::Borrowed(name), assign: Some(assign), span };
                fields.push((assign.statement, Field { key, value: Some(value) }));
            }
        }
        fields.sort_by_key(|(statement, _)| *statement);
        fields.into_iter().map(|(_, field)| field).collect()
    }
}
