//! Switches of 2.3 that are words of `log_debug` in 2.4.

use crate::config::ScopeId;
use crate::config::value::boolean;
use crate::edit::NodeId;
use crate::upgrade::NoteCode;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};

/// Plans `verbose_ssl` and what other parts want to debug.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    let mut wanted: Vec<(ScopeId, &'static str, Option<NodeId>)> = Vec::new();
    for unit in job.units.clone() {
        if unit.name != "verbose_ssl" || !job.is_free(unit.node) {
            continue;
        }
        if unit.is_replaced {
            job.drop(&unit, NoteCode::Overridden, "a later line sets verbose_ssl again");
        } else if boolean(&job.text(&unit)) == Ok(true) {
            wanted.push((unit.assign.scope, "category=ssl", Some(unit.node)));
        } else {
            job.drop(&unit, NoteCode::DroppedDefault, "2.4 logs nothing about TLS by default");
        }
    }
    for (scope, category) in std::mem::take(&mut job.debug) {
        wanted.push((scope, category, None));
    }
    let mut scopes: Vec<ScopeId> = wanted.iter().map(|(scope, ..)| *scope).collect();
    scopes.dedup();
    for scope in scopes {
        let own: Vec<_> = wanted.iter().filter(|(at, ..)| *at == scope).copied().collect();
        join(job, scope, &own);
    }
    for unit in job.units.clone() {
        if unit.name == "log_debug" && unit.table == "root" {
            job.plan(unit.node, Plan::Keep);
        }
    }
}

/// Joins categories with what `log_debug` says in a scope or around it.
fn join(job: &mut Job<'_>, scope: ScopeId, wanted: &[(ScopeId, &'static str, Option<NodeId>)]) {
    let set: Option<Unit<'_>> = job.own(scope, "root", "log_debug");
    let before = job.config.view(scope).get("log_debug").text.into_owned();
    let before = if before.windows(5).any(|word| word == b" AND ") {
        [b"(", &before[..], b")"].concat()
    } else {
        before
    };
    let mut all: Vec<Vec<u8>> = if before.is_empty() { Vec::new() } else { vec![before] };
    all.extend(wanted.iter().map(|(_, category, _)| category.as_bytes().to_vec()));
    let item = Item::set("log_debug", all.join(&b" OR "[..]));
    let nodes: Vec<NodeId> = wanted.iter().filter_map(|(.., node)| *node).collect();
    match (set, nodes.first()) {
        (Some(unit), _) => job.write(unit.node, vec![item]),
        (None, Some(first)) => job.write(*first, vec![item]),
        (None, None) => {
            use crate::edit::{FileIndex, Place, Within};
            let place = Place::End(Within::File(FileIndex::FIRST));
            job.insertions.push(crate::upgrade::job::Insertion { place, items: vec![item] });
        }
    }
    for node in nodes {
        job.plan(node, Plan::Absorbed);
    }
}
