//! The connection filters of 2.3: which of them match a connection together, and in which order they count.

use super::scope::{Assign, Filter, Key, ScopeId, ScopeKind};
use super::{Config, Net, ROOT};
use crate::hash::{HashMap, HashSet};
use crate::schema::Line;

/// The filters of 2.3 by what they ask for, so that those that match another one are found without
/// going through all of them.
#[derive(Debug, Default)]
pub(super) struct Filters {
    by_protocol: HashMap<Box<[u8]>, Vec<ScopeId>>,
    by_name: HashMap<Box<[u8]>, Vec<ScopeId>>,
    by_net: HashMap<(bool, u8, (bool, u128)), Vec<ScopeId>>,
    net_bits: HashSet<(bool, u8)>,
    others: Vec<ScopeId>,
}

impl Config<'_> {
    /// The filters of 2.3 that match wherever `filter` does, the most specific first, then the top level.
    /// Source: `config_filter_find_all()` in `config-filter.c`, 2.3.21.
    pub(super) fn matching(&self, scope: ScopeId, filter: &Filter) -> Vec<ScopeId> {
        let filters = self.tables.filters.get_or_init(|| self.index_filters());
        let mut found: Vec<ScopeId> = Vec::new();
        if let Some(name) = &filter.protocol
            && let Some(same) = filters.by_protocol.get(name)
        {
            found.extend(same);
        }
        if let Some(name) = &filter.local_name
            && let Some(same) = filters.by_name.get(name)
        {
            found.extend(same);
        }
        for (is_local, net) in [(true, filter.local), (false, filter.remote)] {
            let Some(net) = net.map(Net::canonical) else { continue };
            for (_, bits) in
                filters.net_bits.iter().filter(|(local, bits)| *local == is_local && *bits <= net.bits)
            {
                if let Some(same) = filters.by_net.get(&(is_local, *bits, net.masked(*bits))) {
                    found.extend(same);
                }
            }
        }
        found.extend(&filters.others);
        found.extend([ROOT, scope]);
        found.sort_unstable();
        found.dedup();
        found.retain(|mask| match &self.scope(*mask).kind {
            ScopeKind::Filter(mask) => covers(mask, filter),
            kind => matches!(kind, ScopeKind::Root),
        });
        let rank = |scope: &ScopeId| match &self.scope(*scope).kind {
            ScopeKind::Filter(f) => {
                let bits = |net: Option<Net>| net.map_or(0, |n| n.bits);
                (f.local_name.is_some(), bits(f.local), bits(f.remote), f.protocol.is_some())
            }
            _ => (false, 0, 0, false),
        };
        // A filter for all networks stands behind the top level, which comes first in the file.
        found.sort_by_key(|scope| std::cmp::Reverse(rank(scope)));
        found
    }

    fn index_filters(&self) -> Filters {
        let mut index = Filters::default();
        for (id, filter) in self.filters() {
            let is_plain_name = |name: &[u8]| !name.contains(&b'*') && !name.contains(&b' ');
            match filter {
                Filter { local_name: Some(name), .. } if is_plain_name(name) => {
                    index.by_name.entry(name.clone()).or_default().push(id);
                }
                Filter { local_name: Some(_), .. } => index.others.push(id),
                Filter { local: Some(net), .. } if net.bits > 0 => {
                    index.net_bits.insert((true, net.bits));
                    index.by_net.entry((true, net.bits, net.masked(net.bits))).or_default().push(id);
                }
                Filter { remote: Some(net), .. } if net.bits > 0 => {
                    index.net_bits.insert((false, net.bits));
                    index.by_net.entry((false, net.bits, net.masked(net.bits))).or_default().push(id);
                }
                Filter { protocol: Some(name), .. } if !name.starts_with(b"!") => {
                    index.by_protocol.entry(name.clone()).or_default().push(id);
                }
                _ => index.others.push(id),
            }
        }
        index
    }

    /// The first setting that two filters of 2.3 set although neither contains the other, where a third
    /// filter makes both match: Dovecot refuses that. Gives the filter that loses and the key.
    /// Source: `config_filter_parsers_get()` in `config-filter.c`, 2.3.21.
    pub fn filter_conflicts(&self) -> Vec<(&Assign, &Assign)> {
        if self.version().line != Line::V23 || self.filters().count() < 3 {
            return Vec::new();
        }
        let mut keys: HashMap<ScopeId, Vec<&Assign>> = HashMap::default();
        for assign in self.latest.values().map(|index| &self.assigns[*index as usize]) {
            if matches!(self.scope(assign.scope).kind, ScopeKind::Filter(_)) && !assign.key.is_free() {
                keys.entry(assign.scope).or_default().push(assign);
            }
        }
        let mut conflicts = Vec::new();
        for (scope, filter) in self.filters() {
            let chain = self.matching(scope, filter);
            if chain.len() < 3 {
                continue;
            }
            let mut set: HashMap<Key, &Assign> = HashMap::default();
            let mut before: Option<&Filter> = None;
            for scope in &chain {
                let ScopeKind::Filter(mask) = &self.scope(*scope).kind else { continue };
                let contained = before.is_none_or(|before| is_superset(mask, before));
                for assign in keys.get(scope).into_iter().flatten() {
                    match set.get(&assign.key) {
                        Some(first) if !contained => conflicts.push((*assign, *first)),
                        Some(_) => {}
                        None => {
                            set.insert(assign.key, assign);
                        }
                    }
                }
                before = Some(mask);
            }
        }
        conflicts.sort_by_key(|(a, b)| (a.statement, b.statement));
        conflicts.dedup_by_key(|(a, b)| (a.statement, b.statement));
        conflicts
    }
}

/// Assumes that both match the same connections. Source: `config_filter_is_superset()`, 2.3.21.
fn is_superset(sup: &Filter, filter: &Filter) -> bool {
    let bits = |net: Option<Net>| net.map_or(0, |n| n.bits);
    bits(sup.local) <= bits(filter.local)
        && bits(sup.remote) <= bits(filter.remote)
        && !(sup.local_name.is_some() && filter.local_name.is_none())
        && !(sup.protocol.is_some() && filter.protocol.is_none())
}

/// Whether a filter matches wherever another one does. Source: `config_filter_match()`, 2.3.21.
pub(super) fn covers(mask: &Filter, filter: &Filter) -> bool {
    let protocol = match (mask.protocol.as_deref(), filter.protocol.as_deref()) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some([b'!', not @ ..]), Some(name)) => not != name,
        (Some(mask), Some(name)) => mask == name,
    };
    let name = match (mask.local_name.as_deref(), filter.local_name.as_deref()) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(masks), Some(name)) => masks.split(|b| *b == b' ').any(|mask| matches_name(mask, name)),
    };
    let net = |mask: Option<Net>, net: Option<Net>| match (mask.filter(|m| m.bits > 0), net) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(mask), Some(net)) => mask.holds(&net),
    };
    protocol && name && net(mask.remote, filter.remote) && net(mask.local, filter.local)
}

/// `*.example.com` stands for one label in front.
fn matches_name(mask: &[u8], name: &[u8]) -> bool {
    let (mut mask, mut name) = (mask.split(|b| *b == b'.'), name.split(|b| *b == b'.'));
    loop {
        match (mask.next(), name.next()) {
            (None, None) => return true,
            (Some(mask), Some(name)) if mask == b"*" || mask.eq_ignore_ascii_case(name) => {}
            _ => return false,
        }
    }
}
