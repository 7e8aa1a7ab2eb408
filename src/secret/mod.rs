//! What is secret: which names say so ([`name`]), which parts of a value ([`value`]), where that is in the text
//! of a file ([`scan()`]), and how it is taken out of what is shown ([`Veil`]).
//!
//! One rule for both series and for the files that 2.3 names: reports land in the logs of CI, where many read them.
//! In doubt a value is hidden.

mod elsewhere;
mod found;
mod line;
pub mod name;
mod scan;
pub mod value;
mod veil;

pub use found::Secrets;
pub use scan::scan;
pub(crate) use veil::forms;
pub use veil::{MASK, Veil, hidden};

use std::borrow::Cow;
use std::ops::Range;

use value::Manner;

/// What may be shown of the value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown<'v> {
    /// All of it.
    All,
    /// All but the secrets in it.
    Part(Cow<'v, [u8]>),
    /// Nothing.
    Hidden,
}

/// What may be shown of the value of a setting, as Dovecot takes it. `list` is the list around it, if it is in
/// one. What `doveconf` hides is hidden here as well, also the path to a key.
pub fn shown<'v>(list: &[u8], key: &[u8], value: &'v [u8]) -> Shown<'v> {
    if value.is_empty() {
        return Shown::All;
    }
    // `pass = yes` in a passdb is no password.
    let is_switch = value.eq_ignore_ascii_case(b"yes") || value.eq_ignore_ascii_case(b"no");
    let is_field = matches!(key, b"pass" | b"password");
    let is_variable = name::is_environment(list) && name::is_foreign_variable(key);
    if (name::is_secret(key) || is_variable) && !(is_switch && is_field) {
        return Shown::Hidden;
    }
    let manner = if name::is_environment(key) {
        Manner::Environment
    } else if key.ends_with(b"_attrs") {
        Manner::Attributes
    } else {
        Manner::Value
    };
    // A line of a text of many lines may be anything.
    let manner = if memchr::memchr(b'\n', value).is_some() { Manner::Loose } else { manner };
    let mut out: Vec<u8> = Vec::new();
    let mut at = 0;
    let lines = value.split_inclusive(|b| *b == b'\n');
    let mut start = 0;
    for line in lines {
        for secret in value::secrets(line.trim_ascii_end(), manner) {
            out.extend(&value[at..start + secret.start]);
            out.extend(MASK.as_bytes());
            at = start + secret.end;
        }
        start += line.len();
    }
    if at == 0 {
        return Shown::All;
    }
    out.extend(&value[at..]);
    Shown::Part(out.into())
}

/// Whether a secret is certainly written out in the value of a setting or a parameter of this name: the secret
/// itself, not the path to it, a variable or a switch.
pub fn is_written(key: &[u8], value: &[u8]) -> bool {
    if name::is_certain(key) {
        // A key is longer than the name of the file in which it is.
        let is_text = !name::is_of_key(key) || value.len() > line::PEM_LINE;
        return is_text && !elsewhere::is_elsewhere(key, value, &|_| true);
    }
    let secrets = value::secrets(value, Manner::Value);
    secrets.into_iter().any(|secret| value[secret].first().is_some_and(|b| *b != b'/'))
}

/// Replaces every letter of some secrets by `*`, so that places stay where they are; `text` begins at `from`.
pub fn star(text: &mut [u8], from: u32, secrets: impl Iterator<Item = Range<u32>>) {
    let end = from + text.len() as u32;
    for secret in secrets {
        for at in secret.start.max(from)..secret.end.min(end) {
            let byte = &mut text[(at - from) as usize];
            if !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'') {
                *byte = b'*';
            }
        }
    }
}

/// A part of a file with every letter of a secret replaced by `*`.
pub fn stars(file: &[u8], from: u32, to: u32) -> Vec<u8> {
    let mut out = file[from as usize..to as usize].to_vec();
    star(&mut out, from, scan(file).within(from, to));
    out
}

#[cfg(test)]
mod tests;
