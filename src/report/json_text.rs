//! JSON that is as harmless on a terminal as the reports for people: characters that steer one are written as `\u202e`,
//! which every reader of JSON takes for the same text.

use std::io::{self, Write};

use serde::Serialize;

use crate::text;

/// Writes a value over several lines, without a line end after it.
///
/// # Errors
/// When `out` cannot be written.
pub fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    Ok(serde_json::to_writer_pretty(Harmless(out), value)?)
}

/// Writes a value in one line, without its end.
///
/// # Errors
/// When `out` cannot be written.
pub fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    Ok(serde_json::to_writer(Harmless(out), value)?)
}

/// Escapes what steers a terminal in JSON that is written to it, in whole characters. Everything else of JSON that is
/// not ASCII is in strings.
pub(super) struct Harmless<'o>(pub &'o mut dyn Write);

impl Write for Harmless<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let steers = |c: char| c == '\u{7f}' || (!c.is_ascii() && text::steers(c));
        let Some(mut rest) = str::from_utf8(bytes).ok().filter(|text| text.contains(steers)) else {
            return self.0.write_all(bytes).map(|()| bytes.len());
        };
        while let Some((at, found)) = rest.char_indices().find(|(_, c)| steers(*c)) {
            self.0.write_all(&rest.as_bytes()[..at])?;
            for unit in found.encode_utf16(&mut [0; 2]) {
                write!(self.0, "\\u{unit:04x}")?;
            }
            rest = &rest[at + found.len_utf8()..];
        }
        self.0.write_all(rest.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_escaped_and_means_the_same() {
        let value = ["a\u{1b}\u{9b}31m\u{7f}", "ä \u{202e}\u{2028}\u{e0041}/", "plain"];
        for is_pretty in [true, false] {
            let mut out = Vec::new();
            let written = if is_pretty { pretty(&mut out, &value) } else { line(&mut out, &value) };
            written.expect("written");
            let text = String::from_utf8(out).expect("UTF-8");
            assert!(
                text.contains(r"a\u001b\u009b31m\u007f") && text.contains(r"ä \u202e\u2028\udb40\udc41/")
            );
            assert!(!text.chars().any(|c| c != '\n' && text::steers(c)), "{text:?}");
            assert_eq!(serde_json::from_str::<[String; 3]>(&text).expect("JSON"), value);
        }
    }
}
