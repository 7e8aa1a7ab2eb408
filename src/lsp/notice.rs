//! What a client tells: texts that are opened, changed and closed, files and settings that have changed.

use std::path::PathBuf;

use serde_json::Value;

use super::place::path_of;
use super::protocol::{AboutDocument, DidChange, DidOpen, Failure, parameters};
use super::session::Session;

/// Takes a notification. What makes no sense goes to the client's log.
pub fn notified(session: &mut Session, method: &str, params: Value) {
    if let Err(failure) = take(session, method, params) {
        session.log(format!("{method}: {}", failure.message));
    }
}

fn take(session: &mut Session, method: &str, params: Value) -> Result<(), Failure> {
    match method {
        "initialized" => session.initialized(),
        "textDocument/didOpen" => session.opened(parameters::<DidOpen>(params)?.text_document),
        "textDocument/didChange" => session.changed(parameters::<DidChange>(params)?),
        "textDocument/didClose" => session.closed(&parameters::<AboutDocument>(params)?.text_document.uri),
        "textDocument/didSave" | "workspace/didChangeWatchedFiles" => session.touch(),
        "workspace/didChangeConfiguration" => {
            session.settings(params.pointer("/settings/dovelint").unwrap_or(&Value::Null));
            session.ask_for_settings();
        }
        "workspace/didChangeWorkspaceFolders" => change_folders(session, &params),
        _ => {}
    }
    Ok(())
}

fn change_folders(session: &mut Session, params: &Value) {
    let folders = |pointer: &str| -> Vec<PathBuf> {
        let list = params.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
        let paths = list.filter_map(|folder| path_of(folder.get("uri")?.as_str()?));
        paths.map(PathBuf::from).collect()
    };
    let removed = folders("/event/removed");
    session.client.folders.retain(|folder| !removed.contains(folder));
    session.client.folders.extend(folders("/event/added"));
    session.touch();
}
