//! The report for a program.

use std::io::{self, Write};

use serde::Serialize;

use super::Upgraded;
use crate::report::SCHEMA;
use crate::report::place::{self, JsonPlace};
use crate::source::Span;
use crate::upgrade::{Decision, Fate};

#[derive(Serialize)]
struct Report<'r> {
    schema: u32,
    from: &'static str,
    to: String,
    roots: Vec<JsonRoot<'r>>,
    decisions: Vec<JsonDecision>,
    notes: Vec<JsonNote>,
    conversions: Vec<JsonConversion<'r>>,
    todo: Vec<String>,
}

#[derive(Serialize)]
struct JsonRoot<'r> {
    path: &'r str,
    files: Vec<JsonFile<'r>>,
    statements: usize,
    converted: usize,
    unchanged: usize,
    commented: usize,
    dropped: usize,
}

#[derive(Serialize)]
struct JsonFile<'r> {
    old: Option<&'r str>,
    new: &'r str,
    changed: bool,
}

#[derive(Serialize)]
struct JsonDecision {
    code: &'static str,
    severity: &'static str,
    old: Option<JsonOld>,
    new: Option<JsonNew>,
    why: String,
    question: &'static str,
    answers: &'static [&'static str],
    written: String,
}

#[derive(Serialize)]
struct JsonOld {
    #[serde(flatten)]
    place: JsonPlace,
    text: String,
}

#[derive(Serialize)]
struct JsonNew {
    file: String,
    line: u32,
}

#[derive(Serialize)]
struct JsonNote {
    code: &'static str,
    place: Option<JsonPlace>,
    text: String,
}

#[derive(Serialize)]
struct JsonConversion<'r> {
    old: JsonPlace,
    new: Option<JsonNew>,
    id: &'r str,
    result: &'static str,
}

/// Writes the report as one object.
///
/// # Errors
/// What writing gives.
pub fn upgrade_json(all: &[Upgraded], to: &str, out: &mut dyn Write) -> io::Result<()> {
    let place = |one: &Upgraded, span: Span| place::json(&one.document, span);
    let decision = |one: &Upgraded, decision: &Decision| JsonDecision {
        code: decision.code.name(),
        severity: decision.code.severity().name(),
        old: decision.span.map(|span| JsonOld { place: place(one, span), text: one.veiled(&decision.text) }),
        new: new(one, decision.new.as_ref()),
        why: one.veiled(&decision.reason()),
        question: decision.code.question(),
        answers: decision.code.answers(),
        written: one.veiled(&decision.written),
    };
    let report = Report {
        schema: SCHEMA,
        from: "2.3",
        to: to.to_owned(),
        roots: all.iter().map(root).collect(),
        decisions: all
            .iter()
            .flat_map(|one| one.upgrade.decisions.iter().map(move |own| decision(one, own)))
            .collect(),
        notes: all
            .iter()
            .flat_map(|one| {
                one.upgrade.notes.iter().map(move |note| JsonNote {
                    code: note.code.name(),
                    place: note.span.map(|span| place(one, span)),
                    text: one.veiled(&note.text),
                })
            })
            .collect(),
        conversions: all
            .iter()
            .flat_map(|one| {
                one.upgrade.conversions.iter().map(move |conversion| JsonConversion {
                    old: place(one, conversion.span),
                    new: new(one, conversion.new.as_ref()),
                    id: &conversion.id,
                    result: match conversion.fate {
                        Fate::Unchanged => "unchanged",
                        Fate::Converted => "converted",
                        Fate::Commented => "comment",
                        Fate::Dropped => "dropped",
                    },
                })
            })
            .collect(),
        todo: all.iter().flat_map(|one| one.upgrade.todo.iter().map(|todo| one.veiled(todo))).collect(),
    };
    crate::report::json_text::pretty(out, &report)?;
    writeln!(out)
}

fn new(one: &Upgraded, place: Option<&(String, u32)>) -> Option<JsonNew> {
    place.map(|(file, line)| JsonNew { file: one.new_path(file).to_owned(), line: *line })
}

fn root(one: &Upgraded) -> JsonRoot<'_> {
    let counts = one.upgrade.counts;
    JsonRoot {
        path: &one.root.path,
        files: one
            .upgrade
            .files
            .iter()
            .zip(&one.new_paths)
            .map(|(file, new)| JsonFile {
                old: (!file.is_new).then_some(file.path.as_str()),
                new,
                changed: file.is_changed(),
            })
            .collect(),
        statements: counts.statements,
        converted: counts.converted,
        unchanged: counts.unchanged,
        commented: counts.commented,
        dropped: counts.dropped,
    }
}
