//! What the author wrote where a problem is, fit for a message and for a fix.

use crate::config::resolve::view::{Found, Word};
use crate::config::value::Flaw;
use crate::config::{Config, Key, Problem, ProblemKind};
use crate::schema::{self, Kind, Setting, find};
use crate::source::Span;
use crate::syntax::{Form, Statement};
use crate::text::Quote;

/// A setting as it stands in the file.
#[derive(Debug, Clone)]
pub struct Written<'c> {
    /// The statement.
    pub statement: &'c Statement,
    /// The key.
    pub key: Quote,
    /// The value as Dovecot takes it, clipped for a message.
    pub value: Quote,
    /// The whole value, to build another line from; none when it is more than plain text.
    pub full: Option<String>,
    /// Where the value stands when a fix can simply replace it: on one line, in quotes or plain.
    pub replaceable: Option<Span>,
}

/// A value that is not one of its setting's type.
#[derive(Debug, Clone)]
pub struct BadValue<'c> {
    /// The problem it is.
    pub problem: &'c Problem,
    /// The setting.
    pub setting: &'static Setting,
    /// Its type in this version.
    pub kind: Kind,
    /// What is wrong.
    pub flaw: &'c Flaw,
    /// What stands there.
    pub written: Written<'c>,
}

impl Config<'_> {
    /// Every value that is not one of its setting's type, in reading order.
    pub fn bad_values(&self) -> impl Iterator<Item = BadValue<'_>> {
        self.problems().iter().filter_map(|problem| {
            let ProblemKind::BadValue { setting, kind, flaw } = &problem.kind else { return None };
            let written = self.written(problem)?;
            Some(BadValue { problem, setting, kind: *kind, flaw, written })
        })
    }

    /// What is written where a problem is.
    pub fn written(&self, problem: &Problem) -> Option<Written<'_>> {
        let statement = self.document.statements.get(problem.statement?)?;
        let value = self.document.value(statement);
        let span = self.document.locate(statement, statement.value);
        let is_simple = matches!(value.form, Form::Plain | Form::Quoted)
            && !statement.is_continued()
            && span.start < span.end;
        let mut shown = crate::text::clipped(&value.text, 60);
        if value.form == Form::File {
            shown = shown.after('<');
        }
        Some(Written {
            statement,
            key: crate::text::clipped(&self.document.key(statement), 60).into_name(),
            value: shown,
            full: String::from_utf8(value.text.to_vec()).ok().filter(|text| !text.contains(char::is_control)),
            replaceable: is_simple.then_some(span),
        })
    }

    /// Every place that sets a setting of the top-level table and that nothing below it in the same scope
    /// replaces, in reading order.
    pub fn places_of(&self, name: &str) -> impl Iterator<Item = Found<'_>> {
        let key = find(schema::scope(self.version().line, "root"), name.as_bytes()).map(Key::of);
        self.assigns()
            .iter()
            .filter(move |assign| Some(assign.key) == key && !self.is_replaced(assign))
            .map(|assign| self.found(assign))
    }

    /// A place together with the rest of the lines on which it stands, line break included, to delete it.
    pub fn whole_lines(&self, span: Span) -> Span {
        let file = self.document.sources.file(span.file);
        let start = file.line_range(file.line(span.start)).start;
        let end = file.next_line(file.line(span.end.saturating_sub(1).max(span.start)));
        Span { start, end, ..span }
    }

    /// What to delete to take a word out of its list; none when it is the last one, or not simply written.
    pub fn removable(&self, list: &[Word<'_>], word: &Word<'_>) -> Option<Span> {
        let (assign, span) = (word.assign?, word.span?);
        list.iter().filter(|other| other.assign.is_some()).nth(1)?;
        if assign.key.is_free() {
            return Some(self.span(assign));
        }
        let value = self.value_span(assign);
        let source = self.document.sources.bytes(value);
        let is_simple = !self.statement(assign).is_continued()
            && self.document.sources.bytes(span) == word.text.as_ref()
            && value.start <= span.start
            && span.end <= value.end;
        if !is_simple {
            return None;
        }
        let is_gap = |b: &&u8| matches!(b, b' ' | b',' | b'\t');
        let (start, end) = ((span.start - value.start) as usize, (span.end - value.start) as usize);
        let before = source[..start].iter().rev().take_while(is_gap).count() as u32;
        let after = source[end..].iter().take_while(is_gap).count() as u32;
        let is_first = span.start - before == value.start || source[..start].ends_with(b"\"");
        let span = if is_first {
            Span { end: span.end + after, ..span }
        } else {
            Span { start: span.start - before, ..span }
        };
        Some(span)
    }

    /// The blanks in front of a statement, to begin further lines with.
    pub fn indent(&self, statement: &Statement) -> String {
        let file = self.document.sources.file(statement.span.file);
        let start = file.line_range(file.line(statement.span.start)).start;
        let before = self.document.sources.bytes(Span { start, end: statement.span.start, ..statement.span });
        before.iter().take_while(|b| matches!(b, b' ' | b'\t')).map(|b| char::from(*b)).collect()
    }
}
