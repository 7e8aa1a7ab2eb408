use super::node::{Anchor, NodeId, What, Within};
use super::{FileIndex, Refused, Tree};

/// How many lines above a statement its comments may begin. There may be thousands of lines with comments.
const NEAR: usize = 1000;

/// How many lines away a statement may be that tells how far others are to the right. Each that is put into thousands of
/// comments looks for one.
const TELLING: usize = 50;

/// Where something is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Directly above a node, below the comments that belong to it.
    Before(NodeId),
    /// Above a node and the comments that belong to it.
    Above(NodeId),
    /// Below a node and all that was put there before; below the `}` of a section.
    After(NodeId),
    /// The first in a file or a section, below all that was put there before.
    Start(Within),
    /// The last in a file or a section.
    End(Within),
}

/// A place in a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub within: Within,
    pub index: usize,
    pub follows: Option<Anchor>,
}

impl Tree {
    /// Where in which list a place is.
    pub(super) fn spot(&self, place: Place) -> Result<Spot, Refused> {
        let by = |id: NodeId| (self.node(id).parent, self.index(id));
        let spot = match place {
            Place::Before(id) => {
                let (within, index) = by(id);
                Spot { within, index, follows: None }
            }
            Place::Above(id) => {
                let first = self.comments_above(id).first().copied().unwrap_or(id);
                let (within, index) = by(first);
                Spot { within, index, follows: None }
            }
            Place::After(id) => {
                let (within, index) = by(id);
                let own = |anchor: Anchor| self.leads_to(anchor, Anchor::After(id));
                Spot { within, index: self.below(within, index + 1, own), follows: Some(Anchor::After(id)) }
            }
            Place::Start(within) => {
                let own = |anchor: Anchor| self.leads_to(anchor, Anchor::Start);
                Spot { within, index: self.below(within, 0, own), follows: Some(Anchor::Start) }
            }
            Place::End(within) => Spot { within, index: self.list(within).len(), follows: None },
        };
        self.free(spot)?;
        Ok(spot)
    }

    /// The first place from `index` on whose node was not put there by such an anchor.
    fn below(&self, within: Within, index: usize, is_own: impl Fn(Anchor) -> bool) -> usize {
        let own =
            self.list(within)[index..].iter().take_while(|id| self.node(**id).follows.is_some_and(&is_own));
        index + own.count()
    }

    /// Whether an anchor is this one, or that of a node that was put there by it.
    fn leads_to(&self, anchor: Anchor, wanted: Anchor) -> bool {
        let mut at = anchor;
        // A chain is as long as things were put below each other; a node cannot follow itself.
        for _ in 0..=self.nodes.len() {
            if at == wanted {
                return true;
            }
            let Anchor::After(id) = at else { return false };
            let Some(next) = self.node(id).follows else { return false };
            at = next;
        }
        false
    }

    /// Whether something may be at a spot without changing how what is there is read.
    fn free(&self, spot: Spot) -> Result<(), Refused> {
        if let Within::Section(head) = spot.within
            && self.is_gone(head)
        {
            return Err(Refused::Gone);
        }
        if !self.is_open {
            return Ok(());
        }
        let list = self.list(spot.within);
        let is_there = |id: &&NodeId| !self.node(**id).is_gone;
        if let Some(before) = list[..spot.index].iter().rev().find(is_there) {
            if self.node(*before).what == What::Unfinished || self.node(*before).leaves_open {
                return Err(Refused::GoesOn);
            }
            if !self.is_closed(*before) {
                return Err(Refused::Unclosed);
            }
        }
        let after = list[spot.index..].iter().find(is_there);
        if after.is_some_and(|after| self.node(*after).is_bound) {
            return Err(Refused::GoesOn);
        }
        Ok(())
    }

    /// The spaces in front of what is at a spot: those of the statement above, or below, or of the section's head
    /// and a step.
    pub(super) fn indent_at(&self, spot: Spot) -> Vec<u8> {
        let list = self.list(spot.within);
        let tells = |id: &&NodeId| {
            let node = self.node(**id);
            !node.is_gone && !matches!(node.what, What::Blank | What::Comment | What::Lost | What::Unfinished)
        };
        let above = list[..spot.index].iter().rev().take(TELLING).find(tells);
        let below = list[spot.index..].iter().take(TELLING).find(tells);
        if let Some(near) = above.or(below) {
            return self.node(*near).lines.indent().to_vec();
        }
        match spot.within {
            Within::File(_) => Vec::new(),
            Within::Section(head) => {
                let step = &self.style(self.file_of(head)).step;
                [self.node(head).lines.indent(), step].concat()
            }
        }
    }

    /// What is below a node in the same file or section, in order.
    pub fn siblings_below(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let below = &self.list(self.node(id).parent)[self.index(id) + 1..];
        below.iter().copied().filter(|id| !self.node(*id).is_gone)
    }

    /// Where in the list of its parent a node is.
    pub(super) fn index(&self, id: NodeId) -> usize {
        let list = self.list(self.node(id).parent);
        let start = self.last_found.get().min(list.len());
        let near = (0..=list.len()).flat_map(|step| [start.checked_sub(step), start.checked_add(step)]);
        let found = near.flatten().find(|at| list.get(*at) == Some(&id)).unwrap_or_default();
        self.last_found.set(found);
        found
    }

    /// The file of a place.
    pub(super) fn file_within(&self, within: Within) -> FileIndex {
        match within {
            Within::File(file) => file,
            Within::Section(head) => self.file_of(head),
        }
    }

    /// The comments directly above a statement that are about it: up to a blank line, another statement or a setting
    /// that is commented out, as `#ssl = yes` is.
    pub fn comments_above(&self, id: NodeId) -> Vec<NodeId> {
        let list = self.list(self.node(id).parent);
        let above = list[..self.index(id)].iter().rev().take(NEAR).copied();
        let above = above.filter(|id| !self.node(*id).is_gone);
        let mut found: Vec<NodeId> = above.take_while(|id| self.is_prose(*id)).collect();
        found.reverse();
        found
    }

    fn is_prose(&self, id: NodeId) -> bool {
        let node = self.node(id);
        node.what == What::Comment && !node.is_bound && !is_commented_out(node.lines.text.trim_ascii())
    }
}

/// Whether a comment is a statement that someone took out: `#key = value`, `#section {`, `#}`.
fn is_commented_out(text: &[u8]) -> bool {
    let Some(text) = text.strip_prefix(b"#") else { return false };
    let is_key = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'/' | b'-');
    let key = text.iter().take_while(|b| is_key(b)).count();
    let rest = text[key..].trim_ascii();
    match key {
        0 => rest == b"}",
        _ => rest.starts_with(b"=") || rest.ends_with(b"{"),
    }
}

#[cfg(test)]
mod tests {
    use super::is_commented_out;

    #[test]
    fn settings_that_are_commented_out() {
        for text in ["#ssl = yes", "#ssl=yes", "#service imap {", "#}", "#  }", "#service/imap/x ="] {
            assert!(is_commented_out(text.as_bytes()), "{text}");
        }
        for text in ["# ssl = yes", "#", "## a", "#why", "#Note = this", "ssl = yes"] {
            assert!(!is_commented_out(text.as_bytes()), "{text}");
        }
    }
}
