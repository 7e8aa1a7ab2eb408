//! Where an effective value comes from, for a person and for a program.

use std::borrow::Cow;

use serde::Serialize;

use crate::config::Config;
use crate::config::effective::{Entry, Origin};
use crate::document::Document;
use crate::secret::{self, Shown};
use crate::source::Span;

/// A place in the JSON: line and column count from 1.
#[derive(Debug, Serialize)]
pub(super) struct JsonPlace {
    pub(super) file: String,
    line: u32,
    column: u32,
}

/// The place that an entry comes from; none for a default.
pub(super) fn span(config: &Config<'_>, entry: &Entry<'_>) -> Option<Span> {
    match entry.origin {
        Origin::Set(assign) => Some(config.span(assign)),
        Origin::Named(statement) => config.document.statements.get(statement).map(|statement| statement.span),
        Origin::Default => None,
    }
}

/// `conf.d/10-mail.conf:30`, from the folder of the main file.
pub fn short(document: &Document, span: Span) -> String {
    let root = &document.sources.file(document.root).shown;
    let folder = root.rfind('/').map_or("", |slash| &root[..=slash]);
    let place = document.place(span);
    place.strip_prefix(&*crate::text::shown(folder)).unwrap_or(&place).to_owned()
}

/// Where an entry comes from, in short.
pub(super) fn origin(config: &Config<'_>, entry: &Entry<'_>) -> String {
    span(config, entry).map_or_else(|| "default".to_owned(), |span| short(config.document, span))
}

pub(super) fn json(document: &Document, span: Span) -> JsonPlace {
    let file = document.sources.file(span.file);
    let at = file.position(span.start);
    JsonPlace { file: file.shown.clone(), line: at.line, column: at.column }
}

/// What is written at a place, without secrets.
pub(super) fn source(document: &Document, span: Span) -> String {
    crate::text::short(&document.secrets().masked(document, span), 60)
}

/// What may be shown of the value of an entry.
pub(super) fn shown<'v>(config: &Config<'_>, entry: &Entry<'_>, value: &'v [u8]) -> Shown<'v> {
    if config.document.shows_secrets {
        return Shown::All;
    }
    let list = match entry.origin {
        Origin::Set(assign) if assign.key.is_free() => config.key_name(assign.key),
        _ => Cow::Borrowed(&b""[..]),
    };
    let list = list.split(|b| *b == b'/').next().unwrap_or_default();
    let shown = secret::shown(list, &entry.key, value);
    // A secret may have come here by a variable.
    let secrets = config.document.secrets();
    let veiled = |text: &[u8]| {
        let text = std::str::from_utf8(text).ok()?;
        secrets.veil_over(text).map(|text| Shown::Part(text.into_bytes().into()))
    };
    match shown {
        Shown::Hidden => Shown::Hidden,
        Shown::All if entry.is_default() => Shown::All,
        Shown::All => veiled(value).unwrap_or(Shown::All),
        Shown::Part(part) => veiled(&part).unwrap_or(Shown::Part(part)),
    }
}

/// The value of an entry as text, and whether something of it is hidden; none when all of it is.
pub(super) fn value(config: &Config<'_>, entry: &Entry<'_>) -> (Option<String>, bool) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let value = config.plain_value(entry);
    match shown(config, entry, &value) {
        Shown::Hidden => (None, true),
        Shown::Part(masked) => (Some(text(&masked)), true),
        Shown::All => (Some(text(&value)), false),
    }
}

/// The value of an entry on one line for a person.
pub(super) fn one_line(config: &Config<'_>, entry: &Entry<'_>) -> String {
    let (Some(value), _) = value(config, entry) else {
        return "(hidden)".to_owned();
    };
    let lines = value.lines().count();
    let first = crate::text::printable(value.lines().next().unwrap_or_default().as_bytes());
    if lines > 1 { format!("{first} … ({lines} lines)") } else { first }
}
