//! Why a value is in force: every place that sets it, and which one wins for a connection.

use super::{Connection, Entry, Leaf, Origin};
use crate::config::filters::covers;
use crate::config::{Assign, Config, Filter, Key, ScopeId, ScopeKind};
use crate::schema::{Kind, Line};

/// One place that sets a value.
#[derive(Debug)]
pub struct Place<'c> {
    /// Where.
    pub assign: &'c Assign,
    /// Whether it is what counts.
    pub wins: bool,
    /// Why, or why not.
    pub reason: Reason<'c>,
}

/// Why a place counts or does not.
#[derive(Debug)]
pub enum Reason<'c> {
    /// No other one.
    Only,
    /// The last one in its section.
    Last,
    /// The filter wins over what stands outside of it.
    Filter,
    /// 2.3: the most specific filter that matches; 2.4: the last one that matches.
    BestFilter,
    /// It comes with a group.
    Group,
    /// A later one in the same section.
    Replaced(&'c Assign),
    /// Its filter does not match.
    OtherConnection,
    /// The place that wins stands in a filter.
    BehindFilter(&'c Assign),
    /// The place that wins stands in a better filter.
    WorseFilter(&'c Assign),
    /// A group that is not used here, or over which something else wins.
    GroupLoses(Option<&'c Assign>),
    /// One of several lines that add to a list.
    Adds,
    /// Something else is in force.
    Unused,
}

impl Connection {
    fn as_filter(&self) -> Filter {
        Filter {
            protocol: self.protocol.clone(),
            local_name: self.local_name.clone(),
            local: self.local,
            remote: self.remote,
        }
    }
}

impl<'d> Config<'d> {
    /// Every place that sets what a leaf of the tree for a connection shows, in reading order.
    pub fn places<'c>(&'c self, leaf: &Leaf<'_, 'c>, connection: &Connection) -> Vec<Place<'c>>
    where
        'd: 'c,
    {
        let (Some(key), Some(entry)) = (leaf.key(self), leaf.entry) else { return Vec::new() };
        let mut assigns: Vec<&'c Assign> = self
            .assigns()
            .iter()
            .filter(|assign| self.is_about(assign.key, key) && self.is_in(assign.scope, leaf))
            .collect();
        let winner = match entry.origin {
            Origin::Set(assign) => Some(assign),
            Origin::Named(_) | Origin::Default => None,
        };
        if let Some(winner) = winner
            && !assigns.iter().any(|assign| is_same(assign, winner))
        {
            assigns.push(winner);
        }
        assigns.sort_by_key(|assign| assign.statement);
        let connection = connection.as_filter();
        let mut matching: Vec<ScopeId> = assigns.iter().map(|assign| assign.scope).collect();
        matching.retain(|scope| self.filter_of(*scope, &connection) == Some(true));
        matching.dedup();
        assigns
            .iter()
            .map(|assign| {
                let wins = winner.is_some_and(|winner| is_same(assign, winner));
                let reason = if wins {
                    self.why_it_wins(assign, assigns.len() == 1, matching.len() > 1)
                } else {
                    self.why_not(assign, winner, &connection, entry)
                };
                Place { assign, wins, reason }
            })
            .collect()
    }

    fn why_it_wins<'c>(&'c self, assign: &'c Assign, is_only: bool, has_rivals: bool) -> Reason<'c> {
        let filter = self.filter_of(assign.scope, &Filter::default());
        if self.is_in_group(assign.scope) {
            Reason::Group
        } else if is_only {
            Reason::Only
        } else if filter.is_some() && has_rivals {
            Reason::BestFilter
        } else if filter.is_some() {
            Reason::Filter
        } else {
            Reason::Last
        }
    }

    fn why_not<'c>(
        &'c self,
        assign: &'c Assign,
        winner: Option<&'c Assign>,
        connection: &Filter,
        entry: &Entry<'c>,
    ) -> Reason<'c> {
        let last = self.assigned(assign.scope, assign.key).filter(|last| !is_same(last, assign));
        let filter = self.filter_of(assign.scope, connection);
        if self.is_in_group(assign.scope) {
            return Reason::GroupLoses(winner);
        }
        if filter == Some(false) {
            return Reason::OtherConnection;
        }
        if let Some(last) = last {
            return Reason::Replaced(last);
        }
        let Some(winner) = winner else { return Reason::Unused };
        match (filter, self.filter_of(winner.scope, connection)) {
            (None, Some(_)) => Reason::BehindFilter(winner),
            (Some(_), Some(_)) => Reason::WorseFilter(winner),
            _ if assign.key != winner.key && !matches!(entry.origin, Origin::Default) => Reason::Adds,
            _ => Reason::Unused,
        }
    }

    /// Whether the connection filters around a scope match; none when there are none.
    fn filter_of(&self, scope: ScopeId, connection: &Filter) -> Option<bool> {
        let around = std::iter::successors(Some(scope), |scope| self.scope(*scope).parent);
        let filters = around.filter_map(|scope| match &self.scope(scope).kind {
            ScopeKind::Filter(filter) => Some(covers(filter, connection)),
            _ => None,
        });
        filters.reduce(|all, one| all && one)
    }

    /// The same setting, or an element of the same list.
    fn is_about(&self, one: Key, other: Key) -> bool {
        if one == other {
            return true;
        }
        // A list as a whole sets each of its elements.
        if self.version().line == Line::V23 || one.is_free() == other.is_free() {
            return false;
        }
        match (self.setting_around(one), self.setting_around(other)) {
            (Some(one), Some(other)) => {
                one.id == other.id && matches!(one.kind(self.version()), Kind::BoolList | Kind::StrList)
            }
            _ => false,
        }
    }

    /// Whether a scope is the section in which a leaf stands, filters and groups aside.
    fn is_in(&self, scope: ScopeId, leaf: &Leaf<'_, '_>) -> bool {
        let is_24 = self.version().line == Line::V24;
        let mut nodes = leaf.nodes.iter().rev().filter(|node| !node.is_filter()).peekable();
        let setting = leaf.setting(self.version());
        let is_front = |name: &[u8]| {
            is_24
                && setting.is_some_and(|setting| setting.name.as_bytes().starts_with(&[name, b"_"].concat()))
        };
        // The list itself is no section.
        if setting.is_none() {
            nodes.next();
        }
        for scope in std::iter::successors(Some(scope), |scope| self.scope(*scope).parent) {
            match &self.scope(scope).kind {
                ScopeKind::Root | ScopeKind::Filter(_) => {}
                ScopeKind::Group { .. } => return true,
                ScopeKind::Section { setting, name, named } => {
                    while nodes.peek().is_some_and(|node| node.name.is_none() && is_front(&node.kind)) {
                        nodes.next();
                    }
                    let Some(node) = nodes.next() else { return false };
                    let is_named_so = match &node.name {
                        Some(own) if is_24 => **own == **name,
                        Some(own) => own.eq_ignore_ascii_case(name),
                        None => !named && node.span == self.scope_span(scope),
                    };
                    if *node.kind != *setting.name.as_bytes() || !is_named_so {
                        return false;
                    }
                }
                // `ssl_server { key_file }` is `ssl_server_key_file`.
                ScopeKind::Named(section) => {
                    let is_this = nodes.peek().is_some_and(|node| *node.kind == *section.name.as_bytes());
                    if is_this {
                        nodes.next();
                    } else if !is_front(section.name.as_bytes()) {
                        return false;
                    }
                }
            }
        }
        nodes.all(|node| node.name.is_none() && is_front(&node.kind))
    }
}

fn is_same(one: &Assign, other: &Assign) -> bool {
    one.statement == other.statement && one.scope == other.scope && one.key == other.key
}
