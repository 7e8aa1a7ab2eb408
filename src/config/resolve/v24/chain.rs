//! Which scopes count for a connection, and in which order: what `Tree::connect` makes of a whole configuration, for
//! those who ask for a few settings.

use std::borrow::Cow;
use std::rc::Rc;

use super::join::{Forest, connect};
use crate::config::{Config, Filter, ROOT, Scope, ScopeId, ScopeKind};
use crate::hash::HashMap;
use crate::schema::{Series, Setting};

/// The scopes of the filters that match a connection.
struct Scopes<'c> {
    config: &'c Config<'c>,
    links: Vec<Link<'c>>,
    places: HashMap<(usize, &'c Filter), usize>,
}

struct Link<'c> {
    filter: Option<&'c Filter>,
    parent: usize,
    children: Vec<usize>,
    /// What has been joined into it, the one that wins last.
    scopes: Vec<ScopeId>,
    is_dropped: bool,
}

impl<'c> Scopes<'c> {
    fn new(config: &'c Config<'c>) -> Scopes<'c> {
        let top =
            Link { filter: None, parent: 0, children: Vec::new(), scopes: vec![ROOT], is_dropped: false };
        Scopes { config, links: vec![top], places: HashMap::default() }
    }

    fn add(&mut self, parent: usize, filter: &'c Filter, scope: Option<ScopeId>) -> usize {
        let at = self.links.len();
        let scopes = scope.into_iter().collect();
        self.links.push(Link {
            filter: Some(filter),
            parent,
            children: Vec::new(),
            scopes,
            is_dropped: false,
        });
        self.links[parent].children.push(at);
        self.places.insert((parent, filter), at);
        at
    }
}

impl<'c> Forest<'c> for Scopes<'c> {
    type How = ();

    fn len(&self) -> usize {
        self.links.len()
    }

    fn filter(&self, at: usize) -> Option<&'c Filter> {
        self.links[at].filter
    }

    fn parent(&self, at: usize) -> usize {
        self.links[at].parent
    }

    fn child(&self, at: usize, number: usize) -> Option<usize> {
        self.links[at].children.get(number).copied()
    }

    fn twin(&mut self, outer: usize, of: usize) -> usize {
        let Some(filter) = self.links[of].filter else { return of };
        match self.places.get(&(outer, filter)) {
            Some(known) => *known,
            None => self.add(outer, filter, None),
        }
    }

    fn take(&mut self, to: usize, from: usize, (): ()) -> bool {
        let more = self.links[from].scopes.clone();
        let opened = more.first().and_then(|scope| self.config.scope(*scope).opened);
        self.links[to].scopes.extend(more);
        self.config.bounds.overlap(1, opened.unwrap_or(0))
    }

    fn is_dropped(&self, at: usize) -> bool {
        self.links[at].is_dropped
    }

    fn drop(&mut self, at: usize) {
        self.links[at].is_dropped = true;
    }
}

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

    /// The filters that match wherever another one does, then the top level.
    fn in_order24(&self, connection: &Filter) -> Vec<ScopeId> {
        let mut scopes = Scopes::new(self.as_short());
        let mut places: HashMap<ScopeId, usize> = HashMap::default();
        places.insert(ROOT, 0);
        for scope in self.filters_near(connection) {
            if let Scope { kind: ScopeKind::Filter(filter), parent: Some(outer), .. } = self.scope(scope)
                && let Some(outer) = places.get(outer)
                && filter.covers(Series::V24, connection)
            {
                let at = scopes.add(*outer, filter, Some(scope));
                places.insert(scope, at);
            }
        }
        connect(&mut scopes, connection, ());
        let mut order = std::mem::take(&mut scopes.links[0].scopes);
        order.reverse();
        order
    }

    /// The sections of a type in a scope. What is in an equal filter inside a filter comes into that one, except into
    /// the sections that have moved on by then; see [`join`](super::join::join).
    pub(in crate::config) fn sections_into(&self, scope: ScopeId, setting: &Setting) -> Cow<'_, [ScopeId]> {
        let own = self.children(scope, setting);
        let Some(inner) = self.equal_inside().get(&scope) else { return Cow::Borrowed(own) };
        let more = self.sections_into(*inner, setting);
        let moved = own.iter().take_while(|section| *section < inner);
        let name = |scope: &ScopeId| match &self.scope(*scope).kind {
            ScopeKind::Section { name, .. } => Some(name),
            _ => None,
        };
        let is_moved = |more: &ScopeId| moved.clone().any(|section| name(section) == name(more));
        let late = more.iter().filter(|more| !is_moved(more));
        own.iter().chain(late).copied().collect()
    }

    /// 2.4: each filter that has an equal one inside, with that one.
    fn equal_inside(&self) -> &HashMap<ScopeId, ScopeId> {
        self.tables.equal_inside.get_or_init(|| {
            let equal = self.filters().filter_map(|(scope, filter)| {
                let outer = self.scope(scope).parent?;
                let is_equal =
                    matches!(&self.scope(outer).kind, ScopeKind::Filter(around) if around == filter);
                is_equal.then_some((outer, scope))
            });
            if self.version().series == Series::V24 { equal.collect() } else { HashMap::default() }
        })
    }
}
