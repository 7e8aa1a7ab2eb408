//! What the author wrote where a problem is, fit for a message and for a fix.

use crate::config::resolve::view::Found;
use crate::config::value::Flaw;
use crate::config::{Config, Key, Problem, ProblemKind};
use crate::schema::{self, Kind, Setting, find};
use crate::source::Span;
use crate::syntax::{Form, Statement};
use crate::text::Quote;

/// A setting as it is in the file.
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
    /// Where the value is when a fix can simply replace it: on one line, in quotes or plain.
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
    /// What is there.
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
        let key = find(schema::scope(self.version().series, "root"), name.as_bytes()).map(Key::of);
        self.assigns()
            .iter()
            .filter(move |assign| Some(assign.key) == key && !self.is_replaced(assign))
            .map(|assign| self.found(assign))
    }
}
