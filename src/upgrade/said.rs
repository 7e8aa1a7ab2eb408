//! What an upgrade tells the admin.

use super::Code;
use crate::source::Span;

/// What is to be said of one decision, besides what its code says of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Nothing.
    None,
    /// It says more than the reason of the code, which stands before it.
    More(String),
    /// It is the reason itself.
    Reason(String),
}

impl Detail {
    /// Its text; empty when there is none.
    pub fn text(&self) -> &str {
        match self {
            Detail::None => "",
            Detail::More(text) | Detail::Reason(text) => text,
        }
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Detail {
        if text.is_empty() { Detail::None } else { Detail::Reason(text) }
    }
}

impl From<&str> for Detail {
    fn from(text: &str) -> Detail {
        text.to_owned().into()
    }
}

/// A decision that is open.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What it is about.
    pub code: Code,
    /// The place in the old tree; none for what concerns the whole of it.
    pub span: Option<Span>,
    /// What is there, without secrets.
    pub text: String,
    /// What there is to say of this place.
    pub detail: Detail,
    /// What was written meanwhile.
    pub written: String,
    /// The file and the line of the mark in the new tree.
    pub new: Option<(String, u32)>,
}

impl Decision {
    /// Why it cannot be settled without the admin.
    pub fn reason(&self) -> String {
        let why = self.code.why();
        match &self.detail {
            Detail::None => why.to_owned(),
            Detail::More(text) => format!("{why} {}", sentence(text)),
            Detail::Reason(text) => sentence(text),
        }
    }
}

/// A text that begins and ends as a sentence does.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

/// What became of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It means the same as it is.
    Unchanged,
    /// Other statements stand for it.
    Converted,
    /// It is a comment now.
    Commented,
    /// It is gone; a note says why.
    Dropped,
}

/// A statement of the old tree and what became of it.
#[derive(Debug, Clone)]
pub struct Conversion {
    /// Where it is.
    pub span: Span,
    /// Its name in the map.
    pub id: String,
    /// What became of it.
    pub fate: Fate,
    /// Where in the new tree it is, or what stands for it: the file and the line.
    pub new: Option<(String, u32)>,
}
