//! One statement becomes several, and sections come and go around statements.

use super::remove::comments_in;
use crate::config::value::writing;
use crate::edit::tree::given::New;
use crate::edit::tree::node::{Anchor, Lines, NodeId, What, Within};
use crate::edit::tree::place::{Place, Spot};
use crate::edit::tree::{Refused, Tree};

impl Tree {
    /// Puts several statements in the place of one. They are together, whatever is put at this place before or later.
    /// The comment in its line stays after the first of them, after the `{` when that is a section, or above where it
    /// finds no place; comments above stay. The node is then the first of them, which is given back with the others.
    ///
    /// # Errors
    /// When it cannot be removed, or something cannot be written.
    pub fn split(&mut self, id: NodeId, new: &[New]) -> Result<Vec<NodeId>, Refused> {
        self.removable(id)?;
        if matches!(self.node(id).what, What::Section | What::Comment | What::Blank) {
            return Err(Refused::Kind(self.node(id).what));
        }
        let (within, index) = (self.node(id).parent, self.index(id));
        let indent = self.node(id).lines.indent().to_vec();
        let made = self.build_all(new, &indent, within)?;
        let Some((first, others)) = made.split_first() else { return Err(Refused::Unwritable) };
        let (first, mut others) = (*first, others.to_vec());
        let comments = comments_in(self.version(), &self.node(id).lines.text);
        // The node itself becomes the first one, so that what was put after it still is.
        let mut node = self.node(first).clone();
        node.lines.origin.clone_from(&self.node(id).lines.origin);
        node.lines.end = self.node(id).lines.end;
        (node.parent, node.follows) = (within, self.node(id).follows);
        for child in node.children.clone() {
            self.node_mut(child).parent = Within::Section(id);
        }
        *self.node_mut(id) = node;
        self.node_mut(first).is_gone = true;
        self.node_mut(first).children.clear();
        let spot = Spot { within, index: index + 1, follows: Some(Anchor::After(id)) };
        self.put(spot, &others);
        for other in &others {
            self.node_mut(*other).follows = Some(Anchor::After(id));
        }
        self.put_comments(id, &comments);
        others.insert(0, id);
        Ok(others)
    }

    /// Puts comments after the head of a node, the last one at least, or above it.
    fn put_comments(&mut self, id: NodeId, comments: &[Vec<u8>]) {
        let Some((last, others)) = comments.split_last() else { return };
        let version = self.version();
        let old = &self.node(id).lines;
        let with = [&old.text[..], b" ", last].concat();
        let mut wanted = crate::edit::tree::Reading::of(version, &old.text);
        if let Some(wanted) = &mut wanted {
            wanted.comments.push(last.clone());
        }
        let fits = crate::edit::tree::Reading::of(version, &with).is_some_and(|read| Some(read) == wanted);
        let above = if fits { others } else { comments };
        if fits {
            self.node_mut(id).lines.text = with;
        }
        let index = self.index(id);
        self.comment_lines(id, index, above);
    }

    /// Puts comments on lines of their own into the list in which a node is.
    fn comment_lines(&mut self, near: NodeId, index: usize, comments: &[Vec<u8>]) {
        let within = self.node(near).parent;
        let end = self.style(self.file_of(near)).end;
        let indent = self.node(near).lines.indent().to_vec();
        for (offset, comment) in comments.iter().enumerate() {
            let lines = Lines { text: [&indent[..], comment].concat(), end, origin: None };
            let made = self.add_new(What::Comment, lines, within);
            self.list_mut(within).insert(index + offset, made);
        }
    }

    /// Puts a section around statements that are side by side, with the comments that belong to the first one and all
    /// that is between them.
    ///
    /// # Errors
    /// When they are not side by side in this order, cannot be removed, or the head cannot be written.
    pub fn wrap(&mut self, nodes: &[NodeId], kind: &[u8], name: Option<&[u8]>) -> Result<NodeId, Refused> {
        let (Some(first), Some(last)) = (nodes.first().copied(), nodes.last().copied()) else {
            return Err(Refused::Apart);
        };
        let within = self.node(first).parent;
        let start = self.index(self.comments_above(first).first().copied().unwrap_or(first));
        if nodes.iter().any(|id| self.node(*id).parent != within) || self.index(first) > self.index(last) {
            return Err(Refused::Apart);
        }
        let inner = self.list(within)[start..=self.index(last)].to_vec();
        for id in inner.iter().filter(|id| !self.node(**id).is_gone) {
            match self.node(*id).what {
                What::Blank | What::Comment | What::Lost if !self.node(*id).is_bound => {}
                _ => self.removable(*id)?,
            }
            let is_asked = nodes.contains(id);
            if !is_asked && !matches!(self.node(*id).what, What::Blank | What::Comment) {
                return Err(Refused::Apart);
            }
        }
        // What is in the section is no longer above what may go on there.
        self.spot(Place::Before(inner[0]))?;
        let head = writing::head(self.version(), kind, name).ok_or(Refused::Unwritable)?;
        let file = self.file_within(within);
        let (end, step) = (self.style(file).end, self.style(file).step.clone());
        let indent = self.node(first).lines.indent().to_vec();
        let lines = |text: &[u8]| Lines { text: [&indent[..], text].concat(), end, origin: None };
        let (own, close) = (lines(&head.text), lines(b"}"));
        let section = self.add_new(What::Section, own, within);
        let follows = self.node(inner[0]).follows;
        self.list_mut(within).splice(start..start + inner.len(), [section]);
        let deeper = [&indent[..], &step].concat();
        for id in &inner {
            self.node_mut(*id).parent = Within::Section(section);
            self.indent(*id, &indent, &deeper, None);
        }
        let node = self.node_mut(section);
        (node.children, node.close, node.follows) = (inner, Some(Box::new(close)), follows);
        Ok(section)
    }

    /// Takes a section away and leaves what is in it, one step less indented. The comments in the lines of its braces
    /// are on lines of their own then.
    ///
    /// # Errors
    /// When it is no section, or not closed in its file.
    pub fn unwrap(&mut self, id: NodeId) -> Result<(), Refused> {
        self.removable(id)?;
        if self.node(id).what != What::Section {
            return Err(Refused::Kind(self.node(id).what));
        }
        let version = self.version();
        let within = self.node(id).parent;
        let indent = self.node(id).lines.indent().to_vec();
        let before = comments_in(version, &self.node(id).lines.text);
        let close =
            self.node(id).close.as_ref().map(|close| comments_in(version, &close.text)).unwrap_or_default();
        let inner = std::mem::take(&mut self.node_mut(id).children);
        let index = self.index(id);
        self.comment_lines(id, index + 1, &close);
        let old = inner.iter().find(|id| !matches!(self.node(**id).what, What::Blank | What::Lost));
        let old = old.map(|id| self.node(*id).lines.indent().to_vec()).unwrap_or_default();
        let below = self.list_mut(within).split_off(index + 1);
        self.list_mut(within).extend(inner.iter().copied().chain(below));
        for child in &inner {
            let node = self.node_mut(*child);
            node.parent = within;
            // The first place in the section is now the one after it.
            node.follows =
                node.follows.map(|anchor| if anchor == Anchor::Start { Anchor::After(id) } else { anchor });
            self.indent(*child, &old, &indent, None);
        }
        self.comment_lines(id, index, &before);
        self.node_mut(id).is_gone = true;
        Ok(())
    }
}
