//! The built-in groups of `@mailbox_defaults`, as far as `doveconf` ever shows what is in them.

use std::borrow::Cow;

use super::tree::{Head, Item, List, TOP, Tree, What};
use crate::config::resolve::effective::Origin;
use crate::schema::{self, MailboxGroup, Series, find};

fn id(name: &str) -> u16 {
    find(schema::scope(Series::V24, "root"), name.as_bytes()).map_or(u16::MAX, |setting| setting.id)
}

impl Tree<'_> {
    /// The built-in group of this name, apart from the tree. What it brings follows from the first use, where
    /// it is shown in its place.
    pub(super) fn built_in_group(&mut self, label: &[u8], name: &[u8], statement: usize) -> Option<usize> {
        let group = schema::mailbox_group(name).filter(|_| label == b"@mailbox_defaults")?;
        if let Some((_, branch)) = self.mailbox_groups.iter().find(|(known, _)| *known == group.name) {
            return Some(*branch);
        }
        let origin = if self.resolved { Origin::Named(statement) } else { Origin::Default };
        let branch = self.mailbox_group(group, origin);
        self.mailbox_groups.push((group.name, branch));
        Some(branch)
    }

    fn mailbox_group(&mut self, group: &'static MailboxGroup, origin: Origin<'static>) -> usize {
        let branch = self.apart(Head::Group(b"@mailbox_defaults", group.name.as_bytes()));
        let namespace = self.child(branch, Head::List(id("namespace"), group.namespace.as_bytes()), None);
        let text = |text: &'static str| What::Text(Cow::Borrowed(text.as_bytes()));
        self.set(namespace, id("namespace_name"), text(group.namespace), origin);
        self.set(namespace, id("namespace_inbox"), text("yes"), origin);
        for one in group.mailboxes {
            let mailbox = self.child(namespace, Head::List(id("mailbox"), one.name.as_bytes()), None);
            self.set(mailbox, id("mailbox_name"), text(one.name), origin);
            if let Some(auto) = one.auto(self.version) {
                self.set(mailbox, id("mailbox_auto"), text(auto), origin);
            }
            let mut list = List::default();
            let key = Cow::Borrowed(one.special_use.as_bytes());
            list.push(Item { key, value: Cow::Borrowed(b"yes"), origin });
            self.lists.push(list);
            let list = What::List(self.lists.len() - 1, true);
            self.set(mailbox, id("mailbox_special_use"), list, origin);
        }
        branch
    }

    /// Whether the built-in settings have a filter in the same place: what a built-in group brings there
    /// stays among them.
    pub(super) fn is_also_built_in(&self, branch: usize) -> bool {
        let branch = &self.branches[branch];
        match branch.head {
            Head::Root => true,
            Head::List(section, name) if branch.parent == TOP && section == id("service") => {
                std::str::from_utf8(name).is_ok_and(|name| schema::service(self.version, name).is_some())
            }
            _ => false,
        }
    }
}
