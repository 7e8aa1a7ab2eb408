//! The order of filters. Of two that match one connection and set the same, 2.3 takes the narrower network, and the
//! first of two names or protocols; 2.4 takes the one whose first block is further down. Log-ins were run on
//! 2.3.19, 2.4.1 and 2.4.5 in both orders.

use crate::config::{Filter, Key, ROOT, ScopeId, ScopeKind};
use crate::edit::{NodeId, Place, Tree, What, Within};
use crate::hash::{HashMap, HashSet};
use crate::upgrade::Code;
use crate::upgrade::job::Job;

/// More filters than anyone has are not compared with each other; the report says so.
const MOST: usize = 10_000;

/// How often the order is looked at again: as often as filters that reach into each other make a chain.
const ROUNDS: usize = 400;

/// A filter of the top level with the blocks in which it is.
struct Block {
    scope: ScopeId,
    filter: Filter,
    /// Its blocks, the first one first.
    nodes: Vec<NodeId>,
    keys: HashSet<Key>,
}

/// Which of two filters counted in 2.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Winner {
    First,
    Second,
    /// None: an error at log-in.
    Neither,
    Any,
}

/// Moves filters so that those that counted in 2.3 count in 2.4. It is planned before the tree changes.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    let blocks = blocks(job);
    if blocks.len() > MOST {
        return conflict(job, &blocks[0], "there are too many filters to compare; check their order");
    }
    let mut moves: Vec<(NodeId, NodeId)> = Vec::new();
    for (at, one) in blocks.iter().enumerate() {
        for other in &blocks[at + 1..] {
            if !one.filter.may_meet(&other.filter)
                || one.filter == other.filter
                || one.keys.is_disjoint(&other.keys)
            {
                continue;
            }
            match winner(&one.filter, &other.filter) {
                // The one that counts must be below.
                Winner::First if job.tree.parent(one.nodes[0]) != job.tree.parent(other.nodes[0]) => {
                    conflict(
                        job,
                        one,
                        "the effective block is in an earlier file; move it below the other one",
                    );
                }
                Winner::First => moves.push((one.scope_node(), other.scope_node())),
                Winner::Second | Winner::Any => {}
                Winner::Neither if one.filter.protocol.is_some() != other.filter.protocol.is_some() => {
                    let text = "2.3 dropped connections that this filter and another one match; in 2.4 the later one wins";
                    job.note("filter-conflict", job.config.scope_span(other.scope), text);
                }
                Winner::Neither => conflict(job, other, ""),
            }
        }
    }
    for (winner, loser) in moves {
        let (Some(own), Some(other)) = (find(&blocks, winner), find(&blocks, loser)) else { continue };
        job.filter_moves.push((own.nodes.clone(), other.nodes[0]));
        let span = job.config.scope_span(own.scope);
        let name = job.config.scope_name(own.scope);
        job.note(
            "moved-filter",
            span,
            format!("{name} is now below the other filter, because in 2.4 the later one wins"),
        );
    }
}

impl Block {
    fn scope_node(&self) -> NodeId {
        self.nodes[0]
    }
}

fn find(blocks: &[Block], node: NodeId) -> Option<&Block> {
    blocks.iter().find(|block| block.nodes[0] == node)
}

fn conflict(job: &mut Job<'_>, block: &Block, detail: &str) {
    let span = job.config.scope_span(block.scope);
    job.decide(block.nodes[0], Code::FilterConflict, span, detail);
}

/// The filters with one condition that are at the top level of a file.
fn blocks(job: &Job<'_>) -> Vec<Block> {
    let config = job.config;
    let mut keys: HashMap<ScopeId, HashSet<Key>> = HashMap::default();
    for assign in config.assigns() {
        keys.entry(assign.scope).or_default().insert(assign.key);
    }
    let mut nodes = nodes(job);
    let mut found: Vec<Block> = Vec::new();
    for (scope, own) in config.scopes() {
        let ScopeKind::Filter(filter) = &own.kind else { continue };
        if own.parent != Some(ROOT) {
            continue;
        }
        let Some(nodes) = nodes.remove(filter) else { continue };
        let keys = keys.remove(&scope).unwrap_or_default();
        found.push(Block { scope, filter: filter.clone(), nodes, keys });
    }
    found.sort_by_key(|block| config.scope(block.scope).opened);
    found
}

/// The blocks of each filter at the top level, in reading order.
fn nodes(job: &Job<'_>) -> HashMap<Filter, Vec<NodeId>> {
    let mut found: HashMap<Filter, Vec<NodeId>> = HashMap::default();
    for file in job.tree.files() {
        for node in job.tree.children(Within::File(file)).filter(|node| job.tree.what(*node) == What::Section)
        {
            let Some(read) = job.tree.read(node) else { continue };
            if let Some(filter) = of_head(&read.key, read.name.as_deref().unwrap_or_default()) {
                found.entry(filter).or_default().push(node);
            }
        }
    }
    found
}

/// The filter of a head.
fn of_head(kind: &[u8], name: &[u8]) -> Option<Filter> {
    let net = || crate::config::Net::parse(name).ok();
    Some(match kind {
        b"protocol" => Filter { protocol: Some(name.into()), ..Filter::default() },
        b"local_name" => Filter { local_name: Some(name.to_ascii_lowercase().into()), ..Filter::default() },
        b"local" => Filter { local: Some(net()?), ..Filter::default() },
        b"remote" => Filter { remote: Some(net()?), ..Filter::default() },
        _ => return None,
    })
}

/// Which of two filters that may match one connection counted, the first in the text given first.
fn winner(one: &Filter, other: &Filter) -> Winner {
    let kinds = |filter: &Filter| {
        (
            filter.protocol.is_some(),
            filter.local_name.is_some(),
            filter.local.is_some(),
            filter.remote.is_some(),
        )
    };
    if kinds(one) != kinds(other) {
        return Winner::Neither;
    }
    let nets = [(one.local, other.local), (one.remote, other.remote)];
    if let Some((a, b)) = nets.into_iter().find_map(|(a, b)| a.zip(b)) {
        return match a.bits.cmp(&b.bits) {
            std::cmp::Ordering::Greater => Winner::First,
            std::cmp::Ordering::Less => Winner::Second,
            std::cmp::Ordering::Equal => Winner::Any,
        };
    }
    Winner::First
}

/// Does what is planned.
pub(in crate::upgrade) fn order(job: &mut Job<'_>, tree: &mut Tree) -> Vec<String> {
    let mut failures = Vec::new();
    let moves = std::mem::take(&mut job.filter_moves);
    // A chain of filters needs as many rounds as it is long.
    for _ in 0..moves.len().min(ROUNDS) {
        let mut has_moved = false;
        for (nodes, below) in &moves {
            if tree.is_gone(*below) || tree.is_gone(nodes[0]) || is_below(tree, nodes[0], *below) {
                continue;
            }
            let mut place = *below;
            for node in nodes {
                if tree.file_of(*node) != tree.file_of(*below)
                    || tree.is_gone(*node)
                    || *node != nodes[0] && is_below(tree, *node, *below)
                {
                    continue;
                }
                if let Err(refused) = tree.move_to(*node, Place::After(place)) {
                    failures.push(format!("the order of filters: {refused}"));
                    return failures;
                }
                place = *node;
                has_moved = true;
            }
        }
        if !has_moved {
            break;
        }
    }
    failures
}

/// Whether a node is below another one of the same list; what is in another file is not moved.
fn is_below(tree: &Tree, node: NodeId, other: NodeId) -> bool {
    if tree.parent(node) != tree.parent(other) {
        return true;
    }
    let place = |wanted: NodeId| tree.children(tree.parent(wanted)).position(|id| id == wanted);
    place(node) > place(other)
}
