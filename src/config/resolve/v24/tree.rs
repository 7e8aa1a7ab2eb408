//! The filters of a configuration with what each of them sets.

use std::borrow::Cow;

use crate::config::Filter;
use crate::config::model::bounds::Bounds;
use crate::config::resolve::effective::Origin;
use crate::config::resolve::elements::{Element, Elements};
use crate::hash::HashMap;
use crate::schema::{self, Series, Setting, Version};

/// What distinguishes a filter from the others in the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Head<'c> {
    /// The top level.
    Root,
    /// `protocol`, `local`, `local_name`, `remote`.
    Connection(&'c Filter),
    /// A section without a name, by its setting.
    Named(u16),
    /// A section with a name.
    List(u16, &'c [u8]),
    /// `group @label name`.
    Group(&'c [u8], &'c [u8]),
}

/// The setting with this place in the table of 2.4.
pub(super) fn setting(id: u16) -> &'static Setting {
    &schema::all(Series::V24)[usize::from(id)]
}

/// One filter.
#[derive(Debug)]
pub(super) struct Branch<'c> {
    pub(super) head: Head<'c>,
    pub(super) parent: usize,
    pub(super) children: Vec<usize>,
    pub(super) held: Holding<'c>,
    /// Uses of groups.
    pub(super) groups: Vec<GroupUse<'c>>,
    /// Joined with its parent, or for other connections: not printed.
    pub(super) dropped: bool,
    /// The statement that opens it first.
    pub(super) opened: Option<usize>,
}

impl<'c> Branch<'c> {
    fn new(head: Head<'c>, parent: usize) -> Branch<'c> {
        let (children, groups) = (Vec::new(), Vec::new());
        Branch { head, parent, children, held: Holding::default(), groups, dropped: false, opened: None }
    }
}

/// The settings of a filter by the place of each in its table, sorted. Most filters hold one or two, and there may be
/// tens of thousands of filters.
#[derive(Debug, Default)]
pub(super) struct Holding<'c>(Vec<(u16, Held<'c>)>);

impl<'c> Holding<'c> {
    fn place(&self, id: u16) -> Result<usize, usize> {
        self.0.binary_search_by_key(&id, |(own, _)| *own)
    }

    pub(super) fn get(&self, id: u16) -> Option<&Held<'c>> {
        self.place(id).ok().map(|at| &self.0[at].1)
    }

    pub(super) fn get_mut(&mut self, id: u16) -> Option<&mut Held<'c>> {
        self.place(id).ok().map(|at| &mut self.0[at].1)
    }

    pub(super) fn insert(&mut self, id: u16, held: Held<'c>) {
        match self.place(id) {
            Ok(at) => self.0[at].1 = held,
            Err(at) => {
                if self.0.len() < 4 {
                    self.0.reserve_exact(1);
                }
                self.0.insert(at, (id, held));
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u16, &Held<'c>)> {
        self.0.iter().map(|(id, held)| (*id, held))
    }
}

/// `@label = name`.
#[derive(Debug)]
pub(super) struct GroupUse<'c> {
    pub(super) label: &'c [u8],
    pub(super) name: Cow<'c, [u8]>,
    pub(super) statement: usize,
}

/// A setting of a filter.
#[derive(Debug, Clone)]
pub(super) struct Held<'c> {
    /// Whether it only comes from a group.
    pub(super) by_group: bool,
    pub(super) what: What<'c>,
    pub(super) origin: Origin<'c>,
}

/// A value.
#[derive(Debug, Clone)]
pub(super) enum What<'c> {
    /// Everything but lists and here documents.
    Text(Cow<'c, [u8]>),
    /// The marker and the lines of a here document.
    Heredoc(&'c [u8], &'c [u8]),
    /// A list, and whether it begins again instead of adding to the one around it. Filters that got a list
    /// from the same group share it: what one adds, the others have too.
    List(usize, bool),
}

/// What a list holds.
pub(super) type List<'c> = Elements<Item<'c>>;

/// A key and a value of a list.
#[derive(Debug, Clone)]
pub(super) struct Item<'c> {
    pub(super) key: Cow<'c, [u8]>,
    pub(super) value: Cow<'c, [u8]>,
    pub(super) origin: Origin<'c>,
}

impl Element for Item<'_> {
    fn key(&self) -> &[u8] {
        &self.key
    }
}

/// All filters, the top level first.
#[derive(Debug)]
pub(super) struct Tree<'c> {
    pub(super) version: Version,
    /// As the processes see it: see [`Question::resolved`](crate::config::resolve::effective::Question::resolved).
    pub(super) resolved: bool,
    /// What may still be made of the configuration.
    pub(super) bounds: &'c Bounds,
    pub(super) branches: Vec<Branch<'c>>,
    pub(super) lists: Vec<List<'c>>,
    by_head: HashMap<(usize, Head<'c>), usize>,
    /// The built-in groups of `@mailbox_defaults` that something has asked for, by name.
    pub(super) mailbox_groups: Vec<(&'static str, usize)>,
}

/// The top level.
pub(super) const TOP: usize = 0;

/// How many filters may be in each other; what is deeper is left out. `doveconf` itself has spaces for 17.
pub(super) const DEEPEST: usize = 200;

impl<'c> Tree<'c> {
    pub(super) fn new(version: Version, resolved: bool, bounds: &'c Bounds) -> Tree<'c> {
        let top = Branch::new(Head::Root, TOP);
        let (branches, lists) = (vec![top], Vec::new());
        Tree {
            version,
            resolved,
            bounds,
            branches,
            lists,
            by_head: HashMap::default(),
            mailbox_groups: Vec::new(),
        }
    }

    /// The filter with this head in `parent`, if there is one.
    pub(super) fn find(&self, parent: usize, head: Head<'c>) -> Option<usize> {
        self.by_head.get(&(parent, head)).copied()
    }

    /// The filter with this head in `parent`, new or known.
    pub(super) fn child(&mut self, parent: usize, head: Head<'c>, opened: Option<usize>) -> usize {
        if let Some(known) = self.find(parent, head) {
            return known;
        }
        let at = self.branches.len();
        self.branches.push(Branch { opened, ..Branch::new(head, parent) });
        self.branches[parent].children.push(at);
        self.by_head.insert((parent, head), at);
        at
    }

    /// A filter that belongs to no other one and is not printed.
    pub(super) fn apart(&mut self, head: Head<'c>) -> usize {
        let at = self.branches.len();
        self.branches.push(Branch { dropped: true, ..Branch::new(head, TOP) });
        at
    }

    /// Sets a value that is no list.
    pub(super) fn set(&mut self, branch: usize, id: u16, what: What<'c>, origin: Origin<'c>) {
        self.branches[branch].held.insert(id, Held { by_group: false, what, origin });
    }

    /// `service/imap` for the sections around a filter; none where a connection filter is among them.
    pub(super) fn place(&self, branch: usize) -> Option<Vec<u8>> {
        let mut parts: Vec<&[u8]> = Vec::new();
        let mut at = branch;
        loop {
            match self.branches[at].head {
                Head::Root => break,
                Head::Connection(_) => return None,
                Head::Named(id) => parts.push(setting(id).name.as_bytes()),
                Head::List(id, name) => parts.extend([name, setting(id).name.as_bytes()]),
                Head::Group(label, name) => parts.extend([name, label]),
            }
            at = self.branches[at].parent;
        }
        parts.reverse();
        Some(parts.join(&b'/'))
    }
}
