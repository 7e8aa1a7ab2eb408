//! Statements that go, or become comments.

use crate::edit::tree::node::{Lines, NodeId, Origin, What, Within};
use crate::edit::tree::{Reading, Refused, Tree};
use crate::schema::Version;
use crate::syntax::lines;

/// What becomes of the comments of a statement that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    /// Those in its lines and those directly above that are about it go as well.
    Take,
    /// Those in its lines go, those above stay.
    TakeInside,
    /// All stay; those in its lines are on lines of their own.
    Keep,
}

impl Tree {
    /// Removes a node with all that is in it.
    ///
    /// # Errors
    /// When it is gone, or other lines would be read differently.
    pub fn remove(&mut self, id: NodeId, comments: Comments) -> Result<(), Refused> {
        self.removable(id)?;
        match comments {
            Comments::Take => {
                for above in self.comments_above(id) {
                    self.node_mut(above).is_gone = true;
                }
            }
            Comments::TakeInside => {}
            Comments::Keep => self.keep_comments(id),
        }
        self.node_mut(id).is_gone = true;
        Ok(())
    }

    /// Puts the comments of a node and of all in it on lines of their own, in front of it.
    fn keep_comments(&mut self, id: NodeId) {
        let (version, within) = (self.version(), self.node(id).parent);
        let indent = self.node(id).lines.indent().to_vec();
        let end = self.style(self.file_of(id)).end;
        let mut texts = Vec::new();
        let mut stack = vec![(id, false)];
        while let Some((at, is_close)) = stack.pop() {
            let node = self.node(at);
            let lines = if is_close { node.close.as_deref() } else { Some(&node.lines) };
            let Some(lines) = lines else { continue };
            texts.extend(comments_in(version, &lines.text));
            if !is_close {
                stack.push((at, true));
                stack.extend(self.children(Within::Section(at)).rev().map(|child| (child, false)));
            }
        }
        for text in texts {
            let lines = Lines { text: [&indent[..], &text].concat(), end, origin: None };
            let made = self.add_new(What::Comment, lines, within);
            let index = self.index(id);
            self.list_mut(within).insert(index, made);
        }
    }

    /// Makes comments of all lines of a node; what it was can be read in them. Gives the new nodes.
    ///
    /// # Errors
    /// When it is gone or no statement, or other lines would be read differently.
    pub fn comment_out(&mut self, id: NodeId) -> Result<Vec<NodeId>, Refused> {
        self.removable(id)?;
        let node = self.node(id);
        if matches!(node.what, What::Comment | What::Blank) {
            return Err(Refused::Kind(node.what));
        }
        let (within, indent) = (node.parent, node.lines.indent().len());
        let mut made = Vec::new();
        for lines in self.all_lines(id) {
            for mut line in self.split_lines(&lines) {
                let what = if line.text.trim_ascii().is_empty() { What::Blank } else { What::Comment };
                // A comment is one already.
                if what == What::Comment && !line.text.trim_ascii_start().starts_with(b"#") {
                    // All signs are in one column, what is deeper keeps its distance.
                    let at = line.indent().len().min(indent);
                    line.text.splice(at..at, *b"# ");
                }
                made.push(self.add_new(what, line, within));
            }
        }
        let index = self.index(id);
        self.node_mut(id).is_gone = true;
        self.list_mut(within).splice(index..index, made.iter().copied());
        Ok(made)
    }

    /// Some lines as physical lines, each where it was.
    fn split_lines(&self, lines: &Lines) -> Vec<Lines> {
        let whole = [&lines.text[..], lines.end.bytes()].concat();
        let new: Vec<&[u8]> = whole.split_inclusive(|b| *b == b'\n').collect();
        let origins = lines.origin.as_ref().map(|origin| self.origins(*origin)).unwrap_or_default();
        let is_same = origins.len() == new.len();
        let origin = |at: usize| if is_same { origins.get(at).copied() } else { None };
        new.iter().enumerate().map(|(at, line)| Lines::of(line, origin(at))).collect()
    }

    /// Where the physical lines of these lines were that were read.
    fn origins(&self, whole: Origin) -> Vec<Origin> {
        let text = &self.files[whole.file.0 as usize].original[whole.range()];
        let mut start = whole.range().start;
        let line = |line: &[u8]| {
            let range = start..start + line.len();
            start = range.end;
            Origin::new(whole.file, &range)
        };
        text.split_inclusive(|b| *b == b'\n').map(line).collect()
    }

    /// The lines of a node and of all in it, from top to bottom.
    pub(in crate::edit::tree) fn all_lines(&self, id: NodeId) -> Vec<Lines> {
        let mut all = Vec::new();
        let mut stack = vec![(id, false)];
        while let Some((at, is_close)) = stack.pop() {
            if is_close {
                all.extend(self.node(at).close.as_deref().cloned());
                continue;
            }
            all.push(self.node(at).lines.clone());
            stack.push((at, true));
            stack.extend(self.children(Within::Section(at)).rev().map(|child| (child, false)));
        }
        all
    }
}

/// The comments in some lines, each from the `#` on.
pub(in crate::edit::tree) fn comments_in(version: Version, text: &[u8]) -> Vec<Vec<u8>> {
    let comments = match Reading::of(version, text) {
        Some(read) => read.comments,
        // Lines that Dovecot drops.
        None => text.split(|b| *b == b'\n').filter_map(|line| comment_of(version, line)).collect(),
    };
    comments.into_iter().map(|comment| comment.trim_ascii_end().to_vec()).collect()
}

fn comment_of(version: Version, line: &[u8]) -> Option<Vec<u8>> {
    let cut = lines::cut(version.series, line);
    Some(line[cut.comment?..cut.nul.unwrap_or(cut.line_end)].to_vec())
}
