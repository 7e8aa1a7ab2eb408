//! A configuration as Dovecot reads it: the statements of all files in reading order.
//!
//! Includes are textual: the included file is read in the middle of the including one, may close its
//! sections, and what it leaves open joins the next line behind the `!include`.
//! Source: `config_parse_file()` and `settings_include()` in `config-parser.c`, 2.3.21 and 2.4.4.

mod external;
mod glob;
mod ignore;
mod read;
mod secrets;
mod unread;

pub use external::{External, Found, NamedBy, kind_of_file};
pub use ignore::{Ignore, Reach};
pub use read::{read, read_external};
pub use secrets::Secrets;
pub use unread::Unread;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::schema::Version;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{Heredoc, Joined, Kind, Note, Part, Statement, Value};
use crate::text::Quote;

/// Everything that was read from one root.
#[derive(Debug)]
pub struct Document {
    /// The version as which it was read.
    pub version: Version,
    /// The files.
    pub sources: SourceMap,
    /// The main file.
    pub root: FileId,
    /// Whether it lies below `/etc`, so that the modes of its files are those on the server; a checkout's
    /// say nothing.
    pub is_installed: bool,
    /// All statements in reading order.
    pub statements: Vec<Statement>,
    /// What Dovecot passed over while cutting lines, sorted by place.
    pub notes: Vec<Note>,
    /// Every `!include` and what it gave, in reading order.
    pub includes: Vec<Include>,
    /// Every file in the order in which its reading began, the main file first.
    pub reads: Vec<Read>,
    /// Settings whose value is `<path` of a file that is not there, as indices of their statements; of the
    /// first few hundred such values.
    pub missing_values: Vec<usize>,
    /// Files that could not be read for a reason that has nothing to do with the configuration.
    pub unreadable: Vec<Unreadable>,
    /// Comments that ask to leave out lints, by file and place.
    pub ignores: Vec<Ignore>,
    /// Files that look like configuration and were not read; filled by [`Document::note_unread`] alone.
    pub unread: Vec<Unread>,
    /// 2.3: files that the configuration names without including them, in reading order.
    pub externals: Vec<External>,
    /// Whether passwords and keys may be shown.
    pub shows_secrets: bool,
    pub(crate) secrets: OnceLock<Secrets>,
    pub(crate) joined: Vec<Joined>,
    pub(crate) heredocs: FxHashMap<u32, Heredoc>,
}

/// An `!include` or `!include_try`.
#[derive(Debug)]
pub struct Include {
    /// Its statement.
    pub statement: usize,
    /// The pattern, made relative to the folder of the including file.
    pub pattern: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of an include.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// These files were read.
    Files(Vec<FileId>),
    /// Nothing matches the pattern.
    NoMatch,
    /// A file that matches cannot be opened.
    Missing(String),
    /// A file that is being read, or waits to be read from the same pattern.
    Cycle(String),
    /// A file that is being read, under another spelling that Dovecot does not recognise.
    HiddenCycle(String),
    /// A file that is there and could not be read.
    Unreadable(String),
}

/// A file that was read, and why.
#[derive(Debug)]
pub struct Read {
    /// The file.
    pub file: FileId,
    /// The include that asked for it; none for the main file.
    pub by: Option<usize>,
    /// How many includes stand above it.
    pub depth: u32,
}

/// A file that could not be read.
#[derive(Debug)]
pub struct Unreadable {
    /// The path.
    pub path: String,
    /// What the system said.
    pub reason: String,
}

impl Document {
    /// The bytes of a part of a statement.
    pub fn bytes(&self, statement: &Statement, part: Part) -> &[u8] {
        statement.bytes(part, &self.sources, &self.joined)
    }

    /// A part of a statement as it is, for a fix to write again; none when it is no text.
    pub fn exact(&self, statement: &Statement, part: Part) -> Option<&str> {
        std::str::from_utf8(self.bytes(statement, part)).ok()
    }

    /// A part of a statement as text for a message.
    pub fn text(&self, statement: &Statement, part: Part) -> Quote {
        let quote = crate::text::clipped(self.bytes(statement, part), 80);
        let has_key = !matches!(statement.kind, Kind::Malformed | Kind::Include | Kind::IncludeTry);
        if has_key && part == statement.key { quote.into_name() } else { quote }
    }

    /// What may not be shown of this document: nothing when secrets may be.
    pub fn secrets(&self) -> &Secrets {
        if self.shows_secrets { Secrets::none() } else { self.hidden_secrets() }
    }

    /// Where the secrets of all files stand, also when they may be shown; found when it is first asked for.
    pub fn hidden_secrets(&self) -> &Secrets {
        self.secrets.get_or_init(|| Secrets::of(self))
    }

    /// Where a part of a statement lies.
    pub fn locate(&self, statement: &Statement, part: Part) -> Span {
        statement.locate(part, &self.joined)
    }

    /// The key of a setting or the type of a section, without its quotes and, from 2.4.2 on, its escapes.
    pub fn key(&self, statement: &Statement) -> std::borrow::Cow<'_, [u8]> {
        let raw = self.bytes(statement, statement.key);
        if statement.key_quoted && self.version.is_24_from(2) {
            crate::syntax::unescape(self.version, raw).0
        } else {
            raw.into()
        }
    }

    /// Where the `=` of a setting lies.
    pub fn separator(&self, statement: &Statement) -> Span {
        let gap = Part { start: statement.key.end, end: statement.value.start };
        let at = self.bytes(statement, gap).iter().position(|b| *b == b'=').unwrap_or(0) as u32;
        let at = gap.start + at;
        self.locate(statement, Part { start: at, end: at + 1 })
    }

    /// The value of a setting as Dovecot takes it.
    pub fn value(&self, statement: &Statement) -> Value<'_> {
        Value::read(self.version, self.bytes(statement, statement.value))
    }

    /// The here document that a setting opens.
    pub fn heredoc(&self, statement: usize) -> Option<&Heredoc> {
        self.heredocs.get(&(statement as u32))
    }

    /// The files of the configuration in reading order, a file once for each include, then those that it names.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        let named = self.externals.iter().filter(|external| !external.named_by.is_empty());
        let named = named.filter_map(|external| match external.outcome {
            Found::Read(file) => Some(file),
            _ => None,
        });
        self.reads.iter().map(|read| read.file).chain(named)
    }

    /// Whether a file is one that the configuration names without including it.
    pub fn is_external(&self, file: FileId) -> bool {
        self.externals.iter().any(|external| external.outcome == Found::Read(file))
    }

    /// Whether everything that was to be included was there, so that what is not set is set nowhere. Two
    /// optional includes that Debian ships may well find nothing: the administrator's own file, and what
    /// packages say about protocols.
    pub fn is_complete(&self) -> bool {
        let is_usual = |pattern: &str| {
            let name = pattern.rsplit('/').next().unwrap_or(pattern);
            name == "local.conf" || name == "*.protocol"
        };
        self.unreadable.is_empty()
            && self.includes.iter().all(|include| match include.outcome {
                Outcome::NoMatch => is_usual(&include.pattern),
                Outcome::Missing(_) | Outcome::Unreadable(_) => false,
                Outcome::Files(_) | Outcome::Cycle(_) | Outcome::HiddenCycle(_) => true,
            })
    }

    /// The include for what packages say about their protocols, `!include_try …/protocols.d/*.protocol` in Debian
    /// and Ubuntu.
    pub fn protocol_files(&self) -> Option<&Include> {
        self.includes.iter().find(|include| include.pattern.ends_with(".protocol"))
    }

    /// A span as `conf.d/10-mail.conf:30`.
    pub fn place(&self, span: Span) -> String {
        let file = self.sources.file(span.file);
        format!("{}:{}", crate::text::shown(&file.shown), file.line(span.start))
    }
}
