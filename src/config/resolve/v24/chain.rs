//! Which scopes count for a connection, and in which order: what `Tree::connect` makes of a whole configuration, for
//! those who ask for a few settings.

use std::rc::Rc;

use crate::config::{Config, Filter, ROOT, Scope, ScopeId, ScopeKind};
use crate::hash::HashMap;
use crate::schema::Series;

impl Config<'_> {
    /// The scopes that count where a filter and those around it match, the one that wins first, with the groups that
    /// they use. None for a filter inside a section, and where no connection matches all of them.
    pub(in crate::config) fn chain24(&self, scope: ScopeId) -> Option<Rc<[ScopeId]>> {
        let connection = self.whole_filter(scope)?;
        let around = std::iter::successors(Some(scope), |scope| self.scope(*scope).parent);
        let is_open = |scope: ScopeId| match &self.scope(scope).kind {
            ScopeKind::Filter(filter) => filter.covers(Series::V24, &connection),
            _ => true,
        };
        if !around.into_iter().all(is_open) {
            return None;
        }
        Some(self.shared_chain(&connection, || self.with_groups(&self.in_order24(&connection))))
    }

    /// The filters that match a connection, then the top level. Dovecot joins each filter with what is around it in the
    /// order in which they were opened, so that the last one wins. What is in a filter waits at the end; it is
    /// lost where an equal filter outside has had its turn.
    /// Source: `config_parse_merge_filters()`, 2.4.1 to 2.4.5.
    fn in_order24(&self, connection: &Filter) -> Vec<ScopeId> {
        let mut inner: HashMap<ScopeId, Vec<(ScopeId, &Filter)>> = HashMap::default();
        for scope in self.filters_near(connection) {
            if let Scope { kind: ScopeKind::Filter(filter), parent: Some(outer), .. } = self.scope(scope)
                && filter.covers(Series::V24, connection)
            {
                inner.entry(*outer).or_default().push((scope, filter));
            }
        }
        // Equal filters in one place are one for Dovecot.
        let mut queue: Vec<Vec<ScopeId>> = Vec::new();
        let mut places: HashMap<&Filter, usize> = HashMap::default();
        let mut order = Vec::new();
        let mut turn = vec![ROOT];
        for next in 0.. {
            for (scope, filter) in turn.iter().filter_map(|outer| inner.get(outer)).flatten() {
                let place = *places.entry(filter).or_insert_with(|| {
                    queue.push(Vec::new());
                    queue.len() - 1
                });
                if place >= next {
                    queue[place].push(*scope);
                }
            }
            order.append(&mut turn);
            let Some(joined) = queue.get_mut(next) else { break };
            turn = std::mem::take(joined);
        }
        order.reverse();
        order
    }
}
