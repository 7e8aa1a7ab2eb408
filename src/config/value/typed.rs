//! Values as Dovecot reads them: numbers, sizes, times, words.
//!
//! Source: `settings-parser.c` (2.3.21), `str-parse.c` (2.4.4), `strnum.c`, `net.c`.

use crate::schema::{Kind, Series, Setting, Version};

/// Why a value is not one of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// Not `yes`, `y`, `1` or `no`.
    Boolean,
    /// Not a decimal number.
    Number,
    /// A negative number.
    Negative,
    /// Does not fit.
    NumberTooLarge,
    /// Begins with 0 but is not octal.
    Octal,
    /// Not a number with a unit of size.
    Size,
    /// More than 2^64 bytes.
    SizeTooLarge,
    /// Not a number with a unit of time.
    Time,
    /// A number without a unit.
    TimeUnit,
    /// Milliseconds in a setting that counts whole seconds.
    Milliseconds,
    /// More than 2^32 seconds (or milliseconds).
    TimeTooLarge,
    /// Not one of the words.
    Word,
    /// Not 0 to 65535.
    Port,
    /// A list of words with misplaced quotes.
    ListQuote,
    /// `%{...}` that cannot be parsed (2.4.5).
    Variable,
}

impl Flaw {
    /// What Dovecot says, without the value.
    pub fn reason(&self) -> &'static str {
        match self {
            Flaw::Boolean => "not a boolean",
            Flaw::Number => "not a number",
            Flaw::Negative => "negative",
            Flaw::NumberTooLarge | Flaw::SizeTooLarge | Flaw::TimeTooLarge => "too large",
            Flaw::Octal => "not octal",
            Flaw::Size => "not a size",
            Flaw::Time => "not a time",
            Flaw::TimeUnit => "without a unit",
            Flaw::Milliseconds => "finer than a second",
            Flaw::Word => "not one of the allowed words",
            Flaw::Port => "not a port",
            Flaw::ListQuote => "not a list of words",
            Flaw::Variable => "not a valid `%{…}`",
        }
    }
}

/// `yes`, `y`, `1` (true) or `no` (false), in any case.
///
/// # Errors
/// Anything else, `true`, `on`, `0` and `n` included.
pub fn boolean(text: &[u8]) -> Result<bool, Flaw> {
    if text.eq_ignore_ascii_case(b"yes") || text.eq_ignore_ascii_case(b"y") || text == b"1" {
        Ok(true)
    } else if text.eq_ignore_ascii_case(b"no") {
        Ok(false)
    } else {
        Err(Flaw::Boolean)
    }
}

/// Whether 2.4 reads the text as "no limit".
pub fn is_unlimited(text: &[u8]) -> bool {
    matches!(text, b"unlimited" | b"infinite")
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_digit()).count()
}

fn decimal(text: &[u8]) -> Option<u64> {
    text.iter().try_fold(0u64, |n, b| n.checked_mul(10)?.checked_add(u64::from(b - b'0')))
}

/// A decimal number of at most `max`.
///
/// # Errors
/// Signs, fractions, suffixes, an empty text, or a number above `max`.
pub fn number(text: &[u8], max: u64) -> Result<u64, Flaw> {
    if let [b'-', rest @ ..] = text
        && !rest.is_empty()
        && digits(rest) == rest.len()
    {
        return Err(Flaw::Negative);
    }
    if text.is_empty() || digits(text) != text.len() {
        return Err(Flaw::Number);
    }
    decimal(text).filter(|n| *n <= max).ok_or(Flaw::NumberTooLarge)
}

/// A mode: octal with a leading 0, decimal without.
///
/// # Errors
/// A digit above 7 after a leading 0, or no number.
pub fn octal(text: &[u8]) -> Result<u64, Flaw> {
    if text.first() != Some(&b'0') {
        return number(text, u64::from(u32::MAX));
    }
    text.iter()
        .try_fold(0u64, |n, b| {
            matches!(b, b'0'..=b'7').then(|| n.checked_mul(8)?.checked_add(u64::from(b - b'0')))?
        })
        .ok_or(Flaw::Octal)
}

fn number_and_unit(text: &[u8], flaw: &Flaw) -> Result<(u64, usize), Flaw> {
    let end = digits(text);
    if end == 0 {
        return Err(flaw.clone());
    }
    let number = decimal(&text[..end]).ok_or_else(|| flaw.clone())?;
    let blanks = text[end..].iter().take_while(|b| **b == b' ').count();
    Ok((number, end + blanks))
}

/// A size in bytes: `10`, `10 k`, `1G`, `1 GiB`; units have base 1024.
///
/// # Errors
/// A fraction, an unknown unit, or more than 2^64 bytes.
pub fn size(text: &[u8]) -> Result<u64, Flaw> {
    let (number, unit) = number_and_unit(text, &Flaw::Size)?;
    let mut rest = &text[unit..];
    let mut shift = 0;
    if let [first, tail @ ..] = rest {
        shift = match first.to_ascii_uppercase() {
            b'B' => 0,
            b'K' => 10,
            b'M' => 20,
            b'G' => 30,
            b'T' => 40,
            _ => return Err(Flaw::Size),
        };
        rest = tail;
    }
    if shift > 0 {
        for letter in [b'I', b'B'] {
            if let [first, tail @ ..] = rest
                && first.to_ascii_uppercase() == letter
            {
                rest = tail;
            }
        }
    }
    if !rest.is_empty() {
        return Err(Flaw::Size);
    }
    if number > u64::MAX >> shift { Err(Flaw::SizeTooLarge) } else { Ok(number << shift) }
}

/// A time in seconds, or in milliseconds when `msecs`: a number and any prefix of a unit's name.
///
/// # Errors
/// No unit (but for 0), an unknown one, fractions of a second where seconds are counted, more than 2^32.
pub fn time(text: &[u8], msecs: bool) -> Result<u64, Flaw> {
    let (mut number, unit) = number_and_unit(text, &Flaw::Time)?;
    let unit = text[unit..].to_ascii_lowercase();
    let is_prefix = |names: &[&str]| names.iter().any(|name| name.as_bytes().starts_with(&unit));
    let second = if msecs { 1000 } else { 1 };
    let multiply = if unit.is_empty() {
        if number != 0 {
            return Err(Flaw::TimeUnit);
        }
        1
    } else if is_prefix(&["secs", "seconds"]) {
        second
    } else if is_prefix(&["mins", "minutes"]) {
        60 * second
    } else if is_prefix(&["msecs", "mseconds", "millisecs", "milliseconds"]) {
        if !msecs {
            if !number.is_multiple_of(1000) {
                return Err(Flaw::Milliseconds);
            }
            number /= 1000;
        }
        1
    } else if is_prefix(&["hours"]) {
        3600 * second
    } else if is_prefix(&["days"]) {
        86400 * second
    } else if is_prefix(&["weeks"]) {
        604_800 * second
    } else {
        return Err(Flaw::Time);
    };
    if number > u64::from(u32::MAX) / multiply { Err(Flaw::TimeTooLarge) } else { Ok(number * multiply) }
}

/// The words of a 2.4 boolean list that is written as a string.
///
/// # Errors
/// Quotes in the middle of a word or without a partner.
/// Source: `settings_parse_boollist_string()` in `settings-parser.c`, 2.4.4.
pub fn words(text: &[u8]) -> Result<Vec<Vec<u8>>, Flaw> {
    let separator = |b: &u8| matches!(b, b' ' | b',');
    let mut words = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if separator(&text[at]) {
            at += 1;
        } else if text[at] == b'"' {
            let mut word = Vec::new();
            at += 1;
            loop {
                match text.get(at) {
                    None => return Err(Flaw::ListQuote),
                    Some(b'"') => break,
                    Some(b'\\') if at + 1 < text.len() => {
                        word.push(text[at + 1]);
                        at += 2;
                    }
                    Some(byte) => {
                        word.push(*byte);
                        at += 1;
                    }
                }
            }
            at += 1;
            if text.get(at).is_some_and(|b| !separator(b)) {
                return Err(Flaw::ListQuote);
            }
            words.push(word);
        } else {
            let end = text[at..].iter().position(separator).map_or(text.len(), |n| at + n);
            if text[at..end].contains(&b'"') {
                return Err(Flaw::ListQuote);
            }
            words.push(text[at..end].to_vec());
            at = end;
        }
    }
    Ok(words)
}

/// Whether a value may be in a setting, as the parser of this version sees it.
///
/// # Errors
/// The flaw of the value.
pub fn check(version: Version, setting: &Setting, kind: Kind, text: &[u8]) -> Result<(), Flaw> {
    if version.series == Series::V24 {
        let expands = matches!(
            kind,
            Kind::StringNoVars | Kind::Alias | Kind::Group | Kind::NamedFilter | Kind::NamedListFilter
        );
        if !expands && memchr::memmem::find(text, b"%{").is_some() {
            let checked = version.patch >= 2;
            return if checked && !crate::config::value::expand::is_valid(text) {
                Err(Flaw::Variable)
            } else {
                Ok(())
            };
        }
        let open =
            matches!(kind, Kind::String | Kind::StringNoVars | Kind::File | Kind::StrList | Kind::BoolList);
        if !open && has_variable(text) {
            return Ok(());
        }
        let unlimited = matches!(kind, Kind::Uint | Kind::Octal | Kind::Size | Kind::Time | Kind::TimeMsecs);
        let is_octal = kind == Kind::Octal && text.first() == Some(&b'0');
        if unlimited && !is_octal && is_unlimited(text) {
            return Ok(());
        }
    }
    match kind {
        Kind::Bool => boolean(text).map(|_| ()),
        Kind::Uint => number(text, u64::from(u32::MAX)).map(|_| ()),
        Kind::UintMax => number(text, u64::MAX).map(|_| ()),
        Kind::Octal => octal(text).map(|_| ()),
        Kind::Size => size(text).map(|_| ()),
        Kind::Time => time(text, false).map(|_| ()),
        Kind::TimeMsecs => time(text, true).map(|_| ()),
        Kind::Port => match number(text, 65535) {
            Ok(_) => Ok(()),
            Err(_) => Err(Flaw::Port),
        },
        Kind::Enum if setting.values.iter().any(|word| word.as_bytes() == text) => Ok(()),
        Kind::Enum => Err(Flaw::Word),
        _ => Ok(()),
    }
}

/// Whether 2.4 will expand something in the text later, so that it cannot be judged now.
pub fn has_variable(text: &[u8]) -> bool {
    ["%{", "$SET:", "$ENV:"].iter().any(|sign| memchr::memmem::find(text, sign.as_bytes()).is_some())
}

/// What other programs call `yes` and `no`.
pub fn meant_boolean(value: &str) -> Option<&'static str> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "on" | "enabled" | "enable" => Some("yes"),
        "false" | "off" | "0" | "n" | "disabled" | "disable" => Some("no"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans() {
        assert_eq!(boolean(b"YES"), Ok(true));
        assert_eq!(boolean(b"1"), Ok(true));
        assert_eq!(boolean(b"No"), Ok(false));
        for bad in ["0", "n", "true", "on", "", "yes "] {
            assert_eq!(boolean(bad.as_bytes()), Err(Flaw::Boolean), "{bad}");
        }
    }

    #[test]
    fn numbers_and_modes() {
        assert_eq!(number(b"4294967295", u64::from(u32::MAX)), Ok(4_294_967_295));
        assert_eq!(number(b"4294967296", u64::from(u32::MAX)), Err(Flaw::NumberTooLarge));
        assert_eq!(number(b"-1", 10), Err(Flaw::Negative));
        assert_eq!(number(b"", 10), Err(Flaw::Number));
        assert_eq!(octal(b"0600"), Ok(0o600));
        assert_eq!(octal(b"600"), Ok(600));
        assert_eq!(octal(b"0888"), Err(Flaw::Octal));
    }

    #[test]
    fn sizes() {
        for (text, bytes) in
            [("10", 10), ("10B", 10), ("1k", 1024), ("1 KiB", 1024), ("2mb", 2 << 20), ("1Gi", 1 << 30)]
        {
            assert_eq!(size(text.as_bytes()), Ok(bytes), "{text}");
        }
        for bad in ["1.5G", "100bytes", "1Mbyte", "G", "1\tk", "10Bi"] {
            assert_eq!(size(bad.as_bytes()), Err(Flaw::Size), "{bad}");
        }
        assert_eq!(size(b"18446744073709551615T"), Err(Flaw::SizeTooLarge));
    }

    #[test]
    fn times() {
        for (text, seconds) in
            [("0", 0), ("5 s", 5), ("2m", 120), ("1 HOUR", 3600), ("1w", 604_800), ("2000ms", 2)]
        {
            assert_eq!(time(text.as_bytes(), false), Ok(seconds), "{text}");
        }
        assert_eq!(time(b"5", false), Err(Flaw::TimeUnit));
        assert_eq!(time(b"500ms", false), Err(Flaw::Milliseconds));
        assert_eq!(time(b"500ms", true), Ok(500));
        assert_eq!(time(b"2s", true), Ok(2000));
        assert_eq!(time(b"1h30m", false), Err(Flaw::Time));
    }

    #[test]
    fn word_lists() {
        let list = |text: &str| words(text.as_bytes()).map(|w| w.len());
        assert_eq!(list("a, b c"), Ok(3));
        assert_eq!(list(r#"a "b c""#), Ok(2));
        assert_eq!(list(r#"a b"c"#), Err(Flaw::ListQuote));
        assert_eq!(list(r#"a "b"#), Err(Flaw::ListQuote));
        assert_eq!(list(r#""a"b"#), Err(Flaw::ListQuote));
    }
}
