//! Names of namespaces, prefixes, and mailboxes by their names.

use super::location::is_shared;
use crate::config::value::boolean;
use crate::config::{ROOT, ScopeId, ScopeKind};
use crate::edit::{NodeId, Place, Within};
use crate::hash::{HashMap, HashSet};
use crate::upgrade::Code;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job, Plan, Unit};
use crate::upgrade::value::percent::{Who, converted};

/// Plans heads, prefixes and aliases.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    name_all(job);
    for unit in job.units.clone() {
        if unit.table != "namespace" || !job.is_free(unit.node) {
            continue;
        }
        match unit.name.as_str() {
            "prefix" => prefix(job, &unit),
            "alias_for" => alias(job, &unit),
            _ => {}
        }
    }
}

/// The namespaces of a filter or the top level, in reading order.
pub(in crate::upgrade) fn namespaces(job: &Job<'_>, outer: ScopeId) -> Vec<ScopeId> {
    let is_one =
        |kind: &ScopeKind| matches!(kind, ScopeKind::Section { setting, .. } if setting.name == "namespace");
    let all = job.config.scopes().filter(|(_, scope)| scope.parent == Some(outer) && is_one(&scope.kind));
    all.map(|(scope, _)| scope).collect()
}

/// The prefix of a namespace.
pub(in crate::upgrade) fn prefix_of(job: &Job<'_>, scope: ScopeId) -> Vec<u8> {
    job.own(scope, "namespace", "prefix").map(|unit| job.text(&unit).into_owned()).unwrap_or_default()
}

/// Gives names to namespaces that have none.
fn name_all(job: &mut Job<'_>) {
    let config = job.config;
    let is_one =
        |kind: &ScopeKind| matches!(kind, ScopeKind::Section { setting, .. } if setting.name == "namespace");
    let all: Vec<ScopeId> =
        config.scopes().filter(|(_, scope)| is_one(&scope.kind)).map(|(scope, _)| scope).collect();
    let mut taken: HashSet<Vec<u8>> = HashSet::default();
    let mut numbers: HashMap<Vec<u8>, usize> = HashMap::default();
    for scope in &all {
        if let ScopeKind::Section { name, named: true, .. } = &config.scope(*scope).kind {
            taken.insert(name.to_vec());
            job.namespaces.insert(*scope, name.to_vec());
        }
    }
    for scope in all {
        if job.namespaces.contains_key(&scope) {
            continue;
        }
        let own = |name: &str| job.own(scope, "namespace", name).map(|unit| job.text(&unit).into_owned());
        let is_inbox = own("inbox").is_some_and(|text| boolean(&text) == Ok(true));
        let kind = own("type").filter(|kind| kind != b"private");
        let base = if is_inbox {
            b"inbox".to_vec()
        } else {
            kind.unwrap_or_else(|| plain_name(&prefix_of(job, scope)))
        };
        let mut name = base.clone();
        let number = numbers.entry(base.clone()).or_insert(2);
        while !taken.insert(name.clone()) {
            name = [&base[..], number.to_string().as_bytes()].concat();
            *number += 1;
        }
        if let Some(head) = config.scope(scope).opened.and_then(|index| job.node_of(index)) {
            job.plan(head, Plan::Head { kind: b"namespace".to_vec(), name: Some(name.clone()) });
        }
        job.namespaces.insert(scope, name);
    }
}

/// A prefix without separators and variables.
fn plain_name(prefix: &[u8]) -> Vec<u8> {
    let kept: Vec<u8> = prefix.iter().copied().filter(|b| b.is_ascii_alphanumeric() || *b == b'_').collect();
    if kept.is_empty() { b"other".to_vec() } else { kept.to_ascii_lowercase() }
}

fn prefix<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    let who = if is_shared(job, unit.assign.scope) { Who::SharedPrefix } else { Who::Mail };
    match converted(who, &text) {
        Ok(new) if new == text => job.plan(unit.node, Plan::Keep),
        Ok(new) => job.write(unit.node, vec![Item::set("prefix", new)]),
        Err(no_way) => {
            let detail = format!("2.4 has nothing for {}", no_way.0);
            job.ask_value(unit, Code::LocationVariable, &detail, "prefix");
        }
    }
}

/// An alias names the prefix of the other namespace in 2.3, and its name in 2.4.
fn alias<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let wanted = job.text(unit).into_owned();
    let outer = job.outer(unit.assign.scope);
    let all: Vec<ScopeId> = namespaces(job, outer).into_iter().chain(namespaces(job, ROOT)).collect();
    let is_it = |scope: &ScopeId| *scope != unit.assign.scope && prefix_of(job, *scope) == wanted;
    let found = all.into_iter().find(is_it).and_then(|scope| job.namespaces.get(&scope).cloned());
    if let Some(name) = found {
        job.write(unit.node, vec![Item::set("alias_for", name)]);
    }
}

/// Where something about a mailbox is.
pub(in crate::upgrade) struct Target {
    /// The namespace; none for the top level.
    pub namespace: Option<ScopeId>,
    /// The name without the namespace's prefix.
    pub name: Vec<u8>,
}

/// Where a mailbox of this full name is spoken of. With one namespace or none, the place does not matter as long as it
/// has no prefix.
pub(in crate::upgrade) fn target(job: &Job<'_>, full: &[u8]) -> Target {
    let all = namespaces(job, ROOT);
    let mut best: Option<(ScopeId, usize)> = None;
    for scope in &all {
        let prefix = prefix_of(job, *scope);
        let is_whole = prefix.len() == full.len() + 1 && prefix.starts_with(full);
        if (full.starts_with(&prefix) || is_whole) && best.is_none_or(|(_, length)| prefix.len() > length) {
            best = Some((*scope, prefix.len()));
        }
    }
    match best {
        Some((scope, length)) if length > 0 || all.len() > 1 => {
            Target { namespace: Some(scope), name: full.get(length..).unwrap_or_default().to_vec() }
        }
        _ => Target { namespace: None, name: full.to_vec() },
    }
}

/// The section in which a namespace is written first.
pub(in crate::upgrade) fn head_of(job: &Job<'_>, scope: ScopeId) -> Option<NodeId> {
    job.config.scope(scope).opened.and_then(|index| job.node_of(index))
}

/// Puts a block about a mailbox where it belongs: into its namespace, or in the place of the statement.
pub(in crate::upgrade) fn put_mailbox<'c>(
    job: &mut Job<'c>,
    full: &[u8],
    inner: Vec<Item>,
    unit: &Unit<'c>,
) -> Option<Item> {
    let Target { namespace, name } = target(job, full);
    let name = if name.is_empty() { b"INBOX".to_vec() } else { name };
    let block = Item::named("mailbox", name, inner).from(unit.node);
    match namespace.and_then(|scope| head_of(job, scope)) {
        Some(head) => {
            job.insertions.push(Insertion { place: Place::End(Within::Section(head)), items: vec![block] });
            None
        }
        None => Some(block),
    }
}

/// The sections of mailboxes that carry a flag.
pub(in crate::upgrade) fn special(job: &Job<'_>, flag: &[u8]) -> Vec<NodeId> {
    let is_it = |unit: &&Unit<'_>| {
        unit.table == "mailbox"
            && unit.name == "special_use"
            && !unit.is_replaced
            && job.text(unit).split(|b| *b == b' ').any(|word| word.eq_ignore_ascii_case(flag))
    };
    let mut found: Vec<NodeId> = Vec::new();
    for unit in job.units.iter().filter(is_it) {
        if let Within::Section(head) = job.tree.parent(unit.node)
            && !found.contains(&head)
        {
            found.push(head);
        }
    }
    found
}
