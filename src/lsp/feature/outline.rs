//! The sections and settings of a text, as a tree and as parts that can be folded.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::document::Document;
use crate::hash::HashSet;
use crate::lsp::diagnostic::Places;
use crate::lsp::protocol::Range;
use crate::lsp::session::Session;
use crate::source::{FileId, Span};
use crate::syntax::{Kind, Statement};

/// How the protocol counts kinds of symbols.
mod kind {
    pub const FILE: u8 = 1;
    pub const NAMESPACE: u8 = 3;
    pub const PROPERTY: u8 = 7;
}

/// The most symbols that are found by their names.
const MOST: usize = 1000;

/// The fewest lines of comments that can be folded.
const COMMENTS: u32 = 3;

/// A section, a setting or an include.
pub struct Symbol {
    /// As a person writes it: `service imap`, `mail_plugins`.
    pub name: String,
    detail: Option<String>,
    /// What it is, as the protocol counts.
    pub kind: u8,
    span: Span,
    /// Its head, or its key.
    pub selection: Span,
    children: Vec<Symbol>,
}

/// A text's symbols; null for a text that is not judged.
pub fn symbols(session: &mut Session, uri: &str) -> Value {
    session.refresh();
    let Some(text) = session.text(uri) else { return Value::Null };
    let Some((at, file)) = session.files_of(text).into_iter().next() else { return json!([]) };
    let document = &session.pass().reports[at].document;
    let places = Places::new(document, session.client.encoding);
    let symbols = of_file(document, file);
    if session.client.nested_symbols {
        return Value::Array(symbols.iter().map(|symbol| nested(symbol, &places)).collect());
    }
    let mut flat = Vec::new();
    flatten(&symbols, None, &mut |symbol, container| {
        let mut one = json!({
            "name": symbol.name, "kind": symbol.kind,
            "location": {"uri": uri, "range": places.range(symbol.span)},
        });
        if let Some(container) = container {
            one["containerName"] = json!(container);
        }
        flat.push(one);
    });
    Value::Array(flat)
}

/// `workspace/symbol`
#[derive(Debug, Deserialize)]
pub struct Query {
    query: String,
}

/// The sections and settings of all configurations whose names hold a text.
pub fn everywhere(session: &mut Session, query: &Query) -> Value {
    session.refresh();
    let wanted = query.query.to_lowercase();
    let mut found: Vec<Value> = Vec::new();
    let mut seen = HashSet::default();
    for report in &session.pass().reports {
        let document = &report.document;
        let places = Places::new(document, session.client.encoding);
        for (file, source) in document.sources.files() {
            let uri = session.uri(&source.shown);
            if !seen.insert(uri.clone()) {
                continue;
            }
            flatten(&of_file(document, file), None, &mut |symbol, container| {
                if found.len() >= MOST || !symbol.name.to_lowercase().contains(&wanted) {
                    return;
                }
                let location = json!({"uri": uri, "range": places.range(symbol.selection)});
                let mut one = json!({"name": symbol.name, "kind": symbol.kind, "location": location});
                if let Some(container) = container {
                    one["containerName"] = json!(container);
                }
                found.push(one);
            });
        }
    }
    Value::Array(found)
}

/// Goes through symbols and what is in them, each with the name of what is around it.
pub fn flatten<'s>(
    symbols: &'s [Symbol],
    container: Option<&'s str>,
    take: &mut dyn FnMut(&'s Symbol, Option<&'s str>),
) {
    for symbol in symbols {
        take(symbol, container);
        flatten(&symbol.children, Some(&symbol.name), take);
    }
}

fn nested(symbol: &Symbol, places: &Places<'_>) -> Value {
    let mut one = json!({
        "name": symbol.name, "kind": symbol.kind,
        "range": places.range(symbol.span), "selectionRange": places.range(symbol.selection),
    });
    if let Some(detail) = &symbol.detail {
        one["detail"] = json!(detail);
    }
    if !symbol.children.is_empty() {
        one["children"] = symbol.children.iter().map(|child| nested(child, places)).collect();
    }
    one
}

/// The symbols of a file, in its first reading.
pub fn of_file(document: &Document, file: FileId) -> Vec<Symbol> {
    let mut open: Vec<Symbol> = Vec::new();
    let mut top: Vec<Symbol> = Vec::new();
    let mut last = 0;
    let mut add = |open: &mut Vec<Symbol>, symbol: Symbol| match open.last_mut() {
        Some(outer) => outer.children.push(symbol),
        None => top.push(symbol),
    };
    for statement in document.statements.iter().filter(|statement| statement.span.file == file) {
        // A file that is read twice begins again.
        if statement.span.start < last {
            break;
        }
        last = statement.span.start;
        match statement.kind {
            Kind::Open | Kind::Group => open.push(section(document, statement)),
            Kind::Close => {
                if let Some(mut symbol) = open.pop() {
                    symbol.span = symbol.span.to(statement.span);
                    add(&mut open, symbol);
                }
            }
            Kind::Setting | Kind::Include | Kind::IncludeTry => {
                if let Some(symbol) = single(document, statement) {
                    add(&mut open, symbol);
                }
            }
            Kind::Garbage | Kind::Malformed => {}
        }
    }
    // What is never closed reaches to the end of the file.
    let end = document.sources.file(file).bytes.len() as u32;
    while let Some(mut symbol) = open.pop() {
        symbol.span.end = symbol.span.end.max(end);
        add(&mut open, symbol);
    }
    top
}

fn section(document: &Document, statement: &Statement) -> Symbol {
    let word = crate::text::printable(&document.key(statement));
    let name = crate::text::printable(document.bytes(statement, statement.value));
    let word = if statement.kind == Kind::Group { format!("group {word}") } else { word };
    let name = if name.is_empty() { word } else { format!("{word} {name}") };
    let name = if name.is_empty() { "{".to_owned() } else { name };
    let span = statement.span;
    Symbol { name, detail: None, kind: kind::NAMESPACE, span, selection: span, children: Vec::new() }
}

fn single(document: &Document, statement: &Statement) -> Option<Symbol> {
    let value = document.secrets().text(document, statement, statement.value);
    let value = crate::text::short(&value, 80);
    let (name, detail, kind) = match statement.kind {
        Kind::Setting => (crate::text::printable(&document.key(statement)), Some(value), kind::PROPERTY),
        _ => (value, None, kind::FILE),
    };
    let part = if kind == kind::FILE { statement.value } else { statement.key };
    let selection = document.locate(statement, part);
    let is_inside = selection.file == statement.span.file
        && selection.start >= statement.span.start
        && selection.end <= statement.span.end;
    let selection = if is_inside { selection } else { statement.span };
    (!name.is_empty()).then(|| Symbol {
        name,
        detail: detail.filter(|detail| !detail.is_empty()),
        kind,
        span: statement.span,
        selection,
        children: Vec::new(),
    })
}

/// The parts of a text that can be folded.
pub fn folds(session: &mut Session, uri: &str) -> Value {
    session.refresh();
    let Some(text) = session.text(uri) else { return Value::Null };
    let Some((at, file)) = session.files_of(text).into_iter().next() else { return json!([]) };
    let document = &session.pass().reports[at].document;
    let places = Places::new(document, session.client.encoding);
    let mut folds = Vec::new();
    let mut add = |start: u32, end: u32, kind: Option<&str>| {
        if start < end {
            let mut fold = json!({"startLine": start, "endLine": end});
            if let Some(kind) = kind {
                fold["kind"] = json!(kind);
            }
            if !folds.contains(&fold) {
                folds.push(fold);
            }
        }
    };
    let symbols = of_file(document, file);
    flatten(&symbols, None, &mut |symbol, _| {
        if symbol.kind == kind::NAMESPACE {
            let Range { start, end } = places.range(symbol.span);
            // The line with the brace stays visible.
            add(start.line, end.line.saturating_sub(1), None);
        }
    });
    for (index, statement) in document.statements.iter().enumerate() {
        if let Some(heredoc) = document.heredoc(index).filter(|heredoc| heredoc.body.file == file) {
            let start = places.range(statement.span).start.line;
            add(start, places.range(heredoc.body).end.line, None);
        }
    }
    let is_comment = |line: &str| line.trim_start().starts_with('#');
    let mut first: Option<u32> = None;
    for (number, line) in (0..).zip(text.text.split('\n').map(Some).chain([None])) {
        match (line.is_some_and(is_comment), first) {
            (true, None) => first = Some(number),
            (false, Some(start)) => {
                if number - start >= COMMENTS {
                    add(start, number - 1, Some("comment"));
                }
                first = None;
            }
            _ => {}
        }
    }
    Value::Array(folds)
}
