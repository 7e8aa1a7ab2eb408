//! The types of the Language Server Protocol that are used here, by its names.
//!
//! They are written by hand. `gen-lsp-types`, which has all of them, takes a change whose range is malformed for one of the
//! whole text, so that a client's mistake would empty the buffer, and brings 18,000 lines for thirty structs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A place in a text: both count from 0, `character` in units of the encoding that was agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct Position {
    pub line: u32,
    pub character: u32,
}

/// From a place to one after it, which does not belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct Range {
    pub start: Position,
    pub end: Position,
}

impl Range {
    /// Whether two ranges have a place in common; their ends count.
    pub fn touches(self, other: Range) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

/// A range in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct Location {
    pub uri: String,
    pub range: Range,
}

/// A place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct Related {
    pub location: Location,
    pub message: String,
}

/// The page of a lint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct CodeDescription {
    pub href: String,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct Diagnostic {
    pub range: Range,
    pub severity: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_description: Option<CodeDescription>,
    pub source: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_information: Vec<Related>,
}

/// The findings in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct PublishDiagnostics<'p> {
    pub uri: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    pub diagnostics: &'p [Diagnostic],
}

/// Names a text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct TextDocument {
    pub uri: String,
    pub version: Option<i64>,
}

/// A text that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct OpenedDocument {
    pub uri: String,
    pub version: Option<i64>,
    pub text: String,
}

/// `textDocument/didOpen`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct DidOpen {
    pub text_document: OpenedDocument,
}

/// A change of a text; without a range, of all of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct ContentChange {
    pub range: Option<Range>,
    pub text: String,
}

/// `textDocument/didChange`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct DidChange {
    pub text_document: TextDocument,
    pub content_changes: Vec<ContentChange>,
}

/// What is about a text as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct AboutDocument {
    pub text_document: TextDocument,
}

/// What is about a place in a text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct AboutPlace {
    pub text_document: TextDocument,
    pub position: Position,
}

/// Replaces a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct TextEdit {
    pub range: Range,
    pub new_text: String,
}

/// Text in a notation that the client knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names of the protocol")]
pub struct Markup {
    pub kind: &'static str,
    pub value: String,
}

/// Why a request has no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// One of the codes below.
    pub code: i32,
    /// What it means, in a sentence.
    pub message: String,
}

impl Failure {
    /// What was sent is no JSON.
    pub const PARSE: i32 = -32700;
    /// What was sent is no request, or not one of this moment.
    pub const INVALID: i32 = -32600;
    /// There is no such request.
    pub const UNKNOWN: i32 = -32601;
    /// The parameters make no sense.
    pub const PARAMETERS: i32 = -32602;
    /// `initialize` has to come first.
    pub const EARLY: i32 = -32002;
    /// The client wants no answer any longer.
    pub const CANCELLED: i32 = -32800;

    /// An error with its code.
    pub fn new(code: i32, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into() }
    }
}

/// Reads parameters.
///
/// # Errors
/// When something is missing or of another type.
pub fn parameters<T: serde::de::DeserializeOwned>(params: Value) -> Result<T, Failure> {
    serde_json::from_value(params).map_err(|error| Failure::new(Failure::PARAMETERS, error.to_string()))
}
