//! Values that look quoted and are not.

/// What is wrong with the quotes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HalfKind {
    /// The quote at the start is not closed at the end.
    NoEnd,
    /// The quote at the end is not opened at the start.
    NoStart,
    /// A part is quoted: `"hello" there`.
    Part,
}

/// Quotes that Dovecot does not remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfQuoted {
    /// The sign, `"` or `'`.
    pub sign: u8,
    /// What is wrong with it.
    pub kind: HalfKind,
}

/// Whether a value looks quoted and is not: quoted is what begins and ends with the same sign.
pub fn half_quoted(raw: &[u8]) -> Option<HalfQuoted> {
    let (first, last) = (*raw.first()?, *raw.last()?);
    if raw.len() < 2 || (first == last && matches!(first, b'"' | b'\'')) {
        return None;
    }
    let count = |sign: u8| memchr::memchr_iter(sign, raw).count();
    if matches!(first, b'"' | b'\'') {
        let kind = if count(first) == 1 { HalfKind::NoEnd } else { HalfKind::Part };
        return Some(HalfQuoted { sign: first, kind });
    }
    // An apostrophe at the end may be one, and a pair further inside is text.
    (last == b'"' && count(b'"') == 1 && count(b'\'') == 0)
        .then_some(HalfQuoted { sign: last, kind: HalfKind::NoStart })
}
