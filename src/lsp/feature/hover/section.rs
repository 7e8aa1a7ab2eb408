//! Sections by their names, groups, filters, includes.

use crate::config::Config;
use crate::document::{Document, Outcome};
use crate::report;
use crate::schema::{self, about_service};
use crate::source::Span;
use crate::syntax::{Kind, Statement};

/// The most files of an include that are named.
const NAMED: usize = 20;

/// For which connections the settings in a filter count.
pub fn filter(word: &str) -> Vec<String> {
    let which = match word {
        "protocol" => "connections of this protocol",
        "local" => "connections to this address or network of the server",
        "remote" => "connections from this address or network",
        _ => "connections of TLS clients that ask for this name",
    };
    vec![format!("**{word}** — a filter"), format!("The settings in it count only for {which}.")]
}

/// The name of a section, where it says something.
pub fn named(config: &Config<'_>, index: usize) -> Vec<String> {
    let document = config.document;
    let statement = &document.statements[index];
    let key = crate::text::printable(&document.key(statement));
    let name = String::from_utf8_lossy(document.bytes(statement, statement.value)).into_owned();
    match key.as_str() {
        "service" => service(config, &name),
        word if schema::is_filter(word.as_bytes()) => filter(word),
        _ => Vec::new(),
    }
}

/// A built-in service: what it is for, its limits, its listeners.
fn service(config: &Config<'_>, name: &str) -> Vec<String> {
    let version = config.version();
    let Some(service) = schema::service(version, name) else { return Vec::new() };
    let mut words = vec![format!("**service {}**", service.name)];
    words.extend(about_service(service.name).map(str::to_owned));
    let is_limit =
        |key: &str| key.ends_with("_limit") || key.ends_with("_count") || key.contains("min_avail");
    let mut lines: Vec<String> = service
        .values(version)
        .filter(|(key, _)| is_limit(key))
        .map(|(key, value)| match report::inherited_from(version, key.as_bytes(), value.as_bytes()) {
            Some(from) => format!("- {key}: that of `{from}`"),
            None => format!("- {key}: `{value}`"),
        })
        .collect();
    lines.extend(service.listeners(version).map(|listener| {
        let detail = listener.value("port").map(|port| format!(", port {port}")).unwrap_or_default();
        let mode = listener.value("mode").map(|mode| format!(", mode {mode}")).unwrap_or_default();
        format!("- {} `{}`{detail}{mode}", listener.kind, listener.name)
    }));
    if !lines.is_empty() {
        words.push(format!("Built in:\n{}", lines.join("\n")));
    }
    words
}

/// A group: where it is defined and how often it is used.
pub fn group(document: &Document, statement: &Statement) -> Vec<String> {
    let label = crate::text::printable(&document.key(statement));
    let name = crate::text::printable(document.bytes(statement, statement.value));
    let same = |one: &&Statement| {
        document.key(one) == document.key(statement)
            && document.bytes(one, one.value) == document.bytes(statement, statement.value)
    };
    let of = |kind: Kind| document.statements.iter().filter(move |one| one.kind == kind).filter(same);
    let mut words = vec![format!("**group {label} {name}**")];
    let heads =
        of(Kind::Group).map(|head| format!("- defined at `{}`", report::short_place(document, head.span)));
    let uses =
        of(Kind::Setting).map(|one| format!("- used at `{}`", report::short_place(document, one.span)));
    let lines: Vec<String> = heads.chain(uses).take(NAMED).collect();
    words.push(lines.join("\n"));
    words
}

/// The files that an include reads.
pub fn include(config: &Config<'_>, index: usize) -> Vec<String> {
    let document = config.document;
    let Some(include) = document.includes.iter().find(|include| include.statement == index) else {
        return Vec::new();
    };
    let Outcome::Files(files) = &include.outcome else { return vec!["No file is read here.".to_owned()] };
    let mut words = vec![report::plural(files.len(), "file", "files")];
    let mut lines: Vec<String> = files
        .iter()
        .take(NAMED)
        .map(|file| {
            let place = report::short_place(document, Span::new(*file, 0..0));
            format!("- `{}`", place.rsplit_once(':').map_or(place.as_str(), |(path, _)| path))
        })
        .collect();
    if files.len() > NAMED {
        lines.push(format!("- and {} more", files.len() - NAMED));
    }
    words.push(lines.join("\n"));
    words
}
