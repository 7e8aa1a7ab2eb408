//! By what a finding is known again when lines were inserted above it.

use crate::document::Document;
use crate::finding::Finding;
use crate::hash::HashMap;
use crate::source::{FileId, Span};
use crate::syntax::{Kind, Statement};
use crate::text;

/// The longest text of a line that tells one from another.
const LONGEST: usize = 200;

/// The line on which a finding is, spaces made one, without passwords.
pub fn line_text(document: &Document, finding: &Finding) -> String {
    let file = document.sources.file(finding.span.file);
    let line = file.line_range(file.line(finding.span.start));
    let bytes = document.hidden_secrets().masked(document, Span::new(finding.span.file, line));
    let words: Vec<&[u8]> = bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    text::short(&words.join(&b' '), LONGEST)
}

/// The sections around each place of a document, as their heads are written.
pub struct Scopes {
    /// Per file and start of a statement: its end, the sections around it, and those after it.
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
    let name = document.hidden_secrets().text(document, statement, statement.value);
    let name = text::short(&name, 40);
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
    fn the_hash_is_fnv() {
        // The published value for the empty text.
        assert_eq!(fnv([]), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_ne!(fnv(["ab", "c"]), fnv(["a", "bc"]));
    }
}
