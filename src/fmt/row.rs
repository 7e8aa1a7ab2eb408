use std::ops::Range;

use super::{column, statement};
use crate::document::Document;
use crate::syntax::{Kind, Statement, lines};

/// What a physical line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Nothing but spaces.
    Blank,
    /// A comment on a line of its own.
    Comment {
        /// Where its `#` is.
        at: usize,
        /// The column of the `#`, when it goes on with the comment after the statement above it.
        column: Option<usize>,
    },
    /// A statement or the first line of one, as an index into the document.
    Statement(usize),
    /// A further line of the statement above.
    Continued,
    /// What is not ours to touch: a here document, the lines of a continuation that is lost and what makes
    /// it lost, a comment with a NUL.
    Kept,
}

/// A physical line.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub what: What,
    /// The line without its end.
    pub text: Range<usize>,
    /// Its line feed, with the CR before it.
    pub end: Range<usize>,
    /// A line that stays as it is written: a NUL, a stray CR or the mark of an encoding is in it.
    pub is_untouched: bool,
    /// A line of a here document.
    pub is_body: bool,
}

/// The physical lines of the main file.
pub(super) fn rows(document: &Document) -> Vec<Row> {
    let bytes = &document.sources.file(document.root).bytes;
    let mut run = Run { document, bytes, next: 0, through: 0, body: 0, was_open: false, rows: Vec::new() };
    let mut start = 0;
    while start < bytes.len() {
        let feed = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        run.row(start, feed);
        start = feed + 1;
    }
    run.join_comments();
    run.rows
}

struct Run<'d> {
    document: &'d Document,
    bytes: &'d [u8],
    /// The next statement.
    next: usize,
    /// Where the last statement ends.
    through: usize,
    /// Where the last here document ends.
    body: usize,
    /// Whether the line above ends in a backslash.
    was_open: bool,
    rows: Vec<Row>,
}

impl Run<'_> {
    fn row(&mut self, start: usize, feed: usize) {
        let cut = lines::cut(self.document.version.series, &self.bytes[start..feed]);
        let is_body = start < self.body;
        let end = (feed + 1).min(self.bytes.len());
        let mut text = start..start + cut.line_end;
        let line = &self.bytes[text.clone()];
        // A stray CR would belong to the line end if the spaces after it went away.
        let is_untouched = memchr::memchr2(0, b'\r', line).is_some() || line.starts_with(b"\xef\xbb\xbf");
        if is_untouched && feed == self.bytes.len() {
            // Nor does the CR at the very end make a line end together with the line feed that is put there.
            text.end = feed;
        }
        let was_open = std::mem::replace(&mut self.was_open, cut.continues && !is_body);
        let what = if is_body {
            self.pass(feed);
            What::Kept
        } else if let Some(index) = self.begins(feed) {
            let found = &self.document.statements[index];
            self.through = found.span.end as usize;
            self.body = self.body_end(index, found);
            self.next += 1;
            What::Statement(index)
        } else if start < self.through {
            What::Continued
        } else if is_untouched || !cut.skipped || was_open {
            What::Kept
        } else if let Some(at) = cut.comment {
            What::Comment { at: start + at, column: None }
        } else {
            What::Blank
        };
        // Files may consist of blank lines, and one says as much as many.
        if what == What::Blank && self.rows.last().is_some_and(|above| above.what == What::Blank) {
            return;
        }
        self.rows.push(Row { what, end: text.end..end, text, is_untouched, is_body });
    }

    fn begins(&self, feed: usize) -> Option<usize> {
        let found = self.document.statements.get(self.next)?;
        ((found.span.start as usize) < feed).then_some(self.next)
    }

    /// Passes the statements that an older version sees in a here document.
    fn pass(&mut self, feed: usize) {
        while let Some(index) = self.begins(feed) {
            self.body = self.body.max(self.document.statements[index].span.end as usize);
            self.next += 1;
        }
    }

    /// Where the here document ends that a statement opens. To versions that know none its lines are
    /// statements, yet a file that has one is meant for a version that does.
    fn body_end(&self, index: usize, found: &Statement) -> usize {
        if let Some(heredoc) = self.document.heredoc(index) {
            let is_last = heredoc.end.end as usize == self.bytes.len();
            return if heredoc.closed || is_last { heredoc.end.end as usize } else { self.bytes.len() };
        }
        let value = self.document.bytes(found, found.value);
        let Some(marker) = value.strip_prefix(b"<<").map(<[u8]>::trim_ascii_start) else { return 0 };
        if found.kind != Kind::Setting || marker.is_empty() {
            return 0;
        }
        let mut start = found.span.end as usize;
        while let Some(feed) = memchr::memchr(b'\n', &self.bytes[start..]) {
            start += feed + 1;
            let end = memchr::memchr(b'\n', &self.bytes[start..]).map_or(self.bytes.len(), |at| start + at);
            let line = &self.bytes[start..end];
            if line.strip_suffix(b"\r").unwrap_or(line) == marker {
                return end;
            }
        }
        0
    }

    /// A comment right below the comment of the line above goes on with it.
    fn join_comments(&mut self) {
        let mut above = None;
        for row in &mut self.rows {
            let line = self.document.version.series;
            above = match &mut row.what {
                What::Comment { at, column } => {
                    let own = column::width(&self.bytes[row.text.start..*at]);
                    *column = above.filter(|above| *above == own);
                    *column
                }
                What::Statement(index) if !row.is_untouched => {
                    let statement = &self.document.statements[*index];
                    let end = statement.span.end as usize;
                    let is_plain = !matches!(statement.kind, Kind::Malformed | Kind::Garbage);
                    (is_plain && end < row.text.end && !statement.is_continued())
                        .then(|| statement::trim_start(line, &self.bytes[end..row.text.end]).len())
                        .filter(|left| *left > 0 && *left < row.text.end - end)
                        .map(|left| column::width(&self.bytes[row.text.start..row.text.end - left]))
                }
                _ => None,
            };
        }
    }
}
