//! The `%{…}` expressions of 2.4 in a text, such as `%{user | username | lower}`.
//!
//! Source: `var-expand-lexer.l`, 2.4.1 to 2.4.5.

use std::ops::Range;

/// `%{…}` in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression<'t> {
    /// Where it is in the text; to the end of the text when nothing closes it.
    pub range: Range<usize>,
    /// What is between the braces.
    pub inside: &'t [u8],
    /// Whether a brace closes it.
    pub is_closed: bool,
    /// Whether `%` or `{` is inside, outside of quotes.
    pub is_nested: bool,
}

/// The expressions of a text, in order. `%%{` is text.
pub fn expressions(text: &[u8]) -> impl Iterator<Item = Expression<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += memchr::memchr(b'%', text.get(at..)?)?;
            match &text[at..] {
                [b'%', b'%', b'{', ..] => at += 3,
                [b'%', b'{', ..] => {
                    let expression = expression(text, at);
                    at = expression.range.end;
                    return Some(expression);
                }
                _ => at += 1,
            }
        }
    })
}

/// What is around the expressions of a text.
pub fn literals(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = std::iter::once(text.len()..text.len());
    expressions(text).map(|expression| expression.range).chain(end).scan(0, |at, range| {
        let literal = &text[*at..range.start];
        *at = range.end;
        Some(literal)
    })
}

fn expression(text: &[u8], start: usize) -> Expression<'_> {
    let (mut quote, mut is_nested) = (None, false);
    let mut at = start + 2;
    while let Some(byte) = text.get(at).copied() {
        match (quote, byte) {
            (None, b'}') => break,
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'%' | b'{') => is_nested = true,
            (Some(_), b'\\') => at += 1,
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        at += 1;
    }
    let end = at.min(text.len());
    let is_closed = end < text.len();
    Expression {
        range: start..end + usize::from(is_closed),
        inside: &text[start + 2..end],
        is_closed,
        is_nested,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let inside = |text: &'static [u8]| -> Vec<(&[u8], bool, bool)> {
            expressions(text).map(|found| (found.inside, found.is_closed, found.is_nested)).collect()
        };
        assert_eq!(inside(b"a%{b | c}%%{d}%{e"), [(&b"b | c"[..], true, false), (b"e", false, false)]);
        assert_eq!(inside(br"%{a | default('}\'}%')}}"), [(&br"a | default('}\'}%')"[..], true, false)]);
        assert_eq!(inside(b"%{a%{b}}"), [(&b"a%{b"[..], true, true)]);
        assert_eq!(inside(b"%"), []);
        assert_eq!(inside(br"%{'\"), [(&br"'\"[..], false, false)]);
    }

    #[test]
    fn what_is_around() {
        let parts = |text: &'static [u8]| literals(text).collect::<Vec<_>>();
        assert_eq!(parts(b"a%{b}%{c}%%{d"), [&b"a"[..], b"", b"%%{d"]);
        assert_eq!(parts(b"a%{b"), [&b"a"[..], b""]);
    }
}
