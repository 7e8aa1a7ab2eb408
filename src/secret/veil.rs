//! Takes the values that are secret out of a text, wherever they come from.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use crate::schema::{self, Series, Version};
use crate::syntax::unescape;

/// What is in the place of a secret.
pub const MASK: &str = "(hidden)";

/// Shorter values than this are looked for nowhere else: they would be found in every word.
const SHORTEST: usize = 4;

/// Values of one case and no longer than this are words, and hidden where they are as one.
const WORD: usize = 10;

/// Names that are in many paths and sentences.
const USUAL: [&str; 10] = [
    "dovecot",
    "postfix",
    "postgres",
    "localhost",
    "vmail",
    "example",
    "admin",
    "mailserver",
    "mailuser",
    "secret",
];

/// The values to look for, as they are written and as Dovecot takes them.
#[derive(Debug, Default)]
pub struct Veil {
    values: Vec<Value>,
    /// By first byte, whether any value begins with it.
    begins: Vec<bool>,
}

#[derive(Debug)]
struct Value {
    text: String,
    /// The longest other value with which it begins.
    inner: Option<u32>,
    /// Whether it counts only where no letter is next to it.
    is_word: bool,
    /// Whether the sentences of a report may hold it of themselves, as a password `mail` would be.
    is_common: bool,
}

impl Veil {
    /// A veil over these values, as they are written.
    pub fn new<'v>(values: impl IntoIterator<Item = &'v [u8]>) -> Veil {
        let mut all: BTreeSet<String> = BTreeSet::new();
        for value in values {
            all.extend(forms(value).into_iter().filter(|form| form.chars().count() >= SHORTEST));
        }
        if all.is_empty() {
            return Veil::default();
        }
        let common = LazyCell::new(common_words);
        let mut begins = vec![false; 256];
        let mut values: Vec<Value> = Vec::with_capacity(all.len());
        let mut open: Vec<u32> = Vec::new();
        for text in all {
            while open.last().is_some_and(|last| !text.starts_with(&values[*last as usize].text)) {
                open.pop();
            }
            let inner = open.last().copied();
            open.push(values.len() as u32);
            begins[usize::from(text.as_bytes()[0])] = true;
            let is_lower = text.bytes().all(|b| b.is_ascii_lowercase() || b"_-".contains(&b));
            let is_common = is_lower && common.contains(text.as_str());
            let is_word = is_lower && text.len() <= WORD;
            values.push(Value { text, inner, is_word, is_common });
        }
        Veil { values, begins }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether a text holds one of the values.
    pub fn is_in(&self, text: &str) -> bool {
        self.next(text, 0, true).is_some()
    }

    /// The text without the values; none when it holds none. In what was taken from a configuration, common words
    /// count as well.
    pub fn over(&self, text: &str, is_taken: bool) -> Option<String> {
        let mut out = String::new();
        let mut at = 0;
        while let Some((start, end)) = self.next(text, at, is_taken) {
            out.push_str(&text[at..start]);
            out.push_str(MASK);
            at = end;
        }
        if at == 0 {
            return None;
        }
        out.push_str(&text[at..]);
        Some(out)
    }

    fn next(&self, text: &str, from: usize, is_taken: bool) -> Option<(usize, usize)> {
        if self.values.is_empty() {
            return None;
        }
        text.char_indices().map(|(at, _)| at).filter(|at| *at >= from).find_map(|at| {
            let rest = &text[at..];
            if !self.begins[usize::from(rest.as_bytes()[0])] {
                return None;
            }
            let after = self.values.partition_point(|value| value.text.as_str() <= rest);
            let mut candidate = after.checked_sub(1);
            while let Some(index) = candidate {
                let value = &self.values[index];
                let counts = (is_taken || !value.is_common) && rest.starts_with(&value.text);
                let end = at + value.text.len();
                if counts && (!value.is_word || stands_alone(text, at, end)) {
                    return Some((at, end));
                }
                candidate = value.inner.map(|inner| inner as usize);
            }
            None
        })
    }
}

/// A text without one value: a plain word only where it is a word of its own and no part of a path or a name.
pub fn hidden(text: &str, value: &str) -> String {
    if !value.bytes().all(|b| b.is_ascii_lowercase()) || value.len() > WORD {
        return text.replace(value, MASK);
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in text.match_indices(value) {
        let end = at + found.len();
        // A dot at the end is that of a sentence.
        let goes_on =
            text[end..].starts_with(is_part) && !(text[end..].starts_with('.') && text.len() == end + 1);
        if !text[..at].ends_with(is_part) && !goes_on {
            out.push_str(&text[from..at]);
            out.push_str(MASK);
            from = end;
        }
    }
    out.push_str(&text[from..]);
    out
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    !text[..start].ends_with(is_letter) && !text[end..].starts_with(is_letter)
}

/// A value as it is written, without its quotes and escapes, and as a report would write it.
pub(crate) fn forms(value: &[u8]) -> Vec<String> {
    let value = value.trim_ascii();
    let bare = match value {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        [b'"' | b'\'', inner @ ..] => inner,
        [inner @ .., b'"' | b'\''] => inner,
        _ => value,
    };
    let plain = unescape(Version::newest(Series::V23), bare).0;
    let mut forms: Vec<String> = [value, bare, &plain].map(crate::text::printable).into();
    // Quotes of a word processor are letters to Dovecot, and a fix removes them.
    let clean = forms[1].trim_matches(|c| matches!(c, '\u{2018}'..='\u{201f}' | '"' | '\''));
    forms.push(clean.to_owned());
    // A fix writes a value that needs it in quotes.
    forms.push(forms[0].replace('\\', "\\\\").replace('"', "\\\""));
    forms.push(forms[2].replace('\\', "\\\\").replace('"', "\\\""));
    forms.sort();
    forms.dedup();
    forms
}

/// Words of Dovecot's own language: names of settings and what they are made of.
fn common_words() -> BTreeSet<&'static str> {
    let names = [Series::V23, Series::V24].into_iter().flat_map(|line| schema::scope(line, "root").iter());
    let words = names.flat_map(|setting| std::iter::once(setting.name).chain(setting.name.split(['_', '/'])));
    words.chain(USUAL).collect()
}
