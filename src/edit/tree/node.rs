use std::ops::Range;

use super::FileIndex;

/// Names a node of a [`super::Tree`]; it stays the same whatever happens to the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

/// What the lines of a node are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// One line with nothing but spaces.
    Blank,
    /// One line with nothing but a comment.
    Comment,
    /// A setting with all its lines: those that go on with it, and its here document.
    Setting,
    /// A section with everything in it; its `}` may be missing.
    Section,
    /// `!include` or `!include_try`.
    Include,
    /// A `}` that closes nothing in this file.
    Close,
    /// What Dovecot refuses.
    Malformed,
    /// Lines that end in a backslash, and the comment or blank line after them for which Dovecot drops them all.
    Lost,
    /// Lines that end in a backslash at the end of the file: they go on in the file that includes this one.
    Unfinished,
}

/// In what a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Within {
    /// At the top level of a file.
    File(FileIndex),
    /// In a section.
    Section(NodeId),
}

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// The file does.
    None,
    Lf,
    CrLf,
}

impl LineEnd {
    pub(super) fn bytes(self) -> &'static [u8] {
        match self {
            LineEnd::None => b"",
            LineEnd::Lf => b"\n",
            LineEnd::CrLf => b"\r\n",
        }
    }

    /// The other one where this one is none.
    pub(super) fn or(self, other: LineEnd) -> LineEnd {
        if self == LineEnd::None { other } else { self }
    }
}

/// Where lines were in the text that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Origin {
    pub file: FileIndex,
    start: u32,
    end: u32,
}

impl Origin {
    pub(super) fn new(file: FileIndex, range: &Range<usize>) -> Origin {
        Origin { file, start: range.start as u32, end: range.end as u32 }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Some whole lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    /// Their text without the last line end.
    pub text: Vec<u8>,
    pub end: LineEnd,
    /// None for lines that are new.
    pub origin: Option<Origin>,
}

impl Lines {
    /// Lines of a text, its last line end included.
    pub(super) fn of(bytes: &[u8], origin: Option<Origin>) -> Lines {
        let (text, end) = match bytes {
            [text @ .., b'\r', b'\n'] => (text, LineEnd::CrLf),
            [text @ .., b'\n'] => (text, LineEnd::Lf),
            text => (text, LineEnd::None),
        };
        Lines { text: text.to_vec(), end, origin }
    }

    /// The spaces in front of the first line.
    pub(super) fn indent(&self) -> &[u8] {
        indent(&self.text)
    }
}

/// The spaces in front of a text.
pub(super) fn indent(text: &[u8]) -> &[u8] {
    let blanks = text.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    &text[..blanks]
}

/// Some lines with what belongs to them.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub what: What,
    /// Of a section: its head.
    pub lines: Lines,
    pub children: Vec<NodeId>,
    /// The line that closes the section. Most nodes are no sections, and there may be hundreds of thousands.
    pub close: Option<Box<Lines>>,
    pub parent: Within,
    /// It was removed; its place is kept, so that something can still be put there.
    pub is_gone: bool,
    /// It may go on what an included file leaves open, so nothing comes between.
    pub is_bound: bool,
    /// An include of files that may leave a line open, so nothing comes below.
    pub leaves_open: bool,
    /// It was put at the place of this node, below it.
    pub follows: Option<Anchor>,
}

impl Node {
    /// Whether it is a section that is not closed in its file, or goes on in another one.
    pub(super) fn is_open(&self) -> bool {
        self.what == What::Unfinished || self.what == What::Section && self.close.is_none()
    }
}

/// By what a new node knows its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    After(NodeId),
    Start,
}
