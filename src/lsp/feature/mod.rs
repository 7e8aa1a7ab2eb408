//! What a client can ask for: each a function from the session and parameters to a result.

use serde_json::{Value, json};

use super::client::Client;
use super::protocol::Failure;
use super::session::Session;

/// What the server can do for a client.
pub fn capabilities(client: &Client) -> Value {
    json!({
        "positionEncoding": client.encoding.as_str(),
        "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
        "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
    })
}

/// Answers a request.
///
/// # Errors
/// When there is no such request, or its parameters make no sense.
pub fn request(_session: &mut Session, method: &str, _params: Value) -> Result<Value, Failure> {
    Err(Failure::new(Failure::UNKNOWN, format!("no request is called {method}")))
}
