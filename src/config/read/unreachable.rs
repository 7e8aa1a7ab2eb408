//! 2.4: sections that Dovecot looks for elsewhere than where they are.
//!
//! A passdb, a userdb or a mailbox is listed by its name and then looked for from the top level on, through the
//! connection filters around it; what is inside another section is not found. A mailbox of a namespace is
//! looked for in that. Tried with the doveconf of 2.4.1 and 2.4.5: each such section in each other one.

use crate::config::{Config, Scope, ScopeId, ScopeKind};
use crate::hash::HashMap;
use crate::schema::{Series, Setting};

/// What is looked for by its name.
const LISTED: [&str; 3] = ["passdb", "userdb", "mailbox"];

/// A section that Dovecot does not find.
#[derive(Debug, Clone, Copy)]
pub struct Unreachable {
    /// The section.
    pub section: ScopeId,
    /// What it is in, or uses the group that it is in.
    pub outer: ScopeId,
}

impl Config<'_> {
    /// The sections that Dovecot does not find, in reading order.
    pub fn unreachable_sections(&self) -> Vec<Unreachable> {
        if self.version().series == Series::V23 {
            return Vec::new();
        }
        let mut unreachable = Vec::new();
        let mut users: HashMap<ScopeId, Vec<ScopeId>> = HashMap::default();
        for (user, groups) in self.used_groups() {
            for group in groups {
                let users = users.entry(*group).or_default();
                if users.last() != Some(user) {
                    users.push(*user);
                }
            }
        }
        for (section, scope) in self.scopes() {
            let (Some((kind, name)), Some(parent)) = (listed(scope), scope.parent) else { continue };
            // One that `passdb/x/driver = pam` opened is not listed, also when braces open it later.
            if self.is_opened_by_setting(section) {
                continue;
            }
            for outer in self.holders(parent, &users) {
                if !self.is_found(kind, name, outer) {
                    unreachable.push(Unreachable { section, outer });
                }
            }
        }
        unreachable
    }

    /// Where the contents of a scope count: there, or where the group is used that it is.
    fn holders(&self, scope: ScopeId, users: &HashMap<ScopeId, Vec<ScopeId>>) -> Vec<ScopeId> {
        if matches!(self.scope(scope).kind, ScopeKind::Group { .. }) {
            return users.get(&scope).cloned().unwrap_or_default();
        }
        if self.is_in_group(scope) { Vec::new() } else { vec![scope] }
    }

    fn is_found(&self, kind: &'static Setting, name: &[u8], outer: ScopeId) -> bool {
        let around = || std::iter::successors(Some(outer), |scope| self.scope(*scope).parent);
        let is_open =
            |scope: ScopeId| matches!(self.scope(scope).kind, ScopeKind::Root | ScopeKind::Filter(_));
        let is_namespace = matches!(&self.scope(outer).kind, ScopeKind::Section { setting, .. } if setting.name == "namespace");
        let skipped = usize::from(kind.name == "mailbox" && is_namespace);
        if around().skip(skipped).all(is_open) {
            return true;
        }
        let holds = |outer: ScopeId| self.sections.contains_key(&(outer, kind.id, name.into()));
        around().filter(|scope| is_open(*scope)).any(|scope| {
            let groups = self.used_groups().get(&scope).into_iter().flatten().copied();
            std::iter::once(scope).chain(groups).any(holds)
        })
    }
}

fn listed(scope: &Scope) -> Option<(&'static Setting, &[u8])> {
    match &scope.kind {
        ScopeKind::Section { setting, name, named: true } if LISTED.contains(&setting.name) => {
            Some((setting, name))
        }
        _ => None,
    }
}
