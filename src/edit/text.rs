//! Fixes as text edits on spans.

use crate::source::{FileId, SourceMap, Span};
use crate::text::Text;

/// Replaces a span by a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What goes; empty to insert.
    pub span: Span,
    /// What comes.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `span`.
    pub fn replace(span: Span, text: impl Into<Text>) -> Edit {
        Edit { span, text: text.into().to_string() }
    }

    /// Puts `text` before `span`.
    pub fn insert_before(span: Span, text: impl Into<Text>) -> Edit {
        Edit { span: Span { end: span.start, ..span }, text: text.into().to_string() }
    }

    /// Puts `text` after `span`.
    pub fn insert_after(span: Span, text: impl Into<Text>) -> Edit {
        Edit { span: Span { start: span.end, ..span }, text: text.into().to_string() }
    }

    /// Takes `span` away.
    pub fn delete(span: Span) -> Edit {
        Edit { span, text: String::new() }
    }

    /// Ends the lines that come as the line does in which they come.
    pub fn keep_line_ends(&mut self, sources: &SourceMap) {
        if self.text.contains('\n') && sources.file(self.span.file).line_break(self.span.start) == "\r\n" {
            self.text = self.text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
    }
}

/// What a fix does to the effective values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The same is effective afterwards.
    Same,
    /// Dovecot refuses what it fixes, so nothing of it is effective yet.
    Repair,
    /// Something else is effective afterwards.
    Change,
}

/// A way to fix a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "write `yes`".
    pub title: Text,
    /// What it does to the effective values.
    pub effect: Effect,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Whether it can be applied without anyone looking at it.
    pub fn is_safe(&self) -> bool {
        self.effect != Effect::Change
    }
}

/// Applies the edits of one file; edits that overlap an earlier one are left out.
pub fn apply(bytes: &[u8], file: FileId, edits: &[Edit]) -> Vec<u8> {
    let mut mine: Vec<&Edit> = edits.iter().filter(|edit| edit.span.file == file).collect();
    mine.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for edit in mine {
        let range = edit.span.range();
        if range.start < at || range.end > bytes.len() {
            continue;
        }
        out.extend_from_slice(&bytes[at..range.start]);
        out.extend_from_slice(edit.text.as_bytes());
        at = range.end;
    }
    out.extend_from_slice(&bytes[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_keep_everything_else() {
        let file = FileId(0);
        let edit = |start, end, text: &str| Edit::replace(Span::new(file, start..end), text);
        assert_eq!(apply(b"a = b # c", file, &[edit(4, 5, "yes"), edit(0, 0, "x")]), b"xa = yes # c");
        assert_eq!(apply(b"abc", file, &[edit(0, 2, "X"), edit(1, 3, "Y")]), b"Xc");
    }
}
