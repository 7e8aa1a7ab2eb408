//! The order of filters. Of two that match one connection and set the same, 2.3 takes the narrower network, and the
//! first of two names or protocols; 2.4 takes the one whose first block is further down. Log-ins were run on
//! 2.3.19, 2.4.1 and 2.4.5 in both orders.

use crate::config::{Filter, Key, ROOT, ScopeId, ScopeKind};
use crate::edit::{NodeId, Place, Tree, What, Within};
use crate::hash::{HashMap, HashSet};
use crate::upgrade::NoteCode;
use crate::upgrade::job::Job;
use crate::upgrade::{Code, Detail};

/// How many pairs of filters are looked at. No one has so many names with wildcards; the report says so.
const MOST: usize = 200_000;

/// How many filters move. No one has so many in another order.
const MOST_MOVES: usize = 2_000;

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
    of_several_kinds(job, &blocks);
    let mut later = Later::default();
    let (mut left, mut moves) = (MOST, Vec::new());
    for (at, own) in blocks.iter().enumerate().rev() {
        let candidates = later.may_lose_to(own);
        let counts = |other: &&Block| {
            own.filter != other.filter
                && own.filter.may_meet(&other.filter)
                && !own.keys.is_disjoint(&other.keys)
                && winner(&own.filter, &other.filter) == Winner::First
        };
        match left.checked_sub(candidates.len()) {
            Some(fewer) if moves.len() < MOST_MOVES => left = fewer,
            _ => {
                let detail = "there are too many filters to compare; check their order".into();
                return conflict(job, own, detail);
            }
        }
        let losers: Vec<&Block> = candidates.iter().map(|at| &blocks[*at]).filter(counts).collect();
        if !losers.is_empty() {
            moves.push((own, losers));
        }
        later.add(at, own);
    }
    for (own, losers) in moves.iter().rev() {
        let is_here = |other: &&&Block| job.tree.parent(other.nodes[0]) == job.tree.parent(own.nodes[0]);
        let below: HashSet<NodeId> = losers.iter().filter(is_here).map(|other| other.nodes[0]).collect();
        if below.len() < losers.len() {
            let detail = "the effective block is in an earlier file; move it below the other one";
            conflict(job, own, Detail::More(detail.to_owned()));
        }
        if !below.is_empty() {
            job.filter_moves.push((own.nodes.clone(), below));
            let span = job.config.scope_span(own.scope);
            let name = job.config.scope_name(own.scope);
            job.note(
                NoteCode::MovedFilter,
                span,
                format!("{name} is now below the other filter, because in 2.4 the later one wins"),
            );
        }
    }
}

/// Says of filters that ask for different things and set the same that 2.3 took neither of two.
fn of_several_kinds(job: &mut Job<'_>, blocks: &[Block]) {
    let mut earlier: HashMap<Key, HashSet<Asks>> = HashMap::default();
    for block in blocks {
        let own = Asks::of(&block.filter);
        let others: HashSet<Asks> = block
            .keys
            .iter()
            .flat_map(|key| earlier.get(key).into_iter().flatten().copied())
            .filter(|other| *other != own)
            .collect();
        let is_by_protocol = |other: &Asks| (*other == Asks::Protocol) != (own == Asks::Protocol);
        if others.iter().any(is_by_protocol) {
            let text =
                "2.3 dropped connections that this filter and another one match; in 2.4 the later one wins";
            job.note(NoteCode::FilterConflict, job.config.scope_span(block.scope), text);
        }
        if !others.iter().all(is_by_protocol) {
            conflict(job, block, Detail::None);
        }
        for key in &block.keys {
            earlier.entry(*key).or_default().insert(own);
        }
    }
}

/// What a filter asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Asks {
    Protocol,
    Name,
    Local,
    Remote,
}

impl Asks {
    fn of(filter: &Filter) -> Asks {
        match filter {
            Filter { protocol: Some(_), .. } => Asks::Protocol,
            Filter { local_name: Some(_), .. } => Asks::Name,
            Filter { local: Some(_), .. } => Asks::Local,
            _ => Asks::Remote,
        }
    }
}

/// The filters below one, by what they ask for, so that those that may match one connection with it are found
/// without going through all of them.
#[derive(Default)]
struct Later {
    /// By each name without a wildcard.
    by_name: HashMap<Box<[u8]>, Vec<usize>>,
    names: Vec<usize>,
    wildcards: Vec<usize>,
    protocols: Vec<usize>,
    negated: Vec<usize>,
    by_net: HashMap<(Asks, u8, (bool, u128)), Vec<usize>>,
    net_bits: HashSet<(Asks, u8)>,
}

impl Later {
    /// The filters below one that may count less than it, in reading order.
    fn may_lose_to(&self, block: &Block) -> Vec<usize> {
        let asks = Asks::of(&block.filter);
        let mut found = match &block.filter {
            // Two protocols without a `!` are the same filter or never meet.
            Filter { protocol: Some(name), .. } if name.starts_with(b"!") => self.protocols.clone(),
            Filter { protocol: Some(_), .. } => self.negated.clone(),
            Filter { local_name: Some(masks), .. } if is_wildcard(masks) => self.names.clone(),
            Filter { local_name: Some(masks), .. } => {
                let same = names(masks).flat_map(|name| self.by_name.get(name).into_iter().flatten());
                same.chain(&self.wildcards).copied().collect()
            }
            Filter { local: Some(net), .. } | Filter { remote: Some(net), .. } => {
                let net = net.canonical();
                let wider = self.net_bits.iter().filter(|(of, bits)| *of == asks && *bits <= net.bits);
                wider
                    .filter_map(|(_, bits)| self.by_net.get(&(asks, *bits, net.masked(*bits))))
                    .flatten()
                    .copied()
                    .collect()
            }
            _ => Vec::new(),
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    fn add(&mut self, at: usize, block: &Block) {
        match &block.filter {
            Filter { protocol: Some(name), .. } => {
                self.protocols.push(at);
                if name.starts_with(b"!") {
                    self.negated.push(at);
                }
            }
            Filter { local_name: Some(masks), .. } => {
                self.names.push(at);
                if is_wildcard(masks) {
                    self.wildcards.push(at);
                } else {
                    names(masks).for_each(|name| self.by_name.entry(name.into()).or_default().push(at));
                }
            }
            Filter { local: Some(net), .. } | Filter { remote: Some(net), .. } => {
                let asks = Asks::of(&block.filter);
                self.net_bits.insert((asks, net.bits));
                self.by_net.entry((asks, net.bits, net.masked(net.bits))).or_default().push(at);
            }
            _ => {}
        }
    }
}

/// One head of 2.3 takes several names.
fn names(masks: &[u8]) -> impl Iterator<Item = &[u8]> {
    masks.split(|b| *b == b' ')
}

fn is_wildcard(masks: &[u8]) -> bool {
    masks.iter().any(|b| matches!(b, b'*' | b'?'))
}

fn conflict(job: &mut Job<'_>, block: &Block, detail: Detail) {
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

/// Does what is planned: from the last filter on, each moves below the lowest of those that must be above it. What it
/// wins over is further down, so that it has its place already.
pub(in crate::upgrade) fn order(job: &mut Job<'_>, tree: &mut Tree) -> Vec<String> {
    for (nodes, losers) in std::mem::take(&mut job.filter_moves).into_iter().rev() {
        let Some(first) = nodes.first().copied().filter(|first| !tree.is_gone(*first)) else { continue };
        let mut siblings = tree.children(tree.parent(first)).rev();
        let lowest = siblings.find(|id| *id == first || losers.contains(id));
        drop(siblings);
        let Some(below) = lowest.filter(|id| *id != first) else { continue };
        let mut place = below;
        for node in nodes {
            let is_elsewhere = tree.file_of(node) != tree.file_of(below);
            if is_elsewhere || tree.is_gone(node) || node != first && is_below(tree, node, below) {
                continue;
            }
            if let Err(refused) = tree.move_to(node, Place::After(place)) {
                return vec![format!("the order of filters: {refused}")];
            }
            place = node;
        }
    }
    Vec::new()
}

/// Whether a node is below another one of the same list; what is in another file is not moved.
fn is_below(tree: &Tree, node: NodeId, other: NodeId) -> bool {
    if tree.parent(node) != tree.parent(other) {
        return true;
    }
    let place = |wanted: NodeId| tree.children(tree.parent(wanted)).position(|id| id == wanted);
    place(node) > place(other)
}
