//! Filters that match the same connections and set the same thing.

use crate::config::{Assign, Config, Filter, Key, ScopeId, ScopeKind};
use crate::hash::HashMap;
use crate::schema::Series;

/// How many filters that set one key are compared with each other. No one writes more by hand, and those
/// that a program writes differ in one condition, so that they do not overlap.
const MOST: usize = 64;

impl Config<'_> {
    /// 2.3: pairs of filters that set the same key, may both match, and of which neither contains the
    /// other, the earlier one first. Dovecot refuses to choose when a connection matches both.
    pub fn filter_overlaps(&self) -> Vec<(&Assign, &Assign)> {
        if self.version().series != Series::V23 {
            return Vec::new();
        }
        self.pairs(|_, a, _, b| a.may_meet(b) && !a.covers(Series::V23, b) && !b.covers(Series::V23, a))
    }

    /// 2.4: pairs of filters that set the same key where the second one matches wherever the first one
    /// does, and is below it: it always wins, so the first one does nothing.
    pub fn shadowed_filters(&self) -> Vec<(&Assign, &Assign)> {
        if self.version().series != Series::V24 {
            return Vec::new();
        }
        let differ = |a: &Assign, b: &Assign| self.value_of(a).text != self.value_of(b).text;
        self.pairs(|a_at, a, b_at, b| {
            b.covers(Series::V24, a) && !a.covers(Series::V24, b) && differ(a_at, b_at)
        })
    }

    /// Pairs of assignments of one key in different filters that are at the top level.
    fn pairs(&self, wanted: impl Fn(&Assign, &Filter, &Assign, &Filter) -> bool) -> Vec<(&Assign, &Assign)> {
        let mut filters: HashMap<ScopeId, Option<Filter>> = HashMap::default();
        let mut by_key: HashMap<Key, Vec<(&Assign, Filter)>> = HashMap::default();
        for assign in self.filters().flat_map(|(scope, _)| self.assigns_in(scope)) {
            let filter = filters.entry(assign.scope).or_insert_with(|| self.whole_filter(assign.scope));
            let list = by_key.entry(assign.key).or_default();
            if let Some(filter) = filter.as_ref().filter(|_| list.len() < MOST && !assign.key.is_free()) {
                list.push((assign, filter.clone()));
            }
        }
        let mut pairs = Vec::new();
        for list in by_key.values() {
            for (index, (later, later_filter)) in list.iter().enumerate() {
                let earlier = list.iter().take(index);
                let found = earlier.rev().find(|(at, filter)| wanted(at, filter, later, later_filter));
                pairs.extend(found.map(|(earlier, _)| (*earlier, *later)));
            }
        }
        pairs.sort_by_key(|(_, later)| (later.statement, later.key));
        pairs
    }

    /// The conditions of a filter and of all filters around it; none inside a section.
    pub(in crate::config) fn whole_filter(&self, scope: ScopeId) -> Option<Filter> {
        let mut whole = Filter::default();
        let mut at = Some(scope);
        while let Some(id) = at {
            let scope = self.scope(id);
            match &scope.kind {
                ScopeKind::Root => return Some(whole),
                ScopeKind::Filter(filter) => whole = whole.within(filter),
                _ => return None,
            }
            at = scope.parent;
        }
        Some(whole)
    }
}
