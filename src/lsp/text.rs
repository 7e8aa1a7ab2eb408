//! The texts that the client has open.

use super::place::{Encoding, Lines, path_of, real};
use super::protocol::{ContentChange, OpenedDocument};

/// Schemes of texts that are never judged: old revisions, and cells of notebooks.
const PASSED_BY: [&str; 3] = ["git", "gitfs", "vscode-notebook-cell"];

/// A text that is open.
#[derive(Debug)]
pub struct OpenText {
    /// Its URI, as the client spells it.
    pub uri: String,
    /// Its path, as the client spells it; none for a text without a place.
    pub path: Option<String>,
    /// By what its file is known.
    pub real: String,
    /// The version that the client gave to the text.
    pub version: Option<i64>,
    /// What it holds.
    pub text: String,
    /// Its lines.
    pub lines: Lines,
    /// Whether its findings have to be sent, whatever was sent before.
    pub is_due: bool,
    /// When it was changed, in the order of changes.
    pub order: u64,
}

impl OpenText {
    /// A text that was opened.
    pub fn new(opened: OpenedDocument) -> OpenText {
        let path = path_of(&opened.uri);
        let real = path.as_deref().map_or_else(|| nameless(&opened.uri), real);
        OpenText {
            real,
            path,
            version: opened.version,
            lines: Lines::of(opened.text.as_bytes()),
            text: opened.text,
            uri: opened.uri,
            is_due: true,
            order: 0,
        }
    }

    /// Whether it is judged at all.
    pub fn is_judged(&self) -> bool {
        let scheme = self.uri.split(':').next().unwrap_or_default();
        !PASSED_BY.contains(&scheme)
    }

    /// Applies changes, each to what the one before left.
    pub fn change(&mut self, changes: Vec<ContentChange>, encoding: Encoding) {
        for change in changes {
            match change.range {
                None => self.text = change.text,
                Some(range) => {
                    let at = |place| self.lines.offset(self.text.as_bytes(), place, encoding);
                    let (start, end) = (at(range.start), at(range.end));
                    self.text.replace_range(start.min(end)..start.max(end), &change.text);
                }
            }
            self.lines = Lines::of(self.text.as_bytes());
        }
        self.is_due = true;
    }
}

/// The name of a text without a place: none of a file.
fn nameless(uri: &str) -> String {
    format!("<{uri}>")
}
