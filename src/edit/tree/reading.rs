use crate::schema::Version;
use crate::syntax::{Alone, Form, Kind, NoteKind};

/// What Dovecot takes from the lines of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What they are.
    pub kind: Kind,
    /// The key of a setting, the type of a section, the label of a group, or `!include`; without quotes.
    pub key: Vec<u8>,
    /// The name of a section or a group.
    pub name: Option<Vec<u8>>,
    /// The value of a setting without quotes and escapes, the lines of its here document, the path of an include.
    pub value: Vec<u8>,
    /// How the value of a setting is written.
    pub form: Form,
    /// The comments in its lines, each from the `#` on.
    pub comments: Vec<Vec<u8>>,
}

impl Reading {
    /// Reads the lines of one statement; none when they are no statement or more than one.
    pub fn of(version: Version, text: &[u8]) -> Option<Reading> {
        Alone::read(version, text).map(|read| Reading::from(&read))
    }
}

impl From<&Alone> for Reading {
    fn from(read: &Alone) -> Reading {
        let (kind, part) = (read.statement.kind, read.statement.value);
        let value = read.value();
        let (form, value) = match (kind, read.body()) {
            (Kind::Setting, Some(body)) => (value.form, body.to_vec()),
            (Kind::Setting, None) => (value.form, value.text.into_owned()),
            (Kind::Include | Kind::IncludeTry, _) => (Form::Plain, read.bytes(part).to_vec()),
            _ => (Form::Plain, Vec::new()),
        };
        let comments = read.notes.iter().filter(|note| note.kind == NoteKind::Comment);
        let key = read.key();
        let key = match kind {
            Kind::Include | Kind::IncludeTry => key.trim_ascii_end().to_vec(),
            _ => key.into_owned(),
        };
        Reading {
            kind,
            key,
            name: read.name().map(|(name, _)| name.into_owned()),
            value,
            form,
            comments: comments.map(|note| read.text()[note.span.range()].to_vec()).collect(),
        }
    }
}
