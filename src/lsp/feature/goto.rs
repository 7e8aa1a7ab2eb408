//! From one place to others: definitions, references, highlights, links.

use serde_json::{Value, json};

use super::at::{Part, Spot};
use super::hover::{assign_of, setting_of};
use crate::config::Config;
use crate::document::{Document, Found, Outcome};
use crate::engine::RootReport;
use crate::lsp::diagnostic::Places;
use crate::lsp::place::uri_of;
use crate::lsp::protocol::{AboutPlace, Location, Range};
use crate::lsp::session::Session;
use crate::report;
use crate::schema::{self, Series, find};
use crate::source::{FileId, Span};
use crate::syntax::{Kind, Statement};

/// A place of a text in a report of the last pass.
fn spot<'s>(session: &'s Session, params: &AboutPlace) -> Option<(&'s RootReport, Spot<'s>)> {
    let text = session.text(&params.text_document.uri)?;
    let offset = text.lines.offset(text.text.as_bytes(), params.position, session.client.encoding) as u32;
    let (at, file) = session.files_of(text).into_iter().next()?;
    let report = &session.pass().reports[at];
    Some((report, Spot { document: &report.document, file, offset }))
}

fn location(session: &Session, places: &Places<'_>, span: Span) -> Location {
    let file = places.document.sources.file(span.file);
    Location { uri: session.uri(&file.shown), range: places.range(span) }
}

/// The beginning of a file.
fn file_start(session: &Session, shown: &str) -> Location {
    Location { uri: session.uri(shown), range: Range::default() }
}

/// Where what is at a place comes from.
pub fn definition(session: &mut Session, params: &AboutPlace) -> Value {
    session.refresh();
    let Some((report, spot)) = spot(session, params) else { return Value::Null };
    let found = definitions(session, report, &spot);
    if found.is_empty() { Value::Null } else { json!(found) }
}

fn definitions(session: &Session, report: &RootReport, spot: &Spot<'_>) -> Vec<Location> {
    let document = &report.document;
    let places = Places::new(document, session.client.encoding);
    let (part, _) = spot.part();
    let Some(index) = spot.statement() else { return Vec::new() };
    let statement = &document.statements[index];
    match (part, statement.kind) {
        (Part::Path, _) | (Part::Nothing, Kind::Include | Kind::IncludeTry) => {
            let of_it = document.includes.iter().filter(|include| include.statement == index);
            let files = of_it.flat_map(|include| match &include.outcome {
                Outcome::Files(files) => files.as_slice(),
                _ => &[],
            });
            files.map(|file| file_start(session, &document.sources.file(*file).shown)).collect()
        }
        (Part::Key, Kind::Setting) => {
            let config = Config::new(document, report.root.is_whole);
            let Some(assign) = assign_of(&config, index) else { return Vec::new() };
            let standing = report::standing(&config, assign);
            let winner = standing.and_then(|standing| standing.places.into_iter().find(|place| place.wins));
            let span = winner.map_or(statement.span, |place| place.span);
            vec![location(session, &places, span)]
        }
        (Part::Value, Kind::Setting) => of_value(session, report, spot, index),
        (Part::Key | Part::Name, Kind::Group) => {
            uses(document, statement).map(|span| location(session, &places, span)).collect()
        }
        _ => Vec::new(),
    }
}

/// What a value names: the head of a group, a file, the place that a variable reads.
fn of_value(session: &Session, report: &RootReport, spot: &Spot<'_>, index: usize) -> Vec<Location> {
    let document = &report.document;
    let places = Places::new(document, session.client.encoding);
    let statement = &document.statements[index];
    if document.key(statement).starts_with(b"@") {
        let head = document.statements.iter().find(|head| {
            head.kind == Kind::Group
                && document.key(head) == document.key(statement)
                && document.bytes(head, head.value) == document.bytes(statement, statement.value)
        });
        return head.map(|head| location(session, &places, head.span)).into_iter().collect();
    }
    if let Some(path) = file_of(report, index) {
        return vec![file_start(session, &path)];
    }
    let Some(name) = variable_at(spot) else { return Vec::new() };
    let config = Config::new(document, report.root.is_whole);
    let line = document.version.series;
    let Some(setting) = find(schema::scope(line, "root"), name.as_bytes()) else { return Vec::new() };
    let Some(own) = assign_of(&config, index) else { return Vec::new() };
    let read = config.read_variable_of(own, setting);
    read.map(|one| location(session, &places, config.span(one))).into_iter().collect()
}

/// The setting whose value a variable at a place stands for.
fn variable_at(spot: &Spot<'_>) -> Option<String> {
    let bytes = &spot.document.sources.file(spot.file).bytes;
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/');
    let at = spot.offset as usize;
    let start =
        at - bytes[..at].iter().rev().take_while(|b| is_name(b) || **b == b':' || **b == b'$').count();
    let text = bytes[start..].strip_prefix(b"$")?;
    let text = match spot.document.version.series {
        Series::V23 => text,
        Series::V24 => text.strip_prefix(b"SET:")?,
    };
    let end = text.iter().take_while(|b| is_name(b)).count();
    std::str::from_utf8(&text[..end]).ok().map(str::to_owned)
}

/// The file after a value, if it is there: `<file`, and what 2.3 reads besides.
fn file_of(report: &RootReport, index: usize) -> Option<String> {
    let document = &report.document;
    let statement = &document.statements[index];
    let named =
        document.externals.iter().find(|external| external.named_by.iter().any(|by| by.statement == index));
    if let Some(external) = named {
        return matches!(external.outcome, Found::Read(_) | Found::Seen).then(|| external.shown.clone());
    }
    let value = document.exact(statement, statement.value)?.trim();
    let path = value.strip_prefix('<').map(str::trim);
    let path = path.or_else(|| {
        let is_file = document.version.series == Series::V24 && {
            let key = document.key(statement);
            let root = schema::scope(Series::V24, "root");
            find(root, &key).is_some_and(|setting| setting.kind(document.version) == schema::Kind::File)
        };
        is_file.then_some(value)
    })?;
    (path.starts_with('/') && std::path::Path::new(path).is_file()).then(|| path.to_owned())
}

/// The places that use a group.
fn uses<'d>(document: &'d Document, head: &'d Statement) -> impl Iterator<Item = Span> + 'd {
    let same = move |one: &&Statement| {
        one.kind == Kind::Setting
            && document.key(one) == document.key(head)
            && document.bytes(one, one.value) == document.bytes(head, head.value)
    };
    document.statements.iter().filter(same).map(|one| one.span)
}

/// Every place that is about the same as a place.
fn related(report: &RootReport, spot: &Spot<'_>) -> Vec<Span> {
    let document = &report.document;
    let (part, _) = spot.part();
    let Some(index) = spot.statement() else { return Vec::new() };
    let statement = &document.statements[index];
    match (part, statement.kind) {
        (Part::Key, Kind::Setting) if !document.key(statement).starts_with(b"@") => {
            let config = Config::new(document, report.root.is_whole);
            let spans = |statements: Vec<usize>| {
                let keys = statements.into_iter().map(|index| &document.statements[index]);
                keys.map(|one| document.locate(one, one.key)).collect()
            };
            match (assign_of(&config, index), setting_of(&config, index)) {
                (Some(own), _) => {
                    let same = config.assigns().iter().filter(|one| one.key == own.key);
                    spans(same.map(|one| one.statement as usize).collect())
                }
                (None, Some(_)) => spans(vec![index]),
                (None, None) => Vec::new(),
            }
        }
        (Part::Key | Part::Value | Part::Name, Kind::Setting | Kind::Group)
            if document.key(statement).starts_with(b"@") || statement.kind == Kind::Group =>
        {
            let is_same = |one: &&Statement| {
                matches!(one.kind, Kind::Setting | Kind::Group)
                    && document.key(one) == document.key(statement)
                    && document.bytes(one, one.value) == document.bytes(statement, statement.value)
            };
            let same = document.statements.iter().filter(is_same);
            same.map(|one| document.locate(one, one.value)).collect()
        }
        (Part::Path, _) => {
            let of_it = document.includes.iter().find(|include| include.statement == index);
            let Some(Outcome::Files(files)) = of_it.map(|include| &include.outcome) else {
                return Vec::new();
            };
            let includes = document.includes.iter().filter(|other| match &other.outcome {
                Outcome::Files(others) => others.iter().any(|file| files.contains(file)),
                _ => false,
            });
            includes.map(|include| document.statements[include.statement].span).collect()
        }
        _ => Vec::new(),
    }
}

/// Every place that sets the same, uses the same group, or includes the same file, in all configurations with this one.
pub fn references(session: &mut Session, params: &AboutPlace) -> Value {
    session.refresh();
    let Some(text) = session.text(&params.text_document.uri) else { return Value::Null };
    let offset = text.lines.offset(text.text.as_bytes(), params.position, session.client.encoding) as u32;
    let mut found: Vec<Location> = Vec::new();
    for (at, file) in session.files_of(text) {
        let report = &session.pass().reports[at];
        let spot = Spot { document: &report.document, file, offset };
        let places = Places::new(&report.document, session.client.encoding);
        for span in related(report, &spot) {
            let location = location(session, &places, span);
            if !found.contains(&location) {
                found.push(location);
            }
        }
    }
    json!(found)
}

/// The places in the same file that set the same.
pub fn highlights(session: &mut Session, params: &AboutPlace) -> Value {
    session.refresh();
    let Some((report, spot)) = spot(session, params) else { return Value::Null };
    let places = Places::new(&report.document, session.client.encoding);
    let own = related(report, &spot).into_iter().filter(|span| span.file == spot.file);
    let mut ranges: Vec<Range> = own.map(|span| places.range(span)).collect();
    ranges.dedup();
    json!(ranges.into_iter().map(|range| json!({"range": range})).collect::<Vec<_>>())
}

/// The files that a text names, where they are there.
pub fn links(session: &mut Session, uri: &str) -> Value {
    session.refresh();
    let Some(text) = session.text(uri) else { return Value::Null };
    let Some((at, file)) = session.files_of(text).into_iter().next() else { return Value::Null };
    let report = &session.pass().reports[at];
    let document = &report.document;
    let places = Places::new(document, session.client.encoding);
    let name = |file: FileId| document.sources.file(file).shown.clone();
    let mut seen = Vec::new();
    let mut links = Vec::new();
    for (index, statement) in document.statements.iter().enumerate() {
        let target = match statement.kind {
            _ if statement.span.file != file => None,
            Kind::Include | Kind::IncludeTry => {
                let include = document.includes.iter().find(|include| include.statement == index);
                match include.map(|include| &include.outcome) {
                    Some(Outcome::Files(files)) if files.len() == 1 => files.first().map(|one| name(*one)),
                    _ => None,
                }
            }
            Kind::Setting => file_of(report, index),
            _ => None,
        };
        let Some(target) = target else { continue };
        let span = document.locate(statement, statement.value);
        if !seen.contains(&span) {
            seen.push(span);
            let target = if target.starts_with('<') { uri_of(&target) } else { session.uri(&target) };
            links.push(json!({"range": places.range(span), "target": target}));
        }
    }
    Value::Array(links)
}
