//! The tree laid flat: one line per value, with the path that leads to it.

use std::borrow::Cow;
use std::rc::Rc;

use super::{Entry, Node};
use crate::config::read::v24::section::is_refused_inside;
use crate::config::{Config, Key};
use crate::hash::HashMap;
use crate::schema::{self, Series, Setting, Version, find};
use crate::text;

/// One value of the tree, or a section with nothing in it.
#[derive(Debug, Clone)]
pub struct Leaf<'n, 'c> {
    /// Where it is; all leaves of a section share it, as there may be hundreds of thousands.
    inside: Rc<Inside<'n, 'c>>,
    /// The value; none for a section with nothing in it.
    pub entry: Option<&'n Entry<'c>>,
}

/// The sections around a leaf.
#[derive(Debug, Default)]
struct Inside<'n, 'c> {
    /// Their types and names: `service`, `imap`. An unnamed section of 2.3 counts as its number.
    path: Vec<Cow<'n, str>>,
    /// The outermost first, without the top level.
    nodes: Vec<&'n Node<'c>>,
}

impl<'c> Node<'c> {
    /// Every value in reading order of the tree.
    pub fn leaves<'n>(&'n self, version: Version) -> Vec<Leaf<'n, 'c>> {
        self.leaves_that(version, |_| true)
    }

    /// Some of its values; a tree with all defaults has so many that they are not kept first.
    pub fn leaves_that<'n>(
        &'n self,
        version: Version,
        wanted: impl Fn(&Leaf<'n, 'c>) -> bool,
    ) -> Vec<Leaf<'n, 'c>> {
        let mut leaves = Vec::new();
        self.each_leaf(version, &mut |leaf| {
            if wanted(&leaf) {
                leaves.push(leaf);
            }
        });
        leaves
    }

    /// Shows every value, one after the other.
    pub fn each_leaf<'n>(&'n self, version: Version, take: &mut dyn FnMut(Leaf<'n, 'c>)) {
        walk(self, version, &Rc::new(Inside::default()), take);
    }

    /// Drops all values but some. What is left of an unnamed section counts among its siblings as before.
    pub fn keep(&mut self, version: Version, wanted: impl Fn(&Leaf<'_, 'c>) -> bool) {
        let counts = |node: &Node<'_>| node.name.is_none() && is_numbered(version, &node.kind);
        let mut answers = self.answers(version, wanted);
        keep(self, &mut answers, &counts);
    }

    /// The tree with nothing but some of its leaves.
    #[must_use]
    pub fn with_only(mut self, version: Version, wanted: impl Fn(&Leaf<'_, 'c>) -> bool) -> Node<'c> {
        let mut answers = self.answers(version, wanted);
        number(&mut self, version);
        keep(&mut self, &mut answers, &|_| false);
        self
    }

    /// One answer per leaf, in the order in which [`walk`] meets them.
    fn answers(&self, version: Version, wanted: impl Fn(&Leaf<'_, 'c>) -> bool) -> std::vec::IntoIter<bool> {
        let mut is_wanted = Vec::new();
        self.each_leaf(version, &mut |leaf| is_wanted.push(wanted(&leaf)));
        is_wanted.into_iter()
    }

    /// Whether 2.4 refuses this section with braces inside another node: where it may not be, or without the
    /// setting that it must hold.
    pub fn is_refused_in(&self, outer: &Node<'_>, version: Version) -> bool {
        let Some(_) =
            self.name.as_ref().filter(|name| version.series == Series::V24 && !name.contains(&b'/'))
        else {
            return false;
        };
        let required =
            find(schema::scope(Series::V24, "root"), &self.kind).map_or("", |setting| setting.required);
        let sets_it = || {
            let key = required.as_bytes();
            let own = [&self.kind, b"_".as_slice()].concat();
            let short = key.strip_prefix(own.as_slice()).unwrap_or(key);
            self.entries.iter().any(|entry| *entry.key == *short || *entry.key == *key)
                || self.nodes.iter().any(|node| *node.kind == *short || *node.kind == *key)
        };
        (outer.name.is_some() && !outer.is_filter() && is_refused_inside(&self.kind, &outer.kind))
            || !(required.is_empty() || sets_it())
    }

    /// Whether it is one of the connection filters.
    pub fn is_filter(&self) -> bool {
        schema::is_filter(&self.kind)
    }
}

fn walk<'n, 'c>(
    node: &'n Node<'c>,
    version: Version,
    here: &Rc<Inside<'n, 'c>>,
    take: &mut dyn FnMut(Leaf<'n, 'c>),
) {
    for entry in &node.entries {
        take(Leaf { inside: here.clone(), entry: Some(entry) });
    }
    let mut unnamed: HashMap<&[u8], u32> = HashMap::default();
    for child in &node.nodes {
        let last = match &child.name {
            Some(name) => Some(printable(name)),
            None if is_numbered(version, &child.kind) => {
                let number = unnamed.entry(&child.kind).or_default();
                *number += 1;
                Some(Cow::Owned(child.number.unwrap_or(*number).to_string()))
            }
            None => None,
        };
        // Exactly as long as it gets: there may be tens of thousands.
        let mut path = Vec::with_capacity(here.path.len() + 1 + usize::from(last.is_some()));
        path.extend(here.path.iter().cloned().chain([printable(&child.kind)]).chain(last));
        let mut nodes = Vec::with_capacity(here.nodes.len() + 1);
        nodes.extend(here.nodes.iter().copied().chain([child]));
        let inner = Inside { path, nodes };
        let inner = Rc::new(inner);
        if child.entries.is_empty() && child.nodes.is_empty() {
            take(Leaf { inside: inner, entry: None });
        } else {
            walk(child, version, &inner, take);
        }
    }
}

/// A name as text, which is borrowed in nearly all cases.
fn printable(name: &[u8]) -> Cow<'_, str> {
    str::from_utf8(name).map_or_else(|_| Cow::Owned(text::printable(name)), text::shown)
}

/// Notes which of its unnamed siblings each section is.
fn number(node: &mut Node<'_>, version: Version) {
    let mut unnamed: HashMap<Cow<'_, [u8]>, u32> = HashMap::default();
    for child in &mut node.nodes {
        if child.name.is_none() && is_numbered(version, &child.kind) {
            let last = unnamed.entry(child.kind.clone()).or_default();
            *last += 1;
            child.number = Some(*last);
        }
        number(child, version);
    }
}

/// Takes one answer per leaf. A section in which nothing is left goes too, unless it `stays`.
fn keep(node: &mut Node<'_>, is_wanted: &mut dyn Iterator<Item = bool>, stays: &dyn Fn(&Node<'_>) -> bool) {
    node.entries.retain(|_| is_wanted.next() == Some(true));
    node.entries.shrink_to_fit();
    node.nodes.retain_mut(|child| {
        if child.entries.is_empty() && child.nodes.is_empty() {
            return is_wanted.next() == Some(true) || stays(child);
        }
        keep(child, is_wanted, stays);
        !child.entries.is_empty() || !child.nodes.is_empty() || stays(child)
    });
    node.nodes.shrink_to_fit();
}

/// Whether there may be several unnamed sections of this type side by side.
fn is_numbered(version: Version, kind: &[u8]) -> bool {
    version.series == Series::V23
        && schema::scopes_with(version, kind).iter().any(|setting| setting.kind(version).is_section())
}

impl<'n, 'c> Leaf<'n, 'c> {
    /// The types and names of the sections around it; an unnamed section of 2.3 counts as its number.
    pub fn section(&self) -> &[Cow<'n, str>] {
        &self.inside.path
    }

    /// The sections around it, the outermost first, without the top level.
    pub fn nodes(&self) -> &[&'n Node<'c>] {
        &self.inside.nodes
    }

    /// The key as text; none for a section with nothing in it.
    pub fn last(&self) -> Option<Cow<'n, str>> {
        Some(printable(&self.entry?.key))
    }

    /// The sections around it, then the key: `service`, `imap`, `client_limit`.
    pub fn path(&self) -> Vec<String> {
        self.section().iter().cloned().chain(self.last()).map(Cow::into_owned).collect()
    }

    /// The path as one text, `service/imap/client_limit`.
    pub fn name(&self) -> String {
        let mut name = self.section().join("/");
        if let Some(last) = self.last() {
            if !name.is_empty() {
                name.push('/');
            }
            name.push_str(&last);
        }
        name
    }

    /// 2.4: the list in which it is: `userdb_fields` of `userdb static { fields { … } }`.
    fn list(&self, version: Version) -> Option<&'static Setting> {
        let mut around = self.nodes().iter().rev().filter(|node| !node.is_filter());
        let node = around.next().filter(|node| version.series == Series::V24 && node.name.is_none())?;
        let fronts = around.next().map(|outer| fronts(outer)).unwrap_or_default();
        let names = fronts.iter().map(|front| [front.as_slice(), &node.kind].concat());
        let found = names
            .chain([node.kind.to_vec()])
            .find_map(|name| find(schema::scope(Series::V24, "root"), &name));
        found.filter(|list| matches!(list.kind(version), schema::Kind::BoolList | schema::Kind::StrList))
    }

    /// The list whose element it is: `plugin` in 2.3, `userdb_fields` in 2.4.
    pub fn list_name(&self, version: Version) -> Option<&'n str> {
        match self.list(version) {
            Some(list) => Some(list.name),
            None => std::str::from_utf8(&self.nodes().last()?.kind).ok(),
        }
    }

    /// The setting that the key stands for here; none for a free key of a list.
    pub fn setting(&self, version: Version) -> Option<&'static Setting> {
        let key: &[u8] = &self.entry?.key;
        let around = self.nodes().iter().rev().find(|node| !node.is_filter());
        let table = match version.series {
            Series::V23 => around.map_or("root", |node| std::str::from_utf8(&node.kind).unwrap_or("root")),
            Series::V24 => "root",
        };
        // A free list, although the tables know what usually is in it.
        if matches!(table, "plugin" | "dict") {
            return None;
        }
        let settings = schema::scope(version.series, table);
        if version.series == Series::V24
            && let Some(node) = around
        {
            // Inside a list the keys are free; inside a section they lose the front of their names.
            if self.list(version).is_some() {
                return None;
            }
            for front in fronts(node) {
                if let Some(setting) = find(settings, &[front.as_slice(), key].concat()) {
                    return Some(setting);
                }
            }
        }
        find(settings, key)
    }

    /// The key under which the configuration keeps what sets it.
    pub fn key(&self, config: &Config<'_>) -> Option<Key> {
        if let Some(setting) = self.setting(config.version()) {
            return Some(Key::of(setting));
        }
        config.free_key(self.list_name(config.version())?, &self.entry?.key)
    }

    /// Whether it is in the definition of a group.
    pub fn is_in_group(&self) -> bool {
        self.nodes().first().is_some_and(|node| node.kind.starts_with(b"group "))
    }

    /// Whether a name that a person typed means this value: its path, the end of it that is a setting, the
    /// full name of a setting of 2.4 (`service_client_limit`), or a section around it.
    pub fn is_called(&self, name: &str, version: Version) -> Called {
        let own = self.name();
        let is_last = self.last().is_some_and(|last| last == name);
        if own == name || is_last || self.setting(version).is_some_and(|setting| setting.name == name) {
            return Called::Exactly;
        }
        let is_inside = own.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        if is_inside || self.nodes().iter().any(|node| *node.kind == *name.as_bytes()) {
            return Called::Around;
        }
        Called::No
    }
}

/// What the settings of a section of 2.4 lose at the front of their names.
fn fronts(node: &Node<'_>) -> Vec<Vec<u8>> {
    let name = node.name.as_deref().unwrap_or_default();
    vec![[&node.kind, b"_".as_slice(), name, b"_"].concat(), [&node.kind, b"_".as_slice()].concat()]
}

/// What a name has to do with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Called {
    /// It is its name.
    Exactly,
    /// It is the name of something around it.
    Around,
    /// Nothing.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::resolve::effective::Origin;

    fn node(kind: &'static str, name: Option<&'static str>, keys: &[&'static str]) -> Node<'static> {
        let entry = |key: &&'static str| Entry {
            key: key.as_bytes().into(),
            value: b"1".as_slice().into(),
            origin: Origin::Default,
        };
        Node {
            kind: kind.as_bytes().into(),
            name: name.map(|name| name.as_bytes().into()),
            entries: keys.iter().map(entry).collect(),
            ..Node::default()
        }
    }

    fn names(nodes: Vec<Node<'static>>, version: &str) -> Vec<String> {
        let root = Node { nodes, ..node("", None, &["ssl"]) };
        root.leaves(version.parse().expect("a version")).iter().map(Leaf::name).collect()
    }

    #[test]
    fn unnamed_sections_are_counted_in_2_3_only() {
        let passdbs = || vec![node("passdb", None, &["driver"]), node("passdb", None, &["driver"])];
        assert_eq!(names(passdbs(), "2.3"), ["ssl", "passdb/1/driver", "passdb/2/driver"]);
        assert_eq!(names(vec![node("plugin", None, &["quota"])], "2.3"), ["ssl", "plugin/quota"]);
        assert_eq!(names(vec![node("ssl_server", None, &[])], "2.4"), ["ssl", "ssl_server"]);
    }

    #[test]
    fn what_is_kept_is_called_as_before() {
        let passdb = |key| node("passdb", None, &[key]);
        let services =
            [node("service", Some("a"), &["user"]), node("service", Some("b"), &["user", "group"])];
        let nodes = [passdb("driver"), passdb("args")].into_iter().chain(services).collect();
        let version: Version = "2.3".parse().expect("a version");
        let mut root = Node { nodes, ..node("", None, &["ssl"]) };
        root.keep(version, |leaf| leaf.last().is_some_and(|last| last == "args" || last == "group"));
        let leaves = root.leaves_that(version, |leaf| leaf.entry.is_some());
        let names: Vec<String> = leaves.iter().map(Leaf::name).collect();
        assert_eq!(names, ["passdb/2/args", "service/b/group"]);
        let nodes = vec![passdb("driver"), passdb("args")];
        let root = Node { nodes, ..Node::default() };
        let root = root.with_only(version, |leaf| leaf.last().is_some_and(|last| last == "args"));
        assert_eq!(root.leaves(version).iter().map(Leaf::name).collect::<Vec<_>>(), ["passdb/2/args"]);
    }

    #[test]
    fn a_setting_has_several_names() {
        let version = "2.4".parse().expect("a version");
        let root = Node { nodes: vec![node("service", Some("imap"), &["client_limit"])], ..Node::default() };
        let leaves = root.leaves(version);
        for name in ["client_limit", "service_client_limit", "service/imap/client_limit"] {
            assert_eq!(leaves[0].is_called(name, version), Called::Exactly, "{name}");
        }
        for name in ["service", "service/imap"] {
            assert_eq!(leaves[0].is_called(name, version), Called::Around, "{name}");
        }
        assert_eq!(leaves[0].is_called("limit", version), Called::No);
        assert_eq!(leaves[0].is_called("service/ima", version), Called::No);
    }
}
