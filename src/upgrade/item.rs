//! Statements to write, each with the old one that it comes from.

use crate::edit::{Given, New, NodeId};

/// Something to write.
#[derive(Debug, Clone)]
pub enum Item {
    /// `key = value`
    Set {
        /// The key.
        key: Vec<u8>,
        /// The value.
        value: Given,
        /// The old statement.
        from: Option<NodeId>,
    },
    /// `kind name {`, what is in it, and `}`
    Block {
        /// The type.
        kind: Vec<u8>,
        /// The name.
        name: Option<Vec<u8>>,
        /// What is in it.
        inner: Vec<Item>,
        /// The old statement.
        from: Option<NodeId>,
    },
    /// A comment.
    Comment(Vec<u8>),
    /// Whole lines as they are written.
    Lines(Vec<u8>),
    /// `!include path`
    Include(Vec<u8>),
    /// The old statement with another key.
    Renamed(Vec<u8>),
}

impl Item {
    /// A setting with a text.
    pub fn set(key: impl AsRef<[u8]>, value: impl Into<Vec<u8>>) -> Item {
        Item::given(key, Given::text(value))
    }

    /// A setting with any value.
    pub fn given(key: impl AsRef<[u8]>, value: Given) -> Item {
        Item::Set { key: key.as_ref().to_vec(), value, from: None }
    }

    /// A section without a name.
    pub fn block(kind: impl AsRef<[u8]>, inner: Vec<Item>) -> Item {
        Item::Block { kind: kind.as_ref().to_vec(), name: None, inner, from: None }
    }

    /// A section with a name.
    pub fn named(kind: impl AsRef<[u8]>, name: impl AsRef<[u8]>, inner: Vec<Item>) -> Item {
        Item::Block { kind: kind.as_ref().to_vec(), name: Some(name.as_ref().to_vec()), inner, from: None }
    }

    /// The same, with the old statement that it comes from.
    #[must_use]
    pub fn from(mut self, node: NodeId) -> Item {
        if let Item::Set { from, .. } | Item::Block { from, .. } = &mut self {
            *from = Some(node);
        }
        self
    }

    /// A setting in sections without names: `a/b` is `b` in `a {}`.
    pub fn at(path: &str, value: Given) -> Item {
        match path.split_once('/') {
            Some((outer, inner)) => Item::block(outer, vec![Item::at(inner, value)]),
            None => Item::given(path, value),
        }
    }

    /// The new statements; `above` gives the comments that go with an old statement.
    pub(super) fn news(items: &[Item], above: &mut dyn FnMut(NodeId) -> Vec<Vec<u8>>) -> Vec<New> {
        let mut made = Vec::new();
        for item in items {
            if let Item::Set { from: Some(from), .. } | Item::Block { from: Some(from), .. } = item {
                made.extend(above(*from).into_iter().map(New::Comment));
            }
            made.push(match item {
                Item::Set { key, value, .. } => New::setting(key.clone(), value.clone()),
                Item::Block { kind, name, inner, .. } => {
                    New::section(kind.clone(), name.as_deref(), Item::news(inner, above))
                }
                Item::Comment(text) => New::Comment(text.clone()),
                Item::Lines(text) => New::lines(text.clone()),
                // Such an item is alone, and its statement is renamed in its place.
                Item::Renamed(_) => continue,
                Item::Include(path) => New::Include { path: path.clone(), is_try: false },
            });
        }
        made
    }
}
