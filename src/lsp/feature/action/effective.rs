//! Writing the effective value of a setting where a variable is written, or a value that does not count.

use serde_json::{Value, json};

use super::super::at::{Part, Spot, assign_of};
use super::{REWRITE, texts_after, workspace_edit};
use crate::config::Config;
use crate::edit::Edit;
use crate::lsp::diagnostic::Places;
use crate::lsp::pass;
use crate::lsp::protocol::Position;
use crate::lsp::session::Session;
use crate::lsp::text::OpenText;
use crate::report;
use crate::syntax::{Form, Kind};

/// The longest value in a title, in characters.
const LONGEST: usize = 60;

/// The action for the setting at a place. It is offered only when everything that is effective stays as it is; `$SET:` of
/// 2.4 is a part of that.
pub fn action(session: &Session, text: &OpenText, place: Position) -> Option<Value> {
    let bytes = text.text.as_bytes();
    let offset = text.lines.offset(bytes, place, session.client.encoding);
    // A place in the indentation is one of the setting after it.
    let indentation = bytes[offset..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let offset = (offset + indentation) as u32;
    let (at, file) = session.files_of(text).into_iter().next()?;
    let report = &session.pass().reports[at];
    let document = &report.document;
    let spot = Spot { document, file, offset };
    let index = spot.statement().filter(|_| !matches!(spot.part().0, Part::Comment | Part::Body))?;
    let statement = &document.statements[index];
    if statement.kind != Kind::Setting || statement.is_continued() || document.heredoc(index).is_some() {
        return None;
    }
    let config = Config::new(document, report.root.is_whole);
    let assign = assign_of(&config, index)?;
    let own = config.span(assign);
    let counts =
        report::standing(&config, assign)?.places.iter().any(|place| place.wins && place.span == own);
    // Another spelling of the same is no other value.
    if counts && document.value(statement).form != Form::Variable {
        return None;
    }
    let effective = report::standing_text(&config, assign)?;
    if document.exact(statement, statement.value)?.trim() == effective {
        return None;
    }
    let edit = Edit::replace(document.locate(statement, statement.value), effective.clone());
    let texts = texts_after(session, document, &edit)?;
    let after = pass::engine(&session.pass().rules[at], texts).read(&report.root).ok()?;
    if Config::new(&after, report.root.is_whole).all_in_force() != config.all_in_force() {
        return None;
    }
    let places = Places::new(document, session.client.encoding);
    Some(json!({
        "title": format!("Write the effective value `{}`", crate::text::short(effective.as_bytes(), LONGEST)),
        "kind": REWRITE,
        "edit": workspace_edit(session, &places, &[edit]),
    }))
}
