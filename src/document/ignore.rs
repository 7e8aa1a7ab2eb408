//! Comments that say which lints to leave out: `# dovelint: ignore[lint-name] -- reason`. Those in files of the system,
//! such as units and crontabs, are lines of their own.

use std::ops::Range;

use super::Document;
use crate::hash::{HashMap, HashSet};
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::{Kind, NoteKind};

const SIGN: &[u8] = b"dovelint:";

/// A comment for dovelint.
#[derive(Debug)]
pub struct Ignore {
    /// The comment, from its `#` on.
    pub span: Span,
    /// The lints that it names, each with its place.
    pub names: Vec<(String, Span)>,
    /// What is after `--`.
    pub reason: Option<String>,
    /// Where it counts; nothing for one that is before nothing.
    pub reach: Option<Reach>,
    /// Whether it cannot be understood.
    pub is_malformed: bool,
}

/// Where an ignore counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere in a file.
    File(FileId),
    /// For what begins in this part of a file: a setting, or a whole section.
    Part(Span),
}

impl Ignore {
    /// Whether what begins at the start of `span` is in its reach.
    pub fn holds(&self, span: Span) -> bool {
        match self.reach {
            None => false,
            Some(Reach::File(file)) => span.file == file,
            Some(Reach::Part(part)) => {
                span.file == part.file
                    && part.start <= span.start
                    && span.start < part.end.max(part.start + 1)
            }
        }
    }
}

/// Finds the ignores in all files.
pub(super) fn find(document: &Document) -> Vec<Ignore> {
    let mut ignores = Vec::new();
    let mut by_file: Option<HashMap<FileId, Vec<usize>>> = None;
    for (file, source) in document.sources.files() {
        if memchr::memmem::find(&source.bytes, SIGN).is_none() {
            continue;
        }
        let statements = by_file.get_or_insert_with(|| by_place(document)).remove(&file).unwrap_or_default();
        let mut places = Places { document, statements, commented: 0..0 };
        let from = document.notes.partition_point(|note| note.span.file < file);
        let own = document.notes[from..].iter().take_while(|note| note.span.file == file);
        let glued = own.clone().filter(|note| note.kind == NoteKind::GluedHash);
        let glued: HashSet<u32> = glued.map(|note| note.span.end).collect();
        ignores.extend(own.filter(|note| note.kind == NoteKind::Comment).filter_map(|note| {
            let is_glued = glued.contains(&note.span.start);
            places.read(if is_glued { behind_value(document, note.span) } else { note.span })
        }));
    }
    ignores
}

/// Finds the ignores in files of lines, from the file with this number on.
pub(super) fn find_in_lines(document: &Document, first: usize) -> impl Iterator<Item = Ignore> {
    let files = document.sources.files().skip(first);
    let asking = files.filter(|(_, source)| memchr::memmem::find(&source.bytes, SIGN).is_some());
    asking.flat_map(move |(file, source)| {
        let lines = Lines::of(source);
        (0..lines.starts.len()).filter_map(move |line| {
            let (start, text) = lines.line(line);
            let comment = is_comment(text).then(|| text.trim_ascii())?;
            let start = start + text.iter().take_while(|b| b.is_ascii_whitespace()).count();
            let span = Span::new(file, start as u32..(start + comment.len()) as u32);
            let (mut ignore, is_file) = parse(document, span)?;
            if !ignore.names.is_empty() {
                ignore.reach = if is_file { Some(Reach::File(file)) } else { lines.next(line, file) };
            }
            Some(ignore)
        })
    })
}

fn is_comment(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"#") || line.trim_ascii_start().starts_with(b";")
}

/// A file in which each line is for itself, but for the headers of sections.
struct Lines<'d> {
    bytes: &'d [u8],
    starts: Vec<usize>,
}

impl<'d> Lines<'d> {
    fn of(source: &'d SourceFile) -> Lines<'d> {
        let ends = memchr::memchr_iter(b'\n', &source.bytes).map(|at| at + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Lines { bytes: &source.bytes, starts }
    }

    fn line(&self, line: usize) -> (usize, &'d [u8]) {
        let end = self.starts.get(line + 1).copied().unwrap_or(self.bytes.len());
        (self.starts[line], &self.bytes[self.starts[line]..end])
    }

    /// What a comment is for: the line after it that is no comment, and when that opens a section, all of it.
    fn next(&self, comment: usize, file: FileId) -> Option<Reach> {
        let after = comment + 1..self.starts.len();
        let next = after.clone().find(|line| !is_comment(self.line(*line).1))?;
        let (start, text) = self.line(next);
        let is_section = |text: &[u8]| text.trim_ascii_start().starts_with(b"[");
        let end = match is_section(text) {
            false if text.trim_ascii().is_empty() => return None,
            false => start + text.len(),
            true => (next + 1..self.starts.len())
                .find(|line| is_section(self.line(*line).1))
                .map_or(self.bytes.len(), |line| self.starts[line]),
        };
        Some(Reach::Part(Span::new(file, start as u32..end as u32)))
    }
}

/// Reads the text of a comment, and whether it is for the whole file. Its reach is not known yet.
fn parse(document: &Document, span: Span) -> Option<(Ignore, bool)> {
    let text = document.sources.bytes(span);
    let hashes = text.iter().take_while(|b| matches!(b, b'#' | b';' | b' ' | b'\t')).count();
    let words = text[hashes..].strip_prefix(SIGN)?;
    let mut ignore = Ignore { span, names: Vec::new(), reason: None, reach: None, is_malformed: true };
    let start = span.start + (text.len() - words.len()) as u32;
    let Some((head, rest)) = split(words, b'[') else { return Some((ignore, false)) };
    let Some((names, tail)) = split(rest, b']') else { return Some((ignore, false)) };
    let is_file = match head.trim_ascii() {
        b"ignore" => false,
        b"ignore-file" => true,
        _ => return Some((ignore, false)),
    };
    let mut at = start + head.len() as u32 + 1;
    for part in names.split(|b| *b == b',') {
        let name = part.trim_ascii();
        let blanks = part.iter().take_while(|b| b.is_ascii_whitespace()).count() as u32;
        let place = Span::new(span.file, at + blanks..at + blanks + name.len() as u32);
        ignore.names.push((crate::text::printable(name), place));
        at += part.len() as u32 + 1;
    }
    let tail = tail.trim_ascii();
    let reason = tail.strip_prefix(b"--").map(|reason| crate::text::printable(reason.trim_ascii()));
    ignore.is_malformed =
        ignore.names.iter().any(|(name, _)| name.is_empty()) || (reason.is_none() && !tail.is_empty());
    ignore.reason = reason.filter(|reason| !reason.is_empty());
    Some((ignore, is_file))
}

/// The statements of each file by place.
fn by_place(document: &Document) -> HashMap<FileId, Vec<usize>> {
    let mut files: HashMap<FileId, Vec<usize>> = HashMap::default();
    for (index, statement) in document.statements.iter().enumerate() {
        files.entry(statement.span.file).or_default().push(index);
    }
    for statements in files.values_mut() {
        statements.sort_by_key(|index| document.statements[*index].span.start);
    }
    files
}

/// The comment that was meant as one, where it begins with what was meant as the rest of a value: `a#b # dovelint: …`.
fn behind_value(document: &Document, span: Span) -> Span {
    let text = document.sources.bytes(span);
    let begins = |at: &usize| {
        let rest = &text[*at + 1..];
        text[*at] == b'#' && rest.trim_ascii_start().starts_with(SIGN)
    };
    let at = (0..text.len()).find(begins).unwrap_or(0);
    Span { start: span.start + at as u32, ..span }
}

/// One file, to find what is after its comments.
struct Places<'d> {
    document: &'d Document,
    /// Its statements by place.
    statements: Vec<usize>,
    /// Lines that hold nothing but comments.
    commented: Range<u32>,
}

impl Places<'_> {
    fn read(&mut self, span: Span) -> Option<Ignore> {
        let (mut ignore, is_file) = parse(self.document, span)?;
        // One that cannot be understood counts nowhere.
        if !ignore.names.is_empty() {
            ignore.reach = if is_file { Some(Reach::File(span.file)) } else { self.reach(span) };
        }
        Some(ignore)
    }

    /// After a statement, that statement; on a line of its own, the statement in the next line that is no
    /// comment, and when that opens a section, all of it.
    fn reach(&mut self, comment: Span) -> Option<Reach> {
        let document = self.document;
        let own = &self.statements;
        let file = document.sources.file(comment.file);
        let line = file.line(comment.start);
        let whole = |span: Span| {
            let end = file.line_range(file.line(span.end.saturating_sub(1).max(span.start))).end;
            Span { start: file.line_range(file.line(span.start)).start, end, ..span }
        };
        let after = own.partition_point(|index| document.statements[*index].span.start < comment.start);
        if let Some(before) = after.checked_sub(1).map(|at| document.statements[own[at]].span)
            && file.line(before.end.saturating_sub(1)) == line
        {
            return Some(Reach::Part(whole(before)));
        }
        let index = *own.get(after)?;
        let next = &document.statements[index];
        let first = file.line(next.span.start);
        if !self.are_comments(file, line + 1..first) {
            return None;
        }
        let part = whole(next.span);
        if !matches!(next.kind, Kind::Open | Kind::Group) {
            return Some(Reach::Part(part));
        }
        let end = document.closing(index).map(|at| document.statements[at].span);
        let end = end.filter(|end| end.file == comment.file).map_or(file.bytes.len() as u32, |end| end.end);
        Some(Reach::Part(Span { end, ..part }))
    }

    /// Whether there are only comments in these lines. Many that ask for something may follow each other, and the
    /// same lines are asked for after each of them.
    fn are_comments(&mut self, file: &SourceFile, lines: Range<u32>) -> bool {
        let mut line = lines.start;
        while line < lines.end {
            if self.commented.contains(&line) {
                line = self.commented.end;
                continue;
            }
            let text = file.line_range(line);
            if !file.bytes[text.start as usize..text.end as usize].trim_ascii().starts_with(b"#") {
                break;
            }
            line += 1;
        }
        if !lines.is_empty() {
            self.commented = lines.start..line;
        }
        line >= lines.end
    }
}

fn split(text: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let index = memchr::memchr(at, text)?;
    Some((&text[..index], &text[index + 1..]))
}
