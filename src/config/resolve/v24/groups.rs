//! The built-in group `@mailbox_defaults = english`, as far as `doveconf` ever shows what is in it.

use std::borrow::Cow;

use super::tree::{Head, Item, List, TOP, Tree, What};
use crate::config::resolve::effective::Origin;
use crate::schema::{self, Line, find};

/// The mailboxes, each with its special use.
const MAILBOXES: [(&str, &str); 4] =
    [("Drafts", "\\Drafts"), ("Junk", "\\Junk"), ("Sent", "\\Sent"), ("Trash", "\\Trash")];

fn id(name: &str) -> u16 {
    find(schema::scope(Line::V24, "root"), name.as_bytes()).map_or(u16::MAX, |setting| setting.id)
}

impl Tree<'_> {
    /// The built-in group of this name, apart from the tree. What it brings follows from the first use, where
    /// it is shown in its place.
    pub(super) fn built_in_group(&mut self, label: &[u8], name: &[u8], statement: usize) -> Option<usize> {
        if label != b"@mailbox_defaults" || name != b"english" {
            return None;
        }
        if self.english.is_none() {
            let origin = if self.resolved { Origin::Named(statement) } else { Origin::Default };
            self.english = Some(self.english(origin));
        }
        self.english
    }

    fn english(&mut self, origin: Origin<'static>) -> usize {
        let group = self.apart(Head::Group(b"@mailbox_defaults", b"english"));
        let inbox = self.child(group, Head::List(id("namespace"), b"inbox"), None);
        let text = |text: &'static str| What::Text(Cow::Borrowed(text.as_bytes()));
        self.set(inbox, id("namespace_name"), text("inbox"), origin);
        self.set(inbox, id("namespace_inbox"), text("yes"), origin);
        for (name, special_use) in MAILBOXES {
            let mailbox = self.child(inbox, Head::List(id("mailbox"), name.as_bytes()), None);
            self.set(mailbox, id("mailbox_name"), text(name), origin);
            if self.version.is_24_from(3) {
                self.set(mailbox, id("mailbox_auto"), text("subscribe"), origin);
            }
            let mut list = List::default();
            let key = Cow::Borrowed(special_use.as_bytes());
            list.push(Item { key, value: Cow::Borrowed(b"yes"), origin });
            self.lists.push(list);
            let list = What::List(self.lists.len() - 1, true);
            self.set(mailbox, id("mailbox_special_use"), list, origin);
        }
        group
    }

    /// Whether the built-in settings have a filter in the same place: what a built-in group brings there
    /// stays among them.
    pub(super) fn has_built_in_twin(&self, branch: usize) -> bool {
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
