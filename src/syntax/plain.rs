//! The files that `args` of 2.3 names have a simpler language than `dovecot.conf`: `key = value`, sections,
//! comments, quotes and continued lines, but no `<` and no `$name`.
//!
//! Source: `settings_read_i()` in `lib-settings/settings.c`, 2.3.0 to 2.3.21.

use std::rc::Rc;

use super::lines::cut;
use crate::schema::{Series, Version};
use crate::source::{FileId, Span};

/// What a logical line of such a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// `key = value`
    Setting,
    /// `type {` or `type name {`
    Open,
    /// `}`
    Close,
    /// `!include path` or `!include_try path`
    Include,
    /// None of these.
    Malformed,
}

/// A logical line of such a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// The key or the section's type.
    pub key: Box<[u8]>,
    /// The value as Dovecot takes it, the section's name, or the path.
    pub text: Box<[u8]>,
    /// Whether the value is quoted, so that `$ENV:name` is not expanded in it.
    pub is_quoted: bool,
    /// Where the key is written.
    pub key_span: Span,
    /// Where the value is written, quotes included; from its first to its last line.
    pub value_span: Span,
    /// The sections around it, by type, the outermost first, with `/` between them.
    pub section: Rc<str>,
}

/// Cuts a file into its lines. What a section holds follows it.
pub fn entries(file: FileId, bytes: &[u8]) -> Vec<Entry> {
    let mut reader = Reader {
        file,
        text: Vec::new(),
        pieces: Vec::new(),
        open: Vec::new(),
        section: Rc::from(""),
        found: Vec::new(),
    };
    let mut start = 0;
    for line in bytes.split(|b| *b == b'\n') {
        let cut = cut(Series::V23, line);
        // A comment or an empty line does not end a continued one.
        if !cut.skipped {
            reader.pieces.push((reader.text.len(), (start + cut.start) as u32));
            reader.text.extend_from_slice(&line[cut.start..cut.end]);
            if cut.continues {
                reader.text.push(b' ');
            } else {
                reader.line();
                reader.text.clear();
                reader.pieces.clear();
            }
        }
        start += line.len() + 1;
    }
    reader.found
}

/// Cuts the list of the plugin trash: a word and the rest of the line after the first space. What has no
/// space, or begins with `#`, is passed over.
///
/// Source: `read_configuration()` in `trash-plugin.c`, 2.3.21.
pub fn pairs(file: FileId, bytes: &[u8]) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in bytes.split(|b| *b == b'\n') {
        let text = line.strip_suffix(b"\r").unwrap_or(line);
        let blank = text.iter().position(|b| *b == b' ').filter(|_| text.first() != Some(&b'#'));
        if let Some(blank) = blank.filter(|blank| blank + 1 < text.len()) {
            let span = |from: usize, to: usize| Span::new(file, (start + from) as u32..(start + to) as u32);
            found.push(Entry {
                kind: EntryKind::Setting,
                key: text[..blank].into(),
                text: text[blank + 1..].into(),
                is_quoted: false,
                key_span: span(0, blank),
                value_span: span(blank + 1, text.len()),
                section: Rc::from(""),
            });
        }
        start += line.len() + 1;
    }
    found
}

/// How many sections have a place in the path of an entry. Dovecot knows two: `map` and `fields` in it.
const DEEPEST: usize = 8;
/// How much of a section's type is kept there.
const LONGEST: usize = 64;

struct Reader {
    file: FileId,
    text: Vec<u8>,
    /// Where in `text` each physical line begins, and where in the file.
    pieces: Vec<(usize, u32)>,
    /// Where each open section begins in `section`.
    open: Vec<usize>,
    section: Rc<str>,
    found: Vec<Entry>,
}

impl Reader {
    fn line(&mut self) {
        let text = self.text.as_slice();
        let white = |b: &u8| matches!(b, b' ' | b'\t');
        let skip = |from: usize| text[from..].iter().position(|b| !white(b)).map_or(text.len(), |n| from + n);
        let word = |from: usize| text[from..].iter().position(white).map_or(text.len(), |n| from + n);
        let key_end = text.iter().position(|b| white(b) || *b == b'=').unwrap_or(text.len());
        let at = skip(key_end);
        let key = &text[..key_end];
        let (kind, value) = if key == b"!include" || key == b"!include_try" {
            (EntryKind::Include, at..text.len())
        } else if text.get(at) == Some(&b'=') {
            (EntryKind::Setting, skip(at + 1)..text.len())
        } else if key == b"}" && at == text.len() {
            (EntryKind::Close, at..at)
        } else {
            let name = if text.get(at) == Some(&b'{') { at..at } else { at..word(at) };
            let is_open = text.get(skip(name.end)) == Some(&b'{') && at > key_end;
            (if is_open { EntryKind::Open } else { EntryKind::Malformed }, name)
        };
        let raw = &text[value.clone()];
        let is_quoted = kind == EntryKind::Setting
            && matches!(raw, [b'"', .., b'"'] | [b'\'', .., b'\''] | [b'"' | b'\'']);
        let taken = match (is_quoted, raw.len()) {
            (false, _) => raw.into(),
            (true, 1) => Box::default(),
            (true, len) => {
                super::unescape(Version::newest(Series::V23), &raw[1..len - 1]).0.into_owned().into()
            }
        };
        if kind == EntryKind::Close {
            let outer = self.open.pop().map_or("", |start| &self.section[..start]);
            self.section = outer.into();
        }
        let entry = Entry {
            kind,
            key: key.into(),
            text: taken,
            is_quoted,
            key_span: self.span(0..key_end),
            value_span: self.span(value),
            section: Rc::clone(&self.section),
        };
        if kind == EntryKind::Open {
            let outer = self.section.len();
            if self.open.len() < DEEPEST {
                let slash = if self.open.is_empty() { "" } else { "/" };
                let own = String::from_utf8_lossy(&entry.key[..entry.key.len().min(LONGEST)]);
                self.section = format!("{}{slash}{own}", self.section).into();
            }
            self.open.push(outer);
        }
        self.found.push(entry);
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let place = |offset: usize| {
            let index = self.pieces.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
            self.pieces.get(index).map_or(0, |(start, at)| at + (offset - start) as u32)
        };
        let start = place(range.start);
        let end = if range.is_empty() { start } else { place(range.end - 1) + 1 };
        Span { file: self.file, start, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(EntryKind, String, String, String)> {
        let text_of = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        entries(FileId(0), text.as_bytes())
            .into_iter()
            .map(|e| (e.kind, text_of(&e.key), text_of(&e.text), e.section.to_string()))
            .collect()
    }

    #[test]
    fn lines_of_every_kind() {
        use EntryKind::{Close, Include, Malformed, Open, Setting};
        let text = "# c\ndriver=mysql\r\nconnect = \"a b\" # c\nq = a \\\n  # c\n\n  b\nmap {\n  fields {\n    x = $y\n  }\n}\n\
                    map{\nhosts localhost\n!include x\n} x\nkey one {\n}";
        let expected = [
            (Setting, "driver", "mysql", ""),
            (Setting, "connect", "a b", ""),
            (Setting, "q", "a b", ""),
            (Open, "map", "", ""),
            (Open, "fields", "", "map"),
            (Setting, "x", "$y", "map/fields"),
            (Close, "}", "", "map"),
            (Close, "}", "", ""),
            (Malformed, "map{", "", ""),
            (Malformed, "hosts", "localhost", ""),
            (Include, "!include", "x", ""),
            (Malformed, "}", "x", ""),
            (Open, "key", "one", ""),
            (Close, "}", "", ""),
        ]
        .map(|(kind, key, text, section)| (kind, key.to_owned(), text.to_owned(), section.to_owned()));
        assert_eq!(read(text), expected);
    }

    #[test]
    fn spans_of_continued_lines() {
        let text = "a = b \\\n  cd\n";
        let found = entries(FileId(0), text.as_bytes());
        assert_eq!(&text[found[0].value_span.range()], "b \\\n  cd");
        assert_eq!(&text[found[0].key_span.range()], "a");
        assert!(entries(FileId(0), b"a = b \\\n").is_empty());
    }
}
