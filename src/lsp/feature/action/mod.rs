//! Code actions: fixes, ignores, all safe fixes of a file, effective values.

mod effective;
mod ignore;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::document::Document;
use crate::document::roots::{self, Texts};
use crate::edit::{self, Edit};
use crate::finding::Finding;
use crate::hash::HashSet;
use crate::lsp::diagnostic::{Places, diagnostic};
use crate::lsp::pass;
use crate::lsp::protocol::{Range, TextDocument, TextEdit};
use crate::lsp::session::Session;
use crate::lsp::text::OpenText;
use crate::report;
use crate::source::FileId;

/// The kind of a fix of one finding.
pub const QUICK: &str = "quickfix";

/// The kind of all safe fixes of a file.
pub const ALL: &str = "source.fixAll.dovelint";

/// The kind of what writes the same in another way.
pub const REWRITE: &str = "refactor.rewrite";

/// `textDocument/codeAction`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Params {
    text_document: TextDocument,
    range: Range,
    context: Context,
}

#[derive(Debug, Deserialize)]
struct Context {
    only: Option<Vec<String>>,
}

/// Whether an action of a kind is asked for by a kind that may be one above it.
fn asks(only: &str, kind: &str) -> bool {
    only.is_empty() || kind == only || kind.strip_prefix(only).is_some_and(|rest| rest.starts_with('.'))
}

/// The actions for a range.
pub fn actions(session: &mut Session, params: &Params) -> Value {
    session.refresh();
    let Some(text) = session.text(&params.text_document.uri) else { return json!([]) };
    let only = params.context.only.as_deref();
    let mut actions = Vec::new();
    if only.is_none_or(|only| only.iter().any(|only| asks(only, QUICK))) {
        quick(session, text, params.range, &mut actions);
    }
    // It is never offered among the fixes of one finding.
    if only.is_some_and(|only| only.iter().any(|only| !only.is_empty() && asks(only, ALL))) {
        actions.extend(fix_all(session, text));
    }
    if only.is_none_or(|only| only.iter().any(|only| asks(only, REWRITE))) {
        actions.extend(effective::action(session, text, params.range.start));
    }
    Value::Array(actions)
}

/// The open texts after an edit; none where the file has no place.
fn texts_after(session: &Session, document: &Document, edit: &Edit) -> Option<Texts> {
    let file = document.sources.file(edit.span.file);
    if file.shown.starts_with('<') {
        return None;
    }
    let mut texts = session.texts().clone();
    let text = edit::apply(&file.bytes, edit.span.file, std::slice::from_ref(edit));
    let open = texts.iter().map(|(path, _)| path.clone());
    let same: Vec<String> = open.filter(|path| roots::is_same_file(path, &file.shown)).collect();
    for path in same {
        texts.insert(path, text.clone());
    }
    texts.insert(file.shown.clone(), text);
    Some(texts)
}

fn quick(session: &Session, text: &OpenText, asked: Range, actions: &mut Vec<Value>) {
    let mut seen = HashSet::default();
    for (at, file) in session.files_of(text) {
        let report = &session.pass().reports[at];
        let places = Places::new(&report.document, session.client.encoding);
        let uri = |file: FileId| session.uri(&report.document.sources.file(file).shown);
        for finding in report.counting().filter(|finding| finding.span.file == file) {
            if !places.range(finding.span).touches(asked)
                || !seen.insert((finding.span.start, finding.span.end, finding.lint.name))
            {
                continue;
            }
            let own = json!([diagnostic(&places, finding, &session.client, &uri)]);
            let mut has_preferred = false;
            for fix in report::fixes(&report.document, finding) {
                let is_safe = fix.is_safe();
                let title = capitalised(&fix.title);
                let lint = finding.lint.name;
                let title =
                    if is_safe { format!("{title} ({lint})") } else { format!("{title} (unsafe; {lint})") };
                let mut action = json!({
                    "title": title, "kind": QUICK, "diagnostics": own,
                    "edit": workspace_edit(session, &places, &fix.edits),
                });
                if is_safe && !has_preferred {
                    has_preferred = true;
                    action["isPreferred"] = Value::Bool(true);
                }
                actions.push(action);
            }
            if let Some(edit) = ignore::edit(session, at, finding) {
                actions.push(json!({
                    "title": format!("Ignore {} here", finding.lint.name), "kind": QUICK, "diagnostics": own,
                    "edit": ignore_edit(session, &places, &edit, finding),
                }));
            }
        }
    }
}

fn capitalised(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Edits as the client takes them.
fn workspace_edit(session: &Session, places: &Places<'_>, edits: &[Edit]) -> Value {
    let sources = &places.document.sources;
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for edit in edits {
        let mut edit = edit.clone();
        edit.keep_line_ends(sources);
        let one = TextEdit { range: places.range(edit.span), new_text: edit.text };
        files.entry(session.uri(&sources.file(edit.span.file).shown)).or_default().push(json!(one));
    }
    of_files(session, files)
}

/// Edits by the URIs of their files.
pub fn of_files(session: &Session, files: BTreeMap<String, Vec<Value>>) -> Value {
    if !session.client.document_changes {
        return json!({"changes": files});
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(uri, edits)| {
            let version = session.text(&uri).and_then(|text| text.version);
            json!({"textDocument": {"uri": uri, "version": version}, "edits": edits})
        })
        .collect();
    json!({"documentChanges": changes})
}

/// The edit that ignores a finding; the reason is a placeholder where the client knows such.
fn ignore_edit(session: &Session, places: &Places<'_>, edit: &Edit, finding: &Finding) -> Value {
    let client = &session.client;
    let uri = session.uri(&places.document.sources.file(finding.span.file).shown);
    let range = places.range(edit.span);
    let one = match edit.text.split_once(ignore::REASON) {
        Some((before, after)) if client.snippet_edits && client.document_changes => {
            let plain = |text: &str| text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
            let value = format!("{}${{1:reason}}{}", plain(before), plain(after));
            json!({"range": range, "snippet": {"kind": "snippet", "value": value}})
        }
        _ => json!({"range": range, "newText": edit.text}),
    };
    of_files(session, [(uri, vec![one])].into())
}

/// One action with all safe fixes of a file.
fn fix_all(session: &Session, text: &OpenText) -> Option<Value> {
    let path = text.path.as_deref()?;
    let mut after = text.text.clone().into_bytes();
    for (at, _) in session.files_of(text) {
        let (report, rules) = (&session.pass().reports[at], &session.pass().rules[at]);
        let mut texts = session.texts().clone();
        texts.insert(path.to_owned(), after.clone());
        let engine = pass::engine(rules, texts);
        let may_change = |shown: &str| roots::is_same_file(shown, path) || session.is_text(shown, text);
        let fixed = engine.fix(std::slice::from_ref(&report.root), &may_change, false).ok()?;
        if let Some(file) = fixed.files.into_iter().next() {
            after = file.after;
        }
    }
    let after = String::from_utf8(after).ok()?;
    let edit = minimal(text, &after, session.client.encoding)?;
    Some(json!({
        "title": "Apply all safe fixes", "kind": ALL,
        "edit": of_files(session, [(text.uri.clone(), vec![json!(edit)])].into()),
    }))
}

/// The one edit that makes another text of an open one, without what both begin and end with; none when they are the
/// same.
pub fn minimal(text: &OpenText, after: &str, encoding: crate::lsp::place::Encoding) -> Option<TextEdit> {
    let before = text.text.as_str();
    if before == after {
        return None;
    }
    let pairs = before.chars().zip(after.chars());
    let mut head: usize = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    // A line end of two characters is not torn.
    if before[..head].ends_with('\r') {
        head -= 1;
    }
    let (rest, new) = (&before[head..], &after[head..]);
    let pairs = rest.chars().rev().zip(new.chars().rev());
    let mut tail: usize = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let is_torn = |text: &str| text[..text.len() - tail].ends_with('\r');
    if rest[rest.len() - tail..].starts_with('\n') && (is_torn(rest) || is_torn(new)) {
        tail -= 1;
    }
    let range = head as u32..(before.len() - tail) as u32;
    let new_text = new[..new.len() - tail].to_owned();
    Some(TextEdit { range: text.lines.range(before.as_bytes(), range, encoding), new_text })
}
