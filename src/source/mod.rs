//! Files, spans and the reader that fetches them.
//!
//! A span is a pair of byte offsets in one file. Everything later in the pipeline is about spans;
//! lines and columns are computed only when something is shown.

mod confine;
mod confined;
mod git;
mod kernel;
mod not_read;
mod overlay;
mod path;
mod reader;
mod remap;
mod tree;

pub use confine::Confine;
pub use confined::Confined;
pub use git::{OpenError, Revision};
pub use not_read::{NotRead, is_absent};
pub use overlay::{Overlay, Texts};
pub use path::{normal, real, real_file};
pub use reader::{Disk, Entry, Memory, Reader, at_most};
pub use remap::Remapped;
pub use tree::Tree;

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

    /// The smallest span that holds both; `other` is ignored when it is in another file.
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
    columns: OnceLock<Vec<(u32, u32)>>,
}

/// Columns of a line are counted from the last of the marks that are so many bytes apart: one line may be all of a
/// large file, and have a finding at each of its words.
const MARKS_APART: usize = 1024;

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

    /// Series and column of a byte.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.line_range(line).start;
        let marks = self.columns.get_or_init(|| self.mark_columns());
        let (from, passed) = match marks.partition_point(|(at, _)| *at <= offset) {
            0 => (start, 0),
            after => Some(marks[after - 1]).filter(|(at, _)| *at > start).unwrap_or((start, 0)),
        };
        let end = (offset as usize).min(self.bytes.len());
        Position { line, column: passed + characters(&self.bytes[(from as usize).min(end)..end]) + 1 }
    }

    /// In long lines, places where a character begins, and how many characters of the line are before each.
    fn mark_columns(&self) -> Vec<(u32, u32)> {
        let mut marks = Vec::new();
        for (index, start) in self.line_starts().iter().enumerate() {
            let end = self.line_starts().get(index + 1).map_or(self.bytes.len(), |next| *next as usize);
            let (mut at, mut passed) = (*start as usize, 0);
            while end - at > MARKS_APART {
                // No character is longer than four bytes, so what began before ends within the next three.
                let is_begin = |place: &usize| self.bytes[*place] & 0xC0 != 0x80;
                let next = at + MARKS_APART;
                let next = (next..end.min(next + 3)).find(is_begin).unwrap_or(end.min(next + 3));
                passed += characters(&self.bytes[at..next]);
                at = next;
                marks.push((at as u32, passed));
            }
        }
        marks
    }
}

/// How many characters bytes have, those that are no UTF-8 as they are shown.
fn characters(bytes: &[u8]) -> u32 {
    let count = |chunk: std::str::Utf8Chunk<'_>| {
        chunk.valid().chars().count() + usize::from(!chunk.invalid().is_empty())
    };
    bytes.utf8_chunks().map(count).sum::<usize>() as u32
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
        let (line_starts, columns) = (OnceLock::new(), OnceLock::new());
        self.files.push(SourceFile { path, shown, bytes, is_folder, mode: None, line_starts, columns });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_long_line_count_characters() {
        let line: Vec<u8> =
            [&b"a "[..], "\u{e4}\u{20ac}".as_bytes(), b"\xff\x80\x80\x80\x80\x80", "\u{1f4e7}".as_bytes()]
                .concat()
                .repeat(500);
        let bytes = [b"first\n".as_slice(), &line, b"\nlast"].concat();
        let mut sources = SourceMap::default();
        let id = sources.add(String::new(), String::new(), bytes.clone(), false);
        let start = b"first\n".len();
        for offset in (start..start + line.len()).step_by(7).chain([start, start + line.len()]) {
            let before = String::from_utf8_lossy(&bytes[start..offset]).chars().count() as u32;
            let expected = Position { line: 2, column: before + 1 };
            assert_eq!(sources.file(id).position(offset as u32), expected, "{offset}");
        }
        assert_eq!(sources.file(id).position(bytes.len() as u32), Position { line: 3, column: 5 });
    }
}
