//! The places that may set what a leaf of the tree shows, found by the section in which they are: a section with
//! thousands of others of its kind is asked about without going through what all of them set.

use super::{GroupUse, Leaf};
use crate::config::{Assign, Config, Key, ScopeId, ScopeKind};
use crate::hash::HashMap;
use crate::schema::{Kind, Series};
use crate::source::Span;

/// The section in which a place is, connection filters aside.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Around {
    /// None with a name, or of those that are counted.
    Nothing,
    /// By name alone; in 2.3 in lower case.
    Named(Box<[u8]>),
    /// 2.3: a section without a name, by its head.
    Unnamed(Option<Span>),
    /// A group, which counts wherever it is used.
    Group,
}

/// Label and name.
type GroupName = (Box<[u8]>, Box<[u8]>);

/// The assignments by what they set, and by the section around them.
#[derive(Debug, Default)]
pub(in crate::config) struct Candidates {
    /// By their own key. Sorted, with the section as a number; there are as many as there are lines.
    assigns: Vec<(Key, u32, u32)>,
    /// Those of elements, by their list: each element is asked about, and there may be as many as lines.
    elements: Vec<(Key, u32, u32)>,
    sections: HashMap<Around, u32>,
    /// The uses of each group, by label and name.
    uses: HashMap<GroupName, Vec<GroupUse>>,
}

impl Config<'_> {
    /// The assignments that may set what a leaf shows, and some more, in reading order.
    pub(super) fn candidates<'c>(&'c self, leaf: &Leaf<'_, 'c>, key: Key) -> Vec<&'c Assign> {
        let candidates = self.tables.candidates.get_or_init(|| self.find_candidates());
        let nodes = leaf.nodes().iter().filter(|node| !node.is_filter());
        let is_named = nodes.clone().any(|node| node.name.is_some());
        let of_node = nodes.map(|node| match &node.name {
            None => Around::Unnamed(node.span),
            Some(name) => Around::Named(self.name_key(name)),
        });
        let top = (!is_named).then_some(Around::Nothing);
        // A list is set by its elements as well, an element by the list as a whole and by no other element.
        let list = self.list_of(key);
        let others = if list == key { &candidates.elements } else { &candidates.assigns };
        let mut found: Vec<u32> = Vec::new();
        for around in of_node.chain(top).chain([Around::Group]) {
            let Some(section) = candidates.sections.get(&around) else { continue };
            for (all, about) in [(&candidates.assigns, key), (others, list)] {
                let before = all.partition_point(|own| *own < (about, *section, 0));
                let own = all[before..].iter();
                found.extend(own.take_while(|own| (own.0, own.1) == (about, *section)).map(|own| own.2));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|index| &self.assigns()[index as usize]).collect()
    }

    fn find_candidates(&self) -> Candidates {
        let mut candidates = Candidates::default();
        let mut lists: HashMap<Key, Key> = HashMap::default();
        // Most lines are in the section of the line before.
        let mut last: Option<(ScopeId, u32)> = None;
        for (index, assign) in self.assigns().iter().enumerate() {
            let section = match last {
                Some((scope, section)) if scope == assign.scope => section,
                _ => {
                    let next = candidates.sections.len() as u32;
                    *candidates.sections.entry(self.around(assign.scope)).or_insert(next)
                }
            };
            last = Some((assign.scope, section));
            let about = *lists.entry(assign.key).or_insert_with(|| self.list_of(assign.key));
            candidates.assigns.push((assign.key, section, index as u32));
            if about != assign.key {
                candidates.elements.push((about, section, index as u32));
            }
        }
        candidates.assigns.sort_unstable();
        candidates.elements.sort_unstable();
        for (scope, statement) in &self.group_uses {
            let used = &self.document.statements[*statement];
            let label = self.document.bytes(used, used.key).into();
            let name = self.document.value(used).text.into_owned().into();
            let group_use = GroupUse { scope: *scope, statement: *statement };
            candidates.uses.entry((label, name)).or_default().push(group_use);
        }
        candidates
    }

    /// Where a group is used.
    pub(super) fn uses_of(&self, label: &[u8], name: &[u8]) -> &[GroupUse] {
        let candidates = self.tables.candidates.get_or_init(|| self.find_candidates());
        candidates.uses.get(&(label.into(), name.into())).map_or(&[], Vec::as_slice)
    }

    fn around(&self, scope: ScopeId) -> Around {
        let scopes = std::iter::successors(Some(scope), |scope| self.scope(*scope).parent);
        let found = scopes.clone().find_map(|scope| match &self.scope(scope).kind {
            ScopeKind::Section { name, named: true, .. } => Some(Around::Named(self.name_key(name))),
            ScopeKind::Section { named: false, .. } => Some(Around::Unnamed(self.scope_span(scope))),
            _ => None,
        });
        let is_group = |scope: ScopeId| matches!(self.scope(scope).kind, ScopeKind::Group { .. });
        if scopes.clone().any(is_group) { Around::Group } else { found.unwrap_or(Around::Nothing) }
    }

    /// A list for its elements, any other key for itself.
    fn list_of(&self, key: Key) -> Key {
        let is_list = |kind| matches!(kind, Kind::BoolList | Kind::StrList);
        let list = self.setting_around(key).filter(|_| self.version().series == Series::V24);
        list.filter(|list| is_list(list.kind(self.version()))).map_or(key, Key::of)
    }
}
