//! New statements.

use crate::edit::tree::given::New;
use crate::edit::tree::node::{Anchor, Lines, Node, NodeId, What, Within};
use crate::edit::tree::place::{Place, Spot};
use crate::edit::tree::style::Style;
use crate::edit::tree::{Refused, Tree};

impl Tree {
    /// Puts something new at a place, with the indentation and the line ends of what is around it. Gives the nodes that
    /// now are there, without those in sections.
    ///
    /// # Errors
    /// When it cannot be written, or would change how other lines are read.
    pub fn insert(&mut self, place: Place, new: &New) -> Result<Vec<NodeId>, Refused> {
        self.insert_all(place, std::slice::from_ref(new))
    }

    /// Puts several new things at a place, in this order.
    ///
    /// # Errors
    /// As [`Tree::insert`]; then none of them is there.
    pub fn insert_all(&mut self, place: Place, new: &[New]) -> Result<Vec<NodeId>, Refused> {
        let spot = self.spot(place)?;
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let indent = self.indent_at(spot);
        let made = self.build_all(new, &indent, spot.within)?;
        self.put(spot, &made);
        Ok(made)
    }

    /// Hangs nodes into a list; those that were there move down.
    pub(in crate::edit::tree) fn put(&mut self, spot: Spot, nodes: &[NodeId]) {
        for (offset, id) in nodes.iter().enumerate() {
            // The further ones of several belong to the first one.
            let follows =
                if offset == 0 { spot.follows } else { nodes.first().map(|first| Anchor::After(*first)) };
            let node = self.node_mut(*id);
            node.parent = spot.within;
            node.follows = follows;
            self.list_mut(spot.within).insert(spot.index + offset, *id);
        }
    }

    pub(in crate::edit::tree) fn build_all(
        &mut self,
        new: &[New],
        indent: &[u8],
        within: Within,
    ) -> Result<Vec<NodeId>, Refused> {
        let known = self.nodes.len();
        let mut made = Vec::new();
        for one in new {
            match self.build(one, indent, within) {
                Ok(nodes) => made.extend(nodes),
                Err(refused) => {
                    self.nodes.truncate(known);
                    return Err(refused);
                }
            }
        }
        Ok(made)
    }

    /// Makes the nodes of something new; they are in no list yet.
    fn build(&mut self, new: &New, indent: &[u8], within: Within) -> Result<Vec<NodeId>, Refused> {
        let head = new.head(self.version())?;
        let file = self.file_within(within);
        let end = self.style(file).end;
        let lines = |text: &[u8]| Lines { text: self::indented(indent, text), end, origin: None };
        let what = match new {
            New::Lines(text) => return self.graft(text, indent, within),
            New::Blank => {
                return Ok(vec![self.add_new(
                    What::Blank,
                    Lines { text: Vec::new(), end, origin: None },
                    within,
                )]);
            }
            New::Setting { .. } | New::Spaced { .. } => What::Setting,
            New::Section { .. } => What::Section,
            New::Include { .. } => What::Include,
            New::Comment(_) => What::Comment,
        };
        let (own, close) = (lines(&head), lines(b"}"));
        let id = self.add_new(what, own, within);
        if let New::Section { inner, .. } = new {
            self.node_mut(id).close = Some(Box::new(close));
            let deeper = [indent, &self.style(file).step].concat();
            for one in inner {
                let children = self.build(one, &deeper, within)?;
                for child in children {
                    self.node_mut(child).parent = Within::Section(id);
                    self.node_mut(id).children.push(child);
                }
            }
        }
        Ok(vec![id])
    }

    pub(in crate::edit::tree) fn add_new(&mut self, what: What, lines: Lines, parent: Within) -> NodeId {
        self.add_node(Node {
            what,
            lines,
            children: Vec::new(),
            close: None,
            parent,
            is_gone: false,
            is_bound: false,
            leaves_open: false,
            follows: None,
        })
    }

    /// Takes over the nodes of a text, which must close every section that it opens and leave no line open.
    fn graft(&mut self, text: &[u8], indent: &[u8], within: Within) -> Result<Vec<NodeId>, Refused> {
        let mut other = Tree::new(self.version());
        let file = other.read_file("", text);
        let is_whole = |id: NodeId| match other.what(id) {
            What::Unfinished => Err(Refused::GoesOn),
            What::Close => Err(Refused::Unclosed),
            What::Section if other.node(id).close.is_none() => Err(Refused::Unclosed),
            _ => Ok(()),
        };
        other.walk(file).try_for_each(is_whole)?;
        let end = self.style(self.file_within(within)).end;
        let base = other.children(Within::File(file)).next().map(|id| other.node(id).lines.indent().to_vec());
        let base = base.unwrap_or_default();
        let shift = self.nodes.len() as u32;
        let moved = |id: NodeId| NodeId(id.0 + shift);
        let top: Vec<NodeId> = other.children(Within::File(file)).map(moved).collect();
        for node in &other.nodes {
            let fresh = |lines: &Lines| Lines { end, origin: None, ..lines.clone() };
            self.nodes.push(Node {
                lines: fresh(&node.lines),
                close: node.close.as_deref().map(fresh).map(Box::new),
                children: node.children.iter().copied().map(moved).collect(),
                parent: match node.parent {
                    Within::File(_) => within,
                    Within::Section(id) => Within::Section(moved(id)),
                },
                ..node.clone()
            });
        }
        let style = Style { end, ..self.style(self.file_within(within)).clone() };
        for id in &top {
            self.indent(*id, &base, indent, Some(&style));
        }
        Ok(top)
    }
}

/// A text after spaces; an empty one stays empty.
pub(in crate::edit::tree) fn indented(indent: &[u8], text: &[u8]) -> Vec<u8> {
    if text.is_empty() { Vec::new() } else { [indent, text].concat() }
}
