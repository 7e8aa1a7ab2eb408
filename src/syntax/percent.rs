//! The `%` variables of 2.3 in a text: `%u`, `%Ld`, `%-2.1n`, `%{rip}`.
//!
//! Source: `var_expand_long()` and `var_get_key_range_full()` in `var-expand.c`, 2.3.21.

use std::ops::Range;

/// What a percent sign begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Percent<'t> {
    /// `%%`, a percent sign. With where it is.
    Sign(Range<usize>),
    /// A variable, of a known name or not.
    Variable(PercentVariable<'t>),
    /// The text ends before the name does. With where it begins.
    Unfinished(usize),
}

/// `%[[-]offset.][width][modifiers]letter`, or with `{name}` in place of the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PercentVariable<'t> {
    /// Where it is in the text, with the percent sign.
    pub range: Range<usize>,
    /// Where the part begins that is wanted, in bytes, from the end if negative.
    pub offset: Option<i64>,
    /// How many bytes are wanted.
    pub width: Option<u32>,
    /// Whether the width begins with `0`: filled with zeros on the left.
    pub is_padded: bool,
    /// The letters of what is done with it, of `ELURHNXDMT`.
    pub modifiers: &'t [u8],
    /// The letter, or what is between the braces.
    pub name: &'t [u8],
    /// Whether the name is in braces.
    pub is_long: bool,
}

/// What the percent signs of a text begin, in order. What is in the braces of a variable is its name, not searched.
pub fn percents(text: &[u8]) -> Percents<'_> {
    Percents { text, at: 0, last_brace: memchr::memrchr(b'}', text).unwrap_or(0) }
}

/// The variables of a text.
pub fn percent_variables(text: &[u8]) -> impl Iterator<Item = PercentVariable<'_>> {
    percents(text).filter_map(|percent| match percent {
        Percent::Variable(variable) => Some(variable),
        Percent::Sign(_) | Percent::Unfinished(_) => None,
    })
}

/// Iterator of [`percents`].
#[derive(Debug, Clone)]
pub struct Percents<'t> {
    text: &'t [u8],
    at: usize,
    last_brace: usize,
}

impl<'t> Iterator for Percents<'t> {
    type Item = Percent<'t>;

    fn next(&mut self) -> Option<Percent<'t>> {
        let start = self.at + memchr::memchr(b'%', self.text.get(self.at..)?)?;
        if self.text.get(start + 1) == Some(&b'%') {
            self.at = start + 2;
            return Some(Percent::Sign(start..self.at));
        }
        match self.variable(start) {
            Some(variable) => {
                self.at = variable.range.end;
                Some(Percent::Variable(variable))
            }
            None => {
                self.at = start + 1;
                Some(Percent::Unfinished(start))
            }
        }
    }
}

impl<'t> Percents<'t> {
    fn variable(&self, start: usize) -> Option<PercentVariable<'t>> {
        let text = self.text;
        let mut at = start + 1;
        let is_negative = text.get(at) == Some(&b'-');
        at += usize::from(is_negative);
        let is_padded = text.get(at) == Some(&b'0');
        at += usize::from(is_padded);
        let first = number(text, &mut at);
        let (mut offset, mut width) = (None, first);
        if text.get(at) == Some(&b'.') {
            at += 1;
            let first = i64::from(first.unwrap_or(0));
            offset = Some(if is_negative { -first } else { first });
            width = number(text, &mut at);
        }
        let modifiers = text[at..].iter().take_while(|b| b"ELURHNXDMT".contains(b)).count();
        let modifiers = &text[at..at + modifiers];
        at += modifiers.len();
        // Without any `}` after it, the brace is a letter like any other.
        let is_long = *text.get(at)? == b'{' && self.last_brace > at;
        let end = if is_long { closing(text, at) } else { at };
        let name = if is_long { &text[at + 1..end] } else { &text[at..=at] };
        let range = start..text.len().min(end + 1);
        Some(PercentVariable { range, offset, width, is_padded, modifiers, name, is_long })
    }
}

/// Digits at a place, which then is behind them.
fn number(text: &[u8], at: &mut usize) -> Option<u32> {
    let start = *at;
    while text.get(*at).is_some_and(u8::is_ascii_digit) {
        *at += 1;
    }
    std::str::from_utf8(&text[start..*at]).ok()?.parse().ok()
}

/// The brace that closes the one at a place, or the end of the text. A backslash takes its meaning from a brace.
fn closing(text: &[u8], open: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = open;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' if depth == 1 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let text = b"/srv/%-2.01Ln/100%%/%{if;%u;eq;a;b;c}%0";
        let found: Vec<_> = percents(text).collect();
        assert_eq!(found.len(), 4);
        let Percent::Variable(first) = &found[0] else { panic!("{:?}", found[0]) };
        assert_eq!((first.offset, first.width, first.is_padded), (Some(-2), Some(1), false));
        assert_eq!((first.modifiers, first.name, first.range.clone()), (&b"L"[..], &b"n"[..], 5..13));
        assert_eq!(found[1], Percent::Sign(17..19));
        assert!(matches!(&found[2], Percent::Variable(v) if v.is_long && v.name == b"if;%u;eq;a;b;c"));
        assert_eq!(found[3], Percent::Unfinished(37));
    }

    #[test]
    fn braces() {
        let names = |text: &'static str| -> Vec<(&[u8], bool)> {
            percent_variables(text.as_bytes()).map(|variable| (variable.name, variable.is_long)).collect()
        };
        assert_eq!(names("%{a %u"), [(&b"{"[..], false), (b"u", false)]);
        assert_eq!(names("%{a %{b}"), [(&b"a %{b}"[..], true)]);
        assert_eq!(names(r"%{if;%u;eq;\};a;b}%n"), [(&br"if;%u;eq;\};a;b"[..], true), (b"n", false)]);
        assert_eq!(names(r"%{a}}\"), [(&b"a"[..], true)]);
    }
}
