//! What a client can ask for: each a function from the session and parameters to a result.

mod action;
mod at;
mod complete;
mod goto;
mod hint;
mod hover;
mod layout;
mod outline;
mod page;
mod rename;
mod token;

use serde_json::{Value, json};

use super::client::Client;
use super::protocol::{AboutDocument, AboutPlace, Failure, parameters};
use super::session::Session;

/// The characters after which completion is asked for.
const TRIGGERS: [&str; 10] = ["=", "$", "%", "{", "/", "@", "!", "\\", "\"", " "];

/// What the server can do for a client.
pub fn capabilities(client: &Client) -> Value {
    let actions = if client.action_literals {
        json!({"codeActionKinds": [action::QUICK, action::ALL, action::REWRITE]})
    } else {
        json!(false)
    };
    let rename = if client.prepares_rename { json!({"prepareProvider": true}) } else { json!(true) };
    json!({
        "positionEncoding": client.encoding.as_str(),
        "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
        "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
        "codeActionProvider": actions,
        "hoverProvider": true,
        "completionProvider": {"triggerCharacters": TRIGGERS},
        "definitionProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "documentSymbolProvider": true,
        "foldingRangeProvider": true,
        "documentLinkProvider": {},
        "documentFormattingProvider": true,
        "inlayHintProvider": true,
        "semanticTokensProvider": {
            "legend": {"tokenTypes": token::TYPES, "tokenModifiers": []},
            "full": true,
        },
        "workspaceSymbolProvider": true,
        "renameProvider": rename,
    })
}

/// Answers a request.
///
/// # Errors
/// When there is no such request, or its parameters make no sense.
pub fn request(session: &mut Session, method: &str, params: Value) -> Result<Value, Failure> {
    Ok(match method {
        "textDocument/codeAction" => action::actions(session, &parameters(params)?),
        "textDocument/hover" => hover::hover(session, &place(params)?),
        "textDocument/completion" => {
            let context = params.pointer("/context/triggerCharacter").and_then(Value::as_str);
            let trigger = context.map(str::to_owned);
            complete::complete(session, &place(params)?, trigger.as_deref())
        }
        "textDocument/definition" => goto::definition(session, &place(params)?),
        "textDocument/references" => goto::references(session, &place(params)?),
        "textDocument/documentHighlight" => goto::highlights(session, &place(params)?),
        "textDocument/documentLink" => goto::links(session, &document(params)?),
        "textDocument/documentSymbol" => outline::symbols(session, &document(params)?),
        "textDocument/foldingRange" => outline::folds(session, &document(params)?),
        "textDocument/formatting" => layout::formatting(session, &document(params)?),
        "textDocument/inlayHint" => hint::hints(session, &parameters(params)?),
        "textDocument/semanticTokens/full" => token::tokens(session, &document(params)?),
        "textDocument/prepareRename" => rename::prepare(session, &place(params)?),
        "textDocument/rename" => rename::rename(session, &parameters(params)?)?,
        "workspace/symbol" => outline::everywhere(session, &parameters(params)?),
        _ => return Err(Failure::new(Failure::UNKNOWN, format!("no request is called {method}"))),
    })
}

fn place(params: Value) -> Result<AboutPlace, Failure> {
    parameters(params)
}

fn document(params: Value) -> Result<String, Failure> {
    parameters(params).map(|about: AboutDocument| about.text_document.uri)
}
