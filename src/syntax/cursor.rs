use std::ops::Range;

use super::classify::{Rule, parse, push_classifiable, statement};
use super::lines::{self, Cut};
use super::{Joined, Kind, NOT_JOINED, Note, NoteKind, Part, Statement};
use crate::schema::{Series, Version};
use crate::source::{FileId, SourceMap, Span};

/// How much text is classified at a time. A pair of the grammar costs far more memory than the text
/// that it stands for, so it must not exist for a whole file at once.
const CHUNK: usize = 32 * 1024;

/// How much at a time for those who hardly look past the first statements.
const SMALL_CHUNK: usize = 256;

/// A continuation that is still open where its file ends: it joins the next line of the including file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carry {
    pieces: Vec<Span>,
}

impl Carry {
    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The pending text, piece by piece.
    pub fn pieces(&self) -> &[Span] {
        &self.pieces
    }
}

/// The end of a here document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heredoc {
    /// The lines between the marker's two places.
    pub body: Span,
    /// Whether the end marker was found.
    pub closed: bool,
    /// The line with the end marker, or the last line of the file.
    pub end: Span,
}

/// A logical line that waits for the grammar.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    /// Where its text starts in the scratch text.
    text_start: u32,
    /// Where it starts in the file; unused when it is joined.
    file_start: u32,
    /// From its first byte to its last.
    span: Span,
    /// Index into the joined lines.
    joined: u32,
    /// One past the line feed of its last physical line.
    next_line: u32,
    /// A comment or a blank line is before it.
    after_skip: bool,
}

/// Reads the statements of one file in order.
#[derive(Debug)]
pub struct Cursor {
    file: FileId,
    version: Version,
    /// The next byte to cut.
    at: u32,
    size: u32,
    /// How much is cut in advance.
    chunk: usize,
    /// Hardly any file has a NUL, so that its lines need not be searched for one.
    has_nul: bool,
    ready: Vec<(Statement, u32, bool)>,
    next: usize,
    /// The file ended inside a continuation.
    pending: Vec<Span>,
    /// Comments or blank lines are between the last statement and the end of the file.
    skip_at_end: bool,
    /// What was noted about the lines that were cut in advance.
    notes: Vec<Note>,
    /// The bodies of here documents among those lines, of which nothing is to be noted.
    bodies: Vec<Range<u32>>,
}

impl Cursor {
    /// Starts at the beginning of a file.
    pub fn new(file: FileId, version: Version, sources: &SourceMap) -> Cursor {
        let bytes = &sources.file(file).bytes;
        Cursor {
            file,
            version,
            at: 0,
            size: bytes.len() as u32,
            chunk: CHUNK,
            has_nul: memchr::memchr(0, bytes).is_some(),
            ready: Vec::new(),
            next: 0,
            pending: Vec::new(),
            skip_at_end: false,
            notes: Vec::new(),
            bodies: Vec::new(),
        }
    }

    /// The same for a file of which hardly more than the first statements will be asked for.
    pub fn at_head(file: FileId, version: Version, sources: &SourceMap) -> Cursor {
        Cursor { chunk: SMALL_CHUNK, ..Cursor::new(file, version, sources) }
    }

    /// The next statement. `carry` is what an included file left open before it; it is used up or
    /// dropped here, as Dovecot does. At the end of the file `carry` holds what this file left open.
    pub fn next(
        &mut self,
        sources: &SourceMap,
        joined: &mut Vec<Joined>,
        notes: &mut Vec<Note>,
        carry: &mut Carry,
    ) -> Option<Statement> {
        if self.next == self.ready.len() {
            self.give_notes(notes);
            if self.at < self.size {
                self.fill(sources, joined);
            }
        }
        let Some(&(statement, _, after_skip)) = self.ready.get(self.next) else {
            self.give_notes(notes);
            if self.skip_at_end {
                drop_pending(&mut carry.pieces, notes);
            }
            carry.pieces.append(&mut self.pending);
            return None;
        };
        self.next += 1;
        if carry.is_empty() {
            return Some(statement);
        }
        if after_skip {
            drop_pending(&mut carry.pieces, notes);
            return Some(statement);
        }
        let mut pieces = std::mem::take(&mut carry.pieces);
        if statement.joined == NOT_JOINED {
            pieces.push(statement.span);
        } else {
            let own = &joined[statement.joined as usize];
            let ends = own.pieces.iter().skip(1).map(|p| p.0 - 1).chain([own.text.len() as u32]);
            for (&(start, file, at), end) in own.pieces.iter().zip(ends) {
                pieces.push(Span::new(file, at..at + (end - start)));
            }
        }
        Some(self.parse_joined(&pieces, sources, joined))
    }

    /// Hands out what was noted about the lines that were cut.
    fn give_notes(&mut self, notes: &mut Vec<Note>) {
        let bodies = std::mem::take(&mut self.bodies);
        let is_body = |at: u32| {
            let after = bodies.partition_point(|body| body.start <= at);
            after.checked_sub(1).is_some_and(|before| at < bodies[before].end)
        };
        notes.extend(self.notes.drain(..).filter(|note| !is_body(note.span.start)));
    }

    /// Takes the lines after the statement that was given last as the body of a here document.
    ///
    /// What was noted about those lines while they were cut in advance is taken back.
    pub fn heredoc(&mut self, marker: &[u8], sources: &SourceMap) -> Heredoc {
        let bytes = &sources.file(self.file).bytes;
        let start = self.ready.get(self.next.wrapping_sub(1)).map_or(self.at, |ready| ready.1);
        let mut at = start as usize;
        let mut last = at;
        let mut found = None;
        while at < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n);
            let mut line = &bytes[at..end];
            line = line.strip_suffix(b"\r").unwrap_or(line);
            line = &line[..memchr::memchr(0, line).unwrap_or(line.len())];
            last = at;
            if line == marker {
                found = Some(Span::new(self.file, at as u32..(at + line.len()) as u32));
                at = (end + 1).min(bytes.len());
                break;
            }
            at = (end + 1).min(bytes.len());
        }
        self.pass(start..at as u32, marker);
        let end = found.unwrap_or(Span::new(self.file, last as u32..bytes.len() as u32));
        Heredoc { body: Span::new(self.file, start..end.start.max(start)), closed: found.is_some(), end }
    }

    /// Passes the lines of a here document, which may have been cut and classified in advance.
    fn pass(&mut self, body: Range<u32>, marker: &[u8]) {
        let end = body.end;
        // The end marker was cut as a line like any other: it may go on in the next one.
        let goes_on = lines::cut(self.version.series, marker).continues;
        let behind =
            self.next + self.ready[self.next..].partition_point(|(_, next_line, _)| *next_line <= end);
        let first = match self.ready.get(behind) {
            Some((statement, ..)) => Some(statement.span.start),
            None => self.pending.first().map(|piece| piece.start),
        };
        if end <= self.at && !goes_on && first.is_none_or(|first| first >= end) {
            self.next = behind;
            self.bodies.push(body);
            return;
        }
        self.ready.clear();
        self.next = 0;
        self.notes.retain(|note| note.span.start < body.start);
        self.pending.clear();
        self.skip_at_end = false;
        self.at = end;
    }

    /// Cuts and classifies the next part of the file.
    fn fill(&mut self, sources: &SourceMap, joined: &mut Vec<Joined>) {
        let bytes = &sources.file(self.file).bytes;
        let rest = bytes.len() - self.at as usize;
        let mut text = String::with_capacity(rest.min(self.chunk) + 256);
        let mut waiting = Vec::new();
        let mut pending: Vec<Span> = Vec::new();
        let mut after_skip = std::mem::take(&mut self.skip_at_end);
        while (self.at as usize) < bytes.len() && (text.len() < self.chunk || !pending.is_empty()) {
            let base = self.at as usize;
            let end = memchr::memchr(b'\n', &bytes[base..]).map_or(bytes.len(), |n| base + n);
            let line = &bytes[base..end];
            let nul = if self.has_nul { memchr::memchr(0, line) } else { None };
            let cut = lines::cut_before(self.version.series, line, nul);
            self.at = (end + 1).min(bytes.len()) as u32;
            note(&mut self.notes, self.file, base, &cut);
            if cut.skipped {
                drop_pending(&mut pending, &mut self.notes);
                after_skip = true;
                continue;
            }
            let piece = Span::new(self.file, (base + cut.start) as u32..(base + cut.end) as u32);
            if cut.continues {
                if piece.start < piece.end {
                    pending.push(piece);
                }
                continue;
            }
            let text_start = text.len() as u32;
            let mut line = Waiting {
                text_start,
                file_start: piece.start,
                span: piece,
                joined: NOT_JOINED,
                next_line: self.at,
                after_skip,
            };
            after_skip = false;
            if pending.is_empty() {
                push_classifiable(&mut text, &bytes[piece.range()], self.version.series);
            } else {
                pending.push(piece);
                line.joined = joined.len() as u32;
                line.span = pending[0].to(piece);
                let whole = join(&pending, sources);
                push_classifiable(&mut text, &whole.text, self.version.series);
                joined.push(whole);
                pending.clear();
            }
            text.push('\n');
            waiting.push(line);
        }
        self.pending = pending;
        self.skip_at_end = after_skip;
        self.ready.clear();
        self.next = 0;
        // Files full of comments alone are many.
        if !waiting.is_empty() {
            self.classify(&text, &waiting);
        }
    }

    fn classify(&mut self, text: &str, waiting: &[Waiting]) {
        let rule = match self.version.series {
            Series::V23 => Rule::lines_23,
            Series::V24 => Rule::lines_24,
        };
        let pairs = parse(rule, text);
        self.ready.reserve(waiting.len());
        for (pair, line) in pairs.zip(waiting) {
            let (shift_from, shift_to) = if line.joined == NOT_JOINED {
                (line.text_start, line.file_start)
            } else {
                (line.text_start, 0)
            };
            let statement = statement(&pair, |offset| offset - shift_from + shift_to, line.span, line.joined);
            self.ready.push((statement, line.next_line, line.after_skip));
        }
        debug_assert_eq!(self.ready.len(), waiting.len(), "the grammar gives one statement per line");
    }

    fn parse_joined(&self, pieces: &[Span], sources: &SourceMap, joined: &mut Vec<Joined>) -> Statement {
        let whole = join(pieces, sources);
        let mut text = String::with_capacity(whole.text.len() + 1);
        push_classifiable(&mut text, &whole.text, self.version.series);
        text.push('\n');
        let rule = match self.version.series {
            Series::V23 => Rule::lines_23,
            Series::V24 => Rule::lines_24,
        };
        let last = pieces[pieces.len() - 1];
        let span = pieces.iter().filter(|p| p.file == last.file).fold(last, |all, piece| all.to(*piece));
        let index = joined.len() as u32;
        joined.push(whole);
        let end = (text.len() - 1) as u32;
        parse(rule, &text).next().map_or(
            Statement {
                kind: Kind::Malformed,
                key_quoted: false,
                name_quoted: false,
                has_name: false,
                span,
                key: Part { start: 0, end },
                value: Part { start: end, end },
                mark: end,
                joined: index,
            },
            |pair| statement(&pair, |offset| offset, span, index),
        )
    }
}

/// Notes what cutting a line has passed over.
fn note(notes: &mut Vec<Note>, file: FileId, base: usize, cut: &Cut) {
    let span = |start: usize, end: usize| Span::new(file, (base + start) as u32..(base + end) as u32);
    let mut add = |kind, span| notes.push(Note { kind, span });
    let text_end = cut.nul.unwrap_or(cut.line_end);
    if let Some(at) = cut.comment {
        if cut.glued {
            add(NoteKind::GluedHash, span(cut.start, at));
        }
        add(NoteKind::Comment, span(at, text_end));
    }
    if let Some(at) = cut.open_quote {
        add(NoteKind::OpenQuoteKeepsHash, span(at, cut.end));
    }
    if let Some(at) = cut.nul {
        add(NoteKind::AfterNul, span(at, cut.line_end));
    }
}

/// Throws an open continuation away, as a comment or a blank line does.
fn drop_pending(pieces: &mut Vec<Span>, notes: &mut Vec<Note>) {
    if let (Some(first), Some(last)) = (pieces.first(), pieces.last()) {
        notes.push(Note { kind: NoteKind::LostContinuation, span: first.to(*last) });
    }
    pieces.clear();
}

fn join(pieces: &[Span], sources: &SourceMap) -> Joined {
    let mut joined = Joined::default();
    for piece in pieces {
        if !joined.text.is_empty() {
            joined.text.push(b' ');
        }
        joined.pieces.push((joined.text.len() as u32, piece.file, piece.start));
        joined.text.extend_from_slice(sources.bytes(*piece));
    }
    joined
}

#[cfg(test)]
mod tests;
