//! Edits of lists: a word more or less, in a line with separators or in a block of `word = yes`.

use crate::config::resolve::view::Word;
use crate::config::{Config, Key};
use crate::edit::Edit;
use crate::schema::{self, find};
use crate::source::Span;
use crate::syntax::Form;

impl Config<'_> {
    /// Takes a word out of its list.
    pub fn without_word(&self, word: &Word<'_>) -> Option<Edit> {
        let (assign, span) = (word.assign?, word.span?);
        let statement = self.statement(assign);
        if assign.key.is_free() {
            return Some(Edit::delete(statement.span));
        }
        if statement.is_continued() {
            return None;
        }
        // With the blanks on one side of it, so that its neighbours stay apart.
        let value = self.value_span(assign);
        let is_blank = |b: &u8| matches!(b, b' ' | b'\t' | b',');
        let before = self.document.sources.bytes(Span { start: value.start, end: span.start, ..span });
        let after = self.document.sources.bytes(Span { start: span.end, end: value.end, ..span });
        let left = before.iter().rev().take_while(|b| is_blank(b)).count() as u32;
        let right = after.iter().take_while(|b| is_blank(b)).count() as u32;
        Some(Edit::delete(if left > 0 {
            Span { start: span.start - left, ..span }
        } else {
            Span { end: span.end + right, ..span }
        }))
    }

    /// Puts another word in front of one in its list.
    pub fn with_word_before(&self, word: &Word<'_>, new: &str) -> Option<Edit> {
        let (assign, span) = (word.assign?, word.span?);
        let statement = self.statement(assign);
        if assign.key.is_free() {
            let line = format!("{new} = yes\n{}", self.indent(statement));
            return Some(Edit::insert_before(statement.span, line));
        }
        Some(Edit::insert_before(span, format!("{new} ")))
    }

    /// Puts another word at the end of a list that the top level sets in one line, as far as it does.
    pub fn with_word_at_end(&self, list: &str, new: &str) -> Option<Edit> {
        let setting = find(schema::scope(self.version().line, "root"), list.as_bytes())?;
        let assign = self.assigned(crate::config::ROOT, Key::of(setting))?;
        let statement = self.statement(assign);
        let form = self.document.value(statement).form;
        let span = self.value_span(assign);
        let is_plain = matches!(form, Form::Plain | Form::Variable) && !statement.is_continued();
        (is_plain && span.start < span.end).then(|| Edit::insert_after(span, format!(" {new}")))
    }
}
