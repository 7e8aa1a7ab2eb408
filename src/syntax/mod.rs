//! From bytes to statements: physical lines, logical lines, and the grammar over them.
//!
//! Dovecot has no grammar; it cuts every physical line on its own (comment, continuation) and then
//! classifies what is left. [`Cursor`] does the same steps in the same order: `lines` cuts, the pest
//! grammar classifies. Source: `config_parse_line()` in `config-parser.c`, 2.3.21 and 2.4.4.

mod alone;
mod classify;
mod cursor;
mod expression;
mod half_quoted;
pub(crate) mod lines;
mod percent;
mod plain;
mod value;

pub use alone::Alone;
pub use cursor::{Carry, Cursor, Heredoc};
pub use expression::{Expression, expressions, literals};
pub use half_quoted::{HalfKind, HalfQuoted, half_quoted};
pub use percent::{Percent, PercentVariable, Percents, percent_variables, percents};
pub use plain::{Entry, EntryKind, entries, pairs};
pub use value::{Form, Value, unescape};

use std::borrow::Cow;

use crate::schema::Version;
use crate::source::{FileId, SourceMap, Span};

/// A range of bytes within the text of a statement; see [`Statement::bytes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What a logical line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `key = value`
    Setting,
    /// `type {` or `type name {`
    Open,
    /// `}`
    Close,
    /// `group @label name {` (2.4)
    Group,
    /// `!include path`
    Include,
    /// `!include_try path`
    IncludeTry,
    /// Something after the `{`, as in `service imap { client_limit = 1 }`
    Garbage,
    /// Neither a setting nor a section
    Malformed,
}

/// One logical line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// What it is.
    pub kind: Kind,
    /// Whether the key is written in quotes (2.4).
    pub key_quoted: bool,
    /// Whether a section name is written in quotes.
    pub name_quoted: bool,
    /// Whether the head has a section name.
    pub has_name: bool,
    /// From its first to its last byte; a continued line that began in another file starts in this one.
    pub span: Span,
    /// The key, the section type, or for a group its label. The whole text of a malformed line.
    pub key: Part,
    /// The value, the section's name or the path, without quotes around a name.
    pub value: Part,
    /// The `=` or the `{`.
    pub mark: u32,
    joined: u32,
}

const NOT_JOINED: u32 = u32::MAX;

/// The text of a continued line and where its pieces are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joined {
    /// The pieces, with one space between them.
    pub text: Vec<u8>,
    /// For each piece: where it starts in `text`, and where in which file.
    pub pieces: Vec<(u32, FileId, u32)>,
}

impl Statement {
    /// The bytes of one of its parts.
    pub fn bytes<'a>(&self, part: Part, sources: &'a SourceMap, joined: &'a [Joined]) -> &'a [u8] {
        let range = part.start as usize..part.end as usize;
        if self.joined == NOT_JOINED {
            &sources.file(self.span.file).bytes[range]
        } else {
            &joined[self.joined as usize].text[range]
        }
    }

    /// Where a part is. A part of a continued line that spans several pieces is cut to the pieces in
    /// one file, from its first to its last byte there.
    pub fn locate(&self, part: Part, joined: &[Joined]) -> Span {
        if self.joined == NOT_JOINED {
            return Span::new(self.span.file, part.start..part.end);
        }
        let Joined { pieces, .. } = &joined[self.joined as usize];
        let place = |offset: u32| {
            let index = pieces.partition_point(|(start, ..)| *start <= offset).saturating_sub(1);
            let (start, file, at) = pieces[index];
            (file, at + (offset - start))
        };
        let (file, start) = place(part.start);
        let (end_file, end) = if part.end > part.start { place(part.end - 1) } else { (file, start) };
        let end = if part.end > part.start { end + 1 } else { end };
        if file == end_file {
            Span { file, start, end: end.max(start) }
        } else {
            Span { file: end_file, start: self.span.start, end }
        }
    }

    /// The text and the places of a continued line.
    pub fn joined<'a>(&self, joined: &'a [Joined]) -> Option<&'a Joined> {
        joined.get(self.joined as usize)
    }

    /// The key of a setting or the type of a section as Dovecot takes it: from 2.4.2 on escapes in quotes count.
    pub(crate) fn taken_key<'a>(&self, version: Version, raw: &'a [u8]) -> Cow<'a, [u8]> {
        if self.key_quoted && version.is_24_from(2) { unescape(version, raw).0 } else { raw.into() }
    }

    /// Whether it was written on several physical lines.
    pub fn is_continued(&self) -> bool {
        self.joined != NOT_JOINED
    }
}

/// Something that Dovecot passes over, seen while cutting lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// Where it is.
    pub span: Span,
}

/// See [`Note`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// A comment, from its `#` to the end of the line.
    Comment,
    /// A `#` that starts a comment although no space is before it; the span is the text it is glued to.
    GluedHash,
    /// A `#` that is no comment because a quote before it was never closed; the span starts at the quote.
    OpenQuoteKeepsHash,
    /// The rest of a line after a NUL, which is not read.
    AfterNul,
    /// A continuation that a comment or a blank line throws away; the span is what is lost.
    LostContinuation,
    /// A continuation that ends with its file; the span is what is pending.
    OpenContinuation,
}
