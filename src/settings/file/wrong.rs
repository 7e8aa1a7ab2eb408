use std::fmt;
use std::ops::Range;

use crate::source::{FileId, SourceMap, Span};

/// A key or a value of a settings file that makes no sense.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// Where, in bytes.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to see there.
    pub label: String,
    /// What to type.
    pub help: String,
}

/// A settings file that cannot be used.
#[derive(Debug)]
pub enum Wrong {
    /// It cannot be read.
    Unreadable {
        /// The file as it is shown.
        path: String,
        /// Why.
        reason: String,
    },
    /// It holds mistakes.
    Mistaken {
        /// The file.
        sources: SourceMap,
        /// The mistakes, by place.
        mistakes: Vec<Mistake>,
    },
}

impl Wrong {
    /// The file as it is shown.
    pub fn path(&self) -> &str {
        match self {
            Wrong::Unreadable { path, .. } => path,
            Wrong::Mistaken { sources, .. } => sources.files().next().map_or("", |(_, file)| &file.shown),
        }
    }
}

impl fmt::Display for Wrong {
    /// In one sentence: the first mistake, with its place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wrong::Unreadable { path, reason } => write!(f, "{path}: {reason}"),
            Wrong::Mistaken { sources, mistakes } => {
                let Some(first) = mistakes.first() else { return Ok(()) };
                let file = sources.file(FileId(0));
                let line = file.line(first.range.start as u32);
                write!(f, "{}:{line}: {}", file.shown, first.message)
            }
        }
    }
}

impl Mistake {
    /// The place in the one file of [`Wrong::Mistaken`].
    pub fn span(&self) -> Span {
        Span::new(FileId(0), self.range.start as u32..self.range.end as u32)
    }
}
