//! What can be typed at a place.

mod names;
mod paths;
mod values;
mod variables;

use serde_json::{Value, json};

use super::at::{Around, Spot};
use super::page;
use crate::engine::RootReport;
use crate::lsp::protocol::{AboutPlace, Range, TextEdit};
use crate::lsp::session::Session;
use crate::lsp::text::OpenText;
use crate::schema::Version;
use crate::settings::RootRules;

pub use variables::{about_variable, long_variable};

/// How the protocol counts kinds of items.
pub mod kind {
    /// A mail server's service, a section.
    pub const MODULE: u8 = 9;
    /// A setting.
    pub const PROPERTY: u8 = 10;
    /// A variable.
    pub const VARIABLE: u8 = 6;
    /// A word that starts a line.
    pub const KEYWORD: u8 = 14;
    /// A file.
    pub const FILE: u8 = 17;
    /// A folder.
    pub const FOLDER: u8 = 19;
    /// A word of a fixed list.
    pub const MEMBER: u8 = 20;
}

/// Something that can be typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// What is shown, and typed when nothing else is said.
    pub label: String,
    /// What is typed.
    pub text: Option<String>,
    /// What is typed by a client that knows placeholders.
    pub snippet: Option<String>,
    /// What it is, as the protocol counts.
    pub kind: u8,
    /// A few words next to it.
    pub detail: String,
    /// A sentence about it.
    pub about: String,
    /// Items with a smaller number come first.
    pub rank: u8,
}

impl Item {
    /// A word with its kind.
    pub fn new(label: impl Into<String>, kind: u8) -> Item {
        Item { label: label.into(), kind, ..Item::default() }
    }

    /// The same with a sentence about it.
    #[must_use]
    pub fn about(self, about: impl Into<String>) -> Item {
        Item { about: about.into(), ..self }
    }

    /// The same with a few words next to it.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Item {
        Item { detail: detail.into(), ..self }
    }
}

/// What is around a place: the line as text, and the configuration.
pub struct Place<'s> {
    /// The configuration.
    pub report: &'s RootReport,
    /// How it was read.
    pub rules: &'s RootRules,
    /// The place in it.
    pub spot: Spot<'s>,
    /// The sections around.
    pub around: Around<'s>,
    /// The line up to the place.
    pub before: &'s str,
    /// The rest of the line.
    pub after: &'s str,
}

impl Place<'_> {
    /// The version of Dovecot.
    pub fn version(&self) -> Version {
        self.report.document.version
    }
}

/// What is offered, and how many bytes before and after the place it replaces.
#[derive(Debug, Default)]
pub struct Offer {
    /// What can be typed.
    pub items: Vec<Item>,
    /// Bytes before the place.
    pub left: usize,
    /// Bytes after it.
    pub right: usize,
}

impl Offer {
    /// Items for the word around a place, which is made of some characters.
    pub fn word(place: &Place<'_>, is_part: impl Fn(char) -> bool, items: Vec<Item>) -> Offer {
        let length = |letters: &mut dyn Iterator<Item = char>| -> usize {
            letters.take_while(|c| is_part(*c)).map(char::len_utf8).sum()
        };
        let left = length(&mut place.before.chars().rev());
        let right = length(&mut place.after.chars());
        Offer { items, left, right }
    }
}

/// Whether a character belongs to a name.
pub fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '@' | '!' | '/' | '+' | '.')
}

/// What can be typed at a place.
pub fn complete(session: &mut Session, params: &AboutPlace, trigger: Option<&str>) -> Value {
    session.refresh();
    let nothing = json!({"isIncomplete": false, "items": []});
    let Some(text) = session.text(&params.text_document.uri) else { return nothing };
    let offset = text.lines.offset(text.text.as_bytes(), params.position, session.client.encoding);
    let Some((at, file)) = session.files_of(text).into_iter().next() else { return nothing };
    let report = &session.pass().reports[at];
    let spot = Spot { document: &report.document, file, offset: offset as u32 };
    let start = text.text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text.text[offset..].find(['\n', '\r']).map_or(text.text.len(), |at| offset + at);
    let place = Place {
        report,
        rules: &session.pass().rules[at],
        spot,
        around: spot.around(),
        before: &text.text[start..offset],
        after: &text.text[offset..end],
    };
    // A space asks only where a value or a name begins.
    if trigger == Some(" ") && !place.before.trim_end().ends_with('=') && !is_behind_head(&place) {
        return nothing;
    }
    let mut offer = offer(&place);
    offer.items.sort_by_key(|item| item.rank);
    let items: Vec<Value> =
        offer.items.iter().map(|item| item_value(session, text, offset, &offer, item)).collect();
    json!({"isIncomplete": false, "items": items})
}

fn is_behind_head(place: &Place<'_>) -> bool {
    let words: Vec<&str> = place.before.split_whitespace().collect();
    words.len() == 1 && !names::behind(place, words[0]).is_empty()
}

fn offer(place: &Place<'_>) -> Offer {
    if let Some(comment) = comment_of(place.before) {
        return lints(place, comment);
    }
    if place.spot.is_body() || is_quote_open(place.before) {
        return Offer::default();
    }
    let line = place.before.trim_start();
    if let Some(pattern) = line.strip_prefix("!include_try").or_else(|| line.strip_prefix("!include"))
        && pattern.starts_with([' ', '\t'])
    {
        return paths::include(place, pattern.trim_start());
    }
    if let Some((key, value)) = line.split_once('=') {
        return values::offer(place, key.trim(), value);
    }
    let Some((first, rest)) = line.split_once([' ', '\t']) else {
        return Offer::word(place, is_name, names::start(place));
    };
    if rest.contains('{') || line.contains('}') {
        return Offer::default();
    }
    let words = rest.split_whitespace().count() + usize::from(rest.is_empty() || rest.ends_with([' ', '\t']));
    let items = match (first, words) {
        ("group", 1) => names::labels(place),
        ("group", 2) => Vec::new(),
        (_, 1) => names::behind(place, first),
        _ => Vec::new(),
    };
    Offer::word(place, |c| is_name(c) || c == '\\', items)
}

/// The text of the comment in which a line ends.
fn comment_of(before: &str) -> Option<&str> {
    let line = before.trim_start();
    if line.starts_with('#') {
        return Some(line);
    }
    let mut quote = None;
    let mut last = ' ';
    for (at, c) in before.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (_, Some(open)) if c == open && last != '\\' => quote = None,
            ('#', None) if last.is_whitespace() => return Some(&before[at..]),
            _ => {}
        }
        last = c;
    }
    None
}

fn is_quote_open(before: &str) -> bool {
    let mut is_open = false;
    let mut last = ' ';
    for c in before.chars() {
        if c == '"' && last != '\\' {
            is_open = !is_open;
        }
        last = if last == '\\' { ' ' } else { c };
    }
    is_open
}

/// The names of lints in a comment for dovelint: those that are found below first.
fn lints(place: &Place<'_>, comment: &str) -> Offer {
    let Some((_, names)) = comment.split_once("ignore").and_then(|(head, rest)| {
        let rest = rest.strip_prefix("-file").unwrap_or(rest);
        head.contains("dovelint:").then_some(rest)?.split_once('[')
    }) else {
        return Offer::default();
    };
    if names.contains(']') {
        return Offer::default();
    }
    let document = place.spot.document;
    let source = document.sources.file(place.spot.file);
    let line = source.line(place.spot.offset);
    let here = |span: crate::source::Span| {
        span.file == place.spot.file && (line..=line + 1).contains(&source.line(span.start))
    };
    let found: Vec<&str> =
        place.report.findings.iter().filter(|one| here(one.span)).map(|one| one.lint.name).collect();
    let items = crate::lints::all().map(|lint| Item {
        rank: u8::from(!found.contains(&lint.name)),
        ..Item::new(lint.name, kind::MEMBER).detail(lint.severity.as_str()).about(lint.finds())
    });
    Offer::word(place, |c| c.is_alphanumeric() || c == '-' || c == '.', items.collect())
}

fn item_value(session: &Session, text: &OpenText, offset: usize, offer: &Offer, item: &Item) -> Value {
    let bytes = text.text.as_bytes();
    let encoding = session.client.encoding;
    let range: Range =
        text.lines.range(bytes, (offset - offer.left) as u32..(offset + offer.right) as u32, encoding);
    let snippet = item.snippet.as_ref().filter(|_| session.client.snippets);
    let new_text = snippet.or(item.text.as_ref()).unwrap_or(&item.label).clone();
    let mut value = json!({
        "label": item.label, "kind": item.kind, "sortText": format!("{}{}", item.rank, item.label),
        "filterText": item.label, "textEdit": TextEdit { range, new_text },
    });
    if snippet.is_some() {
        value["insertTextFormat"] = json!(2);
    }
    if !item.detail.is_empty() {
        value["detail"] = json!(item.detail);
    }
    if !item.about.is_empty() {
        value["documentation"] = json!(page::markup(&item.about, session.client.completion_markdown));
    }
    value
}
