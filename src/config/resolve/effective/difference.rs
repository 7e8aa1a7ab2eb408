//! The effective values in one configuration and not, or otherwise, in another one.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::hash::{Hash, Hasher};

use super::{Keys, Leaf, Node, Origin, Question};
use crate::config::Config;
use crate::config::value;
use crate::hash::{HashMap, HashSet};
use crate::schema::{self, Kind, Series, Version, find};

/// What a configuration sets, and what it has instead of what another one sets.
pub struct Trees<'c> {
    version: Version,
    set: Node<'c>,
    /// With the defaults of these settings; made when they are known.
    with_defaults: Box<dyn Fn(Keys) -> Node<'c> + 'c>,
    others: OnceCell<Node<'c>>,
}

/// The values of one configuration, to be compared.
pub struct Side<'n, 'c> {
    trees: &'n Trees<'c>,
    set: Vec<Leaf<'n, 'c>>,
    others: OnceCell<Vec<Leaf<'n, 'c>>>,
}

/// One value that differs.
#[derive(Debug)]
pub struct Difference<'t, 'n, 'c> {
    /// The key in the newer line, where that is another one.
    renamed: Option<&'static str>,
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

impl<'c> Trees<'c> {
    /// What is effective in a configuration.
    pub fn new(config: &'c Config<'c>) -> Trees<'c> {
        let with_defaults = |only| {
            config.effective(&Question { all: true, only: Some(only), bare: true, ..Question::default() })
        };
        Trees {
            version: config.version(),
            set: config.effective(&Question::default()),
            with_defaults: Box::new(with_defaults),
            others: OnceCell::new(),
        }
    }
}

impl<'n, 'c> Side<'n, 'c> {
    /// From what is effective.
    pub fn new(trees: &'n Trees<'c>) -> Side<'n, 'c> {
        Side { trees, set: trees.set.leaves(trees.version), others: OnceCell::new() }
    }

    fn version(&self) -> Version {
        self.trees.version
    }

    /// The values of these names, which are defaults, as nothing sets them.
    fn others(&self, newer: Series, names: &Table<'_, 'n, 'c>) -> &[Leaf<'n, 'c>] {
        self.others.get_or_init(|| {
            if names.is_empty() {
                return Vec::new();
            }
            let is_wanted = |leaf: &Leaf<'_, '_>| {
                leaf.entry.is_some() && names.contains(&named(self.version(), newer, leaf))
            };
            let tree = self.trees.others.get_or_init(|| {
                let mut tree = (self.trees.with_defaults)(names.iter().filter_map(Named::key).collect());
                tree.keep(self.version(), is_wanted);
                tree
            });
            tree.leaves_that(self.version(), |leaf| leaf.entry.is_some())
        })
    }
}

/// The sections of a configuration that have something in them, looked for when they are asked about.
struct Filled<'t, 'n, 'c> {
    side: &'t Side<'n, 'c>,
    sections: OnceCell<HashSet<&'t [Cow<'n, str>]>>,
}

impl<'t, 'n, 'c> Filled<'t, 'n, 'c> {
    fn new(side: &'t Side<'n, 'c>) -> Filled<'t, 'n, 'c> {
        Filled { side, sections: OnceCell::new() }
    }

    fn has(&self, path: &[Cow<'_, str>]) -> bool {
        let around = |leaf: &'t Leaf<'n, 'c>| {
            let section = leaf.section();
            let own = leaf.entry.map(|_| section);
            (0..section.len()).map(|end| &section[..end]).chain(own)
        };
        self.sections.get_or_init(|| self.side.set.iter().flat_map(around).collect()).contains(path)
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
    pub fn section(&self) -> &[Cow<'_, str>] {
        self.old.or(self.new).map_or(&[], Leaf::section)
    }

    /// The setting; none for a section with nothing in it.
    pub fn key(&self) -> Option<Cow<'_, str>> {
        self.renamed.map(Cow::Borrowed).or_else(|| self.old.or(self.new)?.last())
    }

    /// The section and the setting, in the names of the newer line when the two are of different lines.
    pub fn path(&self) -> Vec<String> {
        self.section().iter().cloned().chain(self.key()).map(Cow::into_owned).collect()
    }
}

/// Whether a version may have a default in the section of a leaf that another configuration sets: filters have none,
/// and in 2.4 only the top level has.
fn has_default(version: Version, leaf: &Leaf<'_, '_>) -> bool {
    match version.series {
        Series::V23 => leaf.nodes().first().is_none_or(|node| !node.is_filter()),
        Series::V24 => leaf.section().is_empty(),
    }
}

fn is_set(leaf: Option<&Leaf<'_, '_>>) -> bool {
    leaf.is_some_and(|leaf| leaf.entry.is_none_or(|entry| !matches!(entry.origin, Origin::Default)))
}

/// A value by what it is called in both configurations.
#[derive(Debug, Clone, Copy)]
struct Named<'t, 'n, 'c> {
    leaf: &'t Leaf<'n, 'c>,
    /// Its key in the newer line, where that is another one.
    renamed: Option<&'static str>,
}

impl<'t> Named<'t, '_, '_> {
    /// The same, by the name that the value which it is compared with has in the newer line.
    fn or_as(self, other: Option<&Named<'_, '_, '_>>) -> Self {
        Named { renamed: self.renamed.or(other.and_then(|other| other.renamed)), ..self }
    }

    /// Its key; none for a section with nothing in it.
    fn key(&self) -> Option<Cow<'t, str>> {
        self.renamed.map(Cow::Borrowed).or_else(|| self.leaf.last())
    }
}

impl PartialEq for Named<'_, '_, '_> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key() && self.leaf.section() == other.leaf.section()
    }
}

impl Eq for Named<'_, '_, '_> {}

impl Hash for Named<'_, '_, '_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.leaf.section(), self.key()).hash(state);
    }
}

type Table<'t, 'n, 'c> = HashSet<Named<'t, 'n, 'c>>;

/// All differences, by section, the sections in the order in which the first configuration has them.
pub fn differences<'t, 'n, 'c>(a: &'t Side<'n, 'c>, b: &'t Side<'n, 'c>) -> Vec<Difference<'t, 'n, 'c>> {
    let newer = a.version().series.max(b.version().series);
    let a_set = table(&a.set, a.version(), newer);
    let b_set = table(&b.set, b.version(), newer);
    let only_in = |own: &Table<'t, 'n, 'c>, other: &Table<'t, 'n, 'c>, version| {
        own.difference(other)
            .filter(|name| has_default(version, name.leaf))
            .copied()
            .collect::<Table<'t, 'n, 'c>>()
    };
    let a_others = table(a.others(newer, &only_in(&b_set, &a_set, a.version())), a.version(), newer);
    let b_others = table(b.others(newer, &only_in(&a_set, &b_set, b.version())), b.version(), newer);
    let filled = (Filled::new(a), Filled::new(b));
    let mut found = Vec::new();
    for leaf in &a.set {
        let own = named(a.version(), newer, leaf);
        let other = b_set.get(&own).or_else(|| b_others.get(&own));
        push(&mut found, own.or_as(other), (Some(leaf), other.map(|other| other.leaf)), &filled);
    }
    for leaf in &b.set {
        let own = named(b.version(), newer, leaf);
        if !a_set.contains(&own) {
            let other = a_others.get(&own);
            push(&mut found, own.or_as(other), (other.map(|other| other.leaf), Some(leaf)), &filled);
        }
    }
    // There may be hundreds of thousands of values.
    drop((a_set, b_set, a_others, b_others, filled));
    by_section(found)
}

/// A value by its name in the newer series: `mail_privileged_group` of 2.3 may have another one in 2.4.
fn named<'t, 'n, 'c>(version: Version, newer: Series, leaf: &'t Leaf<'n, 'c>) -> Named<'t, 'n, 'c> {
    let renamed = if version.series == newer { None } else { renamed(version, newer, leaf) };
    Named { leaf, renamed }
}

fn renamed(version: Version, newer: Series, leaf: &Leaf<'_, '_>) -> Option<&'static str> {
    let [name] = leaf.setting(version)?.replaced_by else { return None };
    find(schema::scope(newer, "root"), name.as_bytes())?;
    let around = leaf.nodes().iter().rev().find(|node| !node.is_filter());
    let short = around.and_then(|node| {
        let kind = str::from_utf8(&node.kind).ok()?;
        name.strip_prefix(kind)?.strip_prefix('_')
    });
    Some(short.unwrap_or(name))
}

/// All that one configuration sets, where there is no other one to compare it with: removed, or added.
pub fn one_sided<'t, 'n, 'c>(side: &'t Side<'n, 'c>, change: Change) -> Vec<Difference<'t, 'n, 'c>> {
    let set = side.set.iter().filter(|leaf| is_set(Some(leaf)));
    let found = set.map(|leaf| {
        let (old, new) = if change == Change::Removed { (Some(leaf), None) } else { (None, Some(leaf)) };
        Difference { renamed: None, old, new }
    });
    by_section(found.collect())
}

fn by_section<'t, 'n, 'c>(mut found: Vec<Difference<'t, 'n, 'c>>) -> Vec<Difference<'t, 'n, 'c>> {
    let mut order: HashMap<&'t [Cow<'n, str>], u32> = HashMap::default();
    let mut places: Vec<(u32, u32)> = Vec::with_capacity(found.len());
    for (at, difference) in found.iter().enumerate() {
        let section = difference.old.or(difference.new).map_or(&[][..], Leaf::section);
        let next = order.len() as u32 + 1;
        // The top level comes first.
        let place = if section.is_empty() { 0 } else { *order.entry(section).or_insert(next) };
        places.push((place, at as u32));
    }
    drop(order);
    places.sort_unstable();
    // Each goes straight to its place: a list that is sorted is copied, and this one may be long.
    for start in 0..places.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut places[at].1, at as u32) as usize;
            if from == start {
                break;
            }
            found.swap(at, from);
            at = from;
        }
    }
    found
}

fn table<'t, 'n, 'c>(leaves: &'t [Leaf<'n, 'c>], version: Version, newer: Series) -> Table<'t, 'n, 'c> {
    leaves.iter().map(|leaf| named(version, newer, leaf)).collect()
}

fn push<'t, 'n, 'c>(
    found: &mut Vec<Difference<'t, 'n, 'c>>,
    name: Named<'t, 'n, 'c>,
    (old, new): (Option<&'t Leaf<'n, 'c>>, Option<&'t Leaf<'n, 'c>>),
    (a, b): &(Filled<'t, 'n, 'c>, Filled<'t, 'n, 'c>),
) {
    // A default is of interest only as what a value replaces or gives way to.
    if !is_set(old) && !is_set(new) {
        return;
    }
    let is_same = match (old, new) {
        (Some(old), Some(new)) => is_same_value((a.side.version(), old), (b.side.version(), new)),
        // A section that is empty here and filled there shows by what fills it.
        (Some(leaf), None) => leaf.entry.is_none() && b.has(name.leaf.section()),
        (None, Some(leaf)) => leaf.entry.is_none() && a.has(name.leaf.section()),
        (None, None) => true,
    };
    if !is_same {
        found.push(Difference { renamed: name.renamed, old, new });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::resolve::effective::Entry;

    fn trees(line: &str, text: &'static str) -> Trees<'static> {
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
        let set = root.clone();
        let with_defaults = Box::new(move |_| root.clone());
        Trees { version: line.parse().expect("a version"), set, with_defaults, others: OnceCell::new() }
    }

    fn compare(a: (&str, &'static str), b: (&str, &'static str)) -> Vec<(String, Change)> {
        let (a, b) = (trees(a.0, a.1), trees(b.0, b.1));
        let (a, b) = (Side::new(&a), Side::new(&b));
        differences(&a, &b).iter().map(|d| (d.path().join("/"), d.change())).collect()
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
