//! Edits of lists: a word more or less, in a line with separators or in a block of `word = yes`.
//!
//! Where something cannot be done the edits are none.

use super::{Edit, lines};
use crate::config::{Config, Key, ROOT, Word};
use crate::schema::{self, find};
use crate::source::Span;
use crate::syntax::Form;

/// Takes a word out of its list.
pub fn remove(config: &Config<'_>, word: &Word<'_>) -> Vec<Edit> {
    let (Some(assign), Some(span)) = (word.assign, word.span) else { return Vec::new() };
    let statement = config.statement(assign);
    if assign.key.is_free() {
        return lines::remove(config, statement.span);
    }
    if statement.is_continued() {
        return Vec::new();
    }
    // With the spaces on one side of it, so that its neighbours stay apart.
    let (left, right) = gaps(config, config.value_span(assign), span);
    vec![Edit::delete(if left > 0 {
        Span { start: span.start - left, ..span }
    } else {
        Span { end: span.end + right, ..span }
    })]
}

/// Takes a word out of a list of which it is not the last one, where it is simply written.
pub fn remove_from(config: &Config<'_>, list: &[Word<'_>], word: &Word<'_>) -> Vec<Edit> {
    let (Some(assign), Some(span)) = (word.assign, word.span) else { return Vec::new() };
    if list.iter().filter(|other| other.assign.is_some()).nth(1).is_none() {
        return Vec::new();
    }
    if assign.key.is_free() {
        return lines::remove(config, config.span(assign));
    }
    let value = config.value_span(assign);
    let is_simple = !config.statement(assign).is_continued()
        && config.document.sources.bytes(span) == word.text.as_ref()
        && value.start <= span.start
        && span.end <= value.end;
    if !is_simple {
        return Vec::new();
    }
    let (left, right) = gaps(config, value, span);
    let before = config.document.sources.bytes(Span { end: span.start, ..value });
    let is_first = span.start - left == value.start || before.ends_with(b"\"");
    vec![Edit::delete(if is_first {
        Span { end: span.end + right, ..span }
    } else {
        Span { start: span.start - left, ..span }
    })]
}

/// How many separators are before and after a word in its value.
fn gaps(config: &Config<'_>, value: Span, word: Span) -> (u32, u32) {
    let is_gap = |b: &&u8| matches!(b, b' ' | b'\t' | b',');
    let before = config.document.sources.bytes(Span { start: value.start, end: word.start, ..word });
    let after = config.document.sources.bytes(Span { start: word.end, end: value.end, ..word });
    let left = before.iter().rev().take_while(is_gap).count() as u32;
    (left, after.iter().take_while(is_gap).count() as u32)
}

/// Puts other words in front of one in its list.
pub fn add_before(config: &Config<'_>, word: &Word<'_>, new: &[&str]) -> Vec<Edit> {
    let (Some(assign), Some(span)) = (word.assign, word.span) else { return Vec::new() };
    if assign.key.is_free() {
        let text: Vec<String> = new.iter().map(|new| format!("{new} = yes")).collect();
        return lines::above(config, config.span(assign), &text.join("\n"));
    }
    vec![Edit::insert_before(span, format!("{} ", new.join(" ")))]
}

/// Puts another word at the end of a list that the top level sets in one line, as far as it does.
pub fn append(config: &Config<'_>, list: &str, new: &str) -> Vec<Edit> {
    let setting = find(schema::scope(config.version().series, "root"), list.as_bytes());
    let assign = setting.and_then(|setting| config.assigned(ROOT, Key::of(setting)));
    let Some(assign) = assign else { return Vec::new() };
    let statement = config.statement(assign);
    let form = config.document.value(statement).form;
    let span = config.value_span(assign);
    let is_plain = matches!(form, Form::Plain | Form::Variable) && !statement.is_continued();
    if is_plain && span.start < span.end {
        vec![Edit::insert_after(span, format!(" {new}"))]
    } else {
        Vec::new()
    }
}
