//! A small editor: opens texts in a session, asks, and keeps what is published.

#![allow(
    clippy::expect_used,
    dead_code,
    reason = "a test that cannot go on says why by panicking; each uses a part"
)]

use std::collections::BTreeMap;
use std::path::Path;

use dovelint::lsp::{self, Client, Failure, Given, Session};
use dovelint::settings::{Layer, Source};
use serde_json::{Value, json};

/// What a full-grown editor can do.
pub fn capabilities() -> Value {
    json!({
        "workspace": {
            "workspaceEdit": {"documentChanges": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true, "relativePatternSupport": true},
        },
        "textDocument": {
            "publishDiagnostics": {
                "relatedInformation": true, "codeDescriptionSupport": true, "tagSupport": {"valueSet": [1, 2]},
            },
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "codeAction": {"codeActionLiteralSupport": {}},
            "rename": {"prepareSupport": true},
        },
    })
}

pub struct Editor {
    pub session: Session,
    /// What was published last, by URI.
    pub published: BTreeMap<String, Value>,
    /// The URIs of all lists, in the order in which they came.
    pub sent: Vec<String>,
    /// The messages that were shown.
    pub shown: Vec<String>,
    versions: BTreeMap<String, i64>,
}

pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

impl Editor {
    pub fn new(folder: &Path) -> Editor {
        Editor::with(folder, &capabilities())
    }

    pub fn with(folder: &Path, capabilities: &Value) -> Editor {
        let params = json!({"rootUri": uri(folder), "capabilities": capabilities});
        let session = Session::new(Client::read(&params), Given::new(Layer::default(), Source::Nearest));
        Editor {
            session,
            published: BTreeMap::new(),
            sent: Vec::new(),
            shown: Vec::new(),
            versions: BTreeMap::new(),
        }
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        lsp::notified(&mut self.session, method, params);
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        self.versions.insert(uri.to_owned(), 1);
        let document = json!({"uri": uri, "languageId": "dovecot", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces the whole text.
    pub fn set(&mut self, uri: &str, text: &str) {
        self.change(uri, &json!({"text": text}));
    }

    pub fn change(&mut self, uri: &str, change: &Value) {
        let version = self.versions.entry(uri.to_owned()).or_default();
        *version += 1;
        let document = json!({"uri": uri, "version": *version});
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    }

    pub fn close(&mut self, uri: &str) {
        self.tell("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, Failure> {
        lsp::request(&mut self.session, method, params)
    }

    /// Asks about a place.
    pub fn at(&mut self, method: &str, uri: &str, line: u32, character: u32) -> Value {
        let place = json!({"line": line, "character": character});
        self.ask(method, json!({"textDocument": {"uri": uri}, "position": place})).expect("an answer")
    }

    /// Asks about a text.
    pub fn about(&mut self, method: &str, uri: &str) -> Value {
        self.ask(method, json!({"textDocument": {"uri": uri}})).expect("an answer")
    }

    /// Asks for the actions on a line.
    pub fn actions(&mut self, uri: &str, line: u32, only: Option<&str>) -> Vec<Value> {
        let range = json!({"start": {"line": line, "character": 0}, "end": {"line": line, "character": 999}});
        let mut context = json!({"diagnostics": []});
        if let Some(only) = only {
            context["only"] = json!([only]);
        }
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        let actions = self.ask("textDocument/codeAction", params).expect("actions");
        actions.as_array().expect("a list").clone()
    }

    /// Judges, and takes what is sent.
    pub fn settle(&mut self) {
        if self.session.due().is_some() {
            self.session.publish();
        }
        for message in std::mem::take(&mut self.session.outbox) {
            let params = &message["params"];
            match message["method"].as_str().unwrap_or_default() {
                "textDocument/publishDiagnostics" => {
                    let uri = params["uri"].as_str().expect("a URI").to_owned();
                    self.sent.push(uri.clone());
                    self.published.insert(uri, params["diagnostics"].clone());
                }
                "window/showMessage" => {
                    self.shown.push(params["message"].as_str().expect("a text").to_owned());
                }
                _ => {}
            }
        }
    }

    /// The findings that are published: path, line from 1, lint, first line of the message.
    pub fn findings(&self) -> Vec<(String, u64, String, String)> {
        let mut all = Vec::new();
        for (uri, list) in &self.published {
            for one in list.as_array().expect("a list") {
                let path = uri.trim_start_matches("file://").to_owned();
                let line = one["range"]["start"]["line"].as_u64().expect("a line") + 1;
                let message = one["message"].as_str().expect("a text").lines().next().unwrap_or_default();
                let code = one["code"].as_str().unwrap_or_default();
                all.push((path, line, code.to_owned(), message.to_owned()));
            }
        }
        all.sort();
        all
    }
}
