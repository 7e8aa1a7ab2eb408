use super::Refused;
use crate::config::value::writing::{self, Meaning};
use crate::schema::Version;

/// A value to write. It always reads back as the value asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub(super) bytes: Vec<u8>,
    pub(super) meaning: Meaning,
}

impl Given {
    /// Nothing but text: a `$`, a `<` or a `#` in it means nothing.
    pub fn text(text: impl Into<Vec<u8>>) -> Given {
        Given { bytes: text.into(), meaning: Meaning::Text }
    }

    /// Text with `$name`, `$ENV:name` or `$SET:name`, which Dovecot expands.
    pub fn variables(text: impl Into<Vec<u8>>) -> Given {
        Given { bytes: text.into(), meaning: Meaning::Variables }
    }

    /// `<path`: what a file holds.
    pub fn file(path: impl AsRef<[u8]>) -> Given {
        Given { bytes: [b"<", path.as_ref()].concat(), meaning: Meaning::File }
    }

    /// The words of a list, each in quotes where it needs them.
    pub fn words(words: impl Into<Vec<u8>>) -> Given {
        Given { bytes: words.into(), meaning: Meaning::Words }
    }
}

/// Something to put into a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum New {
    /// `key = value`
    Setting {
        /// The key, a path with slashes perhaps.
        key: Vec<u8>,
        /// The value.
        value: Given,
    },
    /// `key = value` with other spaces around the `=`, where it reads back as the same.
    Spaced {
        /// The key.
        key: Vec<u8>,
        /// The value.
        value: Given,
        /// The `=` with its spaces.
        gap: Vec<u8>,
    },
    /// `type name {`, what is in it, and `}`
    Section {
        /// The type.
        kind: Vec<u8>,
        /// The name.
        name: Option<Vec<u8>>,
        /// What is in it.
        inner: Vec<New>,
    },
    /// `!include path` or `!include_try path`
    Include {
        /// The path.
        path: Vec<u8>,
        /// Whether the file may be missing.
        is_try: bool,
    },
    /// A line with a comment; the `#` is put in front when the text has none.
    Comment(Vec<u8>),
    /// An empty line.
    Blank,
    /// Whole statements and comments as they are written, without the indentation that they get at their place.
    Lines(Vec<u8>),
}

impl New {
    /// `key = value`
    pub fn setting(key: impl Into<Vec<u8>>, value: Given) -> New {
        New::Setting { key: key.into(), value }
    }

    /// `type name {`, what is in it, and `}`
    pub fn section(kind: impl Into<Vec<u8>>, name: Option<&[u8]>, inner: Vec<New>) -> New {
        New::Section { kind: kind.into(), name: name.map(<[u8]>::to_vec), inner }
    }

    /// Lines as they are written.
    pub fn lines(text: impl Into<Vec<u8>>) -> New {
        New::Lines(text.into())
    }

    /// The first lines of it, unindented, without the last line end; of a section the head.
    pub(super) fn head(&self, version: Version) -> Result<Vec<u8>, Refused> {
        let written = match self {
            New::Setting { key, value } => {
                writing::setting(version, key, &value.bytes, value.meaning).map(|line| line.text)
            }
            New::Spaced { key, value, gap } => writing::setting(version, key, &value.bytes, value.meaning)
                .map(|line| spaced(version, &line.text, gap)),
            New::Section { kind, name, .. } => {
                writing::head(version, kind, name.as_deref()).map(|line| line.text)
            }
            New::Include { path, is_try } => include(version, path, *is_try),
            New::Comment(text) => comment(text),
            New::Blank => Some(Vec::new()),
            New::Lines(text) => Some(text.clone()),
        };
        written.ok_or(Refused::Unwritable)
    }
}

/// A setting with other spaces around its `=`; as it is where that would say something else.
fn spaced(version: Version, line: &[u8], gap: &[u8]) -> Vec<u8> {
    let Some(at) = memchr::memmem::find(line, b" = ") else { return line.to_vec() };
    let text = [&line[..at], gap, &line[at + 3..]].concat();
    let is_same = super::Reading::of(version, &text) == super::Reading::of(version, line);
    if is_same { text } else { line.to_vec() }
}

fn comment(text: &[u8]) -> Option<Vec<u8>> {
    if text.iter().any(|b| matches!(b, b'\n' | b'\r' | 0)) {
        return None;
    }
    Some(if text.starts_with(b"#") { text.to_vec() } else { [b"# ", text].concat() })
}

fn include(version: Version, path: &[u8], is_try: bool) -> Option<Vec<u8>> {
    use crate::syntax::Kind::{Include, IncludeTry};
    let (directive, kind) =
        if is_try { (&b"!include_try "[..], IncludeTry) } else { (&b"!include "[..], Include) };
    let text = [directive, path].concat();
    let read = super::Reading::of(version, &text)?;
    (read.kind == kind && read.value == path && read.comments.is_empty()).then_some(text)
}
