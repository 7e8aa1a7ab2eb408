//! What a message quotes of a configuration, and the texts that hold such quotes.
//!
//! A message is written with `format!`, so a [`Quote`] prints itself between two noncharacters of Unicode, which no
//! text of a configuration can hold (they are escaped as what steers a terminal). [`Text`] finds them again: it
//! knows which of its parts come from the configuration, and those alone are judged as such.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Deref, Range};

use serde::{Serialize, Serializer};

/// It is before and after a quote while a message is put together.
const MARKS: (char, char) = ('\u{fdd0}', '\u{fdd1}');

/// Whether a character is one that is around quotes.
pub(super) fn is_mark(c: char) -> bool {
    c == MARKS.0 || c == MARKS.1
}

/// A piece of a configuration as it is shown in a message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quote {
    text: String,
    /// A name of Dovecot's language, which is no value.
    is_name: bool,
}

impl Quote {
    /// A quote of a text that is safe to show.
    pub(super) fn new(text: String) -> Quote {
        Quote { text, is_name: false }
    }

    /// The same as the name of something.
    #[must_use]
    pub fn into_name(self) -> Quote {
        Quote { is_name: true, ..self }
    }

    /// Puts a sign in front.
    #[must_use]
    pub fn after(self, sign: char) -> Quote {
        Quote { text: format!("{sign}{}", self.text), ..self }
    }

    /// The text, to be judged and not to be shown.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Deref for Quote {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl AsRef<str> for Quote {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_name { f.write_str(&self.text) } else { write!(f, "{}{}{}", MARKS.0, self.text, MARKS.1) }
    }
}

impl PartialEq<str> for Quote {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for Quote {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

/// A text of a finding: sentences, and in them quotes of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Text {
    text: String,
    quotes: Vec<Range<usize>>,
}

impl Text {
    /// The parts in order: each with whether it is a quote.
    pub fn parts(&self) -> impl Iterator<Item = (&str, bool)> {
        let starts = std::iter::once(0).chain(self.quotes.iter().map(|quote| quote.end));
        let ends = self.quotes.iter().map(|quote| quote.start).chain([self.text.len()]);
        let between = starts.zip(ends).map(|gap| (gap.0..gap.1, false));
        let mut quotes = self.quotes.iter().map(|quote| (quote.clone(), true));
        let all = between.flat_map(move |gap| [Some(gap), quotes.next()]).flatten();
        all.filter(|(range, _)| !range.is_empty()).map(|(range, is_quote)| (&self.text[range], is_quote))
    }

    /// Puts more text after what there is.
    pub fn append(&mut self, more: impl Into<Text>) {
        let more = more.into();
        let start = self.text.len();
        self.text.push_str(&more.text);
        self.quotes.extend(more.quotes.into_iter().map(|quote| start + quote.start..start + quote.end));
    }

    /// Writes each part again.
    pub fn replace(&mut self, mut anew: impl FnMut(&str, bool) -> String) {
        let mut next = Text::default();
        for (part, is_quote) in self.parts() {
            let start = next.text.len();
            next.text.push_str(&anew(part, is_quote));
            if is_quote {
                next.quotes.push(start..next.text.len());
            }
        }
        *self = next;
    }
}

impl<T: Into<String>> From<T> for Text {
    /// Quotes that a `format!` has put between marks are parts again.
    fn from(marked: T) -> Text {
        let marked = marked.into();
        if !marked.contains(is_mark) {
            return Text { text: marked, quotes: Vec::new() };
        }
        let mut text = Text::default();
        // A quote inside a quote belongs to the outer one.
        let (mut depth, mut start) = (0u32, 0);
        for c in marked.chars() {
            if c == MARKS.0 {
                if depth == 0 {
                    start = text.text.len();
                }
                depth += 1;
            } else if c == MARKS.1 {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    text.quotes.push(start..text.text.len());
                }
            } else {
                text.text.push(c);
            }
        }
        text
    }
}

impl From<Quote> for Text {
    fn from(quote: Quote) -> Text {
        Text::from(quote.to_string())
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Text) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Text) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_parts_again() {
        let quote = crate::text::clipped("a\u{fdd0}b".as_bytes(), 40);
        let text = Text::from(format!("`{}` is {quote}.", Quote::new("x".to_owned()).into_name()));
        let parts: Vec<_> = text.parts().collect();
        assert_eq!(parts, [("`x` is ", false), ("a\\u{fdd0}b", true), (".", false)]);
        assert_eq!(&*text, "`x` is a\\u{fdd0}b.");
    }

    #[test]
    fn parts_are_written_anew() {
        let quote = Quote::new("secret".to_owned());
        let mut text = Text::from(format!("{quote} and {quote}"));
        text.replace(|part, is_quote| if is_quote { "-".to_owned() } else { part.to_uppercase() });
        assert_eq!(&*text, "- AND -");
        assert_eq!(text.parts().filter(|(_, is_quote)| *is_quote).count(), 2);
    }
}
