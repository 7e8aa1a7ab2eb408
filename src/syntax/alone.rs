use std::borrow::Cow;

use super::{Carry, Cursor, Heredoc, Joined, Kind, Note, Part, Statement, Value, unescape};
use crate::schema::Version;
use crate::source::{FileId, SourceMap, Span};

/// One statement that was read by itself, as the only one of a file.
#[derive(Debug)]
pub struct Alone {
    /// What it is and where its parts are.
    pub statement: Statement,
    /// What Dovecot passes over in its lines, in order.
    pub notes: Vec<Note>,
    /// The here document that it opens.
    pub heredoc: Option<Heredoc>,
    version: Version,
    sources: SourceMap,
    joined: Vec<Joined>,
}

impl Alone {
    /// Reads a text that is one statement; none when it is anything else, or goes on after its end.
    pub fn read(version: Version, text: &[u8]) -> Option<Alone> {
        let mut sources = SourceMap::default();
        let file = sources.add(String::new(), String::new(), text.to_vec(), false);
        let mut cursor = Cursor::new(file, version, &sources);
        let (mut joined, mut notes, mut carry) = (Vec::new(), Vec::new(), Carry::default());
        let statement = cursor.next(&sources, &mut joined, &mut notes, &mut carry)?;
        let marker = if statement.kind == Kind::Setting {
            super::value::heredoc_marker(version, statement.bytes(statement.value, &sources, &joined))
        } else {
            None
        };
        let heredoc = marker.map(|marker| cursor.heredoc(marker, &sources));
        let is_last = cursor.next(&sources, &mut joined, &mut notes, &mut carry).is_none();
        (is_last && carry.is_empty()).then_some(Alone { statement, notes, heredoc, version, sources, joined })
    }

    /// The text that was read.
    pub fn text(&self) -> &[u8] {
        &self.sources.file(FileId(0)).bytes
    }

    /// A part of the statement.
    pub fn bytes(&self, part: Part) -> &[u8] {
        self.statement.bytes(part, &self.sources, &self.joined)
    }

    /// Where a part of the statement is written.
    pub fn locate(&self, part: Part) -> Span {
        self.statement.locate(part, &self.joined)
    }

    /// The key as Dovecot takes it.
    pub fn key(&self) -> Cow<'_, [u8]> {
        self.statement.taken_key(self.version, self.bytes(self.statement.key))
    }

    /// The name of a section without quotes and escapes, and whether an escape in it is wrong.
    pub fn name(&self) -> Option<(Cow<'_, [u8]>, bool)> {
        let raw = self.bytes(self.statement.value);
        let (name, flaw) =
            if self.statement.name_quoted { unescape(self.version, raw) } else { (raw.into(), None) };
        self.statement.has_name.then_some((name, flaw.is_some()))
    }

    /// The value of a setting as Dovecot takes it from the line.
    pub fn value(&self) -> Value<'_> {
        Value::read(self.version, self.bytes(self.statement.value))
    }

    /// The lines of the here document.
    pub fn body(&self) -> Option<&[u8]> {
        self.heredoc.map(|heredoc| self.sources.bytes(heredoc.body))
    }
}
