//! Small hints after values: what does not count, what a variable stands for, what something else caps.

use serde::Deserialize;
use serde_json::{Value, json};

use super::hover::assign_of;
use crate::config::{Assign, Config, Facts};
use crate::engine::RootReport;
use crate::lsp::diagnostic::Places;
use crate::lsp::protocol::{Range, TextDocument};
use crate::lsp::session::Session;
use crate::report;
use crate::schema::{Kind as Type, Series};
use crate::source::{FileId, Span};
use crate::syntax::{Form, Kind};

/// The longest text of a hint, in characters.
const LONGEST: usize = 60;

/// `textDocument/inlayHint`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Params {
    text_document: TextDocument,
    range: Range,
}

/// The hints in a range.
pub fn hints(session: &mut Session, params: &Params) -> Value {
    session.refresh();
    let Some(text) = session.text(&params.text_document.uri).filter(|_| session.has_hints) else {
        return json!([]);
    };
    let Some((at, file)) = session.files_of(text).into_iter().next() else { return json!([]) };
    let report = &session.pass().reports[at];
    let places = Places::new(&report.document, session.client.encoding);
    let mut hints = Vec::new();
    for (at, label) in in_file(report, file, &|span| places.range(span).touches(params.range)) {
        let position = places.range(Span::new(file, at..at)).start;
        if params.range.start <= position && position <= params.range.end {
            let hint = json!({"position": position, "label": label, "paddingLeft": true});
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
    }
    Value::Array(hints)
}

/// Where hints are, and what they say.
fn in_file(report: &RootReport, file: FileId, is_wanted: &dyn Fn(Span) -> bool) -> Vec<(u32, String)> {
    let document = &report.document;
    let config = Config::new(document, report.root.is_whole);
    let mut hints = Vec::new();
    let settings = document.statements.iter().enumerate().filter(|(_, s)| s.kind == Kind::Setting);
    for (index, statement) in settings.filter(|(_, s)| s.span.file == file && is_wanted(s.span)) {
        let Some(assign) = assign_of(&config, index) else { continue };
        let value = document.locate(statement, statement.value);
        if let Some(place) = overridden(&config, assign).or_else(|| filtered(&config, assign)) {
            hints.push((value.end.max(statement.span.end), format!("overridden at {place}")));
        }
        hints.extend(stands_for(&config, assign, value));
    }
    hints.extend(caps(&config, file));
    hints
}

/// Whether one place of a setting takes the place of another; lines of a list may all count.
fn is_single(config: &Config<'_>, assign: &Assign) -> bool {
    let kind = config.setting(assign.key).map(|setting| setting.kind(config.version()));
    kind.is_some_and(|kind| !kind.is_section() && !matches!(kind, Type::StrList | Type::BoolList))
}

/// The place that counts in place of another one of the same section.
fn overridden(config: &Config<'_>, assign: &Assign) -> Option<String> {
    if !is_single(config, assign) || !config.is_replaced(assign) {
        return None;
    }
    let last = config.assigned(assign.scope, assign.key)?;
    // What a later line reads still counts.
    let later = std::iter::successors(Some(last), |one| config.replaced(one));
    let mut later = later.take_while(|one| one.statement > assign.statement);
    let reads = |one: &Assign| {
        let document = config.document;
        document.value(config.statement(one)).text.contains(&b'$')
    };
    (!later.any(reads)).then(|| report::short_place(config.document, config.span(last)))
}

/// The place outside a filter that counts for the connections of the filter.
fn filtered(config: &Config<'_>, assign: &Assign) -> Option<String> {
    if !is_single(config, assign) || !config.is_in_filter(assign) {
        return None;
    }
    let standing = report::standing(config, assign)?;
    let own = config.span(assign);
    let winner = standing.places.iter().find(|place| place.wins)?;
    let counts = |place: &report::StandingPlace| place.span == own && (place.wins || place.is_part);
    (!standing.places.iter().any(counts)).then(|| winner.place.clone())
}

/// The text for which the only variable of a value stands, after the variable.
fn stands_for(config: &Config<'_>, assign: &Assign, span: Span) -> Option<(u32, String)> {
    let document = config.document;
    // The parts of a continued line may be in several files.
    let written = document.sources.file(span.file).bytes.get(span.range())?;
    // As it is written: 2.3 fills variables in while it reads.
    let is_variable = document.value(config.statement(assign)).form == Form::Variable;
    if !is_variable || document.secrets().touch(span) {
        return None;
    }
    let start = memchr::memchr(b'$', written)?;
    let rest = &written[start + 1..];
    let front = match config.version().series {
        Series::V23 => 0,
        Series::V24 => rest.starts_with(b"SET:").then_some(4)?,
    };
    let is_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/');
    let end = start + 1 + front + rest[front..].iter().take_while(is_name).count();
    if memchr::memchr(b'$', &written[end..]).is_some() {
        return None;
    }
    let found = config.found(assign);
    let whole = if found.form == Form::Variable {
        // What it reads depends on who asks; where this place wins, that is known.
        let standing = report::standing(config, assign)?;
        let own = config.span(assign);
        standing
            .places
            .iter()
            .any(|place| place.wins && place.span == own)
            .then_some(standing.value)?
            .into_bytes()
    } else {
        found.text.into_owned()
    };
    let text = whole.strip_prefix(&written[..start])?.strip_suffix(&written[end..])?.trim_ascii();
    let text = document.secrets().veiled(&crate::text::short(text, LONGEST));
    let label = if text.is_empty() { "= (empty)".to_owned() } else { format!("= {text}") };
    Some((span.start + end as u32, label))
}

/// Client limits that the number of requests of a process caps.
fn caps(config: &Config<'_>, file: FileId) -> Vec<(u32, String)> {
    let facts = Facts::new(config);
    let mut hints = Vec::new();
    for service in facts.services() {
        let limit = service.client_limit();
        let (Some(number), Some(assign)) = (limit.number(), limit.assign) else { continue };
        let span = config.value_span(assign);
        if let Some(effective) = service.effective_client_limit().filter(|effective| *effective < number)
            && span.file == file
            && service.owns(assign)
        {
            hints.push((span.end, format!("in effect {effective}")));
        }
    }
    hints
}
