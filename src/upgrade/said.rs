//! What an upgrade tells the admin.

use super::Code;
use crate::source::Span;

/// A decision that is open.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What it is about.
    pub code: Code,
    /// The place in the old tree; none for what concerns the whole of it.
    pub span: Option<Span>,
    /// What is there, without secrets.
    pub text: String,
    /// More than the code says, for this place; empty when there is nothing more.
    pub detail: String,
    /// What was written meanwhile.
    pub written: String,
    /// The file and the line of the mark in the new tree.
    pub new: Option<(String, u32)>,
}

/// Something that changes, or was left out, without a decision.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its short name.
    pub code: &'static str,
    /// The place in the old tree.
    pub span: Option<Span>,
    /// One sentence.
    pub text: String,
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
