//! The groups of 2.4, and the scopes that use them.

use crate::config::{Config, ScopeId, ScopeKind};
use crate::hash::{HashMap, HashSet};

impl Config<'_> {
    /// The groups that each scope uses, from 2.4.2 on; older versions do not check what comes from them.
    pub(in crate::config) fn used_groups(&self) -> &HashMap<ScopeId, Vec<ScopeId>> {
        static NONE: std::sync::LazyLock<HashMap<ScopeId, Vec<ScopeId>>> =
            std::sync::LazyLock::new(HashMap::default);
        if self.version().patch < 2 { &NONE } else { self.groups() }
    }

    /// 2.4: the groups that each scope uses.
    fn groups(&self) -> &HashMap<ScopeId, Vec<ScopeId>> {
        self.tables.groups.get_or_init(|| self.find_groups())
    }

    fn find_groups(&self) -> HashMap<ScopeId, Vec<ScopeId>> {
        let mut used: HashMap<ScopeId, Vec<ScopeId>> = HashMap::default();
        if self.group_uses.is_empty() {
            return used;
        }
        let mut groups: HashMap<(&[u8], &[u8]), ScopeId> = HashMap::default();
        for (id, scope) in self.scopes() {
            if let ScopeKind::Group { label, name } = &scope.kind {
                groups.insert((label, name), id);
            }
        }
        let is_at_once = self.version().is_24_from(2);
        for (scope, index) in self.group_uses.iter().filter(|(scope, _)| !self.is_in_group(*scope)) {
            let Some(statement) = self.document.statements.get(*index) else { continue };
            let (label, name) = (self.document.key(statement), self.document.value(statement).text);
            let group = groups.get(&(label.as_ref(), name.as_ref())).copied();
            let known = used.entry(*scope).or_default();
            if is_at_once {
                // What is below the use is not in it.
                known.extend(group.filter(|group| self.scope(*group).opened < Some(*index)));
                continue;
            }
            // 2.4.1 looks at the last use of a label, when everything is read.
            let is_it = |group: &ScopeId| matches!(&self.scope(*group).kind, ScopeKind::Group { label: own, .. } if **own == *label);
            match (known.iter().position(is_it), group) {
                (Some(at), Some(group)) => known[at] = group,
                (Some(at), None) => drop(known.remove(at)),
                (None, group) => known.extend(group),
            }
        }
        used
    }

    /// Whether any scope uses a group.
    pub(in crate::config) fn uses_groups(&self) -> bool {
        !self.group_uses.is_empty()
    }

    /// The scopes, each with the groups that it uses after it, none twice.
    pub(in crate::config) fn with_groups(&self, scopes: &[ScopeId]) -> Vec<ScopeId> {
        if !self.uses_groups() {
            return scopes.to_vec();
        }
        let groups = self.groups();
        let groups_of = |scope: &ScopeId| groups.get(scope).into_iter().flatten().copied();
        let mut with: Vec<ScopeId> =
            scopes.iter().flat_map(|scope| std::iter::once(*scope).chain(groups_of(scope))).collect();
        let mut seen: HashSet<ScopeId> = HashSet::default();
        with.retain(|scope| seen.insert(*scope));
        with
    }

    /// Whether a scope is in `group @label name {}`, most of which is only checked where it is used.
    pub fn is_in_group(&self, scope: ScopeId) -> bool {
        std::iter::successors(Some(scope), |scope| self.scope(*scope).parent)
            .any(|scope| matches!(self.scope(scope).kind, ScopeKind::Group { .. }))
    }
}
