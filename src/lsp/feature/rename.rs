//! New names for groups of 2.4 and their labels; nothing else can be renamed without asking Dovecot.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::action::of_files;
use super::at::{Part, Spot};
use crate::document::Document;
use crate::lsp::diagnostic::Places;
use crate::lsp::protocol::{AboutPlace, Failure, Position, TextDocument, TextEdit};
use crate::lsp::session::Session;
use crate::schema::{self, Series, find};
use crate::source::Span;
use crate::syntax::{Kind, Statement};

/// The request makes sense, and cannot be done.
const FAILED: i32 = -32803;

/// `textDocument/rename`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Params {
    text_document: TextDocument,
    position: Position,
    new_name: String,
}

/// What is renamed.
enum Named {
    /// A label, with its `@`.
    Label(Vec<u8>),
    /// A name of a group with a label.
    Name(Vec<u8>, Vec<u8>),
}

/// What can be renamed at a place; null for nothing.
pub fn prepare(session: &mut Session, params: &AboutPlace) -> Value {
    session.refresh();
    let Some((at, span, _)) = named(session, &params.text_document.uri, params.position) else {
        return Value::Null;
    };
    let document = &session.pass().reports[at].document;
    let places = Places::new(document, session.client.encoding);
    let text = String::from_utf8_lossy(document.sources.bytes(span));
    json!({"range": places.range(span), "placeholder": text})
}

fn named(session: &Session, uri: &str, position: Position) -> Option<(usize, Span, Named)> {
    let text = session.text(uri)?;
    let offset = text.lines.offset(text.text.as_bytes(), position, session.client.encoding) as u32;
    let (at, file) = session.files_of(text).into_iter().next()?;
    let document = &session.pass().reports[at].document;
    let spot = Spot { document, file, offset };
    let (part, span) = spot.part();
    let statement = &document.statements[spot.statement()?];
    if !is_of_group(document, statement) {
        return None;
    }
    let label = document.key(statement).into_owned();
    let name = document.bytes(statement, statement.value).to_vec();
    match part {
        Part::Key => Some((at, span, Named::Label(label))),
        Part::Name | Part::Value => Some((at, span, Named::Name(label, name))),
        _ => None,
    }
}

/// Whether a statement defines a group or uses one that is not built in.
fn is_of_group(document: &Document, statement: &Statement) -> bool {
    let key = document.key(statement);
    document.version.series == Series::V24
        && key.starts_with(b"@")
        && matches!(statement.kind, Kind::Group | Kind::Setting)
        && find(schema::scope(Series::V24, "root"), &key).is_none()
}

/// The edits that rename a group or a label.
///
/// # Errors
/// When there is nothing to rename, or the new name is none.
pub fn rename(session: &mut Session, params: &Params) -> Result<Value, Failure> {
    session.refresh();
    let Some((_, _, what)) = named(session, &params.text_document.uri, params.position) else {
        return Err(Failure::new(FAILED, "only groups and their labels can be renamed"));
    };
    let new = params.new_name.trim();
    let bare = new.strip_prefix('@').unwrap_or(new);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_label = matches!(what, Named::Label(_));
    if bare.is_empty() || !bare.chars().all(is_name) || (!is_label && bare.len() < new.len()) {
        return Err(Failure::new(FAILED, "a name of a group has letters, digits, `_`, `-` and `.`"));
    }
    let new = if is_label { format!("@{bare}") } else { new.to_owned() };
    if find(schema::scope(Series::V24, "root"), new.as_bytes()).is_some() {
        return Err(Failure::new(FAILED, format!("{new} is built in")));
    }
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for report in &session.pass().reports {
        let document = &report.document;
        let places = Places::new(document, session.client.encoding);
        for statement in document.statements.iter().filter(|one| is_of_group(document, one)) {
            let part = match &what {
                Named::Label(label) if *label == *document.key(statement) => statement.key,
                Named::Name(label, name)
                    if *label == *document.key(statement)
                        && **name == *document.bytes(statement, statement.value) =>
                {
                    statement.value
                }
                _ => continue,
            };
            let span = document.locate(statement, part);
            let edit = json!(TextEdit { range: places.range(span), new_text: new.clone() });
            let edits = files.entry(session.uri(&document.sources.file(span.file).shown)).or_default();
            if !edits.contains(&edit) {
                edits.push(edit);
            }
        }
    }
    Ok(of_files(session, files))
}
