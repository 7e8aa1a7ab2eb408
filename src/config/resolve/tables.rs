//! What many lookups ask for, put together once.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::config::Config;
use crate::config::facts::mail::mailbox::MailOption;
use crate::config::facts::server::listener::ListenerParts;
use crate::config::facts::server::service::Parts;
use crate::config::facts::server::struct_check::CheckedPlace;
use crate::config::model::scope::{Assign, Key, ScopeId, ScopeKind};
use crate::config::resolve::filter::Filter;
use crate::config::resolve::filters::Filters;
use crate::hash::{HashMap, HashSet};
use crate::schema::{self, Setting, find};

/// What is computed once, on the first lookup that needs it.
#[derive(Debug, Default)]
pub(in crate::config) struct Tables {
    pub(in crate::config) filters: OnceCell<Filters>,
    /// 2.3: the scopes that count in a filter.
    pub(in crate::config) chains: RefCell<HashMap<Filter, Rc<[ScopeId]>>>,
    pub(in crate::config) root_chain: OnceCell<Rc<[ScopeId]>>,
    /// The first of the scopes in a long chain that sets a setting, by the chain.
    pub(in crate::config) nearest: RefCell<HashMap<*const ScopeId, Nearest>>,
    pub(in crate::config) touched: OnceCell<HashMap<&'static str, HashSet<ScopeId>>>,
    /// The types of sections that were opened anywhere.
    pub(in crate::config) opened: OnceCell<HashSet<u16>>,
    pub(in crate::config) children: OnceCell<HashMap<(ScopeId, u16), Vec<ScopeId>>>,
    /// 2.4: the scopes in which an unnamed section was opened.
    pub(in crate::config) holders: OnceCell<HashSet<ScopeId>>,
    /// 2.4: each filter that has an equal one inside, with that one.
    pub(in crate::config) equal_inside: OnceCell<HashMap<ScopeId, ScopeId>>,
    pub(in crate::config) list_keys: OnceCell<HashMap<(ScopeId, u16), Vec<Key>>>,
    /// Sorted by scope, in each in reading order.
    pub(in crate::config) by_scope: OnceCell<Vec<u32>>,
    pub(in crate::config) groups: OnceCell<HashMap<ScopeId, Vec<ScopeId>>>,
    /// 2.4: the namespaces that the built-in groups in use give the INBOX.
    pub(in crate::config) inboxes_of_groups: OnceCell<HashSet<&'static str>>,
    pub(in crate::config) services: OnceCell<Vec<Rc<Parts>>>,
    /// 2.4: the listeners at the top level, which every service has.
    pub(in crate::config) top_listeners: OnceCell<Vec<Rc<ListenerParts>>>,
    /// The protocols that count as enabled for everyone, and whether that is a guess.
    pub(in crate::config) protocols: OnceCell<(Vec<Vec<u8>>, bool)>,
    pub(in crate::config) mail_options: OnceCell<Vec<MailOption>>,
    pub(in crate::config) candidates: OnceCell<crate::config::resolve::effective::Candidates>,
    /// The files that settings name without including them, by the statement that does.
    pub(in crate::config) externals: OnceCell<HashMap<usize, usize>>,
    /// The assignments that others of the same key in the same scope replace, by that key, in reading order.
    pub(in crate::config) earlier: OnceCell<HashMap<(ScopeId, Key), Vec<u32>>>,
    pub(in crate::config) checks: RefCell<HashMap<&'static str, Vec<CheckedPlace>>>,
}

/// A chain of scopes, and which of them is the first to set a setting.
type Nearest = (Rc<[ScopeId]>, HashMap<Key, Option<ScopeId>>);

impl Config<'_> {
    /// Whether a section of a type was opened in any scope.
    pub(in crate::config) fn is_opened(&self, setting: &Setting) -> bool {
        let opened = self.tables.opened.get_or_init(|| {
            let kinds = self.scopes().filter_map(|(_, scope)| match &scope.kind {
                ScopeKind::Section { setting, .. } | ScopeKind::Named(setting) => Some(setting.id),
                _ => None,
            });
            kinds.collect()
        });
        opened.contains(&setting.id)
    }

    /// The sections of a type that were opened in a scope, or are built in and were used.
    pub fn children(&self, scope: ScopeId, setting: &Setting) -> &[ScopeId] {
        let children = self.tables.children.get_or_init(|| {
            let mut children: HashMap<(ScopeId, u16), Vec<ScopeId>> = HashMap::default();
            for (id, scope) in self.scopes() {
                if let (ScopeKind::Section { setting, .. } | ScopeKind::Named(setting), Some(parent)) =
                    (&scope.kind, scope.parent)
                {
                    children.entry((parent, setting.id)).or_default().push(id);
                }
            }
            children
        });
        children.get(&(scope, setting.id)).map_or(&[], Vec::as_slice)
    }

    /// 2.4: whether an unnamed section, such as `sdbox {}`, was opened in a scope.
    pub(in crate::config) fn has_unnamed_in(&self, scope: ScopeId) -> bool {
        let holders = self.tables.holders.get_or_init(|| {
            let unnamed = self.scopes().filter(|(_, scope)| matches!(scope.kind, ScopeKind::Named(_)));
            unnamed.filter_map(|(_, scope)| scope.parent).collect()
        });
        holders.contains(&scope)
    }

    /// The assignments in one scope that are effective there, in reading order.
    pub fn assigns_in(&self, scope: ScopeId) -> impl Iterator<Item = &Assign> {
        let assign = |index: &u32| &self.assigns[*index as usize];
        let by_scope = self.tables.by_scope.get_or_init(|| {
            let is_effective = |index: &u32| {
                let own = assign(index);
                self.latest.get(&(own.scope, own.key)) == Some(index)
            };
            let mut effective = Vec::with_capacity(self.assigns.len());
            effective.extend((0..self.assigns.len() as u32).filter(is_effective));
            effective.sort_by_key(|index| assign(index).scope);
            effective
        });
        let start = by_scope.partition_point(|index| assign(index).scope < scope);
        by_scope[start..].iter().map(assign).take_while(move |assign| assign.scope == scope)
    }

    /// The free keys of a list that one scope sets, in the order of their first appearance anywhere.
    pub(in crate::config) fn keys_in(&self, scope: ScopeId, setting: &Setting) -> &[Key] {
        let keys = self.tables.list_keys.get_or_init(|| {
            let table = schema::scope(self.version().series, "root");
            let list_of = |name: &[u8]| {
                let list = name.split(|b| *b == b'/').next().unwrap_or(name);
                find(table, list).map(|setting| setting.id)
            };
            let lists: Vec<Option<u16>> = self.free_names.iter().map(|name| list_of(name)).collect();
            let mut keys: HashMap<(ScopeId, u16), Vec<Key>> = HashMap::default();
            for assign in self.assigns.iter().filter(|assign| assign.key.is_free()) {
                if let Some(list) = lists[(assign.key.0 - Key::FREE) as usize] {
                    keys.entry((assign.scope, list)).or_default().push(assign.key);
                }
            }
            for keys in keys.values_mut() {
                keys.sort_unstable();
                keys.dedup();
            }
            keys
        });
        keys.get(&(scope, setting.id)).map_or(&[], Vec::as_slice)
    }

    /// A free key of a list without the list's name.
    pub(in crate::config) fn free_name(&self, key: Key) -> &[u8] {
        let name = self.free_names.get((key.0.wrapping_sub(Key::FREE)) as usize).map_or(&[][..], |name| name);
        name.iter().position(|b| *b == b'/').map_or(name, |slash| &name[slash + 1..])
    }

    /// Whether a key is a list of this name, or an element of it.
    pub fn is_in_list(&self, key: Key, list: &str) -> bool {
        let name = self.key_name(key);
        name.strip_prefix(list.as_bytes()).is_some_and(|rest| matches!(rest, [] | [b'/', ..]))
    }

    /// The scopes in which a setting of a struct is set.
    pub(in crate::config) fn touched(&self, name: &str) -> Option<&HashSet<ScopeId>> {
        let touched = self.tables.touched.get_or_init(|| {
            let table = schema::scope(self.version().series, "root");
            let mut touched: HashMap<&'static str, HashSet<ScopeId>> = HashMap::default();
            let mut before = None;
            for assign in &self.assigns {
                let setting = match self.setting(assign.key) {
                    Some(setting) => setting,
                    None => {
                        let name = &self.free_names[(assign.key.0 - Key::FREE) as usize];
                        let list = name.split(|b| *b == b'/').next().unwrap_or(name);
                        let Some(setting) = find(table, list) else { continue };
                        setting
                    }
                };
                if before == Some((assign.scope, setting.id)) {
                    continue;
                }
                before = Some((assign.scope, setting.id));
                for name in setting.structs() {
                    touched.entry(name).or_default().insert(assign.scope);
                }
            }
            touched
        });
        touched.get(name)
    }
}
