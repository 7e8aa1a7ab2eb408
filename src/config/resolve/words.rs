//! What is in a value: words and `key=value` fields, each with the place where it is written.

use std::borrow::Cow;
use std::ops::Range;

use crate::config::resolve::view::{Found, Word};
use crate::config::{Config, Key, View, value};
use crate::hash::HashSet;
use crate::schema::{self, Series, find};
use crate::source::Span;
use crate::syntax::Form;
use crate::text::Quote;
use crate::text::words::{SPACES, SPACES_COMMAS_TABS, word_ranges};

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
    pub(in crate::config) fn word_at<'c>(&'c self, found: &Found<'c>, range: Range<usize>) -> Word<'c> {
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
                key: self.word_at(found, range.start..range.start + at),
                value: Some(self.word_at(found, range.start + at + 1..range.end)),
            },
            None => Field { key: self.word_at(found, range), value: None },
        }
    }

    /// The `key=value` words of a text with spaces between them.
    pub(in crate::config) fn fields<'c>(&'c self, found: &Found<'c>) -> Vec<Field<'c>> {
        word_ranges(&found.text, SPACES).map(|range| self.field(found, range)).collect()
    }
}

impl<'c> View<'c> {
    /// The words of a list: in 2.3 a text with separators, in 2.4 a boolean list.
    pub fn words(&self, name: &str) -> Vec<Word<'c>> {
        let config = self.config;
        let series = config.version().series;
        if series == Series::V23 {
            let found = self.get(name);
            return split_words(config, &found, SPACES_COMMAS_TABS);
        }
        let Some(setting) = find(schema::scope(series, "root"), name.as_bytes()) else { return Vec::new() };
        let mut words: Vec<Word<'c>> = Vec::new();
        let mut known: HashSet<Cow<'c, [u8]>> = HashSet::default();
        // What an inner scope, or a later line of the same one, has switched off.
        let mut off: HashSet<Cow<'c, [u8]>> = HashSet::default();
        let mut is_complete = false;
        for scope in self.scopes().filter(|scope| self.part.sees(config, *scope, setting)) {
            let whole = config.assigned(scope, Key::of(setting));
            for key in config.keys_in(scope, setting) {
                let Some(assign) = config.assigned(scope, *key) else { continue };
                // A later `list = ...` throws away what the block above it said.
                if whole.is_some_and(|whole| whole.statement > assign.statement) {
                    continue;
                }
                let name = config.key_name(*key);
                let text: Cow<'c, [u8]> = match name {
                    Cow::Borrowed(name) => Cow::Borrowed(&name[setting.name.len() + 1..]),
                    Cow::Owned(name) => Cow::Owned(name[setting.name.len() + 1..].to_vec()),
                };
                if off.contains(&text) || known.contains(&text) {
                    continue;
                }
                if value::boolean(&config.value_of(assign).text) == Ok(false) {
                    off.insert(text);
                } else {
                    known.insert(text.clone());
                    let statement = config.statement(assign);
                    let span = Some(config.document.locate(statement, statement.key));
                    words.push(Word { text, assign: Some(assign), span });
                }
            }
            if let Some(whole) = whole {
                let more = split_words(config, &self.found(whole), SPACES_COMMAS_TABS);
                words.extend(more.into_iter().filter(|word| !off.contains(&word.text)));
                is_complete = true;
                break;
            }
        }
        if !is_complete && self.defaults {
            let default = self.default(setting);
            for word in default.split([' ', ',']).filter(|word| !word.is_empty()) {
                let key = config.free_key(setting.name, word.as_bytes());
                let is_set = |key| self.scopes().any(|scope| config.assigned(scope, key).is_some());
                let off = key.is_some_and(is_set);
                if !off {
                    words.push(Word { text: Cow::Borrowed(word.as_bytes()), assign: None, span: None });
                }
            }
        }
        words
    }

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
                let value = config.word_at(&found, 0..found.text.len());
                let span = Some(config.document.locate(statement, statement.key));
                let key = Word { text: Cow::Borrowed(name), assign: Some(assign), span };
                fields.push((assign.statement, Field { key, value: Some(value) }));
            }
        }
        fields.sort_by_key(|(statement, _)| *statement);
        fields.into_iter().map(|(_, field)| field).collect()
    }
}

/// The words of a value, without quotes around them, each with its place.
pub(in crate::config) fn split_words<'c>(
    config: &'c Config<'c>,
    found: &Found<'c>,
    separators: &[u8],
) -> Vec<Word<'c>> {
    let separator = |b: &u8| separators.contains(b);
    let value_span = found.assign.map(|assign| config.value_span(assign));
    let mut words = Vec::new();
    let mut from = 0;
    for text in found.text.split(separator) {
        let text = text.strip_prefix(b"\"").and_then(|t| t.strip_suffix(b"\"")).unwrap_or(text);
        if text.is_empty() {
            continue;
        }
        let span = value_span.map(|span| {
            let source = config.document.sources.bytes(span);
            let at = memchr::memmem::find(&source[from.min(source.len())..], text).map(|at| at + from);
            match at {
                Some(at) => {
                    from = at + text.len();
                    Span { start: span.start + at as u32, end: span.start + (at + text.len()) as u32, ..span }
                }
                None => span,
            }
        });
        words.push(Word { text: Cow::Owned(text.to_vec()), assign: found.assign, span });
    }
    words
}
