//! The files that 2.3 names without including them, with their comments.

use super::Code;
use super::item::Item;
use super::job::Job;
use super::said::Detail;
use crate::document::Found;
use crate::edit::NodeId;
use crate::schema::{ExternalKind, Series};
use crate::source::Span;
use crate::syntax::{Entry, EntryKind, entries, lines, pairs};
use crate::upgrade::NoteCode;

/// A setting of such a file, or the section header (without a key).
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The key; empty for the section header.
    pub key: String,
    /// The value as Dovecot takes it.
    pub text: Vec<u8>,
    /// The lines of the file, for a value on several of them.
    pub written: Vec<u8>,
    /// The section in which it is, or which it opens.
    pub section: String,
    comments: Vec<Vec<u8>>,
}

impl Line {
    /// Whether it is in a section of this path.
    pub fn is_in(&self, section: &str) -> bool {
        self.section == section
    }

    /// The comments above it and in its lines.
    pub fn comments(&self) -> impl Iterator<Item = Item> + '_ {
        self.comments.iter().map(|text| Item::Comment(text.clone()))
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct External {
    /// The path as it is shown.
    pub shown: String,
    /// Its settings in order.
    pub entries: Vec<Line>,
    last: Vec<Vec<u8>>,
    /// The mode of the file.
    pub mode: u32,
    /// Whether it is the file that the old tree names, rather than one that an answer names.
    pub is_named: bool,
}

impl External {
    /// The file of a kind by the path that the configuration names, if it was read.
    pub fn find(job: &Job<'_>, kind: ExternalKind, path: &[u8]) -> Option<External> {
        let document = job.document;
        let known = document
            .externals
            .iter()
            .find(|external| external.kind == kind && external.path.as_bytes() == path)?;
        let Found::Read(file) = known.outcome else { return None };
        let bytes = &document.sources.file(file).bytes;
        let (entries, last) = with_comments(bytes, &known.entries);
        let mode = document.sources.file(file).mode.unwrap_or(0o644);
        Some(External { shown: known.shown.clone(), entries, last, mode, is_named: true })
    }

    /// The file of a kind, or the one that the admin names instead; a decision when there is neither.
    pub fn find_or_ask(
        job: &mut Job<'_>,
        kind: ExternalKind,
        path: &[u8],
        node: NodeId,
        span: Option<Span>,
    ) -> Option<External> {
        if let Some(found) = External::find(job, kind, path) {
            return Some(found);
        }
        let detail = format!("{} cannot be read, and 2.4 needs its contents", crate::text::printable(path));
        let answer = job.decide(node, Code::ExternalFileMissing, span, detail)?;
        if answer == "skip" {
            let text = format!("{} was skipped, as answered", crate::text::printable(path));
            job.note(NoteCode::Answered, span, text);
            return None;
        }
        let Some((bytes, mode)) = (job.wanted.reach)(&answer) else {
            job.ask_again(
                node,
                Code::ExternalFileMissing,
                span,
                Detail::More(format!("{answer} cannot be read either")),
            );
            return None;
        };
        let file = job.document.root;
        let read = match kind {
            ExternalKind::Trash => pairs(file, &bytes),
            _ => entries(file, &bytes),
        };
        let (entries, last) = with_comments(&bytes, &read);
        Some(External { shown: answer, entries, last, mode, is_named: false })
    }

    /// The last value of a key at the top level.
    pub fn get(&self, key: &str) -> Option<&Line> {
        self.entries.iter().rev().find(|line| line.is_in("") && line.key == key)
    }

    /// The comments below the last setting.
    pub fn last_comments(&self) -> impl Iterator<Item = Item> + '_ {
        self.last.iter().map(|text| Item::Comment(text.clone()))
    }
}

/// The settings of a text with the comments above each and in its lines, and those below the last one.
fn with_comments(bytes: &[u8], entries: &[Entry]) -> (Vec<Line>, Vec<Vec<u8>>) {
    let mut comments: Vec<(usize, Vec<u8>)> = Vec::new();
    let mut start = 0;
    for line in bytes.split(|b| *b == b'\n') {
        let cut = lines::cut(Series::V23, line);
        if let Some(at) = cut.comment {
            comments.push((start + at, line[at..cut.line_end.max(at)].trim_ascii_end().to_vec()));
        }
        start += line.len() + 1;
    }
    let mut rest = comments.into_iter().peekable();
    let mut found = Vec::new();
    for entry in entries {
        let is_head = entry.kind == EntryKind::Open;
        let end = entry.value_span.end.max(entry.key_span.end) as usize;
        let line_end =
            memchr::memchr(b'\n', &bytes[end.min(bytes.len())..]).map_or(bytes.len(), |feed| end + feed);
        let mut own = Vec::new();
        while let Some((at, _)) = rest.peek() {
            if *at >= line_end {
                break;
            }
            own.extend(rest.next().map(|(_, text)| text));
        }
        let section = entry.section.to_string();
        let (key, section) = if is_head {
            let kind = String::from_utf8_lossy(&entry.key).into_owned();
            (String::new(), if section.is_empty() { kind } else { format!("{section}/{kind}") })
        } else {
            (String::from_utf8_lossy(&entry.key).into_owned(), section)
        };
        if matches!(entry.kind, EntryKind::Setting | EntryKind::Open) {
            let lines = &bytes[entry.key_span.start as usize..end.min(bytes.len())];
            found.push(Line {
                key,
                text: entry.text.to_vec(),
                written: lines.to_vec(),
                section,
                comments: own,
            });
        } else if let Some(line) = found.last_mut() {
            line.comments.extend(own);
        }
    }
    (found, rest.map(|(_, text)| text).collect())
}
