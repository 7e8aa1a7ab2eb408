//! Formatting: what `dovelint fmt` makes of the text.

use serde_json::{Value, json};

use super::action::minimal;
use crate::document::roots::is_same_file;
use crate::fmt;
use crate::lsp::session::Session;

/// The edit that formats a text; none when nothing would change, or it is left alone.
pub fn formatting(session: &mut Session, uri: &str) -> Value {
    session.refresh();
    let Some(text) = session.text(uri) else { return Value::Null };
    let found = session.files_of(text).into_iter().next();
    let after = match (&text.path, found) {
        (Some(path), Some((at, _))) => {
            let rules = &session.pass().rules[at];
            let options = rules.settings.reading(path);
            let plan = fmt::plan(&[(path.clone(), options)], session.texts());
            plan.files.into_iter().find(|file| is_same_file(&file.path, path)).map(|file| file.after)
        }
        (None, Some((at, _))) => {
            fmt::format(text.text.as_bytes(), session.pass().reports[at].document.version).ok()
        }
        (_, None) => None,
    };
    let after = after.and_then(|after| String::from_utf8(after).ok());
    let edit = after.and_then(|after| minimal(text, &after, session.client.encoding));
    edit.map_or_else(|| json!([]), |edit| json!([edit]))
}
