//! The connection filters: which of them match a connection together, and in which order they count in 2.3.

use std::rc::Rc;

use crate::config::model::scope::{Assign, Key, ScopeId, ScopeKind};
use crate::config::resolve::filter::Filter;
use crate::config::resolve::view::View;
use crate::config::{Config, Net, ROOT};
use crate::hash::{HashMap, HashSet};
use crate::schema::Series;

/// The filters by what they ask for, so that those that match another one are found without going through all of
/// them. Those inside sections of 2.4 are not among them.
#[derive(Debug, Default)]
pub(in crate::config) struct Filters {
    by_protocol: HashMap<Box<[u8]>, Vec<ScopeId>>,
    /// Those of a `local_name` by the rarest label without a wildcard of each of its names.
    by_label: HashMap<Box<[u8]>, Vec<ScopeId>>,
    by_net: HashMap<(bool, u8, (bool, u128)), Vec<ScopeId>>,
    net_bits: HashSet<(bool, u8)>,
    others: Vec<ScopeId>,
    /// What is after the `!` of a protocol.
    excluded: HashSet<Box<[u8]>>,
}

fn labels(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    name.split(|b| matches!(b, b'.' | b' ')).filter(|label| !label.is_empty())
}

impl Config<'_> {
    /// The scopes that count for a connection, put together once. Filters for all protocols but one see the same as
    /// long as no other one is written as `!!name`.
    pub(in crate::config) fn shared_chain(
        &self,
        connection: &Filter,
        put_together: impl FnOnce() -> Vec<ScopeId>,
    ) -> Rc<[ScopeId]> {
        let filters = self.tables.filters.get_or_init(|| self.index_filters());
        let mut shared = connection.clone();
        if let Some(protocol) = &mut shared.protocol
            && protocol.starts_with(b"!")
            && !filters.excluded.contains(protocol)
            && connection.local.is_none()
            && connection.remote.is_none()
        {
            *protocol = b"!".as_slice().into();
        }
        if let Some(chain) = self.tables.chains.borrow().get(&shared) {
            return chain.clone();
        }
        let chain: Rc<[ScopeId]> = put_together().into();
        self.tables.chains.borrow_mut().insert(shared, chain.clone());
        chain
    }

    /// What holds in each of these scopes, without those that see the same scopes as one before.
    pub(in crate::config) fn distinct_views(
        &self,
        scopes: impl IntoIterator<Item = ScopeId>,
    ) -> Vec<View<'_>> {
        let mut seen: HashSet<*const ScopeId> = HashSet::default();
        let views = scopes.into_iter().map(|scope| self.view(scope));
        // What was seen is kept, in the table or in the list, so that no other one gets its address.
        views.filter(|view| seen.insert(view.chain.as_ptr())).collect()
    }

    /// The filters of 2.3 that match wherever `filter` does, the most specific first, then the top level.
    /// Source: `config_filter_find_all()` in `config-filter.c`, 2.3.21.
    pub(in crate::config) fn matching(&self, scope: ScopeId, filter: &Filter) -> Vec<ScopeId> {
        let mut found = self.filters_near(filter);
        found.extend([ROOT, scope]);
        found.sort_unstable();
        found.dedup();
        found.retain(|mask| match &self.scope(*mask).kind {
            ScopeKind::Filter(mask) => mask.covers(Series::V23, filter),
            kind => matches!(kind, ScopeKind::Root),
        });
        let rank = |scope: &ScopeId| match &self.scope(*scope).kind {
            ScopeKind::Filter(filter) => filter.rank(),
            _ => Filter::default().rank(),
        };
        // A filter for all networks is after the top level, which comes first in the file.
        found.sort_by_key(|scope| std::cmp::Reverse(rank(scope)));
        found
    }

    /// The filters that may match wherever another one does, in the order in which they were opened; none once too many
    /// were asked for.
    pub(in crate::config) fn filters_near(&self, filter: &Filter) -> Vec<ScopeId> {
        if !self.bounds.overlap(0, 0) {
            return Vec::new();
        }
        let filters = self.tables.filters.get_or_init(|| self.index_filters());
        let mut found: Vec<ScopeId> = Vec::new();
        if let Some(name) = &filter.protocol
            && let Some(same) = filters.by_protocol.get(name)
        {
            found.extend(same);
        }
        for label in filter.local_name.iter().flat_map(|name| labels(name)) {
            found.extend(filters.by_label.get(label).into_iter().flatten());
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
        found.sort_unstable();
        found.dedup();
        let first = found.first().and_then(|scope| self.scope(*scope).opened);
        if self.bounds.overlap(found.len(), first.unwrap_or(0)) { found } else { Vec::new() }
    }

    fn index_filters(&self) -> Filters {
        let mut index = Filters::default();
        // A filter of 2.3 has the conditions of those around it.
        let whole = |(scope, filter): (ScopeId, &Filter)| match self.version().series {
            Series::V23 => Some((scope, filter.clone())),
            Series::V24 => self.whole_filter(scope).map(|filter| (scope, filter)),
        };
        let filters: Vec<(ScopeId, Filter)> = self.filters().filter_map(whole).collect();
        let mut uses: HashMap<&[u8], usize> = HashMap::default();
        for name in filters.iter().filter_map(|(_, filter)| filter.local_name.as_ref()) {
            labels(name).for_each(|label| *uses.entry(label).or_default() += 1);
        }
        for (id, filter) in &filters {
            if let Some([b'!', not @ ..]) = filter.protocol.as_deref() {
                index.excluded.insert(not.into());
            }
            match filter {
                Filter { local_name: Some(names), .. } => {
                    for name in names.split(|b| *b == b' ') {
                        let whole = labels(name).filter(|label| !label.iter().any(|b| b"*?".contains(b)));
                        match whole.min_by_key(|label| uses.get(label)) {
                            Some(label) => index.by_label.entry(label.into()).or_default().push(*id),
                            None => index.others.push(*id),
                        }
                    }
                }
                Filter { local: Some(net), .. } if net.bits > 0 => {
                    index.net_bits.insert((true, net.bits));
                    index.by_net.entry((true, net.bits, net.masked(net.bits))).or_default().push(*id);
                }
                Filter { remote: Some(net), .. } if net.bits > 0 => {
                    index.net_bits.insert((false, net.bits));
                    index.by_net.entry((false, net.bits, net.masked(net.bits))).or_default().push(*id);
                }
                Filter { protocol: Some(name), .. } if !name.starts_with(b"!") => {
                    index.by_protocol.entry(name.clone()).or_default().push(*id);
                }
                _ => index.others.push(*id),
            }
        }
        index
    }

    /// The first setting that two filters of 2.3 set although neither contains the other, where a third
    /// filter makes both match: Dovecot refuses that. Gives the filter that loses and the key.
    /// Source: `config_filter_parsers_get()` in `config-filter.c`, 2.3.21.
    pub fn filter_conflicts(&self) -> Vec<(&Assign, &Assign)> {
        if self.version().series != Series::V23 || self.filters().count() < 3 {
            return Vec::new();
        }
        let mut keys: HashMap<ScopeId, Vec<&Assign>> = HashMap::default();
        for assign in self.latest.values().map(|index| &self.assigns[*index as usize]) {
            if matches!(self.scope(assign.scope).kind, ScopeKind::Filter(_)) && !assign.key.is_free() {
                keys.entry(assign.scope).or_default().push(assign);
            }
        }
        let mut conflicts = Vec::new();
        for view in self.distinct_views(self.filters().map(|(scope, _)| scope)) {
            let chain: Vec<ScopeId> = view.scopes().collect();
            if chain.len() < 3 {
                continue;
            }
            let mut set: HashMap<Key, &Assign> = HashMap::default();
            let mut before: Option<&Filter> = None;
            for scope in chain {
                let ScopeKind::Filter(mask) = &self.scope(scope).kind else { continue };
                let contained = before.is_none_or(|before| is_superset(mask, before));
                for assign in keys.get(&scope).into_iter().flatten() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    #[test]
    fn the_index_finds_what_a_look_at_each_finds() {
        let filters = [
            "protocol imap",
            "protocol !imap",
            "protocol !pop3",
            "protocol !!pop3",
            "local_name a.example.com",
            "local_name *.example.com",
            "local_name b.*.com",
            "local_name *",
            "local_name *.*.*",
            "local_name \"a.example.com b.example.com\"",
            "local_name b.example.com",
            "local_name A.Example.Com",
            "local_name com",
            "remote 10.0.0.0/8",
            "remote 10.1.2.3",
            "remote ::ffff:10.1.2.3",
            "remote 0.0.0.0/0",
            "local 10.0.0.0/8",
        ];
        let alone = filters.iter().map(|head| format!("{head} {{\n  mail_debug = yes\n}}\n"));
        let nested = filters[4..].iter().flat_map(|outer| {
            filters[..4].iter().map(move |inner| format!("{outer} {{\n{inner} {{\n  ssl = no\n}}\n}}\n"))
        });
        let memory = Memory::new([("dovecot.conf", alone.chain(nested).collect::<String>())]);
        let version = crate::schema::Version::newest(Series::V23);
        let document = crate::document::read(&memory, "dovecot.conf", version).expect("a document");
        let config = Config::new(&document, true);
        assert!(config.filters().count() > filters.len());
        for (scope, filter) in config.filters() {
            let mut found = config.view(scope).scopes().collect::<Vec<_>>();
            found.sort_unstable();
            let masks =
                config.filters().filter(|(_, mask)| mask.covers(Series::V23, filter)).map(|(scope, _)| scope);
            let expected: Vec<ScopeId> = std::iter::once(ROOT).chain(masks).collect();
            assert_eq!(found, expected, "{}", config.scope_name(scope));
        }
    }
}
