//! What is at a place of a text: the statement, which part of it, and the sections around it.

use crate::config::{Assign, Config, Key};
use crate::document::Document;
use crate::schema::{self, Kind as Type, Series, Setting, find, find_of};
use crate::source::{FileId, Span};
use crate::syntax::{Kind, NoteKind, Statement};

/// A part of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The name of a setting, or the type of a section.
    Key,
    /// A value.
    Value,
    /// The name of a section.
    Name,
    /// The path of an include.
    Path,
    /// The word that begins an include or a group.
    Word,
    /// The text of a here document.
    Body,
    /// A comment.
    Comment,
    /// Anything else: spaces, braces, signs.
    Nothing,
}

/// A byte of a file of a document.
#[derive(Debug, Clone, Copy)]
pub struct Spot<'d> {
    /// The document.
    pub document: &'d Document,
    /// The file.
    pub file: FileId,
    /// The byte.
    pub offset: u32,
}

impl<'d> Spot<'d> {
    /// The statement at the place, in the first reading of its file.
    pub fn statement(&self) -> Option<usize> {
        let own = |s: &Statement| {
            s.span.file == self.file && s.span.start <= self.offset && self.offset <= s.span.end
        };
        // Of two that touch, the one that begins here.
        let touching = self.document.statements.iter().enumerate().filter(|(_, statement)| own(statement));
        touching.max_by_key(|(index, s)| (s.span.start, std::cmp::Reverse(*index))).map(|(index, _)| index)
    }

    fn is_in(&self, span: Span) -> bool {
        span.file == self.file && span.start <= self.offset && self.offset <= span.end
    }

    /// Whether the place is in a comment, after its sign.
    pub fn is_comment(&self) -> bool {
        let mut notes = self.document.notes.iter().filter(|note| note.kind == NoteKind::Comment);
        notes.any(|note| self.is_in(note.span) && note.span.start < self.offset)
    }

    /// Whether the place is in a here document.
    pub fn is_body(&self) -> bool {
        let settings = self.document.statements.iter().enumerate().filter(|(_, s)| s.kind == Kind::Setting);
        let mut bodies = settings.filter_map(|(index, _)| self.document.heredoc(index));
        bodies.any(|heredoc| self.is_in(heredoc.body))
    }

    /// The part at the place with its span; the end of a part belongs to it.
    pub fn part(&self) -> (Part, Span) {
        let here = Span::new(self.file, self.offset..self.offset);
        if self.is_comment() {
            return (Part::Comment, here);
        }
        if self.is_body() {
            return (Part::Body, here);
        }
        let Some(statement) = self.statement().map(|index| &self.document.statements[index]) else {
            return (Part::Nothing, here);
        };
        let parts: &[(Part, crate::syntax::Part)] = match statement.kind {
            Kind::Setting => &[(Part::Key, statement.key), (Part::Value, statement.value)],
            Kind::Open | Kind::Group => &[(Part::Key, statement.key), (Part::Name, statement.value)],
            Kind::Include | Kind::IncludeTry => &[(Part::Path, statement.value)],
            Kind::Close | Kind::Garbage | Kind::Malformed => &[],
        };
        for (kind, part) in parts.iter().filter(|(_, part)| part.end > part.start) {
            let span = self.document.locate(statement, *part);
            if self.is_in(span) {
                return (*kind, span);
            }
        }
        if matches!(statement.kind, Kind::Include | Kind::IncludeTry | Kind::Group) {
            let source = self.document.sources.file(self.file);
            let written = source.bytes.get(statement.span.range()).unwrap_or_default();
            let length = written.iter().take_while(|b| !b.is_ascii_whitespace()).count() as u32;
            let word = Span { end: statement.span.start + length, ..statement.span };
            if self.is_in(word) {
                return (Part::Word, word);
            }
        }
        (Part::Nothing, here)
    }

    /// The heads of the sections around the place, the outermost first, as indices of their statements.
    pub fn heads(&self) -> Vec<usize> {
        let statements = &self.document.statements;
        let own = |index: &usize| statements[*index].span.file == self.file;
        let source = self.document.sources.file(self.file);
        let line = source.line_range(source.line(self.offset)).start;
        let next = (0..statements.len()).filter(own).find(|index| statements[*index].span.end > line);
        let end = next.unwrap_or_else(|| match (0..statements.len()).rev().find(own) {
            Some(last) => last + 1,
            None => self.included().map_or(0, |include| include + 1),
        });
        open_at(self.document, end)
    }

    /// The statement that includes the file.
    fn included(&self) -> Option<usize> {
        let read = self.document.reads.iter().find(|read| read.file == self.file)?;
        Some(self.document.includes.get(read.by?)?.statement)
    }

    /// The sections around the place.
    pub fn around(&self) -> Around<'d> {
        Around { document: self.document, heads: self.heads() }
    }
}

/// The heads that are open before a statement.
pub fn open_at(document: &Document, statement: usize) -> Vec<usize> {
    let mut open = Vec::new();
    for (index, one) in document.statements.iter().enumerate().take(statement) {
        match one.kind {
            Kind::Open | Kind::Group => open.push(index),
            Kind::Close => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}

/// The sections around a place.
#[derive(Debug, Clone)]
pub struct Around<'d> {
    document: &'d Document,
    /// Their heads, the outermost first.
    pub heads: Vec<usize>,
}

impl<'d> Around<'d> {
    /// The sections around a statement.
    pub fn of(document: &'d Document, statement: usize) -> Around<'d> {
        Around { document, heads: open_at(document, statement) }
    }

    /// The type of a head as it is written.
    fn word(&self, head: usize) -> String {
        String::from_utf8_lossy(&self.document.key(&self.document.statements[head])).into_owned()
    }

    /// The sections that are no filters, by type and name, the outermost first.
    pub fn sections(&self) -> Vec<(String, String)> {
        let is_filter = |word: &String| schema::is_filter(word.as_bytes());
        let sections = self.heads.iter().filter(|head| {
            self.document.statements[**head].kind == Kind::Open && !is_filter(&self.word(**head))
        });
        let named = sections.map(|head| {
            let statement = &self.document.statements[*head];
            let name = self.document.bytes(statement, statement.value);
            (self.word(*head), String::from_utf8_lossy(name).into_owned())
        });
        named.collect()
    }

    /// 2.4: the full name of the type of the innermost section: `passdb_static` inside `passdb static { … static {`.
    pub fn section(&self) -> Option<(&'static Setting, String)> {
        let series = self.document.version.series;
        let mut outer: Option<&'static Setting> = None;
        let mut last = None;
        for (word, name) in self.sections() {
            let setting = match (series, outer) {
                (Series::V23, None) => find(schema::scope(series, "root"), word.as_bytes()),
                (Series::V23, Some(outer)) => find(schema::scope(series, outer.name), word.as_bytes()),
                (Series::V24, None) => find(schema::scope(series, "root"), word.as_bytes()),
                (Series::V24, Some(outer)) => find_of(outer.name, &word)
                    .or_else(|| find(schema::scope(series, "root"), word.as_bytes())),
            };
            outer = setting;
            last = setting.map(|setting| (setting, name));
        }
        last
    }

    /// The setting that a key stands for here.
    pub fn setting(&self, key: &str) -> Option<&'static Setting> {
        let series = self.document.version.series;
        let root = schema::scope(series, "root");
        if key.contains('/') {
            // A path from the top: the last part in the section before it.
            let parts: Vec<&str> = key.split('/').collect();
            let [.., section, _, last] = parts.as_slice() else { return find(root, key.as_bytes()) };
            return match series {
                Series::V23 => find(schema::scope(series, section), last.as_bytes()),
                Series::V24 => find_of(section, last).or_else(|| find(root, last.as_bytes())),
            };
        }
        match (series, self.section()) {
            (_, None) if self.sections().is_empty() => find(root, key.as_bytes()),
            (_, None) => {
                // `plugin {` of 2.3 is a table of its own.
                let table = self.sections().pop().map(|(word, _)| word).unwrap_or_default();
                find(schema::scope(series, &table), key.as_bytes())
            }
            (Series::V23, Some((section, _))) => find(schema::scope(series, section.name), key.as_bytes()),
            // The keys of a list are free.
            (Series::V24, Some((section, _)))
                if matches!(section.kind(self.document.version), Type::BoolList | Type::StrList) =>
            {
                None
            }
            (Series::V24, Some((section, name))) => {
                let named = format!("{}_{}", section.name, name.replace('-', "_"));
                find_of(&named, key)
                    .or_else(|| find_of(section.name, key))
                    .or_else(|| find(root, key.as_bytes()))
            }
        }
    }
}

/// The assignment that a statement makes.
pub fn assign_of<'c>(config: &'c Config<'_>, statement: usize) -> Option<&'c Assign> {
    let own = config.assigns().iter().filter(|assign| assign.statement as usize == statement);
    own.min_by_key(|assign| assign.key.is_free())
}

/// The setting of a statement, or the section that it opens.
pub fn setting_of(config: &Config<'_>, statement: usize) -> Option<&'static Setting> {
    let document = config.document;
    let assigned = assign_of(config, statement).and_then(|assign| config.setting(assign.key));
    assigned.or_else(|| {
        let key = document.key(&document.statements[statement]).into_owned();
        Around::of(document, statement).setting(std::str::from_utf8(&key).ok()?)
    })
}

/// The assignment that a statement makes; for a line that Dovecot refuses, the last one of the same setting in the same
/// section.
pub fn near<'c>(config: &'c Config<'_>, statement: usize) -> Option<&'c Assign> {
    assign_of(config, statement).or_else(|| {
        let key = Key::of(setting_of(config, statement)?);
        let heads = |statement| {
            let document = config.document;
            let heads = open_at(document, statement).into_iter().map(|head| &document.statements[head]);
            heads.map(|head| (document.key(head), document.bytes(head, head.value))).collect::<Vec<_>>()
        };
        let own = heads(statement);
        let mut same = config.assigns().iter().rev().filter(|assign| assign.key == key);
        same.find(|assign| heads(assign.statement as usize) == own)
    })
}
