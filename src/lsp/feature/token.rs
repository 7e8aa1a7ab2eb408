//! What each part of a text is, for colours.

use serde_json::{Value, json};

use super::hover::setting_of;
use crate::config::Config;
use crate::engine::RootReport;
use crate::lsp::diagnostic::Places;
use crate::lsp::protocol::Position;
use crate::lsp::session::Session;
use crate::schema::{Kind as Type, Series};
use crate::source::{FileId, Span};
use crate::syntax::{Kind, NoteKind, Part, Statement};

/// The types of tokens, as they are numbered.
pub const TYPES: [&str; 9] =
    ["property", "type", "namespace", "comment", "number", "enumMember", "variable", "string", "keyword"];

/// A type of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Property,
    Type,
    Namespace,
    Comment,
    Number,
    Member,
    Variable,
    Text,
    Keyword,
}

/// The tokens of a whole text, each relative to the one before it.
pub fn tokens(session: &mut Session, uri: &str) -> Value {
    session.refresh();
    let Some(text) = session.text(uri) else { return Value::Null };
    let Some((at, file)) = session.files_of(text).into_iter().next() else { return json!({"data": []}) };
    let report = &session.pass().reports[at];
    let places = Places::new(&report.document, session.client.encoding);
    let mut tokens = of_file(report, file);
    tokens.sort_by_key(|(span, _)| (span.start, span.end));
    let mut data: Vec<u32> = Vec::new();
    let mut last = Position::default();
    let mut end = 0;
    for (span, is) in tokens {
        if span.start < end || span.start >= span.end {
            continue;
        }
        end = span.end;
        for range in lines_of(report, file, span).map(|span| places.range(span)) {
            if range.end.line != range.start.line || range.end.character <= range.start.character {
                continue;
            }
            let lines = range.start.line - last.line;
            let column =
                if lines == 0 { range.start.character - last.character } else { range.start.character };
            data.extend([lines, column, range.end.character - range.start.character, is as u32, 0]);
            last = range.start;
        }
    }
    json!({"data": data})
}

/// The parts of a span that are on one line each.
fn lines_of(report: &RootReport, file: FileId, span: Span) -> impl Iterator<Item = Span> {
    let bytes = &report.document.sources.file(file).bytes[span.range()];
    let mut parts = Vec::new();
    let mut at = span.start;
    for line in bytes.split_inclusive(|b| matches!(b, b'\n' | b'\r')) {
        let text = line.iter().rev().skip_while(|b| matches!(b, b'\n' | b'\r')).count() as u32;
        parts.push(Span { start: at, end: at + text, ..span });
        at += line.len() as u32;
    }
    parts.into_iter()
}

fn of_file(report: &RootReport, file: FileId) -> Vec<(Span, Is)> {
    let document = &report.document;
    let config = Config::new(document, report.root.is_whole);
    let mut tokens: Vec<(Span, Is)> = document
        .notes
        .iter()
        .filter(|note| note.span.file == file && note.kind == NoteKind::Comment)
        .map(|note| (note.span, Is::Comment))
        .collect();
    let mut last = 0;
    for (index, statement) in document.statements.iter().enumerate().filter(|(_, s)| s.span.file == file) {
        // A file that is read twice begins again.
        if statement.span.start < last {
            break;
        }
        last = statement.span.start;
        let locate = |part: Part| document.locate(statement, part);
        match statement.kind {
            Kind::Setting => {
                let is_use = document.key(statement).starts_with(b"@");
                if is_use
                    || setting_of(&config, index).is_some()
                    || super::hover::assign_of(&config, index).is_some()
                {
                    tokens.push((locate(statement.key), Is::Property));
                }
                if is_use {
                    tokens.push((locate(statement.value), Is::Namespace));
                } else {
                    value(&config, index, statement, &mut tokens);
                }
            }
            Kind::Open => {
                tokens.push((locate(statement.key), Is::Type));
                tokens.push((locate(statement.value), Is::Namespace));
            }
            Kind::Group => {
                let key = locate(statement.key);
                tokens.push((Span { start: statement.span.start, end: key.start, ..key }, Is::Keyword));
                tokens.push((key, Is::Type));
                tokens.push((locate(statement.value), Is::Namespace));
            }
            Kind::Include | Kind::IncludeTry => {
                let path = locate(statement.value);
                let word = document.sources.file(file).bytes.get(statement.span.range()).unwrap_or_default();
                let word = word.iter().take_while(|b| !b.is_ascii_whitespace()).count() as u32;
                let start = statement.span.start;
                tokens.push((Span { start, end: start + word, ..statement.span }, Is::Keyword));
                tokens.push((path, Is::Text));
            }
            Kind::Close | Kind::Garbage | Kind::Malformed => {}
        }
        if let Some(heredoc) = document.heredoc(index).filter(|heredoc| heredoc.body.file == file) {
            tokens.push((heredoc.body, Is::Text));
        }
    }
    tokens.retain(|(span, _)| span.file == file);
    tokens
}

/// A value: variables, and between them what its type says.
fn value(config: &Config<'_>, index: usize, statement: &Statement, tokens: &mut Vec<(Span, Is)>) {
    let document = config.document;
    let span = document.locate(statement, statement.value);
    let Some(bytes) = document.sources.file(span.file).bytes.get(span.range()) else { return };
    let kind = setting_of(config, index).map(|setting| setting.kind(config.version()));
    let is = match kind {
        Some(Type::Bool | Type::Enum) => Is::Member,
        Some(
            Type::Size | Type::Time | Type::TimeMsecs | Type::Uint | Type::UintMax | Type::Port | Type::Octal,
        ) => Is::Number,
        _ => Is::Text,
    };
    let mut at = 0;
    let mut from = 0;
    let piece = |from: usize, to: usize| {
        let blanks = bytes[from..to].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let text = bytes[from..to].trim_ascii().len();
        let start = span.start + (from + blanks) as u32;
        Span { start, end: start + text as u32, ..span }
    };
    while let Some(sign) = memchr::memchr2(b'$', b'%', &bytes[at..]).map(|next| at + next) {
        let length = variable(config.version().series, &bytes[sign..]);
        at = sign + length.max(1);
        if length > 0 {
            tokens.push((piece(from, sign), is));
            tokens.push((piece(sign, at), Is::Variable));
            from = at;
        }
    }
    tokens.push((piece(from, bytes.len()), is));
}

/// How many bytes the variable has with which a text begins.
fn variable(series: Series, text: &[u8]) -> usize {
    let is_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/');
    let name = |from: usize| text[from..].iter().take_while(is_name).count();
    match (text.first(), text.get(1), series) {
        (Some(b'%'), Some(b'{'), _) => memchr::memchr(b'}', text).map_or(0, |end| end + 1),
        (Some(b'%'), Some(_), Series::V23) => {
            let front =
                text[1..].iter().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || **b == b'.');
            let front = front.count();
            if text.get(1 + front).is_some_and(u8::is_ascii_alphabetic) { 2 + front } else { 0 }
        }
        (Some(b'$'), Some(_), Series::V23) => Some(name(1)).filter(|length| *length > 0).map_or(0, |n| n + 1),
        (Some(b'$'), Some(_), Series::V24) if text.starts_with(b"$SET:") || text.starts_with(b"$ENV:") => {
            5 + name(5)
        }
        _ => 0,
    }
}
