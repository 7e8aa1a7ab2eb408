//! The text of a statement, with its spaces in order.

use super::STEP;
use super::row::Row;
use crate::document::Document;
use crate::schema::Series;
use crate::syntax::{Kind, Part, Statement, lines};

/// Without the spaces at its end.
pub(super) fn trim_end(text: &[u8]) -> &[u8] {
    let blanks = text.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    &text[..text.len() - blanks]
}

/// Without the white space at its start.
pub(super) fn trim_start(series: Series, text: &[u8]) -> &[u8] {
    let blanks = text.iter().take_while(|b| lines::is_white(series, **b)).count();
    &text[blanks..]
}

/// A statement on one line.
pub(super) fn text(document: &Document, statement: &Statement) -> Vec<u8> {
    let whole = document.sources.bytes(statement.span);
    if is_for_24(document, whole) {
        return whole.to_vec();
    }
    let value = document.bytes(statement, statement.value);
    let words: Vec<&[u8]> = match statement.kind {
        Kind::Setting if statement.key.end > statement.key.start => {
            vec![key(document, statement), b"=", value]
        }
        Kind::Open => vec![key(document, statement), name(document, statement), b"{"],
        Kind::Group => {
            let word = whole.split(|b| lines::is_white(document.version.series, *b)).next().unwrap_or(b"");
            vec![word, key(document, statement), name(document, statement), b"{"]
        }
        Kind::Include | Kind::IncludeTry if !value.is_empty() => {
            let directive = document.bytes(statement, statement.key);
            vec![trim_white_end(document.version.series, directive), value]
        }
        _ => return whole.to_vec(),
    };
    let words: Vec<&[u8]> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join(&b' ')
}

fn trim_white_end(series: Series, text: &[u8]) -> &[u8] {
    let blanks = text.iter().rev().take_while(|b| lines::is_white(series, **b)).count();
    &text[..text.len() - blanks]
}

/// The key as it is written.
fn key<'d>(document: &'d Document, statement: &Statement) -> &'d [u8] {
    let Part { start, end } = statement.key;
    let quotes = u32::from(statement.key_quoted);
    document.bytes(statement, Part { start: start - quotes, end: end + quotes })
}

/// The name as it is written.
fn name<'d>(document: &'d Document, statement: &Statement) -> &'d [u8] {
    let Part { start, end } = statement.value;
    let quotes = u32::from(statement.name_quoted);
    document.bytes(statement, Part { start: start - quotes, end: end + quotes })
}

/// The first line of a continued setting up to its value, and where its value begins, when it does in
/// this line.
pub(super) fn first_line(document: &Document, statement: &Statement, row: &Row) -> Option<(Vec<u8>, usize)> {
    let key = key(document, statement);
    let value = document.locate(statement, statement.value).start as usize;
    let is_usual = statement.kind == Kind::Setting && !key.is_empty() && !is_for_24(document, key);
    let is_here = statement.value.end > statement.value.start && row.text.contains(&value);
    (is_usual && is_here).then(|| ([key, b" = "].concat(), value))
}

/// To 2.3 a quote is a part of the key; yet the file may be meant for 2.4, where spaces in it count.
fn is_for_24(document: &Document, key: &[u8]) -> bool {
    document.version.series == Series::V23 && key.first() == Some(&b'"')
}

/// How the lines of a continued statement move: from one column to another.
pub(super) struct Moves {
    /// The first line.
    pub indent: (usize, usize),
    /// The value in it.
    pub value: Option<(usize, usize)>,
}

impl Moves {
    /// The new column of a further line.
    pub(super) fn place(&self, old: usize) -> usize {
        let (from, to) = self.value.filter(|(value, _)| old >= *value).unwrap_or(self.indent);
        (old.saturating_sub(from) + to).max(self.indent.1 + STEP)
    }
}

/// By how much sections grow shallower before a statement, and deeper after it. A head that Dovecot refuses
/// is meant to open a section; a `#` in it has cut its brace off.
pub(super) fn depths(document: &Document, statement: &Statement, row: &Row) -> (usize, isize) {
    let text = document.sources.bytes(statement.span);
    let line = &document.sources.file(document.root).bytes[row.text.clone()];
    let opens = text.ends_with(b"{") || trim_end(line).ends_with(b"{");
    match statement.kind {
        Kind::Close => (1, 0),
        Kind::Open | Kind::Group => (0, 1),
        Kind::Garbage => (0, isize::from(!text.ends_with(b"}"))),
        Kind::Malformed if text.starts_with(b"}") => (0, if opens { 0 } else { -1 }),
        Kind::Malformed => (0, isize::from(opens)),
        _ => (0, 0),
    }
}
