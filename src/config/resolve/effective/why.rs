//! Why a value is effective: every place that sets it, and which one wins for a connection.

use super::{Leaf, Origin};
use crate::config::{Assign, Config, Filter, Key, ScopeId, ScopeKind, value};
use crate::schema::{Kind, Series};

/// One place that sets a value.
#[derive(Debug)]
pub struct Place<'c> {
    /// Where.
    pub assign: &'c Assign,
    /// 2.4: the use of the group that brings it here.
    pub group_use: Option<GroupUse>,
    /// Whether it is what counts.
    pub wins: bool,
    /// Why, or why not.
    pub reason: Reason<'c>,
}

/// `@label = name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupUse {
    /// The section that uses the group.
    pub scope: ScopeId,
    /// The statement, as an index into the document.
    pub statement: usize,
}

/// Why a place counts or does not.
#[derive(Debug)]
pub enum Reason<'c> {
    /// No other one.
    Only,
    /// The last one in its section.
    Last,
    /// The filter wins over what is outside of it.
    Filter,
    /// 2.3: the most specific filter that matches; 2.4: the last one that matches.
    BestFilter,
    /// It comes with a group, and the section that uses the group does not set it.
    Group,
    /// A later place holds it, by `$key` or `$SET:key`.
    Read(&'c Assign),
    /// A later one in the same section.
    Replaced(&'c Assign),
    /// Its filter does not match.
    OtherConnection,
    /// The place that wins is in a filter.
    BehindFilter(&'c Assign),
    /// The place that wins is in a better filter.
    WorseFilter(&'c Assign),
    /// The section that uses its group sets it.
    GroupLoses(&'c Assign),
    /// A group that is used before brings it as well.
    LaterGroup(&'c Assign),
    /// 2.4.1: a later use of the same label in the same section.
    OtherGroup(GroupUse),
    /// The list begins here, and others add to it.
    Begins,
    /// It adds to the list.
    Adds,
    /// It takes something off the list.
    Removes,
    /// A later line begins the list again.
    Anew(&'c Assign),
    /// Something else is effective.
    Unused,
}

/// A place before it is judged.
#[derive(Debug, Clone, Copy)]
struct Candidate<'c> {
    assign: &'c Assign,
    group_use: Option<GroupUse>,
    /// Whether the filters around it match; none when there are none.
    filter: Option<bool>,
}

impl Candidate<'_> {
    /// What makes it count: a filter that matches, then what the section itself sets, then the first use.
    fn rank(&self) -> (bool, Option<ScopeId>, std::cmp::Reverse<usize>) {
        let scope = self.group_use.map(|group_use| group_use.scope);
        (
            self.filter.is_some(),
            scope,
            std::cmp::Reverse(self.group_use.map_or(0, |group_use| group_use.statement)),
        )
    }
}

impl<'d> Config<'d> {
    /// Every place that sets what a leaf of the tree for a connection shows: the one that wins, then the others
    /// in reading order. What is in a group is a place where the group is used.
    pub fn places<'c>(&'c self, leaf: &Leaf<'_, 'c>, connection: &Filter) -> Vec<Place<'c>>
    where
        'd: 'c,
    {
        let (Some(key), Some(entry)) = (leaf.key(self), leaf.entry) else { return Vec::new() };
        let winner = match entry.origin {
            Origin::Set(assign) => Some(assign),
            Origin::Named(_) | Origin::Default => None,
        };
        // The filters around the winner match; where the connection leaves them open, the value is shown in them.
        let given: Vec<(ScopeId, &Filter)> =
            winner.into_iter().flat_map(|assign| self.filters_around(assign.scope, None)).collect();
        let asked = given.iter().fold(connection.clone(), |asked, (_, filter)| asked.within(filter));
        let matches = |(scope, filter): (ScopeId, &Filter)| {
            given.iter().any(|(given, _)| *given == scope) || filter.covers(self.version().series, &asked)
        };
        let mut found: Vec<Candidate<'c>> = Vec::new();
        for assign in self.candidates(leaf, key) {
            if !self.is_about(assign.key, key) {
                continue;
            }
            let uses = match self.group_around(assign.scope).filter(|_| !leaf.is_in_group()) {
                None => vec![None],
                Some((label, name)) => self.uses_of(label, name).iter().copied().map(Some).collect(),
            };
            for group_use in uses.into_iter().filter(|group_use| self.is_in(assign.scope, *group_use, leaf)) {
                let filters = self.filters_around(assign.scope, group_use);
                let filter = filters.map(matches).reduce(|all, one| all && one);
                found.push(Candidate { assign, group_use, filter });
            }
        }
        let won = winner.map(|winner| {
            let same = found.iter().filter(|one| is_same(one.assign, winner) && one.filter != Some(false));
            same.max_by_key(|one| one.rank()).copied().unwrap_or_else(|| {
                let filter = (!given.is_empty()).then_some(true);
                let won = Candidate { assign: winner, group_use: None, filter };
                found.push(won);
                won
            })
        });
        found.sort_by_key(|one| (one.assign.statement, one.group_use.map(|group_use| group_use.statement)));
        let mut matching: Vec<ScopeId> =
            found.iter().filter(|one| one.filter == Some(true)).map(|one| one.assign.scope).collect();
        matching.dedup();
        let reads = winner.map(|winner| self.reads(winner)).unwrap_or_default();
        let judged = found.iter().map(|one| {
            let wins =
                won.is_some_and(|won| is_same(one.assign, won.assign) && one.group_use == won.group_use);
            let read = reads.iter().find(|(read, _)| is_same(read, one.assign));
            let reason = match (self.why_in_list(one, won.as_ref(), leaf, &found), wins, read) {
                (Some(reason), ..) => reason,
                (None, true, _) => Self::why_it_wins(one, found.len() == 1, matching.len() > 1),
                (None, false, Some((_, by))) => Reason::Read(by),
                (None, false, None) => self.why_not(one, won.as_ref()),
            };
            Place { assign: one.assign, group_use: one.group_use, wins, reason }
        });
        let mut places: Vec<Place<'c>> = judged.collect();
        places.sort_by_key(|place| !place.wins);
        places
    }

    /// The places whose values the value of a place holds, each with the one that reads it.
    fn reads<'c>(&'c self, winner: &'c Assign) -> Vec<(&'c Assign, &'c Assign)> {
        let mut reads = Vec::new();
        let mut reader = winner;
        while self.reads_itself(reader)
            && let Some(read) = self.read_by(reader)
        {
            reads.push((read, reader));
            reader = read;
        }
        reads
    }

    fn why_it_wins<'c>(one: &Candidate<'c>, is_only: bool, has_rivals: bool) -> Reason<'c> {
        if one.group_use.is_some() {
            Reason::Group
        } else if is_only {
            Reason::Only
        } else if one.filter.is_some() && has_rivals {
            Reason::BestFilter
        } else if one.filter.is_some() {
            Reason::Filter
        } else {
            Reason::Last
        }
    }

    fn why_not<'c>(&'c self, one: &Candidate<'c>, won: Option<&Candidate<'c>>) -> Reason<'c> {
        let assign = one.assign;
        if one.filter == Some(false) {
            return Reason::OtherConnection;
        }
        if let Some(last) = self.assigned(assign.scope, assign.key).filter(|last| !is_same(last, assign)) {
            return Reason::Replaced(last);
        }
        if let Some(other) = one.group_use.and_then(|group_use| self.other_use(group_use)) {
            return Reason::OtherGroup(other);
        }
        let Some(won) = won else { return Reason::Unused };
        let is_same_place = one.group_use.map_or(assign.scope, |group_use| group_use.scope)
            == won.group_use.map_or(won.assign.scope, |group_use| group_use.scope);
        match (one.filter, won.filter) {
            _ if is_same_place && one.group_use.is_some() && won.group_use.is_none() => {
                Reason::GroupLoses(won.assign)
            }
            _ if is_same_place && one.group_use.is_some() && one.group_use != won.group_use => {
                Reason::LaterGroup(won.assign)
            }
            (None, Some(_)) => Reason::BehindFilter(won.assign),
            (Some(_), Some(_)) => Reason::WorseFilter(won.assign),
            (None, None) if one.group_use.is_some() => Reason::GroupLoses(won.assign),
            _ => Reason::Unused,
        }
    }

    /// The part of a line in a list that the leaf shows as a whole, where several lines make it.
    fn why_in_list<'c>(
        &'c self,
        one: &Candidate<'c>,
        won: Option<&Candidate<'c>>,
        leaf: &Leaf<'_, 'c>,
        found: &[Candidate<'c>],
    ) -> Option<Reason<'c>> {
        let (won, setting) = (won?, leaf.setting(self.version())?);
        let is_list = matches!(setting.kind(self.version()), Kind::BoolList | Kind::StrList);
        let is_here = one.assign.scope == won.assign.scope && one.group_use == won.group_use;
        // A filter that begins the list again throws away what is outside of it.
        if !is_list || one.filter == Some(false) || !(is_here || won.assign.key.is_free()) {
            return None;
        }
        let whole = self.assigned(one.assign.scope, Key::of(setting));
        if !one.assign.key.is_free() {
            let counts = whole.is_some_and(|whole| is_same(whole, one.assign));
            let adds = |other: &Candidate<'_>| {
                let is_near = other.assign.scope == one.assign.scope;
                let is_part = if is_near { other.assign.statement > one.assign.statement } else { !is_here };
                other.assign.key.is_free() && other.filter != Some(false) && is_part
            };
            return (counts && found.iter().any(adds)).then_some(Reason::Begins);
        }
        if let Some(whole) = whole.filter(|whole| whole.statement > one.assign.statement) {
            return Some(Reason::Anew(whole));
        }
        // The same element, said again.
        let later = self.assigned(one.assign.scope, one.assign.key).filter(|last| !is_same(last, one.assign));
        let inner = found.iter().find(|other| {
            other.assign.key == one.assign.key && other.filter == Some(true) && other.rank() > one.rank()
        });
        if let Some(later) = later {
            return Some(Reason::Replaced(later));
        }
        if let Some(inner) = inner {
            return Some(Reason::BehindFilter(inner.assign));
        }
        let is_off = value::boolean(&self.value_of(one.assign).text) == Ok(false);
        Some(if is_off { Reason::Removes } else { Reason::Adds })
    }

    /// The group in which a scope is.
    fn group_around(&self, scope: ScopeId) -> Option<(&[u8], &[u8])> {
        std::iter::successors(Some(scope), |scope| self.scope(*scope).parent).find_map(|scope| {
            match &self.scope(scope).kind {
                ScopeKind::Group { label, name } => Some((&**label, &**name)),
                _ => None,
            }
        })
    }

    /// 2.4.1: the last use of a label in a section counts; none when this one is it.
    fn other_use(&self, used: GroupUse) -> Option<GroupUse> {
        if self.version().is_24_from(2) {
            return None;
        }
        let label = |statement: usize| {
            let statement = &self.document.statements[statement];
            self.document.bytes(statement, statement.key)
        };
        let same =
            self.group_uses.iter().rev().find(|(scope, statement)| {
                *scope == used.scope && label(*statement) == label(used.statement)
            });
        same.map(|(scope, statement)| GroupUse { scope: *scope, statement: *statement })
            .filter(|last| *last != used)
    }

    /// A scope and those around it; the one that uses the group is around what is in the group.
    fn scopes_around(
        &self,
        scope: ScopeId,
        group_use: Option<GroupUse>,
    ) -> impl Iterator<Item = (ScopeId, &ScopeKind)> + '_ {
        let around = std::iter::successors(Some(scope), move |scope| {
            let is_group = matches!(self.scope(*scope).kind, ScopeKind::Group { .. });
            group_use.filter(|_| is_group).map(|group_use| group_use.scope).or(self.scope(*scope).parent)
        });
        around.map(|scope| (scope, &self.scope(scope).kind))
    }

    /// The connection filters around a scope.
    fn filters_around(
        &self,
        scope: ScopeId,
        group_use: Option<GroupUse>,
    ) -> impl Iterator<Item = (ScopeId, &Filter)> {
        self.scopes_around(scope, group_use).filter_map(|(scope, kind)| match kind {
            ScopeKind::Filter(filter) => Some((scope, filter)),
            _ => None,
        })
    }

    /// The same setting, or an element of the same list.
    fn is_about(&self, one: Key, other: Key) -> bool {
        if one == other {
            return true;
        }
        // A list as a whole sets each of its elements.
        if self.version().series == Series::V23 || one.is_free() == other.is_free() {
            return false;
        }
        match (self.setting_around(one), self.setting_around(other)) {
            (Some(one), Some(other)) => {
                one.id == other.id && matches!(one.kind(self.version()), Kind::BoolList | Kind::StrList)
            }
            _ => false,
        }
    }

    /// Whether a scope is the section in which a leaf is, filters and groups aside.
    fn is_in(&self, scope: ScopeId, group_use: Option<GroupUse>, leaf: &Leaf<'_, '_>) -> bool {
        let is_24 = self.version().series == Series::V24;
        let mut nodes = leaf.nodes().iter().rev().filter(|node| !node.is_filter()).peekable();
        let setting = leaf.setting(self.version());
        let is_front = |name: &[u8]| {
            is_24
                && setting.is_some_and(|setting| setting.name.as_bytes().starts_with(&[name, b"_"].concat()))
        };
        // The list itself is no section.
        if setting.is_none() {
            nodes.next();
        }
        for (scope, kind) in self.scopes_around(scope, group_use) {
            match kind {
                ScopeKind::Root | ScopeKind::Filter(_) => {}
                ScopeKind::Group { .. } if group_use.is_some() => {}
                ScopeKind::Group { label, name } => {
                    return nodes.next().is_some_and(|node| {
                        node.kind.strip_prefix(b"group ") == Some(label) && node.name.as_deref() == Some(name)
                    });
                }
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
