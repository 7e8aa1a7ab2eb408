//! The pages: those of the lints, and those of the log.

use std::collections::BTreeSet;

use crate::finding::Lint;
use crate::lints;
use crate::log::{self, LogPage, Match};
use crate::schema::{self, Series, find};
use crate::text;

/// A page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Page {
    Lint(&'static Lint),
    Log(&'static LogPage),
}

impl Page {
    /// The page of this name.
    pub(super) fn named(name: &str) -> Option<Page> {
        lints::find(name).map(Page::Lint).or_else(|| log::page(name).map(Page::Log))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Page::Lint(lint) => lint.name,
            Page::Log(page) => page.name,
        }
    }

    pub(super) fn text(self) -> &'static str {
        match self {
            Page::Lint(lint) => lint.page,
            Page::Log(page) => page.text,
        }
    }

    /// What it is about, in one line.
    pub(super) fn summary(self) -> String {
        match self {
            Page::Lint(lint) => {
                let finds = lint.page.split("## What it finds\n\n").nth(1).unwrap_or_default();
                finds.split("\n\n").next().unwrap_or_default().replace('\n', " ")
            }
            Page::Log(page) => page.summary(),
        }
    }
}

/// The pages of what someone typed: a name, a line of the log, or the beginning of a message.
pub(super) fn of(what: &str) -> Vec<Page> {
    if let Some(page) = Page::named(what) {
        return vec![page];
    }
    let of_line = of_line(what);
    if !of_line.is_empty() {
        return of_line;
    }
    match of_beginning(what).as_slice() {
        [only] => only.iter().filter_map(|name| Page::named(name)).collect(),
        _ => Vec::new(),
    }
}

/// The pages of each message that begins with a text; once where several have the same.
fn of_beginning(text: &str) -> Vec<&'static [&'static str]> {
    let mut all: Vec<&[&str]> = Vec::new();
    for message in log::beginning_with(text) {
        if !all.contains(&message.pages.as_slice()) {
            all.push(&message.pages);
        }
    }
    all
}

/// The pages of the message in a line, the likeliest cause first.
pub(super) fn of_line(line: &str) -> Vec<Page> {
    let Some(found) = log::find(line) else { return Vec::new() };
    let of_setting = of_unknown_setting(&found).map(|name| vec![name]);
    let names = of_setting.unwrap_or_else(|| found.message.pages.clone());
    names.into_iter().filter_map(Page::named).collect()
}

/// `Unknown setting: NAME`: the lint that reports this very name.
fn of_unknown_setting(found: &Match) -> Option<&'static str> {
    if found.message.message != "Unknown setting: %s" {
        return None;
    }
    let name = found.first.as_deref()?.split([' ', '{']).next()?;
    let is_known = |line| find(schema::scope(line, "root"), name.as_bytes()).is_some();
    let is_somewhere =
        |line| schema::all(line).iter().any(|setting| crate::text::file_name(setting.name) == name);
    Some(match (is_known(Series::V23), is_known(Series::V24)) {
        (true, false) => "removed-or-renamed-setting",
        (false, true) => "setting-of-2.4",
        (true, true) => "setting-in-wrong-scope",
        _ if is_somewhere(Series::V23) || is_somewhere(Series::V24) => "setting-in-wrong-scope",
        _ => "unknown-setting",
    })
}

/// What to say of a line that no page knows.
pub(super) fn not_known(line: &str) -> String {
    let begun = of_beginning(line);
    if begun.len() > 3 {
        return "many messages begin like this; paste more of the line".to_owned();
    }
    if !begun.is_empty() {
        let pages: BTreeSet<&str> = begun.iter().filter_map(|pages| pages.first().copied()).collect();
        let pages: Vec<&str> = pages.into_iter().collect();
        return format!("several messages begin like this; their pages are {}", text::listed(&pages));
    }
    let near = log::nearest(line, 2);
    let hint = match near.as_slice() {
        [] => "paste Dovecot's text without the timestamp and user name".to_owned(),
        near => format!("the nearest pages are {}", text::listed(near)),
    };
    format!("no page mentions this message; {hint}")
}
