//! What is in a value: words and `key=value` fields, each with the place where it is written.

use std::borrow::Cow;
use std::ops::Range;

use crate::config::resolve::elements::{Element, Elements};
use crate::config::resolve::view::{Found, Word};
use crate::config::{Config, Key, ScopeId, View, value};
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

impl Element for Field<'_> {
    fn key(&self) -> &[u8] {
        &self.key.text
    }
}

/// A word of a boolean list, switched on or off.
struct Switch<'c> {
    /// From the inside out: the scope, and in it the elements before the words of the list as a whole.
    rank: (usize, usize),
    is_on: bool,
    word: Word<'c>,
}

impl Element for Switch<'_> {
    fn key(&self) -> &[u8] {
        &self.word.text
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
        let whole = |scope: ScopeId| config.assigned(scope, Key::of(setting));
        // What is around the innermost scope that sets the list as a whole does not count.
        let mut scopes: Vec<ScopeId> = Vec::new();
        let mut is_complete = false;
        for scope in self.scopes().filter(|scope| self.part.sees(config, *scope, setting)) {
            scopes.push(scope);
            is_complete = whole(scope).is_some();
            if is_complete {
                break;
            }
        }
        let mut elements: Elements<Switch<'c>> = Elements::default();
        if !is_complete && self.defaults {
            for word in self.default(setting).split([' ', ',']).filter(|word| !word.is_empty()) {
                let word = Word { text: Cow::Borrowed(word.as_bytes()), assign: None, span: None };
                elements.push(Switch { rank: (usize::MAX, 0), is_on: true, word });
            }
        }
        for (depth, scope) in scopes.iter().enumerate().rev() {
            let whole = whole(*scope);
            if let Some(whole) = whole {
                elements.begin_again();
                for word in split_words(config, &self.found(whole), SPACES_COMMAS_TABS) {
                    elements.push(Switch { rank: (depth, usize::MAX), is_on: true, word });
                }
            }
            for (number, key) in config.keys_in(*scope, setting).iter().enumerate() {
                let Some(assign) = config.assigned(*scope, *key) else { continue };
                // A later `list = ...` throws away what the block above it said.
                if whole.is_some_and(|whole| whole.statement > assign.statement) {
                    continue;
                }
                let text: Cow<'c, [u8]> = match config.key_name(*key) {
                    Cow::Borrowed(name) => Cow::Borrowed(&name[setting.name.len() + 1..]),
                    Cow::Owned(name) => Cow::Owned(name[setting.name.len() + 1..].to_vec()),
                };
                let statement = config.statement(assign);
                let span = config.document.locate(statement, statement.key);
                let is_on = value::boolean(&config.value_of(assign).text) != Ok(false);
                let word = Word { text, assign: Some(assign), span: Some(span) };
                elements.put(Switch { rank: (depth, number), is_on, word });
            }
        }
        let mut on: Vec<Switch<'c>> = elements.items.into_iter().filter(|switch| switch.is_on).collect();
        on.sort_by_key(|switch| switch.rank);
        on.into_iter().map(|switch| switch.word).collect()
    }

    /// The keys and values of an effective list, such as `userdb_fields {}` of 2.4, in reading order.
    pub fn list(&self, name: &str) -> Vec<Field<'c>> {
        let config = self.config;
        let table = schema::scope(config.version().series, "root");
        let Some(setting) = find(table, name.as_bytes()) else { return Vec::new() };
        let mut elements: Elements<Field<'c>> = Elements::default();
        let scopes = self.scopes().filter(|scope| self.part.sees(config, *scope, setting));
        for scope in scopes.rev() {
            let whole = config.assigned(scope, Key::of(setting));
            if whole.is_some() {
                elements.begin_again();
            }
            for key in config.keys_in(scope, setting) {
                let Some(assign) = config.assigned(scope, *key) else { continue };
                if whole.is_some_and(|whole| whole.statement > assign.statement) {
                    continue;
                }
                let statement = config.statement(assign);
                let found = config.found(assign);
                let value = config.word_at(&found, 0..found.text.len());
                let span = Some(config.document.locate(statement, statement.key));
                let text = Cow::Borrowed(config.free_name(*key));
                let key = Word { text, assign: Some(assign), span };
                elements.put(Field { key, value: Some(value) });
            }
        }
        let mut fields = elements.items;
        fields.sort_by_key(|field| field.key.assign.map(|assign| assign.statement));
        fields
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
