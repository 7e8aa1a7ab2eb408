//! The loop of the language server: errors, cancellation, edits that come faster than they are judged.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::io::Cursor;
use std::sync::mpsc::channel;

use dovelint::lsp::{Ending, Incoming, Server, read_all};
use dovelint::settings::{Layer, Source};
use serde_json::{Value, json};

mod editor;
mod runs;

/// What the server says to some messages that wait all at once.
fn said(messages: &[Value]) -> (Ending, Vec<Value>) {
    let bodies = messages.iter().map(|message| message.to_string().into_bytes());
    said_to(bodies.map(Incoming::Body).chain([Incoming::End]))
}

fn said_to(messages: impl Iterator<Item = Incoming>) -> (Ending, Vec<Value>) {
    let (sender, receiver) = channel();
    for message in messages {
        sender.send(message).expect("a message");
    }
    let mut out = Vec::new();
    let ending = Server::new(Layer::default(), Source::Nearest).run(&receiver, &mut out);
    (ending, bodies(&out))
}

/// The messages in what the server has written: nothing else is in it.
fn bodies(out: &[u8]) -> Vec<Value> {
    let (sender, receiver) = channel();
    read_all(Cursor::new(out), &sender);
    drop(sender);
    let body = |incoming| match incoming {
        Incoming::Body(body) => Some(serde_json::from_slice(&body).expect("JSON")),
        Incoming::End => None,
        Incoming::Broken(message) => panic!("{message}"),
    };
    receiver.into_iter().filter_map(body).collect()
}

fn initialize() -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"processId": null, "rootUri": null, "capabilities": {}}})
}

fn ask(id: impl Into<Value>, method: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": id.into(), "method": method, "params": {}})
}

fn tell(method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

fn codes(said: &[Value]) -> Vec<(Value, i64)> {
    let answers = said.iter().filter(|one| one.get("method").is_none());
    answers.map(|one| (one["id"].clone(), one["error"]["code"].as_i64().unwrap_or(0))).collect()
}

#[test]
fn each_request_has_its_answer() {
    let (ending, said) = said(&[
        ask(7, "textDocument/hover"),
        initialize(),
        ask(2, "initialize"),
        ask("three", "no/such"),
        ask(4_000_000_000_000_i64, "$/no"),
        ask(5, "textDocument/hover"),
        json!([]),
        json!(1),
        json!({"jsonrpc": "2.0"}),
        json!({"jsonrpc": "2.0", "id": 99, "result": null}),
        ask(6, "shutdown"),
        ask(8, "textDocument/hover"),
        tell("exit", &Value::Null),
    ]);
    assert_eq!(ending, Ending::Told);
    let expected = [
        (json!(7), -32002),
        (json!(1), 0),
        (json!(2), -32600),
        (json!("three"), -32601),
        (json!(4_000_000_000_000_i64), -32601),
        (json!(5), -32602),
        (Value::Null, -32600),
        (Value::Null, -32600),
        (Value::Null, -32600),
        (json!(6), 0),
        (json!(8), -32600),
    ];
    assert_eq!(codes(&said), expected);
}

#[test]
fn what_is_no_json_is_answered_and_the_next_message_is_read() {
    let bodies = [b"{".to_vec(), initialize().to_string().into_bytes(), b"\xff\xfe".to_vec()];
    let (ending, said) = said_to(bodies.into_iter().map(Incoming::Body).chain([Incoming::End]));
    assert_eq!(ending, Ending::Gone, "the end of the input without a goodbye");
    assert_eq!(codes(&said), [(Value::Null, -32700), (json!(1), 0), (Value::Null, -32700)]);
}

#[test]
fn a_request_that_waits_can_be_cancelled() {
    let (_, said) = said(&[
        initialize(),
        ask(2, "no/such"),
        tell("$/cancelRequest", &json!({"id": 2})),
        tell("$/cancelRequest", &json!({"id": 4711})),
    ]);
    assert_eq!(codes(&said), [(json!(1), 0), (json!(2), -32800)]);
}

#[test]
fn of_many_edits_the_last_is_judged() {
    let folder = runs::tree(&[("dovecot.conf", "protocols = imap\n")]);
    let uri = editor::uri(&folder.path().canonicalize().expect("a path").join("dovecot.conf"));
    let (sender, receiver) = channel();
    let send = |message: &Value| {
        sender.send(Incoming::Body(message.to_string().into_bytes())).expect("a message");
    };
    send(&initialize());
    let document = json!({"uri": uri, "languageId": "dovecot", "version": 0, "text": "protocols = imap\n"});
    send(&tell("textDocument/didOpen", &json!({"textDocument": document})));
    for version in 1..=200 {
        let text = if version == 200 { "nonsense = 1\n" } else { "protocols = imap\n" };
        let document = json!({"uri": uri, "version": version});
        send(&tell(
            "textDocument/didChange",
            &json!({"textDocument": document, "contentChanges": [{"text": text}]}),
        ));
    }
    // The answer to a request about findings comes after the edits before it.
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}});
    let params = json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []}});
    send(&json!({"jsonrpc": "2.0", "id": 2, "method": "textDocument/codeAction", "params": params}));
    // The server judges when nothing waits, and ends when nothing can come.
    drop(sender);
    let mut out = Vec::new();
    Server::new(Layer::default(), Source::Nearest).run(&receiver, &mut out);
    let said = bodies(&out);
    let lists: Vec<&Value> =
        said.iter().filter(|one| one["method"] == "textDocument/publishDiagnostics").collect();
    let last = lists.last().expect("a list");
    assert_eq!(last["params"]["version"], 200);
    assert_eq!(lists.len(), 1, "edits that wait are taken together");
    assert!(last["params"]["diagnostics"].as_array().is_some_and(|list| !list.is_empty()));
}

#[test]
fn headers_come_in_any_form() {
    let read = |text: &str| -> Vec<String> {
        let (sender, receiver) = channel();
        read_all(Cursor::new(text.as_bytes()), &sender);
        drop(sender);
        receiver.into_iter().map(|incoming| format!("{incoming:?}")).collect()
    };
    let body = |text: &str| format!("Body({:?})", text.as_bytes());
    assert_eq!(read("Content-Length: 2\r\n\r\n{}"), [body("{}"), "End".to_owned()]);
    assert_eq!(
        read("content-type: x; charset=utf-8\r\nCONTENT-LENGTH:1\r\n\r\n1Content-Length: 1\n\n2"),
        [body("1"), body("2"), "End".to_owned()]
    );
    assert_eq!(read("Content-Length: 9\r\n\r\n{}"), ["End"]);
    assert_eq!(read("Content-Len"), ["End"]);
    for broken in [
        "X: y\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: x\r\n\r\n",
        "Content-Length: 99999999999999\r\n\r\n",
        "Content-Length: 99999999999999999999999999\r\n\r\n",
    ] {
        let read = read(broken);
        assert!(read.len() == 1 && read[0].starts_with("Broken"), "{broken}: {read:?}");
    }
}
