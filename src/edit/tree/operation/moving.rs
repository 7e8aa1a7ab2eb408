//! Statements that move, and their indentation.

use crate::edit::tree::node::{Lines, NodeId, What, Within};
use crate::edit::tree::place::{Place, Spot};
use crate::edit::tree::style::Style;
use crate::edit::tree::{Refused, Tree};
use crate::syntax::Form;

impl Tree {
    /// Moves a node with all that is in it, and with the comments directly above that are about it, also to another
    /// file. It gets the indentation and the line ends of its new place.
    ///
    /// # Errors
    /// When it cannot be removed, cannot be there, or would be in itself.
    pub fn move_to(&mut self, id: NodeId, place: Place) -> Result<(), Refused> {
        self.removable(id)?;
        let mut moving = self.comments_above(id);
        moving.push(id);
        let spot = self.spot(place)?;
        let mut outer = spot.within;
        while let Within::Section(head) = outer {
            if head == id {
                return Err(Refused::Apart);
            }
            outer = self.node(head).parent;
        }
        if let Place::Before(near) | Place::Above(near) | Place::After(near) = place
            && moving.contains(&near)
        {
            return Err(Refused::Apart);
        }
        let files = (self.file_of(id), self.file_within(spot.within));
        let style = (files.0 != files.1).then(|| self.style(files.1).clone());
        let indent = self.indent_at_without(spot, &moving);
        let old = self.node(id).lines.indent().to_vec();
        let spot = self.take(&moving, spot);
        self.put(spot, &moving);
        for id in moving {
            self.indent(id, &old, &indent, style.as_ref());
        }
        Ok(())
    }

    /// The indentation of a spot as if these nodes were not there.
    fn indent_at_without(&mut self, spot: Spot, nodes: &[NodeId]) -> Vec<u8> {
        for id in nodes {
            self.node_mut(*id).is_gone = true;
        }
        let indent = self.indent_at(spot);
        for id in nodes {
            self.node_mut(*id).is_gone = false;
        }
        indent
    }

    /// Takes nodes out of their list; a spot of that list moves along.
    pub(in crate::edit::tree) fn take(&mut self, nodes: &[NodeId], mut spot: Spot) -> Spot {
        for id in nodes {
            let (within, index) = (self.node(*id).parent, self.index(*id));
            self.list_mut(within).remove(index);
            if within == spot.within && index < spot.index {
                spot.index -= 1;
            }
        }
        spot
    }

    /// Gives a node and all in it other spaces in front, and the line ends of another file.
    pub(in crate::edit::tree) fn indent(
        &mut self,
        id: NodeId,
        old: &[u8],
        new: &[u8],
        style: Option<&Style>,
    ) {
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            let version = self.version();
            let node = self.node_mut(id);
            let is_heredoc = node.what == What::Setting
                && memchr::memchr(b'\n', &node.lines.text).is_some()
                && crate::edit::tree::Reading::of(version, &node.lines.text)
                    .is_some_and(|read| read.form == Form::Heredoc);
            // What Dovecot drops has no place of its own.
            if !matches!(node.what, What::Lost | What::Unfinished | What::Blank) {
                change(&mut node.lines, old, new, is_heredoc);
            }
            if let Some(close) = node.close.as_deref_mut() {
                change(close, old, new, false);
            }
            if let Some(style) = style {
                for lines in std::iter::once(&mut node.lines).chain(node.close.as_deref_mut()) {
                    lines.end = style.end;
                    if !is_heredoc {
                        lines.text = with_line_ends(&lines.text, style.end.bytes());
                    }
                }
            }
            stack.extend(node.children.iter().copied());
        }
    }
}

fn change(lines: &mut Lines, old: &[u8], new: &[u8], is_heredoc: bool) {
    let mut out = Vec::with_capacity(lines.text.len() + new.len());
    for (number, line) in lines.text.split_inclusive(|b| *b == b'\n').enumerate() {
        let is_first = number == 0;
        match line.strip_prefix(old) {
            _ if is_heredoc && !is_first => out.extend_from_slice(line),
            Some(rest) if !rest.is_empty() => {
                out.extend_from_slice(new);
                out.extend_from_slice(rest);
            }
            None if is_first => {
                out.extend_from_slice(new);
                out.extend_from_slice(&line[crate::edit::tree::node::indent(line).len()..]);
            }
            _ => out.extend_from_slice(line),
        }
    }
    lines.text = out;
}

fn with_line_ends(text: &[u8], end: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|b| *b == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                out.extend_from_slice(end);
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}
