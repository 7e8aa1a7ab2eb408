//! From a line of the log to the message in it.

use std::collections::{HashMap, HashSet};

use super::pattern::{self, Fit};
use crate::schema::{self, LogMessage};

/// How much of a line is looked at.
const LINE_BYTES: usize = 4096;
/// In how many places of a line a message may begin.
const STARTS: usize = 40;

/// A message that a line holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The message.
    pub message: &'static LogMessage,
    /// What is in its first hole.
    pub first: Option<String>,
}

/// The message in a line, with the most words of its own; none when no page knows it.
///
/// A message begins the line, or follows a prefix: time, host, program, user, session, level, file. All of these end in a
/// colon and a space, so a message may begin after any.
pub fn find(line: &str) -> Option<Match> {
    let line = before_fields(clipped(line));
    let is_debug = line.contains("Debug: ");
    let mut best: Option<(Fit, &str, &'static LogMessage)> = None;
    // What is ordinary while someone debugs is no trouble.
    let of_level = schema::log_messages().iter().filter(|message| message.is_debug || !is_debug);
    for message in of_level.filter(|message| line.contains(message.anchor)) {
        for start in starts(line) {
            let text = &line[start..];
            let Some(fit) = pattern::fit(message.message, text) else { continue };
            if best.as_ref().is_none_or(|(known, ..)| fit.fixed > known.fixed) {
                best = Some((fit, text, message));
            }
        }
    }
    best.map(|(fit, text, message)| Match { message, first: fit.first.map(|range| text[range].to_owned()) })
}

/// How much of a message a text must have to be taken for its beginning.
const BEGINNING: usize = 15;

/// The messages of which a text is the beginning.
pub fn beginning_with(text: &str) -> Vec<&'static LogMessage> {
    let text = clipped(text);
    let is_its = |message: &&LogMessage| {
        starts(text).any(|start| {
            let known = pattern::beginning(message.message, &text[start..]);
            known.is_some_and(|known| known >= BEGINNING) && text[start..].contains(' ')
        })
    };
    schema::log_messages().iter().filter(is_its).collect()
}

fn clipped(line: &str) -> &str {
    let line = line.trim();
    let end = (0..=line.len().min(LINE_BYTES)).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    &line[..end]
}

/// Fields of a line that hold what users write: subjects, names of mailboxes and of users.
const FIELDS: [&str; 4] = [", msgid=", ", from=", "subject=", " box="];

/// A line up to the first field that a user fills: what looks like a message there is none.
fn before_fields(line: &str) -> &str {
    let end = FIELDS.iter().filter_map(|field| line.find(field)).min().unwrap_or(line.len());
    &line[..end]
}

fn starts(line: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(line.match_indices(": ").map(|(at, found)| at + found.len())).take(STARTS)
}

/// The pages whose messages have rare words of a line, the nearest first; none when hardly any word is known.
pub fn nearest(line: &str, most: usize) -> Vec<&'static str> {
    let own: HashSet<String> = words(clipped(line)).collect();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for message in schema::log_messages() {
        for word in words(message.message).collect::<HashSet<_>>() {
            *seen.entry(word).or_default() += 1;
        }
    }
    let mut best: Vec<(usize, &'static str)> = Vec::new();
    for message in schema::log_messages() {
        let shared: Vec<String> =
            words(message.message).collect::<HashSet<_>>().into_iter().filter(|w| own.contains(w)).collect();
        // A word of one message counts for ten that are in every tenth.
        let weight: usize = shared.iter().map(|word| 1000 / seen.get(word).copied().unwrap_or(1)).sum();
        if let Some(page) = message.pages.first().filter(|_| shared.len() >= 2 && weight >= 100) {
            best.push((weight, page));
        }
    }
    best.sort_unstable_by(|a, b| b.cmp(a));
    let mut pages: Vec<&'static str> = Vec::new();
    for (_, page) in best {
        if !pages.contains(&page) && pages.len() < most {
            pages.push(page);
        }
    }
    pages
}

/// The words of a text that are no numbers, holes or single letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words
        .filter(|word| word.len() > 2 && !word.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_lowercase)
}
