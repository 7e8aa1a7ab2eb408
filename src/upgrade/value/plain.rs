//! The small conversions of the map.

use super::percent::{self, NoWay, Who};
use crate::config::value;
use crate::schema::Conversion;

/// Keys and values.
pub type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// What becomes of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum New {
    /// This text.
    Text(Vec<u8>),
    /// A block of keys and values.
    Block(Pairs),
    /// Nothing: it is the default.
    Default,
}

/// A value by its conversion.
///
/// # Errors
/// When 2.4 has nothing for a variable in it.
pub fn converted(how: Conversion, setting: &'static str, text: &[u8]) -> Result<New, NoWay> {
    let as_is = || New::Text(text.to_vec());
    Ok(match how {
        Conversion::Same | Conversion::File => as_is(),
        Conversion::Literal => New::Text(percent::literal(text)),
        Conversion::Mail => New::Text(percent::converted(Who::Mail, text)?),
        Conversion::Auth => New::Text(percent::converted(Who::Auth, text)?),
        Conversion::Login => New::Text(percent::converted(Who::Login, text)?),
        Conversion::Owner => New::Text(percent::converted(Who::Owner, text)?),
        Conversion::BeforeMail => New::Text(percent::converted(Who::BeforeMail, text)?),
        Conversion::LoginElements => New::Text(percent::converted(Who::LoginElements, text)?),
        Conversion::Own => New::Text(percent::converted(Who::Own(setting), text)?),
        Conversion::Unlimited if is_zero(text) => New::Text(b"unlimited".to_vec()),
        Conversion::DefaultAtZero if is_zero(text) => New::Default,
        Conversion::Unlimited | Conversion::DefaultAtZero => as_is(),
        Conversion::Inverted => match value::boolean(text) {
            Ok(on) => New::Text(if on { b"no".to_vec() } else { b"yes".to_vec() }),
            Err(_) => as_is(),
        },
        Conversion::Seconds => New::Text(with_unit(text, b"s")),
        Conversion::Milliseconds => New::Text(with_unit(text, b"ms")),
        Conversion::TimeToSeconds => match value::time(text, false) {
            Ok(seconds) => New::Text(seconds.to_string().into_bytes()),
            Err(_) => as_is(),
        },
        Conversion::Colons => New::Text(text.split(|b| *b == b':').collect::<Vec<_>>().join(&b' ')),
        Conversion::SignedWords => signed_words(text),
        Conversion::Pairs => New::Block(pairs(text, |value| percent::converted(who_of(setting), value))?),
    })
}

/// Who expands the variables of a value; none when there are none in it.
pub fn who(how: Conversion, setting: &'static str) -> Option<Who> {
    Some(match how {
        Conversion::Mail => Who::Mail,
        Conversion::Auth => Who::Auth,
        Conversion::Login => Who::Login,
        Conversion::Owner => Who::Owner,
        Conversion::BeforeMail => Who::BeforeMail,
        Conversion::LoginElements => Who::LoginElements,
        Conversion::Own => Who::Own(setting),
        Conversion::Pairs => who_of(setting),
        _ => return None,
    })
}

fn who_of(setting: &str) -> Who {
    if setting.starts_with("auth_") { Who::Auth } else { Who::Mail }
}

/// Whether a number, a size or a time is 0.
pub fn is_zero(text: &[u8]) -> bool {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    digits > 0
        && text[..digits].iter().all(|b| *b == b'0')
        && text[digits..].iter().all(|b| b.is_ascii_alphabetic() || *b == b' ')
}

/// A plain number with a unit; what has one stays.
pub fn with_unit(text: &[u8], unit: &[u8]) -> Vec<u8> {
    let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    if is_number { [text, unit].concat() } else { text.to_vec() }
}

/// `+word -word` as a block; a list without signs stays text.
fn signed_words(text: &[u8]) -> New {
    let words: Vec<&[u8]> = words(text).collect();
    if words.is_empty() || !words.iter().all(|word| matches!(word.first(), Some(b'+' | b'-'))) {
        return New::Text(text.to_vec());
    }
    let state = |word: &[u8]| if word[0] == b'+' { b"yes".to_vec() } else { b"no".to_vec() };
    New::Block(words.into_iter().map(|word| (word[1..].to_vec(), state(word))).collect())
}

/// `a=1 b=2` as keys and values; a word without a value is switched on.
pub fn pairs(text: &[u8], value: impl Fn(&[u8]) -> Result<Vec<u8>, NoWay>) -> Result<Pairs, NoWay> {
    let pair = |word: &[u8]| {
        let (key, text) = split(word, b'=').unwrap_or((word, b"yes"));
        Ok((key.to_vec(), value(text)?))
    };
    text.split(|b| *b == b' ').filter(|word| !word.is_empty()).map(pair).collect()
}

/// The words of a list.
pub fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|b| matches!(b, b' ' | b',' | b'\t')).filter(|word| !word.is_empty())
}

/// What is before and after the first sign.
pub fn split(text: &[u8], sign: u8) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(sign, text)?;
    Some((&text[..at], &text[at + 1..]))
}
