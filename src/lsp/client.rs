//! What the client has said of itself.

use std::path::PathBuf;

use serde_json::Value;

use super::place::{Encoding, path_of};

/// What a client can do, and where it works.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a word of the protocol")]
pub struct Client {
    /// How columns are counted.
    pub encoding: Encoding,
    /// The process whose end is ours.
    pub process: Option<u32>,
    /// The folders that are open in it.
    pub folders: Vec<PathBuf>,
    /// Whether it shows other places of a finding.
    pub related: bool,
    /// Whether it links the page of a lint.
    pub code_description: bool,
    /// The tags of findings that it knows.
    pub tags: bool,
    /// Whether it tells of changed files when it is asked to.
    pub watches: bool,
    /// Whether files outside its folders can be told of.
    pub watches_elsewhere: bool,
    /// Whether edits may name the version of the text.
    pub document_changes: bool,
    /// Whether edits may have placeholders.
    pub snippet_edits: bool,
    /// Whether completion may have placeholders.
    pub snippets: bool,
    /// Whether it wants Markdown for a hover.
    pub hover_markdown: bool,
    /// Whether it wants Markdown in completion.
    pub completion_markdown: bool,
    /// Whether symbols may hold symbols.
    pub nested_symbols: bool,
    /// Whether code actions may be more than commands.
    pub action_literals: bool,
    /// Whether it can be asked for its settings.
    pub configuration: bool,
    /// Whether it asks what can be renamed before it does.
    pub prepares_rename: bool,
}

fn flag(params: &Value, pointer: &str) -> bool {
    params.pointer(pointer).and_then(Value::as_bool).unwrap_or(false)
}

fn words(params: &Value, pointer: &str) -> Vec<String> {
    let list = params.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

impl Client {
    /// Reads what matters of the parameters of `initialize`. Of the hundreds of fields these are used.
    pub fn read(params: &Value) -> Client {
        let is_markdown = |pointer| words(params, pointer).first().is_some_and(|kind| kind == "markdown");
        let offered = words(params, "/capabilities/general/positionEncodings");
        let offers = |name: &str| offered.iter().any(|other| other == name);
        let encoding = match () {
            () if offers("utf-8") => Encoding::Utf8,
            () if offers("utf-32") && !offers("utf-16") => Encoding::Utf32,
            () => Encoding::Utf16,
        };
        let folders = params.get("workspaceFolders").and_then(Value::as_array);
        let mut uris: Vec<&str> =
            folders.into_iter().flatten().filter_map(|folder| folder.get("uri")?.as_str()).collect();
        if uris.is_empty() {
            uris.extend(params.get("rootUri").and_then(Value::as_str));
        }
        let mut folders: Vec<PathBuf> = uris.into_iter().filter_map(path_of).map(PathBuf::from).collect();
        if folders.is_empty() {
            folders.extend(params.get("rootPath").and_then(Value::as_str).map(PathBuf::from));
        }
        Client {
            encoding,
            process: params.get("processId").and_then(Value::as_u64).and_then(|id| id.try_into().ok()),
            folders,
            related: flag(params, "/capabilities/textDocument/publishDiagnostics/relatedInformation"),
            code_description: flag(
                params,
                "/capabilities/textDocument/publishDiagnostics/codeDescriptionSupport",
            ),
            tags: params
                .pointer("/capabilities/textDocument/publishDiagnostics/tagSupport/valueSet")
                .and_then(Value::as_array)
                .is_some_and(|tags| tags.iter().any(|tag| tag == 1)),
            watches: flag(params, "/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            watches_elsewhere: flag(
                params,
                "/capabilities/workspace/didChangeWatchedFiles/relativePatternSupport",
            ),
            document_changes: flag(params, "/capabilities/workspace/workspaceEdit/documentChanges"),
            snippet_edits: flag(params, "/capabilities/workspace/workspaceEdit/snippetEditSupport"),
            snippets: flag(params, "/capabilities/textDocument/completion/completionItem/snippetSupport"),
            hover_markdown: is_markdown("/capabilities/textDocument/hover/contentFormat"),
            completion_markdown: is_markdown(
                "/capabilities/textDocument/completion/completionItem/documentationFormat",
            ),
            nested_symbols: flag(
                params,
                "/capabilities/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport",
            ),
            action_literals: params
                .pointer("/capabilities/textDocument/codeAction/codeActionLiteralSupport")
                .is_some(),
            configuration: flag(params, "/capabilities/workspace/configuration"),
            prepares_rename: flag(params, "/capabilities/textDocument/rename/prepareSupport"),
        }
    }
}
