//! Places as the protocol has them: URIs, lines and columns.

use std::path::{Path, PathBuf};

use super::protocol::{Position, Range};
use crate::limits::PATH_BYTES;
use crate::source::normal;

/// In which units columns are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Two bytes each; what every client knows.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
            Encoding::Utf32 => "utf-32",
        }
    }

    fn units(self, character: char) -> u32 {
        match self {
            Encoding::Utf8 => character.len_utf8() as u32,
            Encoding::Utf16 => character.len_utf16() as u32,
            Encoding::Utf32 => 1,
        }
    }

    /// How many units a text has; bytes that are no UTF-8 count as the characters that stand for them.
    fn length(self, bytes: &[u8]) -> u32 {
        let count = |chunk: std::str::Utf8Chunk<'_>| {
            let invalid =
                if chunk.invalid().is_empty() { 0 } else { self.units(char::REPLACEMENT_CHARACTER) };
            chunk.valid().chars().map(|c| self.units(c)).sum::<u32>() + invalid
        };
        bytes.utf8_chunks().map(count).sum()
    }
}

/// Where the lines of a text begin. They end with LF, CR LF or CR, unlike those of Dovecot.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// The lines of a text.
    pub fn of(text: &[u8]) -> Lines {
        let mut starts = vec![0];
        starts.extend(memchr::memchr2_iter(b'\n', b'\r', text).filter_map(|at| {
            let is_first_of_two = text[at] == b'\r' && text.get(at + 1) == Some(&b'\n');
            (!is_first_of_two).then_some(at as u32 + 1)
        }));
        Lines { starts }
    }

    /// Where a line begins and where its text ends, before its line end.
    fn bounds(&self, text: &[u8], line: usize) -> (usize, usize) {
        let start = self.starts[line] as usize;
        let end = self.starts.get(line + 1).map_or(text.len(), |next| *next as usize);
        let is_end = |b: &u8| matches!(b, b'\n' | b'\r');
        let tail = text[start..end].iter().rev().take_while(|b| is_end(b)).count();
        (start, end - tail)
    }

    /// The last line.
    pub fn last(&self) -> u32 {
        self.starts.len().saturating_sub(1) as u32
    }

    /// The line and column of a byte.
    pub fn position(&self, text: &[u8], offset: u32, encoding: Encoding) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let (start, end) = self.bounds(text, line);
        let at = (offset as usize).clamp(start, end);
        Position { line: line as u32, character: encoding.length(&text[start..at]) }
    }

    /// The range of some bytes.
    pub fn range(&self, text: &[u8], bytes: std::ops::Range<u32>, encoding: Encoding) -> Range {
        let start = self.position(text, bytes.start, encoding);
        Range { start, end: self.position(text, bytes.end.max(bytes.start), encoding) }
    }

    /// The byte of a place: after the end of a line it is the end of the line, after the last line that of the text, and
    /// in the middle of a character the start of it.
    pub fn offset(&self, text: &[u8], place: Position, encoding: Encoding) -> usize {
        if place.line as usize >= self.starts.len() {
            return text.len();
        }
        let (start, end) = self.bounds(text, place.line as usize);
        let (mut at, mut units) = (start, 0);
        for chunk in text[start..end].utf8_chunks() {
            for character in chunk.valid().chars() {
                units += encoding.units(character);
                if units > place.character {
                    return at;
                }
                at += character.len_utf8();
            }
            if !chunk.invalid().is_empty() {
                units += encoding.units(char::REPLACEMENT_CHARACTER);
                if units > place.character {
                    return at;
                }
                at += chunk.invalid().len();
            }
        }
        at
    }
}

/// The path that a URI names; none for another scheme than `file`, for what is not a text, or for a path that is longer
/// than that of any file: with tens of thousands of folders in it, each step upwards would cost.
pub fn path_of(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let (host, path) = rest.split_at(rest.find('/')?);
            (host.is_empty() || host.eq_ignore_ascii_case("localhost")).then_some(path)?
        }
        None => rest,
    };
    let decoded = decode(path)?;
    let may_be_there = decoded.starts_with('/') && !decoded.contains('\0') && decoded.len() <= PATH_BYTES;
    may_be_there.then_some(decoded)
}

fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

/// The URI of a path that no client has spelled.
pub fn uri_of(path: &str) -> String {
    format!("file://{}", crate::text::uri_path(path))
}

/// An absolute path without `.` and `..`, as far as its text says.
pub fn tidy(path: &str) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    normal(&absolute).to_string_lossy().into_owned()
}

/// By what a file is known, however it is spelled: its real path, be it there or not.
pub fn real(path: &str) -> String {
    let known = |path: &Path| std::fs::canonicalize(path).ok();
    let path = Path::new(path);
    let real = known(path).or_else(|| Some(known(path.parent()?)?.join(path.file_name()?)));
    real.map_or_else(|| tidy(&path.to_string_lossy()), |real| real.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn a_place_is_a_byte_and_back() {
        let text = "a\u{fc}\u{1f389}b\r\n\rx\n\u{20ac}";
        let lines = Lines::of(text.as_bytes());
        for encoding in ALL {
            for (offset, _) in text.char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
                let place = lines.position(text.as_bytes(), offset as u32, encoding);
                assert_eq!(lines.offset(text.as_bytes(), place, encoding), offset, "{encoding:?} {place:?}");
            }
        }
        let end = lines.position(text.as_bytes(), text.len() as u32, Encoding::Utf16);
        assert_eq!(end, Position { line: 3, character: 1 });
    }

    #[test]
    fn a_place_that_is_none_is_moved() {
        let text = "a\u{1f389}b\nc".as_bytes();
        let lines = Lines::of(text);
        let at = |line, character, encoding| lines.offset(text, Position { line, character }, encoding);
        assert_eq!(at(0, 2, Encoding::Utf16), 1, "the middle of a pair");
        assert_eq!(at(0, 3, Encoding::Utf8), 1, "the middle of a character");
        assert_eq!(at(0, 99, Encoding::Utf16), 6);
        assert_eq!(at(9, 0, Encoding::Utf16), text.len());
        assert_eq!(at(u32::MAX, u32::MAX, Encoding::Utf16), text.len());
    }

    #[test]
    fn bytes_that_are_no_text_count_as_they_are_shown() {
        let text = b"\xff\xe2\x82x";
        let lines = Lines::of(text);
        assert_eq!(lines.position(text, 3, Encoding::Utf16).character, 2);
    }

    #[test]
    fn uris_are_paths() {
        assert_eq!(path_of("file:///a/b%20c%C3%BC%2B").as_deref(), Some("/a/b c\u{fc}+"));
        assert_eq!(path_of("file:/a").as_deref(), Some("/a"));
        assert_eq!(path_of("FILE://localhost/a").as_deref(), Some("/a"));
        assert_eq!(path_of("file://host/a"), None);
        assert_eq!(path_of("untitled:a"), None);
        assert_eq!(path_of(&format!("file:///{}", "a/".repeat(30_000))), None);
        assert_eq!(path_of("file:///%ff"), None);
        assert_eq!(path_of("file:///100%").as_deref(), Some("/100%"));
        assert_eq!(uri_of("/a b/\u{e4}%~+"), "file:///a%20b/%C3%A4%25~%2B");
        assert_eq!(tidy("/a/./b/../c"), "/a/c");
    }
}
