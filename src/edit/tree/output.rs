//! The way back: texts of files, and edits of those that were read.

use std::fmt;
use std::ops::Range;

use super::node::{LineEnd, Lines, NodeId, Within};
use super::{FileIndex, Tree};
use crate::edit::Edit;
use crate::source::Span;

/// What is to be written is not UTF-8, so it cannot be a text edit; [`Tree::text_of`] gives it all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotText;

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not UTF-8")
    }
}

impl std::error::Error for NotText {}

/// Some lines as they are to be written, and where they were in the same file.
struct Piece {
    text: Vec<u8>,
    origin: Option<Range<usize>>,
}

impl Tree {
    /// The whole text of a file.
    pub fn text_of(&self, file: FileIndex) -> Vec<u8> {
        let own = &self.files[file.0 as usize];
        let mut text = Vec::with_capacity(own.original.len());
        self.each_line(file, &mut |lines, end| {
            text.extend_from_slice(&lines.text);
            text.extend_from_slice(end.bytes());
        });
        text
    }

    /// Each node of a file with the number of its first line, from 1.
    pub fn numbered(&self, file: FileIndex) -> Vec<(NodeId, u32)> {
        let mut found = Vec::new();
        let mut number = 1;
        let lines_in = |lines: &Lines| 1 + memchr::memchr_iter(b'\n', &lines.text).count() as u32;
        let mut stack: Vec<(NodeId, bool)> =
            self.children(Within::File(file)).rev().map(|id| (id, false)).collect();
        while let Some((id, is_close)) = stack.pop() {
            let node = self.node(id);
            if is_close {
                number += node.close.as_deref().map_or(0, lines_in);
                continue;
            }
            found.push((id, number));
            number += lines_in(&node.lines);
            stack.push((id, true));
            stack.extend(self.children(Within::Section(id)).rev().map(|child| (child, false)));
        }
        found
    }

    /// The lines of a node and of all in it as they are, without the last line end.
    pub fn whole_text(&self, id: NodeId) -> Vec<u8> {
        let style = self.style(self.file_of(id)).end;
        let mut text = Vec::new();
        for lines in self.all_lines(id) {
            text.extend_from_slice(&lines.text);
            text.extend_from_slice(lines.end.or(style).bytes());
        }
        text.truncate(text.len() - Lines::of(&text, None).end.bytes().len());
        text
    }

    /// Whether a file has another text than the one that was read; a new file has as soon as it has any.
    pub fn is_changed(&self, file: FileIndex) -> bool {
        self.text_of(file) != self.files[file.0 as usize].original
    }

    /// The least edits that make the new texts of those that were read, by place, none of which meets another. New
    /// files are not among them; [`Tree::text_of`] gives those.
    ///
    /// # Errors
    /// When something that moves or is written is not UTF-8.
    pub fn edits(&self) -> Result<Vec<Edit>, NotText> {
        let mut edits = Vec::new();
        for index in self.files() {
            let file = &self.files[index.0 as usize];
            let Some((id, base)) = file.source else { continue };
            for (range, text) in changes(&file.original, self.pieces(index)) {
                let span = Span::new(id, base + range.start as u32..base + range.end as u32);
                let text = String::from_utf8(text).map_err(|_| NotText)?;
                edits.push(Edit { span, text });
            }
        }
        Ok(edits)
    }

    /// The lines of a file as they are to be written: each with a line end but the last one, which has one when the
    /// file that was read has one at its end.
    fn each_line(&self, file: FileIndex, take: &mut dyn FnMut(&Lines, LineEnd)) {
        let own = &self.files[file.0 as usize];
        let mut last: Option<&Lines> = None;
        let mut next = |lines| {
            if let Some(lines) = last.replace(lines) {
                take(lines, lines.end.or(own.style.end));
            }
        };
        let mut stack: Vec<(NodeId, bool)> =
            self.children(Within::File(file)).rev().map(|id| (id, false)).collect();
        while let Some((id, is_close)) = stack.pop() {
            if is_close {
                self.node(id).close.as_deref().into_iter().for_each(&mut next);
                continue;
            }
            next(&self.node(id).lines);
            stack.push((id, true));
            stack.extend(self.children(Within::Section(id)).rev().map(|child| (child, false)));
        }
        let has_end = own.original.is_empty() || own.original.ends_with(b"\n");
        if let Some(lines) = last {
            take(lines, if has_end { lines.end.or(own.style.end) } else { LineEnd::None });
        }
    }

    fn pieces(&self, file: FileIndex) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.each_line(file, &mut |lines, end| {
            let origin = lines.origin.as_ref().filter(|origin| origin.file == file);
            pieces.push(Piece {
                text: [&lines.text[..], end.bytes()].concat(),
                origin: origin.map(|origin| origin.range()),
            });
        });
        pieces
    }
}

/// What changes: ranges of the old text, and what comes in their place.
fn changes(old: &[u8], pieces: Vec<Piece>) -> Vec<(Range<usize>, Vec<u8>)> {
    let kept = in_order(&pieces);
    let mut all = Changes { old, found: Vec::new() };
    let mut at = 0;
    let mut fresh = Vec::new();
    for (piece, is_kept) in pieces.into_iter().zip(kept) {
        match piece.origin.filter(|_| is_kept) {
            Some(range) => {
                all.gap(at..range.start, std::mem::take(&mut fresh));
                all.line(range.clone(), &piece.text);
                at = range.end;
            }
            None => fresh.extend_from_slice(&piece.text),
        }
    }
    all.gap(at..old.len(), fresh);
    all.found
}

/// Which pieces stay where they were: as many as are in the old order.
fn in_order(pieces: &[Piece]) -> Vec<bool> {
    // The longest rising sequence: for each length the piece with the lowest place that ends one.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pieces.len()];
    let place = |index: usize| pieces[index].origin.as_ref().map_or(0, |range| range.start);
    for (index, piece) in pieces.iter().enumerate() {
        let Some(range) = &piece.origin else { continue };
        let length = ends.partition_point(|end| place(*end) < range.start);
        before[index] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut kept = vec![false; pieces.len()];
    let mut at = ends.last().copied();
    while let Some(index) = at {
        kept[index] = true;
        at = before[index];
    }
    kept
}

struct Changes<'o> {
    old: &'o [u8],
    found: Vec<(Range<usize>, Vec<u8>)>,
}

impl Changes<'_> {
    /// Lines between two that stay.
    fn gap(&mut self, mut range: Range<usize>, mut text: Vec<u8>) {
        if range.is_empty() && !text.is_empty() {
            // New lines are after the line above without its end, so that they need no other form at the end of a
            // file whose last line has none.
            let end = Lines::of(&self.old[..range.start], None).end.bytes();
            let is_free = self.found.last().is_none_or(|(last, _)| last.end + end.len() <= range.start);
            if !end.is_empty() && text.ends_with(end) && is_free {
                text.truncate(text.len() - end.len());
                text.splice(..0, end.iter().copied());
                range = range.start - end.len()..range.start - end.len();
            }
        }
        self.push(range, text);
    }

    /// A line that stays, perhaps with another text: what differs, in whole words where something is exchanged.
    fn line(&mut self, range: Range<usize>, new: &[u8]) {
        let old = &self.old[range.clone()];
        if old == new {
            return;
        }
        let same = |(a, b): &(&u8, &u8)| a == b;
        let mut start = old.iter().zip(new).take_while(same).count();
        let rest = (&old[start..], &new[start..]);
        let mut behind = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(same).count();
        let is_within = |bytes: &[u8], at: usize| bytes.get(at).is_some_and(|b| b & 0xC0 == 0x80);
        let is_exchange = old.len() > start + behind && new.len() > start + behind;
        let is_word = |b: u8| is_exchange && !b.is_ascii_whitespace();
        while start > 0 && (is_within(old, start) || is_within(new, start) || is_word(old[start - 1])) {
            start -= 1;
        }
        while behind > 0 {
            let at = old.len() - behind;
            if !is_within(old, at) && !is_within(new, new.len() - behind) && !is_word(old[at]) {
                break;
            }
            behind -= 1;
        }
        let text = new[start..new.len() - behind].to_vec();
        self.push(range.start + start..range.end - behind, text);
    }

    fn push(&mut self, range: Range<usize>, text: Vec<u8>) {
        if range.is_empty() && text.is_empty() {
            return;
        }
        match self.found.last_mut() {
            Some((last, before)) if last.end == range.start => {
                last.end = range.end;
                before.extend(text);
            }
            _ => self.found.push((range, text)),
        }
    }
}
