//! The effective values in one configuration and not, or otherwise, in another one.

use std::cell::OnceCell;
use std::ops::Deref;

use super::{Leaf, Node, Origin};
use crate::config::value;
use crate::hash::{HashMap, HashSet};
use crate::schema::{self, Kind, Line, Version, find};

/// What a configuration has set, and the defaults that it has where the other one sets something.
pub struct Side<'n, 'c> {
    version: Version,
    set: Vec<Leaf<'n, 'c>>,
    all: &'n dyn Deref<Target = Node<'c>>,
    others: OnceCell<Vec<Leaf<'n, 'c>>>,
    sections: OnceCell<HashSet<Vec<String>>>,
}

/// One value that differs.
#[derive(Debug)]
pub struct Difference<'t, 'n, 'c> {
    /// The path, in the names of the newer line when the two are of different lines.
    pub path: Vec<String>,
    /// The value in the first configuration, possibly a default.
    pub old: Option<&'t Leaf<'n, 'c>>,
    /// The value in the second one.
    pub new: Option<&'t Leaf<'n, 'c>>,
}

/// Which configuration sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The second alone.
    Added,
    /// The first alone.
    Removed,
    /// Both, otherwise.
    Changed,
}

impl<'n, 'c> Side<'n, 'c> {
    /// From the tree of what is set, and the tree with the defaults, which is made when it is needed.
    pub fn new(version: Version, set: &'n Node<'c>, all: &'n dyn Deref<Target = Node<'c>>) -> Side<'n, 'c> {
        let (others, sections) = (OnceCell::new(), OnceCell::new());
        Side { version, set: set.leaves(version), all, others, sections }
    }

    /// The values of these names, which are defaults, as nothing sets them.
    fn others(&self, newer: Line, names: &HashSet<&Name>) -> &[Leaf<'n, 'c>] {
        self.others.get_or_init(|| {
            if names.is_empty() {
                return Vec::new();
            }
            self.all.leaves_that(self.version, |leaf| names.contains(&name(self.version, newer, leaf)))
        })
    }

    /// Whether a section has something in it.
    fn has_section(&self, path: &[String]) -> bool {
        let sections = self.sections.get_or_init(|| {
            let paths = self.set.iter().map(|leaf| &leaf.path);
            paths.flat_map(|path| (0..path.len()).map(|end| path[..end].to_vec())).collect()
        });
        sections.contains(path)
    }
}

impl Difference<'_, '_, '_> {
    /// What happened to it.
    pub fn change(&self) -> Change {
        match (is_set(self.old), is_set(self.new)) {
            (false, _) => Change::Added,
            (_, false) => Change::Removed,
            _ => Change::Changed,
        }
    }

    /// The section that it is in.
    pub fn section(&self) -> &[String] {
        let is_value = self.old.or(self.new).is_some_and(|leaf| leaf.entry.is_some());
        if is_value { &self.path[..self.path.len() - 1] } else { &self.path }
    }

    /// The setting; none for a section with nothing in it.
    pub fn key(&self) -> Option<&str> {
        let has_key = self.old.or(self.new).is_some_and(|leaf| leaf.entry.is_some());
        if has_key { self.path.last().map(String::as_str) } else { None }
    }
}

fn is_set(leaf: Option<&Leaf<'_, '_>>) -> bool {
    leaf.is_some_and(|leaf| leaf.entry.is_none_or(|entry| !matches!(entry.origin, Origin::Default)))
}

type Name = (Vec<String>, bool);
type Table<'t, 'n, 'c> = HashMap<Name, &'t Leaf<'n, 'c>>;

/// All differences, by section, the sections in the order in which the first configuration has them.
pub fn differences<'t, 'n, 'c>(a: &'t Side<'n, 'c>, b: &'t Side<'n, 'c>) -> Vec<Difference<'t, 'n, 'c>> {
    let newer = a.version.line.max(b.version.line);
    let a_set = table(&a.set, a.version, newer);
    let b_set = table(&b.set, b.version, newer);
    let only_in_a = a_set.keys().filter(|name| !b_set.contains_key(*name)).collect();
    let only_in_b = b_set.keys().filter(|name| !a_set.contains_key(*name)).collect();
    let a_others = table(a.others(newer, &only_in_b), a.version, newer);
    let b_others = table(b.others(newer, &only_in_a), b.version, newer);
    let mut found = Vec::new();
    for leaf in &a.set {
        let name = name(a.version, newer, leaf);
        let other = b_set.get(&name).or_else(|| b_others.get(&name)).copied();
        push(&mut found, name.0, Some(leaf), other, (a, b));
    }
    for leaf in &b.set {
        let name = name(b.version, newer, leaf);
        if !a_set.contains_key(&name) {
            let other = a_others.get(&name).copied();
            push(&mut found, name.0, other, Some(leaf), (a, b));
        }
    }
    by_section(found)
}

fn name(version: Version, newer: Line, leaf: &Leaf<'_, '_>) -> Name {
    (common_path(version, newer, leaf), leaf.entry.is_some())
}

/// All that one configuration sets, where there is no other one to compare it with: removed, or added.
pub fn one_sided<'t, 'n, 'c>(side: &'t Side<'n, 'c>, change: Change) -> Vec<Difference<'t, 'n, 'c>> {
    let set = side.set.iter().filter(|leaf| is_set(Some(leaf)));
    let found = set.map(|leaf| {
        let (old, new) = if change == Change::Removed { (Some(leaf), None) } else { (None, Some(leaf)) };
        Difference { path: leaf.path.clone(), old, new }
    });
    by_section(found.collect())
}

fn by_section<'t, 'n, 'c>(mut found: Vec<Difference<'t, 'n, 'c>>) -> Vec<Difference<'t, 'n, 'c>> {
    let mut order: HashMap<Vec<String>, usize> = HashMap::default();
    for difference in &found {
        let next = order.len();
        order.entry(difference.section().to_vec()).or_insert(next);
    }
    // The top level comes first.
    found.sort_by_key(|d| (!d.section().is_empty(), order.get(d.section()).copied()));
    found
}

fn table<'t, 'n, 'c>(leaves: &'t [Leaf<'n, 'c>], version: Version, newer: Line) -> Table<'t, 'n, 'c> {
    leaves.iter().map(|leaf| (name(version, newer, leaf), leaf)).collect()
}

fn push<'t, 'n, 'c>(
    found: &mut Vec<Difference<'t, 'n, 'c>>,
    path: Vec<String>,
    old: Option<&'t Leaf<'n, 'c>>,
    new: Option<&'t Leaf<'n, 'c>>,
    (a, b): (&Side<'n, 'c>, &Side<'n, 'c>),
) {
    // A default is of interest only as what a value replaces or gives way to.
    if !is_set(old) && !is_set(new) {
        return;
    }
    let is_same = match (old, new) {
        (Some(old), Some(new)) => is_same_value((a.version, old), (b.version, new)),
        // A section that is empty here and filled there shows by what fills it.
        (Some(leaf), None) => leaf.entry.is_none() && b.has_section(&path),
        (None, Some(leaf)) => leaf.entry.is_none() && a.has_section(&path),
        (None, None) => true,
    };
    if !is_same {
        found.push(Difference { path, old, new });
    }
}

/// Whether two values mean the same, however they are written: `1G` is `1024 M`.
fn is_same_value((av, a): (Version, &Leaf<'_, '_>), (bv, b): (Version, &Leaf<'_, '_>)) -> bool {
    let (Some(old), Some(new)) = (a.entry, b.entry) else { return a.entry.is_none() == b.entry.is_none() };
    if old.value == new.value {
        return true;
    }
    let meaning = |version, leaf: &Leaf<'_, '_>, text: &[u8]| {
        let kind = leaf.setting(version)?.kind(version);
        if value::is_unlimited(text) && kind != Kind::Bool {
            return Some(u64::MAX);
        }
        match kind {
            Kind::Bool => value::boolean(text).ok().map(u64::from),
            Kind::Size => value::size(text).ok(),
            Kind::Time => value::time(text, false).ok(),
            Kind::TimeMsecs => value::time(text, true).ok(),
            Kind::Uint | Kind::UintMax | Kind::Port => value::number(text, u64::MAX).ok(),
            Kind::Octal => value::octal(text).ok(),
            _ => None,
        }
    };
    let old = meaning(av, a, &old.value);
    old.is_some() && old == meaning(bv, b, &new.value)
}

/// The path in the names of the newer line: `mail_privileged_group` of 2.3 may have another name in 2.4.
fn common_path(version: Version, newer: Line, leaf: &Leaf<'_, '_>) -> Vec<String> {
    let mut path = leaf.path.clone();
    if version.line == newer {
        return path;
    }
    let Some([name]) = leaf.setting(version).map(|setting| setting.replaced_by) else { return path };
    let is_plain = find(schema::scope(newer, "root"), name.as_bytes()).is_some();
    if let (true, Some(last)) = (is_plain, path.last_mut()) {
        let around = leaf.nodes.iter().rev().find(|node| !node.is_filter());
        let front = around.map(|node| format!("{}_", String::from_utf8_lossy(&node.kind)));
        let short = front.and_then(|front| name.strip_prefix(front.as_str()));
        short.unwrap_or(name).clone_into(last);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::resolve::effective::Entry;

    fn tree(line: &str, text: &'static str) -> (Version, Node<'static>) {
        let mut root = Node::default();
        for line in text.lines() {
            let (path, value) = line.split_once('=').expect("a value");
            let parts: Vec<&str> = path.split('/').collect();
            let origin = Origin::Named(0);
            let entry = |key: &'static str| Entry {
                key: key.as_bytes().into(),
                value: value.as_bytes().into(),
                origin,
            };
            match parts[..] {
                [key] => root.entries.push(entry(key)),
                [kind, name, key] => root.nodes.push(Node {
                    kind: kind.as_bytes().into(),
                    name: Some(name.as_bytes().into()),
                    entries: if key.is_empty() { Vec::new() } else { vec![entry(key)] },
                    ..Node::default()
                }),
                _ => panic!("{path}"),
            }
        }
        (line.parse().expect("a version"), root)
    }

    fn compare(a: (&str, &'static str), b: (&str, &'static str)) -> Vec<(String, Change)> {
        let ((av, a), (bv, b)) = (tree(a.0, a.1), tree(b.0, b.1));
        let (all_a, all_b) = (&a, &b);
        let (a, b) = (Side::new(av, &a, &all_a), Side::new(bv, &b, &all_b));
        differences(&a, &b).iter().map(|d| (d.path.join("/"), d.change())).collect()
    }

    #[test]
    fn what_differs() {
        let old = "ssl=no\nservice/imap/vsz_limit=1 G\nservice/pop3/client_limit=1\nlisten=*";
        let new = "service/imap/vsz_limit=1024 M\nservice/pop3/client_limit=2\nlisten=*\nmail_debug=yes";
        assert_eq!(
            compare(("2.3", old), ("2.3", new)),
            [
                ("ssl".to_owned(), Change::Removed),
                ("mail_debug".to_owned(), Change::Added),
                ("service/pop3/client_limit".to_owned(), Change::Changed),
            ]
        );
        assert!(compare(("2.3", old), ("2.3", old)).is_empty());
    }

    #[test]
    fn an_empty_section_that_gets_filled_shows_by_what_fills_it() {
        let found = compare(("2.4", "userdb/passwd/="), ("2.4", "userdb/passwd/driver=x"));
        assert_eq!(found, [("userdb/passwd/driver".to_owned(), Change::Added)]);
        let gone = compare(("2.4", "userdb/passwd/="), ("2.4", ""));
        assert_eq!(gone, [("userdb/passwd".to_owned(), Change::Removed)]);
    }
}
