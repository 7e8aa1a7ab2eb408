//! Finds lints by a line of Dovecot's log: the pages quote the messages by which one meets the problem.

use crate::finding::Lint;
use crate::hash::HashSet;

/// How many of the words of a quoted message must be in the line: three of four.
const ENOUGH: (usize, usize) = (3, 4);
/// Fewer words than this are no message.
const FEWEST_WORDS: usize = 3;

/// What stands in front of a message: the program, the service, the level.
const PREFIXES: [&str; 19] = [
    "anvil",
    "auth",
    "config",
    "debug",
    "doveconf",
    "dovecot",
    "error",
    "fatal",
    "imap",
    "info",
    "lda",
    "lmtp",
    "login",
    "managesieve",
    "master",
    "panic",
    "pop3",
    "service",
    "warning",
];

/// The lints whose pages quote a message that a line of the log holds, the best matches alone.
pub(in crate::cli) fn find(line: &str) -> Vec<&'static Lint> {
    let line: HashSet<String> = words(line).collect();
    let mut best: Vec<&'static Lint> = Vec::new();
    let mut most = 0;
    for lint in crate::lints::all() {
        let matched = messages(lint.page).filter_map(|message| shared(message, &line)).max();
        match matched {
            Some(words) if words > most => {
                most = words;
                best = vec![lint];
            }
            Some(words) if words == most => best.push(lint),
            _ => {}
        }
    }
    best
}

/// How many words of a message a line has, when they are enough to know it again.
fn shared(message: &str, line: &HashSet<String>) -> Option<usize> {
    let words: HashSet<String> = words(message).collect();
    let shared = words.intersection(line).count();
    let is_enough = words.len() >= FEWEST_WORDS && shared * ENOUGH.1 >= words.len() * ENOUGH.0;
    (is_enough && shared >= FEWEST_WORDS).then_some(shared)
}

/// What a page has between backticks in running text; a quotation may go on in the next line.
fn messages(page: &'static str) -> impl Iterator<Item = &'static str> {
    page.split("\n\n")
        .filter(|paragraph| !paragraph.contains("```"))
        .flat_map(|paragraph| paragraph.split('`').skip(1).step_by(2))
}

/// The words of a message without what differs from line to line: numbers, single letters, who says it.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.len() > 1 && !word.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_lowercase)
        .filter(|word| !PREFIXES.contains(&word.as_str()))
}
