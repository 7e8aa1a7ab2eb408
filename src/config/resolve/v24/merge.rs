//! Groups, and the filters of a connection: what is set in one filter goes into another.

use super::join::{self, Forest};
use super::tree::{DEEPEST, GroupUse, Head, List, TOP, Tree, What};
use crate::config::Filter;

/// How a merged value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    /// As where it comes from.
    Same,
    /// As a value of a group, which is not printed where the group is used.
    Group,
    /// As a value that is set.
    Set,
}

/// How a filter is merged into another.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// Whether it wins over what is set there.
    overwrite: bool,
    counts: Counts,
    /// Whether it is not printed by itself any more.
    drop: bool,
    /// Whether a list that does not begin again adds to the one that is there.
    unite: bool,
}

/// A group where it is used.
const GROUP: How = How { overwrite: false, counts: Counts::Group, drop: false, unite: false };

impl<'c> Tree<'c> {
    /// Joins the settings of a group into the filter that uses it; what is set there already stays. A built-in
    /// group comes before one of the same name in the configuration.
    pub(super) fn include(&mut self, branch: usize, label: &'c [u8], name: &[u8], statement: usize) {
        if let Some(group) = self.built_in_group(label, name, statement) {
            if self.resolved || !self.is_also_built_in(branch) {
                join::join(self, branch, group, GROUP, 0);
            }
            return;
        }
        let tree: &Tree<'_> = self;
        if let Some(group) = tree.find(TOP, Head::Group(label, name)) {
            join::join(self, branch, group, GROUP, 0);
        }
    }

    /// 2.4.1 joins the groups when everything is read. Source: `config_parse_finish_includes()`, 2.4.1.
    pub(super) fn include_all(&mut self) {
        let mut at = 0;
        // Including adds filters at the end, which use no group.
        while at < self.branches.len() {
            for GroupUse { label, name, statement } in std::mem::take(&mut self.branches[at].groups) {
                self.include(at, label, &name, statement);
            }
            at += 1;
        }
    }

    /// Joins the filters that match a connection with what is around them.
    pub(super) fn connect(&mut self, connection: &Filter) {
        let counts = if self.version.is_24_from(5) { Counts::Set } else { Counts::Same };
        let unite = self.resolved;
        join::connect(self, connection, How { overwrite: true, counts, drop: true, unite });
    }

    fn forget_groups(&mut self, branch: usize, depth: usize) {
        self.branches[branch].groups.clear();
        for child in self.branches[branch].children.clone() {
            if depth < DEEPEST {
                self.forget_groups(child, depth + 1);
            }
        }
    }

    /// A list with the elements of another one, which win.
    fn united(&mut self, list: usize, more: usize) -> usize {
        let mut all = List::default();
        for item in self.lists[list].items.iter().chain(&self.lists[more].items) {
            all.put(item.clone());
        }
        self.lists.push(all);
        self.lists.len() - 1
    }
}

impl<'c> Forest<'c> for Tree<'c> {
    type How = How;

    fn len(&self) -> usize {
        self.branches.len()
    }

    fn filter(&self, at: usize) -> Option<&'c Filter> {
        match self.branches[at].head {
            Head::Connection(filter) => Some(filter),
            _ => None,
        }
    }

    fn parent(&self, at: usize) -> usize {
        self.branches[at].parent
    }

    fn child(&self, at: usize, number: usize) -> Option<usize> {
        self.branches[at].children.get(number).copied()
    }

    fn twin(&mut self, outer: usize, of: usize) -> usize {
        let (head, opened) = (self.branches[of].head, self.branches[of].opened);
        Tree::child(self, outer, head, opened)
    }

    fn take(&mut self, to: usize, from: usize, how: How) -> bool {
        let taken = &self.branches[from];
        let number = 1 + taken.held.len() + taken.children.len();
        if !self.bounds.merge(number, taken.opened.unwrap_or(0)) {
            return false;
        }
        self.branches[from].dropped |= how.drop;
        let held: Vec<_> = self.branches[from].held.iter().map(|(id, held)| (id, held.clone())).collect();
        for (id, mut held) in held {
            let target = &self.branches[to];
            if !how.overwrite && target.held.get(id).is_some() {
                continue;
            }
            if let (true, What::List(more, false)) = (how.unite, &held.what)
                && let Some(What::List(known, anew)) = target.held.get(id).map(|held| &held.what)
            {
                let (known, anew, more) = (*known, *anew, *more);
                let number = self.lists[known].items.len() + self.lists[more].items.len();
                if !self.bounds.merge(number, self.branches[from].opened.unwrap_or(0)) {
                    return false;
                }
                held.what = What::List(self.united(known, more), anew);
            }
            held.by_group = match how.counts {
                Counts::Same => held.by_group,
                Counts::Group => true,
                Counts::Set => false,
            };
            self.branches[to].held.insert(id, held);
        }
        true
    }

    fn is_dropped(&self, at: usize) -> bool {
        self.branches[at].dropped
    }

    fn drop(&mut self, at: usize) {
        self.branches[at].dropped = true;
    }

    fn joins(&mut self, at: usize) {
        self.forget_groups(at, 0);
    }
}
