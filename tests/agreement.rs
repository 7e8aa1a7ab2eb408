//! What lints ask (views) and what `show` prints (the tree) are the same: the place that sets a value, or the default.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::IpAddr;

mod common;

use common::{Example, each_case, examples, files, whole};
use dovelint::config::effective::{Leaf, Origin, Question};
use dovelint::config::{Config, Filter, Net, ROOT, ScopeId, ScopeKind, View};
use dovelint::document::{Document, roots};
use dovelint::lints;
use dovelint::schema::{Kind, Version};
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

/// What a view says otherwise than the tree about one value outside of sections with a name.
fn difference(config: &Config<'_>, view: &View<'_>, leaf: &Leaf<'_, '_>) -> Option<String> {
    let (entry, version) = (leaf.entry?, config.version());
    let setting = leaf.setting(version)?;
    let is_list = matches!(setting.kind(version), Kind::BoolList | Kind::StrList);
    if leaf.nodes().iter().any(|node| node.name.is_some()) || setting.scope != "root" || is_list {
        return None;
    }
    let found = view.get(setting.name);
    let seen = found.assign.map(|assign| assign.statement);
    let shown = match entry.origin {
        Origin::Set(assign) if matches!(config.scope(assign.scope).kind, ScopeKind::Section { .. }) => {
            return None;
        }
        Origin::Set(assign) => Some(assign.statement),
        Origin::Named(_) => return None,
        // `doveconf` prints another default than the one that some processes have.
        Origin::Default if setting.struct_default(version) != setting.default(version) => return None,
        Origin::Default => None,
    };
    let is_same = seen == shown && (shown.is_some() || found.text == entry.value);
    let place = |statement: Option<u32>| {
        statement.map_or_else(
            || "default".to_owned(),
            |statement| config.document.place(config.document.statements[statement as usize].span),
        )
    };
    (!is_same).then(|| {
        format!(
            "{}: the view has {} of {}, the tree {} of {}",
            leaf.name(),
            String::from_utf8_lossy(&found.text),
            place(seen),
            String::from_utf8_lossy(&entry.value),
            place(shown),
        )
    })
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

/// Every filter alone and in every other one, each of them first once.
#[test]
fn in_every_order_of_filters() {
    let heads = [
        "protocol imap",
        "protocol !pop3",
        "local_name a.example",
        "local_name *.example",
        "remote 10.0.0.0/8",
        "remote 10.1.0.0/16",
        "local 0.0.0.0/0",
    ];
    let (mut wrong, mut count) = (String::new(), 0);
    for first in 0..heads.len() {
        let mut heads = heads;
        heads.rotate_left(first);
        let alone = heads.iter().map(|head| (*head, ""));
        let nested = heads.iter().flat_map(|outer| heads.iter().map(|inner| (*outer, *inner)));
        let set = |(number, (outer, inner)): (usize, (&str, &str))| {
            let value = format!("mail_max_userip_connections = {number}");
            if inner.is_empty() {
                format!("{outer} {{\n{value}\n}}\n")
            } else {
                format!("{outer} {{\n{inner} {{\n{value}\n}}\n}}\n")
            }
        };
        let before: String = alone.clone().chain(nested.clone()).enumerate().map(set).collect();
        let after: String = nested.chain(alone).enumerate().map(set).collect();
        for version in VERSIONS {
            let version: Version = version.parse().expect("a version");
            for text in [&before, &after] {
                let (more, said) = in_memory(&whole(text, version), version);
                count += more;
                wrong.push_str(&said.replace("  ", &format!("{version} ")));
            }
        }
    }
    assert!(count > 1000, "only {count} values");
    assert!(wrong.is_empty(), "{wrong}");
}
