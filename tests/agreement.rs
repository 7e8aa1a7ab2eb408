//! What lints ask (views) and what `show` prints (the tree) are the same: the place that sets a value, or the default.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::IpAddr;

mod common;

use common::{Example, each_case, examples, files, whole};
use dovelint::config::effective::{Leaf, Node, Origin, Question};
use dovelint::config::{Assign, Config, Filter, Net, ROOT, ScopeId, ScopeKind, Section, SectionKind, View};
use dovelint::document::{Document, roots};
use dovelint::lints;
use dovelint::schema::{self, Kind, Series, Version};
use dovelint::source::Memory;

const VERSIONS: [&str; 3] = ["2.3.19", "2.4.1", "2.4.5"];

/// The filters of a scope and around it.
fn filters_around<'c>(config: &'c Config<'_>, scope: ScopeId) -> impl Iterator<Item = &'c Filter> {
    let around = std::iter::successors(Some(scope), |scope| config.scope(*scope).parent);
    around.filter_map(|scope| match &config.scope(scope).kind {
        ScopeKind::Filter(filter) => Some(filter),
        _ => None,
    })
}

/// The last address of a network, which is in few of those that are narrower.
fn last(net: Net) -> Net {
    match net.address {
        IpAddr::V4(address) if net.bits > 0 => {
            let address =
                IpAddr::V4((address.to_bits() | u32::MAX.checked_shr(net.bits.into()).unwrap_or(0)).into());
            Net { address, bits: 32 }
        }
        _ => net,
    }
}

/// The connections for which a filter is; none when nothing matches it and those around it together.
fn connection_of(config: &Config<'_>, scope: ScopeId) -> Option<Filter> {
    let whole = filters_around(config, scope).fold(Filter::default(), |inner, outer| inner.within(outer));
    let is_open = filters_around(config, scope).all(|filter| filter.covers(config.version().series, &whole));
    is_open.then(|| Filter { local: whole.local.map(last), remote: whole.remote.map(last), ..whole })
}

/// The section in which a place sets a value of the tree, as the view sees it; none when it sees no such section.
fn section_of<'c>(
    config: &Config<'c>,
    view: &View<'c>,
    nodes: &[&Node<'c>],
    assign: &Assign,
) -> Option<Section<'c>> {
    let around: Vec<ScopeId> =
        std::iter::successors(Some(assign.scope), |scope| config.scope(*scope).parent).collect();
    let mut here: Option<Section<'c>> = None;
    for node in nodes {
        let kind = SectionKind::of(schema::scopes_with(config.version(), &node.kind).first()?);
        let sections = here.as_ref().map_or_else(|| view.sections_in_force(kind), |here| here.sections(kind));
        let is_it = |section: &Section<'_>| match (&node.name, config.version().series) {
            (Some(name), Series::V23) => section.name.eq_ignore_ascii_case(name),
            (Some(name), Series::V24) => section.name == *name,
            // A file that is included twice has two in one place.
            (None, _) => {
                section.span() == node.span && section.scopes.iter().any(|scope| around.contains(scope))
            }
        };
        here = Some(sections.into_iter().find(is_it)?);
    }
    here
}

/// Where a place is, for a message.
fn place(config: &Config<'_>, statement: Option<u32>) -> String {
    statement.map_or_else(
        || "default".to_owned(),
        |statement| config.document.place(config.document.statements[statement as usize].span),
    )
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a view says otherwise than the tree about one value.
fn difference(config: &Config<'_>, view: &View<'_>, leaf: &Leaf<'_, '_>) -> Option<String> {
    let (entry, version) = (leaf.entry?, config.version());
    // Filters have their own question.
    if leaf.nodes().iter().any(|node| node.is_filter()) || leaf.is_in_group() {
        return None;
    }
    let is_24 = version.series == Series::V24;
    let setting = leaf.setting(version);
    if setting.is_some_and(|setting| matches!(setting.kind(version), Kind::BoolList | Kind::StrList)) {
        return None;
    }
    // A list is no section, and in 2.4 a section without a name is the front of the names in it.
    let is_section = |node: &&Node<'_>| {
        if is_24 { node.name.is_some() } else { !matches!(&*node.kind, b"plugin" | b"dict") }
    };
    let nodes: Vec<&Node<'_>> = leaf.nodes().iter().copied().filter(is_section).collect();
    // A view looks for sections in its scopes, not in sections without a name.
    let is_inside_unnamed = leaf.nodes().first().is_some_and(|node| is_24 && node.name.is_none());
    let section = match entry.origin {
        _ if nodes.is_empty() => None,
        Origin::Set(assign) if !is_inside_unnamed => {
            let Some(section) = section_of(config, view, &nodes, assign) else {
                return Some(format!("{}: the view has no such section", leaf.name()));
            };
            Some(section)
        }
        _ => return None,
    };
    let (statement, value) = match (setting, &section) {
        (None, section) => {
            let list = leaf.list_name(version)?;
            let view = section.as_ref().map_or_else(|| view.clone(), Section::outward);
            let own = view.list(list).into_iter().find(|field| field.key.text == entry.key)?;
            (own.key.assign.map(|assign| assign.statement), own.text().to_vec())
        }
        (Some(setting), None) => {
            let found = view.get(setting.name);
            (found.assign.map(|assign| assign.statement), found.text.into_owned())
        }
        (Some(setting), Some(section)) => {
            let found = if is_24 { section.outward().get(setting.name) } else { section.value(setting.name) };
            (found.assign.map(|assign| assign.statement), found.text.into_owned())
        }
    };
    let shown = match entry.origin {
        Origin::Set(assign) => Some(assign.statement),
        Origin::Named(_) => return None,
        // `doveconf` prints another default than the one that some processes have.
        Origin::Default if setting.is_some_and(|s| s.struct_default(version) != s.default(version)) => {
            return None;
        }
        Origin::Default => None,
    };
    let is_same = statement == shown && (shown.is_some() || *value == *entry.value);
    (!is_same).then(|| {
        let (seen, shown) = (place(config, statement), place(config, shown));
        let (value, other) = (text(&value), text(&entry.value));
        format!("{}: the view has {value} of {seen}, the tree {other} of {shown}", leaf.name())
    })
}

/// 2.4: the words of each boolean list of the top level that something sets, as the tree has them.
fn lists(tree: &Node<'_>, version: Version) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut lists: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut set: BTreeSet<&str> = BTreeSet::new();
    tree.each_leaf(version, &mut |leaf| {
        let Some(entry) = leaf.entry else { return };
        let name = match leaf.nodes() {
            [] => leaf.setting(version).map(|setting| setting.name),
            [_] => leaf.list_name(version),
            _ => None,
        };
        let root = schema::scope(version.series, "root");
        let list = name.and_then(|name| schema::find(root, name.as_bytes()));
        let Some(list) = list.filter(|list| list.kind(version) == Kind::BoolList) else { return };
        if matches!(entry.origin, Origin::Set(_)) {
            set.insert(list.name);
        }
        let words = lists.entry(list.name).or_default();
        if leaf.nodes().is_empty() {
            words.extend(entry.value.split(|b| *b == b' ').filter(|word| !word.is_empty()).map(text));
        } else if *entry.value == *b"yes" {
            words.insert(text(&entry.key));
        }
    });
    lists.retain(|list, _| set.contains(list));
    lists
}

/// Compares the views of the top level and of all filters with the trees of the same connections.
fn compare(document: &Document) -> (usize, String) {
    let config = Config::new(document, true);
    let (mut count, mut wrong) = (0, String::new());
    let scopes = std::iter::once(ROOT).chain(config.filters().map(|(scope, _)| scope));
    for scope in scopes.take(100) {
        let connection = (scope != ROOT).then(|| connection_of(&config, scope));
        if connection == Some(None) {
            continue;
        }
        let view = if scope == ROOT { config.root() } else { config.view(scope) };
        let question = Question {
            connection: connection.flatten(),
            all: scope == ROOT,
            resolved: true,
            ..Question::default()
        };
        let tree = config.effective(&question);
        tree.each_leaf(config.version(), &mut |leaf| {
            count += 1;
            if let Some(said) = difference(&config, &view, &leaf) {
                let _ = writeln!(wrong, "  {}: {said}", config.scope_name(scope));
            }
        });
        for (list, shown) in lists(&tree, config.version()) {
            let seen: BTreeSet<String> = view.words(list).iter().map(|word| text(&word.text)).collect();
            count += 1;
            if seen != shown {
                let scope = config.scope_name(scope);
                let _ = writeln!(wrong, "  {scope}: the view has {seen:?} in {list}, the tree {shown:?}");
            }
        }
    }
    (count, wrong)
}

fn in_memory(text: &str, version: Version) -> (usize, String) {
    let memory = Memory::new(files("/etc/dovecot/dovecot.conf", text));
    let document = roots::read_from(&memory, "/etc/dovecot/dovecot.conf", Some(version));
    document.map_or_else(|_| (0, String::new()), |document| compare(&document))
}

#[test]
fn in_every_case() {
    let (mut wrong, mut count) = (String::new(), 0);
    each_case(&VERSIONS, |path, version, document| {
        let (more, said) = compare(document);
        count += more;
        if !said.is_empty() {
            let _ = writeln!(wrong, "{path} {version}:\n{said}");
        }
    });
    assert!(count > 10_000, "only {count} values");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn in_every_example() {
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    for lint in lints::all() {
        for Example { versions, text, .. } in examples(lint) {
            for version in versions {
                let (_, said) = in_memory(&whole(&text, version), version);
                if !said.is_empty() {
                    wrong.entry(format!("{} {version}", lint.name)).or_default().push_str(&said);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Something that a filter sets: a setting, an element of a list, a section.
const SET: [(&str, &str); 5] = [
    ("2", "mail_max_userip_connections = N"),
    ("2", "namespace x {\n  order = N\n}"),
    ("2.3", "plugin {\n  quota_max_mail_size = N\n}"),
    ("2.4", "mail_plugins {\n  pN = yes\n}"),
    ("2.4", "mail_plugins = pN"),
];

/// Filters that meet each other.
const HEADS: [&str; 7] = [
    "protocol imap",
    "protocol !pop3",
    "local_name a.example",
    "local_name *.example",
    "remote 10.0.0.0/8",
    "remote 10.1.0.0/16",
    "local 0.0.0.0/0",
];

/// Every filter alone and in every other one, each of them first once.
#[test]
fn in_every_order_of_filters() {
    // A view puts a section of an equal filter inside one before those that the outer filter gets from yet another
    // one: `remote A { namespace x {} }` in `local B {}` wins over it there.
    let is_equal = |(outer, inner): &(&str, &str)| outer == inner;
    let pairs = |heads: [&'static str; 7]| {
        heads.into_iter().flat_map(move |outer| heads.into_iter().map(move |inner| (outer, inner)))
    };
    let (mut wrong, mut count) = (String::new(), 0);
    for (first, (series, setting)) in (0..HEADS.len()).flat_map(|first| SET.map(|set| (first, set))) {
        let mut heads = HEADS;
        heads.rotate_left(first);
        let nested: [Vec<_>; 2] = if setting.starts_with("namespace") {
            let (equal, unequal) = pairs(heads).partition(is_equal);
            [equal, unequal]
        } else {
            [pairs(heads).collect(), Vec::new()]
        };
        let set = |(number, (outer, inner)): (usize, (&str, &str))| {
            // Some filters match and say nothing about it.
            let value = if number % 4 == 3 {
                "mail_debug = yes".to_owned()
            } else {
                setting.replace('N', &number.to_string())
            };
            if inner.is_empty() {
                format!("{outer} {{\n{value}\n}}\n")
            } else {
                format!("{outer} {{\n{inner} {{\n{value}\n}}\n}}\n")
            }
        };
        let global = setting.replace('N', "99");
        for nested in nested {
            let alone = heads.iter().map(|head| (*head, ""));
            let nested = nested.into_iter();
            let before: String = alone.clone().chain(nested.clone()).enumerate().map(set).collect();
            let after: String = nested.chain(alone).enumerate().map(set).collect();
            for version in VERSIONS.iter().filter(|version| version.starts_with(series)) {
                let version: Version = version.parse().expect("a version");
                for text in [&before, &after, &format!("{global}\n{after}")] {
                    let (more, said) = in_memory(&whole(text, version), version);
                    count += more;
                    wrong.push_str(&said.replace("  ", &format!("{version} ")));
                }
            }
        }
    }
    assert!(count > 1000, "only {count} values");
    assert!(wrong.is_empty(), "{wrong}");
}
