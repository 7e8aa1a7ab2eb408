//! Files, spans and the reader that fetches them.
//!
//! A span is a pair of byte offsets in one file. Everything later in the pipeline speaks of spans;
//! lines and columns are computed only when something is shown.

mod git;
mod overlay;
mod reader;
mod remap;

pub use git::Revision;
pub use overlay::Overlay;
pub use reader::{Disk, Memory, Reader};
pub use remap::Remapped;

use std::ops::Range;
use std::sync::OnceLock;

/// Names a file of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A part of a file, in bytes from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `range` in `file`.
    pub fn new(file: FileId, range: Range<u32>) -> Span {
        Span { file, start: range.start, end: range.end }
    }

    /// The smallest span that holds both; `other` is ignored when it lies in another file.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.file == other.file {
            Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
        } else {
            self
        }
    }

    /// Its bytes as indices.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place that people can find: both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// A file that was read.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as Dovecot would spell it: relative includes are relative to this.
    pub path: String,
    /// The path as it is shown, which differs from `path` where it was remapped.
    pub shown: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Whether it is a folder, which Dovecot reads as an empty file.
    pub is_folder: bool,
    /// Its permissions, where it has any.
    pub mode: Option<u32>,
    line_starts: OnceLock<Vec<u32>>,
}

impl SourceFile {
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let mut starts = vec![0];
            starts.extend(memchr::memchr_iter(b'\n', &self.bytes).map(|at| at as u32 + 1));
            starts
        })
    }

    /// The line that holds the byte at `offset`, counted from 1.
    pub fn line(&self, offset: u32) -> u32 {
        self.line_starts().partition_point(|start| *start <= offset) as u32
    }

    /// The bytes of a line counted from 1, without its line feed and the CR before it; empty past the end.
    pub fn line_range(&self, line: u32) -> Range<u32> {
        let starts = self.line_starts();
        let size = self.bytes.len() as u32;
        let index = line.saturating_sub(1) as usize;
        let start = starts.get(index).copied().unwrap_or(size);
        let end = starts.get(index + 1).map_or(size, |next| next - 1).max(start);
        let text = self.bytes.get(start as usize..end as usize).unwrap_or_default();
        start..end - u32::from(text.ends_with(b"\r"))
    }

    /// Where the line below a line counted from 1 begins: one past its line end.
    pub fn next_line(&self, line: u32) -> u32 {
        self.line_range(line + 1).start
    }

    /// What ends the line that holds the byte at `offset`: CR LF or LF; at a last line that has no end, what
    /// ends the line before it.
    pub fn line_break(&self, offset: u32) -> &'static str {
        let starts = self.line_starts();
        let line = self.line(offset) as usize;
        let next = starts.get(line).or_else(|| starts.last()).copied().unwrap_or_default() as usize;
        if self.bytes.get(..next).unwrap_or_default().ends_with(b"\r\n") { "\r\n" } else { "\n" }
    }

    /// How many lines there are; a last line without a line feed counts.
    pub fn lines(&self) -> u32 {
        let starts = self.line_starts().len() as u32;
        if self.bytes.last().is_none_or(|b| *b == b'\n') { starts - 1 } else { starts }
    }

    /// Line and column of a byte.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.line_range(line).start;
        let before = &self.bytes[start as usize..(offset as usize).min(self.bytes.len())];
        Position { line, column: String::from_utf8_lossy(before).chars().count() as u32 + 1 }
    }
}

/// All files that one run has read.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a file.
    pub fn add(&mut self, path: String, shown: String, bytes: Vec<u8>, is_folder: bool) -> FileId {
        let id = FileId(self.files.len() as u32);
        let line_starts = OnceLock::new();
        self.files.push(SourceFile { path, shown, bytes, is_folder, mode: None, line_starts });
        id
    }

    /// Notes the permissions of a file.
    pub fn set_mode(&mut self, id: FileId, mode: Option<u32>) {
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            file.mode = mode;
        }
    }

    /// The file of an id that this map has given out.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Every file in the order of reading.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }

    /// The bytes of a span.
    pub fn bytes(&self, span: Span) -> &[u8] {
        &self.file(span.file).bytes[span.range()]
    }

    /// The bytes of a span as they are, for a fix to write again; none when they are no text.
    pub fn exact(&self, span: Span) -> Option<&str> {
        std::str::from_utf8(self.bytes(span)).ok()
    }

    /// The bytes of a span as text for a message.
    pub fn text(&self, span: Span) -> crate::text::Quote {
        crate::text::clipped(self.bytes(span), usize::MAX)
    }
}
