//! The files of a configuration as a tree of statements that can be changed and written back.
//!
//! A node is some whole lines of a file with their exact text, so a tree that no one touched gives back what was
//! read, byte for byte. An operation is checked before anything changes: what is written for a value or a name is read
//! again by dovelint's own reader, and what would change other statements is [`Refused`].
//!
//! # Several operations in one place
//!
//! What is put after a node is below everything that was put after it before, and what is put before a node is
//! directly above it; so new statements are in the order in which they were asked for. The parts of a statement that
//! is split stay together, whether something was put after it before or later. The place of a node that was removed
//! stays, so that something can still be put there.

mod given;
mod node;
mod operation;
mod output;
mod parse;
mod place;
mod reading;
mod style;

pub use given::{Given, New};
pub use node::{NodeId, What, Within};
pub use operation::remove::Comments;
pub use output::NotText;
pub use place::Place;
pub use reading::Reading;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

use crate::document::{Document, Outcome};
use crate::hash::HashMap;
use crate::schema::Version;
use crate::source::{FileId, Span};
use node::{LineEnd, Node};
use style::Style;

/// Names a file of a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileIndex(u32);

impl FileIndex {
    /// The first file of a tree: the main file of the document.
    pub const FIRST: FileIndex = FileIndex(0);
}

/// Why an operation was not done; the tree is then what it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The node was removed.
    Gone,
    /// The operation is not for such nodes.
    Kind(What),
    /// No way of writing reads back as what was asked for in this version.
    Unwritable,
    /// The section is not closed in its file, or what closes it is in another file.
    Unclosed,
    /// A line that ends in a backslash would go on in what is put there, or in another statement than now.
    GoesOn,
    /// The statements are not side by side in one section, or what is to move would be in itself.
    Apart,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refused::Gone => "the statement was removed",
            Refused::Kind(_) => "this cannot be done to such a line",
            Refused::Unwritable => "this version of Dovecot has no way to write that",
            Refused::Unclosed => "the section is not closed in its file",
            Refused::GoesOn => "a line that ends with a backslash would continue there",
            Refused::Apart => "the statements are not adjacent",
        })
    }
}

impl std::error::Error for Refused {}

/// A file of the tree.
#[derive(Debug)]
struct File {
    path: String,
    /// Where it is in the files that were read: the file and the offset of its first byte.
    source: Option<(FileId, u32)>,
    /// The text that was read; empty for a new file.
    original: Vec<u8>,
    children: Vec<NodeId>,
    style: Style,
}

/// The statements of some files, to be changed.
#[derive(Debug)]
pub struct Tree {
    version: Version,
    files: Vec<File>,
    nodes: Vec<Node>,
    /// Nodes by the place of their text in the files that were read.
    places: BTreeMap<(FileId, u32), NodeId>,
    /// The files that were read.
    sources: HashMap<FileId, FileIndex>,
    /// Whether a section is not closed in its file, or a line goes on in another file: then some places are not free.
    is_open: bool,
    /// Where in its list the last node was that someone looked for: the next one is near it.
    last_found: Cell<usize>,
}

impl Tree {
    /// A tree without files, for this version of Dovecot.
    pub fn new(version: Version) -> Tree {
        Tree {
            version,
            files: Vec::new(),
            nodes: Vec::new(),
            places: BTreeMap::default(),
            sources: HashMap::default(),
            is_open: false,
            last_found: Cell::new(0),
        }
    }

    /// The files of a document, each once, those left out that only 2.3 names ([`Document::externals`]).
    pub fn of(document: &Document) -> Tree {
        let mut tree = Tree::new(document.version);
        for (id, file) in document.sources.files() {
            if !file.is_folder && !document.is_external(id) {
                tree.add(file.shown.clone(), &file.bytes, Some((id, 0)));
            }
        }
        tree.bind(document);
        tree
    }

    /// The lines of a part of a file: from the byte `start` on, which begins a line.
    pub(super) fn of_part(document: &Document, file: FileId, start: u32, end: u32) -> Tree {
        let mut tree = Tree::new(document.version);
        let source = document.sources.file(file);
        let text = &source.bytes[start as usize..end as usize];
        tree.add(source.shown.clone(), text, Some((file, start)));
        let is_crlf = source.line_break(start) == "\r\n";
        let is_head =
            tree.nodes.first().is_some_and(|node| node.what == What::Section && node.close.is_none());
        let style = &mut tree.files[0].style;
        style.end = if is_crlf { LineEnd::CrLf } else { LineEnd::Lf };
        if is_head {
            // What is in the section, or in others, tells how far it is to the right.
            style.step = Style::of(&source.bytes).step;
        }
        tree
    }

    /// Adds a new file with nothing in it, whose lines end as those of the first file.
    pub fn add_file(&mut self, path: impl Into<String>) -> FileIndex {
        let style = self.files.first().map(|file| file.style.clone());
        let index = self.add(path.into(), b"", None);
        if let Some(style) = style {
            self.files[index.0 as usize].style = style;
        }
        index
    }

    /// Adds a file that is there, by its text.
    pub fn read_file(&mut self, path: impl Into<String>, text: &[u8]) -> FileIndex {
        self.add(path.into(), text, None)
    }

    fn add(&mut self, path: String, text: &[u8], source: Option<(FileId, u32)>) -> FileIndex {
        let index = FileIndex(self.files.len() as u32);
        let style = Style::of(text);
        self.files.push(File { path, source, original: text.to_vec(), children: Vec::new(), style });
        let first = self.nodes.len();
        parse::parse(self, index, text);
        self.is_open |= self.nodes[first..].iter().any(Node::is_open);
        if let Some((file, base)) = source {
            self.sources.entry(file).or_insert(index);
            for at in first..self.nodes.len() {
                let node = &self.nodes[at];
                for lines in std::iter::once(&node.lines).chain(node.close.as_deref()) {
                    if let Some(origin) = &lines.origin {
                        self.places.insert((file, base + origin.range().start as u32), NodeId(at as u32));
                    }
                }
            }
        }
        index
    }

    /// Marks what may go on a line that an included file leaves open. That happens in no sound configuration, so all
    /// that is after an include counts when any file is left open.
    fn bind(&mut self, document: &Document) {
        if self.nodes.iter().all(|node| node.what != What::Unfinished) {
            return;
        }
        let gives_files = |outcome: &Outcome| matches!(outcome, Outcome::Files(files) if !files.is_empty());
        let includes = document.includes.iter().filter(|include| gives_files(&include.outcome));
        for include in includes {
            let Some(node) = self.at(document.statements[include.statement].span) else { continue };
            self.node_mut(node).leaves_open = true;
            let siblings = self.list(self.node(node).parent);
            let next =
                siblings.iter().position(|id| *id == node).and_then(|at| siblings.get(at + 1)).copied();
            if let Some(next) = next {
                self.node_mut(next).is_bound = true;
            }
        }
    }

    /// The version as which the files are read.
    pub fn version(&self) -> Version {
        self.version
    }

    /// From now on statements are written, and read again, for this version. What was read stays as it is.
    pub fn write_for(&mut self, version: Version) {
        self.version = version;
    }

    /// The files.
    pub fn files(&self) -> impl Iterator<Item = FileIndex> {
        (0..self.files.len() as u32).map(FileIndex)
    }

    /// The text of a file that was read; none for a new one.
    pub fn original(&self, file: FileIndex) -> Option<&[u8]> {
        let file = &self.files[file.0 as usize];
        file.source.map(|_| file.original.as_slice())
    }

    /// The path of a file as it is shown.
    pub fn path(&self, file: FileIndex) -> &str {
        &self.files[file.0 as usize].path
    }

    /// A file by its path as it is shown.
    pub fn file(&self, path: &str) -> Option<FileIndex> {
        self.files().find(|file| self.path(*file) == path)
    }

    /// The node of a statement of the document, by where the statement or any byte of its first line is. None for
    /// what was written since, and for a statement that began in another file.
    pub fn at(&self, span: Span) -> Option<NodeId> {
        let index = *self.sources.get(&span.file)?;
        let file = &self.files[index.0 as usize];
        let (_, base) = file.source?;
        let offset = span.start.checked_sub(base)? as usize;
        if offset > file.original.len() {
            return None;
        }
        let start = memchr::memrchr(b'\n', &file.original[..offset]).map_or(0, |feed| feed + 1);
        let place = (span.file, base + start as u32);
        // A line that is not the first one of its node is in the last one that begins above.
        let (own, found) = self.places.range((span.file, base)..=place).next_back()?;
        let is_in = |lines: &node::Lines| {
            lines.origin.as_ref().is_some_and(|own| own.file == index && own.range().contains(&start))
        };
        let node = self.node(*found);
        (*own == place || is_in(&node.lines) || node.close.as_deref().is_some_and(is_in)).then_some(*found)
    }

    /// What is at the top level of a file or in a section, in order.
    pub fn children(&self, within: Within) -> impl DoubleEndedIterator<Item = NodeId> {
        self.list(within).iter().copied().filter(|id| !self.node(*id).is_gone)
    }

    /// Every node of a file from top to bottom, a section before what is in it.
    pub fn walk(&self, file: FileIndex) -> impl Iterator<Item = NodeId> {
        let mut stack: Vec<NodeId> = self.children(Within::File(file)).rev().collect();
        std::iter::from_fn(move || {
            let next = stack.pop()?;
            stack.extend(self.children(Within::Section(next)).rev());
            Some(next)
        })
    }

    /// What a node is.
    pub fn what(&self, id: NodeId) -> What {
        self.node(id).what
    }

    /// Whether a node was removed.
    pub fn is_gone(&self, id: NodeId) -> bool {
        let mut at = id;
        loop {
            match self.node(at) {
                node if node.is_gone => return true,
                Node { parent: Within::Section(outer), .. } => at = *outer,
                _ => return false,
            }
        }
    }

    /// Where a node is.
    pub fn parent(&self, id: NodeId) -> Within {
        self.node(id).parent
    }

    /// The file in which a node is.
    pub fn file_of(&self, id: NodeId) -> FileIndex {
        let mut parent = self.node(id).parent;
        loop {
            match parent {
                Within::File(file) => return file,
                Within::Section(outer) => parent = self.node(outer).parent,
            }
        }
    }

    /// The lines of a node as they are, without the last line end; of a section its head.
    pub fn text(&self, id: NodeId) -> &[u8] {
        &self.node(id).lines.text
    }

    /// Whether a node is a section that is closed in its file.
    pub fn has_close(&self, id: NodeId) -> bool {
        self.node(id).close.is_some()
    }

    /// What Dovecot takes from a node; none for what is no statement.
    pub fn read(&self, id: NodeId) -> Option<Reading> {
        Reading::of(self.version, self.text(id))
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }

    fn add_node(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len() as u32 - 1)
    }

    fn list(&self, within: Within) -> &[NodeId] {
        match within {
            Within::File(file) => &self.files[file.0 as usize].children,
            Within::Section(id) => &self.node(id).children,
        }
    }

    fn list_mut(&mut self, within: Within) -> &mut Vec<NodeId> {
        match within {
            Within::File(file) => &mut self.files[file.0 as usize].children,
            Within::Section(id) => &mut self.node_mut(id).children,
        }
    }

    fn style(&self, file: FileIndex) -> &Style {
        &self.files[file.0 as usize].style
    }

    /// Whether a node can be changed: it is there, and no line of another file goes on in it.
    fn changeable(&self, id: NodeId) -> Result<(), Refused> {
        match self.node(id) {
            _ if self.is_gone(id) => Err(Refused::Gone),
            node if node.is_bound || matches!(node.what, What::Lost | What::Unfinished) => {
                Err(Refused::GoesOn)
            }
            _ => Ok(()),
        }
    }

    /// Whether a node can be removed from where it is.
    fn removable(&self, id: NodeId) -> Result<(), Refused> {
        self.changeable(id)?;
        let node = self.node(id);
        if node.what == What::Close || node.what == What::Section && !self.is_closed(id) {
            return Err(Refused::Unclosed);
        }
        if !self.is_open {
            return Ok(());
        }
        let siblings = self.list(node.parent);
        let mut behind = siblings[self.index(id) + 1..].iter().filter(|next| !self.node(**next).is_gone);
        if behind.next().is_some_and(|next| self.node(*next).is_bound) {
            return Err(Refused::GoesOn);
        }
        Ok(())
    }

    /// Whether a section and all in it are closed.
    fn is_closed(&self, id: NodeId) -> bool {
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            let node = self.node(id);
            if node.what == What::Section && node.close.is_none() {
                return false;
            }
            stack.extend(self.children(Within::Section(id)));
        }
        true
    }
}

#[cfg(test)]
mod tests;
