//! One way to lay out a configuration. What Dovecot takes from a file stays the same, byte for byte.
//!
//! A file is read by itself, laid out row by row, and read again: when the second reading gives anything but
//! the statements, comments and here documents of the first, the file is left alone.

mod column;
mod comment;
mod row;
mod same;
mod statement;
mod tree;

pub use same::same;
pub use tree::{Plan, plan};

use crate::document::{self, Document};
use crate::limits::{LAYOUT_BYTES, LAYOUT_FACTOR, Limit};
use crate::schema::Version;
use crate::source::{Memory, SourceFile};
use crate::syntax::{Kind, Statement};
use column::OutLine;
use row::{Row, What};

/// How far a section's contents are to the right of its head.
const STEP: usize = 2;

/// Lays a file out, as a file of this version.
///
/// # Errors
/// When that would make it far larger than it is.
pub fn format(bytes: &[u8], version: Version) -> Result<Vec<u8>, Limit> {
    let Some(document) = alone(bytes, version) else { return Ok(bytes.to_vec()) };
    let text = lay(&document)?;
    match alone(&text, version) {
        Some(again) if same(&document, &again) => Ok(text),
        _ => Ok(bytes.to_vec()),
    }
}

/// A file without those that it includes.
fn alone(bytes: &[u8], version: Version) -> Option<Document> {
    const PATH: &str = "/file";
    document::read(&Memory::new([(PATH, bytes.to_vec())]), PATH, version).ok()
}

fn lay(document: &Document) -> Result<Vec<u8>, Limit> {
    let file = document.sources.file(document.root);
    let rows = row::rows(document);
    let mut page = Page {
        document,
        bytes: &file.bytes,
        inner: comment::inner(&file.bytes, &rows),
        rows: &rows,
        out: Vec::with_capacity(rows.len()),
        depth: 0,
        blank: None,
        is_head: true,
    };
    let most = (LAYOUT_FACTOR * file.bytes.len()).max(LAYOUT_BYTES);
    page.all(most)?;
    Ok(column::write(&page.out, usual_end(file)))
}

/// How the lines of a file end, as its first one does.
fn usual_end(file: &SourceFile) -> &'static [u8] {
    match memchr::memchr(b'\n', &file.bytes) {
        Some(at) if at > 0 && file.bytes[at - 1] == b'\r' => b"\r\n",
        None if file.bytes.last() == Some(&b'\r') => b"\r\n",
        _ => b"\n",
    }
}

/// A file on its way to a new layout.
struct Page<'d> {
    document: &'d Document,
    bytes: &'d [u8],
    rows: &'d [Row],
    /// How deep in sections that are commented out each row is.
    inner: Vec<u32>,
    out: Vec<OutLine<'d>>,
    depth: usize,
    /// A blank line that is due, by its line end.
    blank: Option<&'d [u8]>,
    /// Nothing is here yet, or the section header did last: no place for a blank line.
    is_head: bool,
}

impl Page<'_> {
    fn all(&mut self, most: usize) -> Result<(), Limit> {
        let (mut at, mut counted, mut size) = (0, 0, 0);
        while let Some(row) = self.rows.get(at) {
            let mut next = at + 1;
            match row.what {
                What::Blank => {
                    self.blank.get_or_insert(&self.bytes[row.end.clone()]);
                    at = next;
                    continue;
                }
                What::Kept => {
                    self.spread(false);
                    self.keep(row);
                    self.is_head = false;
                }
                What::Comment { at: hash, column } => {
                    self.spread(false);
                    let text = statement::trim_end(&self.bytes[hash..row.text.end]);
                    let end = &self.bytes[row.end.clone()];
                    self.out.push(match column {
                        Some(column) => OutLine::beside(Vec::new(), text, column, end),
                        None => OutLine::plain(indented(self.depth + self.inner[at] as usize, text), end),
                    });
                    self.is_head = false;
                }
                What::Statement(index) => {
                    while self.rows.get(next).is_some_and(|row| row.what == What::Continued) {
                        next += 1;
                    }
                    self.statement(&self.document.statements[index], at, next);
                }
                What::Continued => self.keep(row),
            }
            at = next;
            size += self.out[counted..].iter().map(|line| line.text.len()).sum::<usize>();
            counted = self.out.len();
            if size > most {
                return Err(Limit::Layout);
            }
        }
        Ok(())
    }

    /// Puts the blank line that is due, where one may be.
    fn spread(&mut self, is_close: bool) {
        if let Some(end) = self.blank.take()
            && !self.is_head
            && !is_close
        {
            self.out.push(OutLine::plain(Vec::new(), end));
        }
    }

    fn statement(&mut self, statement: &Statement, first: usize, last: usize) {
        let is_close = statement.kind == Kind::Close;
        self.spread(is_close);
        let (before, after) = statement::depths(self.document, statement, &self.rows[first]);
        self.depth = self.depth.saturating_sub(before);
        let rows = &self.rows[first..last];
        if rows.iter().any(|row| row.is_untouched)
            || matches!(statement.kind, Kind::Malformed | Kind::Garbage)
        {
            for row in rows {
                self.keep(row);
            }
        } else if let [row] = rows {
            self.one_line(statement, row);
        } else {
            self.continued(statement, rows);
        }
        self.depth = self.depth.saturating_add_signed(after);
        self.is_head = matches!(statement.kind, Kind::Open | Kind::Group);
    }

    fn one_line(&mut self, statement: &Statement, row: &Row) {
        let series = self.document.version.series;
        let text = indented(self.depth, &statement::text(self.document, statement));
        let behind = &self.bytes[statement.span.end as usize..row.text.end];
        let tail = statement::trim_end(statement::trim_start(series, behind));
        let end = &self.bytes[row.end.clone()];
        let is_glued = behind.first() == Some(&b'#');
        self.out.push(if tail.is_empty() || is_glued {
            OutLine::plain([&text, tail].concat(), end)
        } else {
            let hash = row.text.end - statement::trim_start(series, behind).len();
            OutLine::beside(text, tail, column::width(&self.bytes[row.text.start..hash]), end)
        });
    }

    /// The lines of a continued statement keep their texts; they move to the right or left as their first
    /// line does, those below the value as the value does.
    fn continued(&mut self, statement: &Statement, rows: &[Row]) {
        let series = self.document.version.series;
        let mut moves: Option<statement::Moves> = None;
        for row in rows {
            let whole = &self.bytes[row.text.clone()];
            let text = statement::trim_end(statement::trim_start(series, whole));
            let old = column::width(&whole[..whole.len() - statement::trim_start(series, whole).len()]);
            let line = if let Some(moves) = &moves {
                let mut out = vec![b' '; moves.place(old)];
                out.extend_from_slice(text);
                out
            } else {
                let indent = self.depth * STEP;
                let head = statement::first_line(self.document, statement, row);
                let mut made = statement::Moves { indent: (old, indent), value: None };
                let text = match head {
                    Some((head, value)) => {
                        let old_value = column::width(&self.bytes[row.text.start..value]);
                        made.value = Some((old_value, indent + column::width(&head)));
                        [&head, statement::trim_end(&self.bytes[value..row.text.end])].concat()
                    }
                    None => text.to_vec(),
                };
                moves = Some(made);
                indented(self.depth, &text)
            };
            self.out.push(OutLine::plain(line, &self.bytes[row.end.clone()]));
        }
    }

    fn keep(&mut self, row: &Row) {
        let text = self.bytes[row.text.clone()].to_vec();
        let end = &self.bytes[row.end.clone()];
        self.out.push(OutLine { is_kept: row.is_body, ..OutLine::plain(text, end) });
    }
}

fn indented(depth: usize, text: &[u8]) -> Vec<u8> {
    let mut out = vec![b' '; depth * STEP];
    out.extend_from_slice(text);
    out
}
