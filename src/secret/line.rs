//! The parts of a line, as a person means them who may have written what Dovecot refuses.

use super::{name, value};
use crate::schema::{self, Series, Version};

/// Letters of keys in PEM files, a line of which is longer than any word.
pub(super) const PEM_LINE: usize = 40;

/// What follows the first word of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// `=`
    Assign,
    /// `:`, `+=`, `-=`, `==` or another sign that means to set something.
    Other,
    /// `{`
    Brace,
    /// None of these.
    None,
}

/// The first word of a line, quotes included, and what follows it.
pub(super) fn head(text: &[u8]) -> (&[u8], Sign) {
    let end = key_end(text);
    let (key, rest) = text.split_at(end);
    let rest = rest.trim_ascii_start();
    let sign = match rest {
        [b'=', b'=' | b'>', ..] | [b':', ..] | [b'+' | b'-' | b'?', b'=', ..] => Sign::Other,
        [b'=', ..] => Sign::Assign,
        [b'{', ..] => Sign::Brace,
        _ => Sign::None,
    };
    (key, sign)
}

fn key_end(text: &[u8]) -> usize {
    if let Some(quote) = text.first().filter(|b| matches!(b, b'"' | b'\'')) {
        let closing = text[1..].iter().position(|b| b == quote);
        return closing.map_or(text.len(), |at| at + 2);
    }
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'=' | b':' | b'{' | b'+');
    text.iter().position(ends).unwrap_or(text.len())
}

/// Where the value of a line begins, after the first word and the sign.
pub(super) fn value_start(text: &[u8]) -> usize {
    let end = key_end(text);
    let rest = &text[end..];
    let gap = |b: &u8| b.is_ascii_whitespace();
    let before = rest.iter().take_while(|b| gap(b)).count();
    let sign =
        rest[before..].iter().take_while(|b| matches!(b, b'=' | b':' | b'+' | b'-' | b'>' | b'?')).count();
    // A sign ends with `=` or `:`; what else looks like one begins the value.
    let signs = &rest[before..before + sign];
    let sign = match signs {
        [b'=' | b':', b'=' | b'>', ..] | [b'+' | b'-' | b'?', b'=', ..] => 2,
        [b'=' | b':', ..] => 1,
        _ => 0,
    };
    let after = rest[before + sign..].iter().take_while(|b| gap(b)).count();
    end + before + sign + after
}

/// Where the `{` of the section header is: alone at the end of a line, or between words.
pub(super) fn opens(text: &[u8]) -> Option<usize> {
    if text.ends_with(b"{") {
        return Some(text.len() - 1);
    }
    memchr::memmem::find(text, b" { ").map(|at| at + 1)
}

pub(super) fn is_in_environment(key: &[u8]) -> bool {
    let mut parts = key.rsplit(|b| *b == b'/');
    parts.next().is_some() && parts.next().is_some_and(name::is_environment)
}

/// Whether a key is one word of letters, digits, `_`, `-` and `.`.
pub(super) fn is_plain_word(key: &[u8]) -> bool {
    key.iter().all(|b| value::is_word_letter(*b))
}

/// Whether a name is that of a section: `crypt_user_key_encryption_key x {`.
pub(super) fn is_section(key: &[u8]) -> bool {
    schema::find(schema::scope(Series::V24, "root"), key)
        .is_some_and(|setting| setting.kind(Version::newest(Series::V24)).is_section())
}

/// Whether a line may be one of a key in a PEM file.
pub(super) fn is_key_line(text: &[u8]) -> bool {
    text.len() > PEM_LINE && text.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b))
}
