//! By what a finding is known again when lines were inserted above it.

use std::borrow::Cow;

use crate::config::effective::{self, Shown};
use crate::document::Document;
use crate::finding::Finding;
use crate::hash::HashMap;
use crate::source::{FileId, Span};
use crate::syntax::{Kind, Statement};
use crate::text;

/// The longest text of a line that tells one from another.
const LONGEST: usize = 200;

/// The line on which a finding stands, blanks made one, without passwords.
pub fn line_text(document: &Document, finding: &Finding) -> String {
    let file = document.sources.file(finding.span.file);
    let line = file.line_range(file.line(finding.span.start));
    let bytes = &file.bytes[line.start as usize..line.end as usize];
    let words: Vec<&[u8]> = bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    text::clipped(&without_secrets(&words.join(&b' ')), LONGEST)
}

fn without_secrets(line: &[u8]) -> Cow<'_, [u8]> {
    let mark = memchr::memchr(b'=', line).unwrap_or(0);
    let (head, value) = line.split_at(if mark == 0 { 0 } else { mark + 1 });
    let path = head.strip_suffix(b"=").unwrap_or_default().trim_ascii();
    // A path such as `service/x/password`, or a key in quotes.
    let key = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let key = key.strip_prefix(b"\"").unwrap_or(key);
    let key = key.strip_suffix(b"\"").unwrap_or(key);
    match effective::shown(key, value.trim_ascii_start()) {
        Shown::All => line.into(),
        Shown::Part(shown) => [head, b" ", &shown].concat().into(),
        Shown::Hidden => [head, b" (hidden)"].concat().into(),
    }
}

/// The sections around each place of a document, as their heads are written.
pub struct Scopes {
    /// Per file and start of a statement: its end, the sections around it, and those behind it.
    places: Vec<(FileId, u32, u32, usize, usize)>,
    names: Vec<String>,
}

impl Scopes {
    /// Walks the sections of a document.
    pub fn of(document: &Document) -> Scopes {
        let mut scopes = Scopes { places: Vec::new(), names: vec![String::new()] };
        let mut known: HashMap<String, usize> = HashMap::default();
        let mut open: Vec<usize> = vec![0];
        for statement in &document.statements {
            let around = open.last().copied().unwrap_or(0);
            match statement.kind {
                Kind::Open | Kind::Group => {
                    let name = inside(&scopes.names[around], &head(document, statement));
                    let next = scopes.names.len();
                    let index = *known.entry(name.clone()).or_insert(next);
                    if index == next {
                        scopes.names.push(name);
                    }
                    open.push(index);
                }
                Kind::Close if open.len() > 1 => {
                    open.pop();
                }
                _ => {}
            }
            let Span { file, start, end } = statement.span;
            scopes.places.push((file, start, end, around, open.last().copied().unwrap_or(0)));
        }
        // Of a file that is read several times, the first reading counts.
        scopes.places.sort_by_key(|(file, start, ..)| (*file, *start));
        scopes.places.dedup_by_key(|(file, start, ..)| (*file, *start));
        scopes
    }

    /// The sections around a place: `service imap { unix_listener x`, empty at the top level.
    pub fn at(&self, span: Span) -> &str {
        let before =
            self.places.partition_point(|(file, start, ..)| (*file, *start) <= (span.file, span.start));
        let index = match before.checked_sub(1).map(|index| &self.places[index]) {
            Some((file, _, end, around, behind)) if *file == span.file => {
                if span.start < *end {
                    *around
                } else {
                    *behind
                }
            }
            _ => 0,
        };
        &self.names[index]
    }
}

fn head(document: &Document, statement: &Statement) -> String {
    let kind = text::printable(document.bytes(statement, statement.key));
    let name = text::clipped(document.bytes(statement, statement.value), 40);
    if statement.has_name { format!("{kind} {name}") } else { kind }
}

/// Sections are nested without end only in a broken file; their names shall not grow with the square.
fn inside(outer: &str, own: &str) -> String {
    match outer {
        "" => own.to_owned(),
        _ if outer.len() > 400 => outer.to_owned(),
        _ => format!("{outer} {{ {own}"),
    }
}

/// Numbers for findings that stay the same while lines move: of the lint, the file, the text of the line,
/// and the how-manieth such finding it is.
#[derive(Debug, Default)]
pub struct Fingerprints {
    seen: HashMap<u128, u32>,
}

impl Fingerprints {
    /// The number of the next finding, as 32 hexadecimal digits. Every finding of a run is asked for once, in
    /// order, also those that are not shown.
    pub fn next(&mut self, path: &str, document: &Document, finding: &Finding) -> String {
        let line = line_text(document, finding);
        let own = fnv([finding.lint.name, path, &line]);
        let ordinal = self.seen.entry(own).or_insert(0);
        *ordinal += 1;
        format!("{:032x}", fnv([finding.lint.name, path, &line, &ordinal.to_string()]))
    }
}

/// FNV-1a with 128 bits, which is the same on every machine and in every version; parts end with a NUL.
fn fnv<const N: usize>(parts: [&str; N]) -> u128 {
    const START: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(START, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_left_out() {
        let shown = |line: &str| String::from_utf8_lossy(&without_secrets(line.as_bytes())).into_owned();
        assert_eq!(shown("connect = host=x password=geheim"), "connect = host=x password=(hidden)");
        assert_eq!(shown("ssl_key_password = geheim # x"), "ssl_key_password = (hidden)");
        assert_eq!(shown("\"password\"=geheim"), "\"password\"= (hidden)");
        assert_eq!(shown("client_limit = 5"), "client_limit = 5");
        assert_eq!(shown("service auth {"), "service auth {");
    }

    #[test]
    fn the_hash_is_fnv() {
        // The published value for the empty text.
        assert_eq!(fnv([]), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_ne!(fnv(["ab", "c"]), fnv(["a", "bc"]));
    }
}
