//! Bytes of a configuration as text that is safe to show.

mod quote;
pub mod wildcard;
pub mod words;

pub use quote::{Quote, Text};

use std::borrow::Cow;
use std::fmt::Display;

/// The bytes as text: control characters, those that show nothing or turn the text around them, and bytes that
/// are not UTF-8 are escaped, so that nothing in a configuration can steer a terminal or deceive a reader.
pub fn printable(bytes: &[u8]) -> String {
    // Nearly all can be shown as they are.
    if let Some(text) = str::from_utf8(bytes).ok().filter(|text| is_plain(text)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if steers(c) && c != '\t' {
                out.push_str(&c.escape_default().to_string());
            } else {
                out.push(c);
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out
}

/// What is after the last slash of a path: the name of a file.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// What is after the last slash of a path of Dovecot: the setting of `service/imap/KEY`, the name of a socket.
pub fn last_part(path: &[u8]) -> &[u8] {
    path.iter().rposition(|b| *b == b'/').map_or(path, |slash| &path[slash + 1..])
}

/// A text as [`printable`] gives it; what can be shown stays as it is.
pub fn shown(text: &str) -> Cow<'_, str> {
    if is_plain(text) { text.into() } else { printable(text.as_bytes()).into() }
}

/// Whether a text can be shown as it is.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c == '\t' || !steers(c))
}

/// Whether a character does something other than be where it is: control characters, separators of lines,
/// and what Unicode calls format characters (category Cf), of which some turn the direction of the text.
pub fn steers(c: char) -> bool {
    c.is_control()
        || quote::is_mark(c)
        || matches!(c,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
}

/// Bytes of a configuration for a message: like [`printable`], but at most `limit` characters, with an ellipsis for
/// what is left out.
pub fn clipped(bytes: &[u8], limit: usize) -> Quote {
    Quote::new(short(bytes, limit))
}

/// The same for a name or a path that is no value.
pub fn short(bytes: &[u8], limit: usize) -> String {
    // Four bytes are the longest character, so this prefix always holds enough of them.
    let head = &bytes[..bytes.len().min(limit.saturating_mul(4).saturating_add(4))];
    let text = printable(head);
    if head.len() == bytes.len() && text.chars().count() <= limit {
        return text;
    }
    text.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
}

/// A number of bytes as Dovecot reads it: `1G`, `256M`, `64k`; rounded down where it is no whole one.
pub fn size(bytes: u64) -> String {
    let mega = 1024 * 1024;
    if bytes.is_multiple_of(1024 * mega) && bytes > 0 {
        format!("{}G", bytes / (1024 * mega))
    } else if bytes >= mega {
        format!("{}M", bytes / mega)
    } else {
        format!("{}k", bytes / 1024)
    }
}

/// A number of a setting for a message; `u64::MAX` stands for `unlimited`.
pub fn count(number: u64) -> String {
    if number == u64::MAX { "unlimited".to_owned() } else { number.to_string() }
}

/// Names for a message: `` `a`, `b` and `c` ``.
pub fn listed<S: Display>(names: &[S]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

/// The first character that only looks like a space or a quote: a no-break space, a zero-width space,
/// a byte order mark, a typographic quote. Dovecot takes them as letters.
pub fn lookalike(bytes: &[u8]) -> Option<(usize, char)> {
    // All of them begin with one of these bytes in UTF-8.
    let mut from = 0;
    while let Some(found) = bytes.get(from..).and_then(|rest| memchr::memchr3(0xc2, 0xe2, 0xef, rest)) {
        from += found;
        let head = bytes.get(from..(from + 3).min(bytes.len())).unwrap_or_default();
        let c = head.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
        if let Some(c) = c.filter(|c| is_lookalike(*c)) {
            return Some((from, c));
        }
        from += 1;
    }
    None
}

/// Whether a character only looks like a space or a quote.
pub fn is_lookalike(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{200b}' | '\u{2018}'..='\u{201f}' | '\u{202f}' | '\u{feff}')
}

/// A path as a part of a URI. Source: RFC 3986, section 2.3.
pub fn uri_path(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(printable(b"a\x1b[31mb\xff"), "a\\u{1b}[31mb\\xff");
        assert_eq!(
            printable("a\u{202e}b\u{2066}\u{200b}\u{feff}\u{e0041}\u{2028}ä".as_bytes()),
            "a\\u{202e}b\\u{2066}\\u{200b}\\u{feff}\\u{e0041}\\u{2028}ä"
        );
        let once = printable(b"a\x1b\xff\n");
        assert_eq!(shown(&once), once, "what can be shown stays");
        assert_eq!(clipped("ääää".as_bytes(), 3), "ää…");
        assert_eq!(clipped(b"abc", 3), "abc");
    }
}
