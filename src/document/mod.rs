//! A configuration as Dovecot reads it: the statements of all files in reading order.
//!
//! Includes are textual: the included file is read in the middle of the including one, may close its
//! sections, and what it leaves open joins the next line after the `!include`.
//! Source: `config_parse_file()` and `settings_include()` in `config-parser.c`, 2.3.21 and 2.4.4.

mod basis;
mod completeness;
mod external;
mod fetch;
mod foreign;
mod glob;
mod ignore;
mod look;
mod orphans;
mod read;
pub mod roots;
mod secrets;

pub use basis::Basis;
pub use completeness::{Completeness, Gap, Silent, Unread, is_packaged_in_conf_d};
pub use external::{External, Found, NamedBy, kind_of_file};
pub use fetch::looks_binary;
pub use foreign::{Foreign, placeholder};
pub use ignore::{Ignore, Reach};
pub use orphans::Orphans;
pub use read::{read, read_external};
pub use secrets::Secrets;

use std::sync::OnceLock;

use crate::hash::HashMap;
use crate::host::{Machine, System};
use crate::schema::{Series, Version};
use crate::source::{FileId, NotRead, SourceMap, Span};
use crate::syntax::{Heredoc, Joined, Kind, Note, Part, Statement, Value};
use crate::text::Quote;

/// How a comment begins, after its `#`, by which the upgrade marks what someone has to decide.
pub const DECISION_MARK: &str = "dovelint upgrade: decide[";

/// Everything that was read from one root.
#[derive(Debug)]
pub struct Document {
    /// The version as which it was read.
    pub version: Version,
    /// What decided that.
    pub basis: Basis,
    /// The files.
    pub sources: SourceMap,
    /// The main file.
    pub root: FileId,
    /// Whether it is below `/etc`, so that the modes of its files are those on the server; a checkout's
    /// say nothing.
    pub is_installed: bool,
    /// Whether the user has named where the files of the server are in this tree.
    pub is_mapped: bool,
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
    /// What of it is not known.
    pub completeness: Completeness,
    /// Comments that ask to leave out lints, by file and place.
    pub ignores: Vec<Ignore>,
    /// Files that look like configuration and were not read; filled by [`Document::note_unread`] alone.
    pub orphans: Vec<Orphans>,
    /// 2.3: files that the configuration names without including them, in reading order.
    pub externals: Vec<External>,
    /// What starts, limits and disturbs the server, where that is known.
    pub system: Option<System>,
    /// How many files the configuration has; those after them are of the system.
    configured: usize,
    /// Whether passwords and keys may be shown.
    pub shows_secrets: bool,
    pub(crate) secrets: OnceLock<Secrets>,
    pub(crate) joined: Vec<Joined>,
    pub(crate) heredocs: HashMap<u32, Heredoc>,
    pub(crate) ends: OnceLock<Vec<u32>>,
}

/// A section that nothing closes, or no section around a statement.
const NO_END: u32 = u32::MAX;

/// An `!include` or `!include_try`.
#[derive(Debug)]
pub struct Include {
    /// Its statement.
    pub statement: usize,
    /// The pattern, made relative to the folder of the including file.
    pub pattern: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Whether a sample next to a file that is not there says that the server has one: `local.conf.template`.
    pub is_expected: bool,
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
    /// Something that is there, or may be there, was not read; see [`Completeness::not_read`].
    NotRead,
}

/// A file that was read, and why.
#[derive(Debug)]
pub struct Read {
    /// The file.
    pub file: FileId,
    /// The include that asked for it; none for the main file.
    pub by: Option<usize>,
    /// How many includes are above it.
    pub depth: u32,
}

/// Something that the configuration names and that was not read, in words.
#[derive(Debug)]
pub struct Unreadable {
    /// The path.
    pub path: String,
    /// Why.
    pub reason: String,
    /// Whether it was to be read, so that the run has failed.
    pub is_failure: bool,
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

    /// Where the secrets of all files are, also when they may be shown; found when it is first asked for.
    pub fn hidden_secrets(&self) -> &Secrets {
        self.secrets.get_or_init(|| Secrets::of(self))
    }

    /// The machine that the configuration is for, where there is one to look at.
    pub fn machine(&self) -> Option<&Machine> {
        self.system.as_ref()?.machine.as_deref()
    }

    /// Adds what is known of the system, with the comments in its files that ask to leave out lints.
    pub fn add_system(&mut self, find: impl FnOnce(&mut SourceMap) -> Option<System>) {
        self.configured = self.sources.files().count();
        self.system = find(&mut self.sources);
        let new: Vec<Ignore> = ignore::find_in_lines(self, self.configured).collect();
        self.ignores.extend(new);
    }

    /// Whether a file is one of the machine that is looked at, and not of the configuration.
    pub fn is_of_machine(&self, file: FileId) -> bool {
        self.machine().is_some() && file.0 as usize >= self.configured
    }

    /// Where a part of a statement is.
    pub fn locate(&self, statement: &Statement, part: Part) -> Span {
        statement.locate(part, &self.joined)
    }

    /// The key of a setting or the type of a section, without its quotes and, from 2.4.2 on, its escapes.
    pub fn key(&self, statement: &Statement) -> std::borrow::Cow<'_, [u8]> {
        statement.taken_key(self.version, self.bytes(statement, statement.key))
    }

    /// The name of a section without its quotes and escapes.
    pub fn name(&self, statement: &Statement) -> std::borrow::Cow<'_, [u8]> {
        let raw = self.bytes(statement, statement.value);
        if statement.name_quoted { crate::syntax::unescape(self.version, raw).0 } else { raw.into() }
    }

    /// Where the `=` of a setting is.
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

    /// The statement that closes the section which a statement opens, or else the section around the statement.
    pub fn closing(&self, statement: usize) -> Option<usize> {
        let ends = self.ends.get_or_init(|| self.find_ends());
        let is_head = |at: usize| matches!(self.statements[at].kind, Kind::Open | Kind::Group);
        let known = |at: usize| ends.get(at).filter(|end| **end != NO_END).map(|end| *end as usize);
        let head = if is_head(statement) { statement } else { known(statement)? };
        known(head)
    }

    /// For the head of each section the statement that closes it, for all others the head of the section around.
    fn find_ends(&self) -> Vec<u32> {
        let mut ends = vec![NO_END; self.statements.len()];
        let mut open: Vec<usize> = Vec::new();
        for (index, statement) in self.statements.iter().enumerate() {
            match statement.kind {
                Kind::Open | Kind::Group => open.push(index),
                Kind::Close => {
                    if let Some(head) = open.pop() {
                        ends[head] = index as u32;
                    }
                }
                _ => ends[index] = open.last().map_or(NO_END, |head| *head as u32),
            }
        }
        ends
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

    /// What the configuration names and was not read, in words: each include and reason once, then the files
    /// that 2.3 reads later. What is outside and usual is left out.
    pub fn unreadable(&self) -> Vec<Unreadable> {
        let included =
            self.completeness.not_read().map(|unread| (&unread.path, unread.others, &unread.reason));
        let named = self.externals.iter().filter_map(|external| match &external.outcome {
            Found::NotRead(reason) if reason.is_failure() => Some((&external.shown, 0, reason)),
            _ => None,
        });
        let words = |(path, others, reason): (&String, usize, &NotRead)| Unreadable {
            path: path.clone(),
            reason: match others {
                0 => reason.to_string(),
                _ => format!("{reason} (and {others} more)"),
            },
            is_failure: reason.is_failure(),
        };
        included.chain(named).map(words).collect()
    }

    /// The include for what packages say about their protocols, `!include_try …/protocols.d/*.protocol` in Debian
    /// and Ubuntu.
    pub fn protocol_files(&self) -> Option<&Include> {
        self.includes.iter().find(|include| include.pattern.ends_with(".protocol"))
    }

    /// Whether the first setting in reading order, in an included file perhaps, is the version line of 2.4.
    pub fn begins_with_version(&self) -> bool {
        let passed = [Kind::Include, Kind::IncludeTry, Kind::Malformed, Kind::Garbage];
        let first = self.statements.iter().find(|statement| !passed.contains(&statement.kind));
        first.is_some_and(|first| {
            first.kind == Kind::Setting && self.key(first).as_ref() == b"dovecot_config_version"
        })
    }

    /// Whether a whole configuration of one series is judged by the rules of the other one: 2.4 reads none that does
    /// not begin with its version line, and 2.3 reads none that does.
    pub fn is_of_other_series(&self) -> bool {
        self.begins_with_version() != (self.version.series == Series::V24)
    }

    /// As which version it was read and why, as `Dovecot 2.3.21 (newest 2.3: …)`.
    pub fn read_as(&self) -> String {
        format!("Dovecot {} ({})", self.version, self.version_reason())
    }

    /// Why it was read as this version, in a few words.
    pub fn version_reason(&self) -> String {
        self.basis.describe(self.version.series)
    }

    /// A span as `conf.d/10-mail.conf:30`.
    pub fn place(&self, span: Span) -> String {
        let file = self.sources.file(span.file);
        format!("{}:{}", crate::text::shown(&file.shown), file.line(span.start))
    }
}
