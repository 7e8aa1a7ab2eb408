//! Messages on standard input and output: a header, then JSON.

use std::io::{self, BufRead, Read, Write};
use std::sync::mpsc::Sender;

use serde_json::{Value, json};

use super::protocol::Failure;

/// The longest message.
const LONGEST: u64 = 1 << 30;

/// The longest header.
const LONGEST_HEADER: u64 = 64 << 10;

/// What comes from the client.
#[derive(Debug)]
pub enum Incoming {
    /// The body of a message.
    Body(Vec<u8>),
    /// The input ended.
    End,
    /// A header that makes no sense: what follows it cannot be found.
    Broken(String),
}

/// Cuts messages off an input and hands them on, until it ends. It waits for nothing else, so that a client that writes
/// much before it reads is never kept waiting.
pub fn read_all(mut input: impl BufRead, sender: &Sender<Incoming>) {
    loop {
        let incoming = match read(&mut input) {
            Ok(Some(body)) => Incoming::Body(body),
            Ok(None) => Incoming::End,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Incoming::Broken(error.to_string()),
            Err(_) => Incoming::End,
        };
        let is_last = !matches!(incoming, Incoming::Body(_));
        if sender.send(incoming).is_err() || is_last {
            return;
        }
    }
}

/// The next body; none at the end of the input.
fn read(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let broken = |message: &str| io::Error::new(io::ErrorKind::InvalidData, message.to_owned());
    let mut size: Option<u64> = None;
    let mut header = input.by_ref().take(LONGEST_HEADER);
    loop {
        let mut line = Vec::new();
        if header.read_until(b'\n', &mut line)? == 0 || line.last() != Some(&b'\n') {
            return if header.limit() == 0 { Err(broken("a header without an end")) } else { Ok(None) };
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            break;
        }
        let Some(colon) = line.iter().position(|b| *b == b':') else { continue };
        if line[..colon].trim_ascii().eq_ignore_ascii_case(b"content-length") {
            let text = String::from_utf8_lossy(line[colon + 1..].trim_ascii());
            let number = text.parse().map_err(|_| broken("the Content-Length is not a number"))?;
            size = Some(number);
        }
    }
    let size = size.ok_or_else(|| broken("a header without Content-Length"))?;
    if size > LONGEST {
        return Err(broken("a message of more than 1 GiB"));
    }
    let mut body = Vec::new();
    input.by_ref().take(size).read_to_end(&mut body)?;
    Ok((body.len() as u64 == size).then_some(body))
}

/// Writes a message.
///
/// # Errors
/// When the client reads no more.
pub fn write(out: &mut dyn Write, message: &Value) -> io::Result<()> {
    let body = message.to_string();
    let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body.as_bytes());
    out.write_all(&bytes)?;
    out.flush()
}

/// What a message is.
#[derive(Debug, PartialEq)]
pub enum Message {
    /// It wants an answer.
    Request {
        /// By which the answer is known.
        id: Value,
        /// What is asked.
        method: String,
        /// About what.
        params: Value,
    },
    /// It wants none.
    Notification {
        /// What happened.
        method: String,
        /// To what.
        params: Value,
    },
    /// The answer to a request of the server.
    Response {
        /// By which the request is known.
        id: Value,
        /// What came of it; none after an error.
        result: Option<Value>,
    },
    /// Something else.
    Wrong(Value, Failure),
}

impl Message {
    /// Reads the body of a message.
    pub fn read(body: &[u8]) -> Message {
        let value: Value = match serde_json::from_slice(body) {
            Ok(value) => value,
            Err(error) => {
                return Message::Wrong(Value::Null, Failure::new(Failure::PARSE, error.to_string()));
            }
        };
        let Value::Object(mut object) = value else { return Message::invalid(Value::Null) };
        let id = object.remove("id");
        let is_id = |id: &Value| id.is_number() || id.is_string();
        let params = object.remove("params").unwrap_or(Value::Null);
        match (object.remove("method"), id) {
            (Some(Value::String(method)), None) => Message::Notification { method, params },
            (Some(Value::String(method)), Some(id)) if is_id(&id) || id.is_null() => {
                Message::Request { id, method, params }
            }
            (None, Some(id)) if object.contains_key("result") || object.contains_key("error") => {
                Message::Response { id, result: object.remove("result") }
            }
            (Some(_), Some(id)) if is_id(&id) => Message::invalid(id),
            _ => Message::invalid(Value::Null),
        }
    }

    fn invalid(id: Value) -> Message {
        Message::Wrong(
            id,
            Failure::new(Failure::INVALID, "neither a request nor a notification nor a response"),
        )
    }
}

/// The answer to a request.
pub fn answer(id: &Value, result: Result<Value, Failure>) -> Value {
    match result {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(failure) => json!({"jsonrpc": "2.0", "id": id, "error": failure}),
    }
}

/// A notification of the client.
pub fn notification(method: &str, params: impl serde::Serialize) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

/// A request to the client.
pub fn request(id: &str, method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}
