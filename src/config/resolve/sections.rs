use std::borrow::Cow;
use std::rc::Rc;

use crate::config::resolve::section_prefix::CheckedPart;
use crate::config::resolve::v23::Merged;
use crate::config::resolve::view::{Found, View, Word};
use crate::config::resolve::words::split_words;
use crate::config::{Assign, Config, Judged, Key, ROOT, ScopeId, ScopeKind, SectionKind};
use crate::hash::HashMap;
use crate::schema::{self, Kind, Series, Setting, find};
use crate::source::Span;
use crate::text::words::SPACES;

/// A section of some type (`passdb`, `namespace`, `mailbox`, `metric`) as one check sees it.
#[derive(Debug, Clone)]
pub struct Section<'c> {
    view: View<'c>,
    kind: SectionKind,
    /// Its name; for an unnamed one of 2.3 the number that Dovecot gives it.
    pub name: Cow<'c, [u8]>,
    /// Whether the name was written.
    pub is_named: bool,
    /// 2.4: the setting that gives it its name.
    named_at: Option<Span>,
    /// Its places in the configuration, the one that wins first.
    pub scopes: Vec<ScopeId>,
    /// 2.3: whether Dovecot copied it from a filter that is not the most specific one.
    is_copied: bool,
    /// Who notices what is wrong with it.
    pub judged: Judged,
}

impl<'c> View<'c> {
    /// The words of a list; in 2.3 only spaces are between them.
    pub fn blank_words(&self, name: &str) -> Vec<Word<'c>> {
        match self.config.version().series {
            Series::V23 => split_words(self.config, &self.get(name), SPACES),
            Series::V24 => self.words(name),
        }
    }

    /// The sections of a type that this view has: by name merged, those without a name one by one.
    pub fn sections(&self, kind: SectionKind) -> Vec<Section<'c>> {
        self.sections_in("root", &self.scopes().collect::<Vec<_>>(), false, kind)
    }

    /// The sections of a type with those that groups bring, and what groups bring into them.
    pub fn sections_in_force(&self, kind: SectionKind) -> Vec<Section<'c>> {
        let mut sections = self.with_groups().sections(kind);
        for section in &mut sections {
            section.scopes = self.config.with_groups(&section.scopes);
        }
        sections
    }

    /// The same view with the groups that its scopes use.
    fn with_groups(&self) -> View<'c> {
        let root = self.config.root_chain();
        if self.inner.is_none() && (Rc::ptr_eq(&self.chain, &root) || *self.chain == [ROOT]) {
            return View { chain: root, ..self.clone() };
        }
        let scopes: Vec<ScopeId> = self.scopes().collect();
        View { inner: None, chain: self.config.with_groups(&scopes).into(), ..self.clone() }
    }

    /// The sections of a type in some scopes, the one that wins first.
    fn sections_in(
        &self,
        table: &str,
        outer: &[ScopeId],
        is_copied: bool,
        kind: SectionKind,
    ) -> Vec<Section<'c>> {
        let config = self.config;
        let series = config.version().series;
        let Some(setting) = find(schema::scope(series, table), kind.name().as_bytes()) else {
            return Vec::new();
        };
        if series == Series::V23 && outer.len() > 1 {
            let merged = Merged::around(outer.to_vec(), is_copied).sections(config, setting, false);
            let section =
                |merged: Merged<'c>| self.section(kind, merged.scopes().to_vec(), merged.is_copied());
            return merged.into_iter().map(section).collect();
        }
        let mut sections: Vec<Section<'c>> = Vec::new();
        let mut by_name: HashMap<Box<[u8]>, usize> = HashMap::default();
        for outer in outer.iter().rev() {
            // Tens of thousands at once need no spare capacity; a few in each of many scopes do.
            let inner = config.sections_into(*outer, setting);
            if let number @ 64.. = inner.len() {
                sections.reserve_exact(number);
            }
            for scope in &*inner {
                let ScopeKind::Section { name, named, .. } = &config.scope(*scope).kind else { continue };
                // Each passdb and userdb of 2.3 is a new one, whatever its name.
                let is_merged = *named && setting.kind(config.version()) != Kind::SectionList;
                let key = config.name_key(name);
                let known = if is_merged { by_name.get(&key).copied() } else { None };
                if let Some(section) = known.and_then(|index| sections.get_mut(index)) {
                    section.name = Cow::Borrowed(name);
                    section.scopes.insert(0, *scope);
                    continue;
                }
                if *named {
                    by_name.insert(key, sections.len());
                }
                sections.push(self.section(kind, vec![*scope], false));
            }
        }
        sections
    }

    /// A section with its scopes, the one that wins first.
    fn section(&self, kind: SectionKind, scopes: Vec<ScopeId>, is_copied: bool) -> Section<'c> {
        let (name, is_named) = match scopes.first().map(|scope| &self.config.scope(*scope).kind) {
            Some(ScopeKind::Section { name, named, .. }) => (&**name, *named),
            _ => (&b""[..], false),
        };
        Section {
            view: self.clone(),
            kind,
            name: Cow::Borrowed(name),
            is_named,
            named_at: None,
            scopes,
            is_copied,
            judged: Judged::AtParse,
        }
    }
}

impl<'c> Section<'c> {
    /// A setting by its short name (`driver`), which in 2.4 gets the type of the section in front.
    pub fn get(&self, key: &str) -> Found<'c> {
        self.view.config.as_checked(self.setting(key), self.value(key))
    }

    /// A setting as [`get`](Section::get) finds it, with the effective value rather than the one that a
    /// check of 2.4.1 sees.
    pub fn value(&self, key: &str) -> Found<'c> {
        let view = View { part: CheckedPart::All, ..self.view.clone() };
        view.get_setting(self.setting(key), self.scopes.iter().copied())
    }

    fn setting(&self, key: &str) -> Option<&'static Setting> {
        self.view.config.setting_in(self.kind, key)
    }

    /// The section alone, without what is around it.
    pub(in crate::config) fn inward(&self) -> View<'c> {
        View { inner: None, chain: self.scopes.clone().into(), part: CheckedPart::All, ..self.view.clone() }
    }

    /// 2.4: the section, then what is around it: a setting such as `mail_path` may be in either.
    pub fn outward(&self) -> View<'c> {
        let around = self.view.inner.as_deref().unwrap_or_default();
        let inner: Vec<ScopeId> = self.scopes.iter().chain(around).copied().collect();
        View { inner: Some(inner.into()), part: CheckedPart::All, ..self.view.clone() }
    }

    /// What holds around the section for the check that sees it.
    pub fn around(&self) -> View<'c> {
        self.view.clone()
    }

    /// The words of a text of 2.3 with spaces between them, by its short name.
    pub fn words(&self, key: &str) -> Vec<Word<'c>> {
        split_words(self.view.config, &self.get(key), SPACES)
    }

    /// Its scopes in the order in which what is in them is merged.
    fn order(&self) -> Vec<ScopeId> {
        let mut order = self.scopes.clone();
        if self.is_copied {
            let last = order.len().min(1);
            order.rotate_right(last);
        }
        order
    }

    /// The sections of a type inside this one.
    pub fn sections(&self, kind: SectionKind) -> Vec<Section<'c>> {
        let table = match self.view.config.version().series {
            Series::V23 => self.kind.name(),
            Series::V24 => "root",
        };
        self.view.sections_in(table, &self.order(), self.is_copied, kind)
    }

    /// 2.4: whether it sets nothing that may be around it as well: only settings with its type in front, and no section
    /// but those with a name.
    pub(in crate::config) fn sets_only_its_own(&self) -> bool {
        let config = self.view.config;
        let is_own = |assign: &Assign| {
            let setting = config.setting(assign.key);
            setting
                .and_then(|setting| setting.name.strip_prefix(self.kind.name()))
                .is_some_and(|rest| rest.starts_with('_'))
        };
        self.scopes
            .iter()
            .all(|scope| config.assigns_in(*scope).all(is_own) && !config.has_unnamed_in(*scope))
    }

    /// Whether so many sections in it may be looked at, when it uses groups.
    pub(in crate::config) fn may_bring(&self, sections: usize) -> bool {
        let config = self.view.config;
        let group = self.scopes.iter().find(|scope| config.is_in_group(**scope));
        group.is_none_or(|group| config.bounds.merge(sections, config.scope(*group).opened.unwrap_or(0)))
    }

    /// Whether it has a head of its own, rather than only a name in another scope.
    pub fn has_head(&self) -> bool {
        let is_own = |scope: &ScopeId| {
            matches!(&self.view.config.scope(*scope).kind,
                ScopeKind::Section { setting, .. } if setting.name == self.kind.name())
        };
        self.scopes.iter().any(is_own)
    }

    /// Its type: `passdb`, `namespace`, …
    pub fn kind(&self) -> &'static str {
        self.kind.name()
    }

    /// Whether the section sets a value itself.
    pub fn sets(&self, key: &str) -> bool {
        self.get(key).assign.is_some()
    }

    /// Where the configuration is about it first.
    pub fn span(&self) -> Option<Span> {
        let config = self.view.config;
        let is_own = |scope: &&ScopeId| !matches!(config.scope(**scope).kind, ScopeKind::Group { .. });
        let own = self.scopes.iter().rev().filter(is_own).find_map(|scope| config.scope_span(*scope));
        self.named_at.or(own)
    }

    /// Its name for a message.
    pub fn shown(&self) -> String {
        crate::text::short(&self.name, 40)
    }
}

impl Config<'_> {
    /// What two names of sections have alike when the sections are one: 2.3 compares them without case.
    pub(in crate::config) fn name_key(&self, name: &[u8]) -> Box<[u8]> {
        match self.version().series {
            Series::V23 => name.to_ascii_lowercase().into(),
            Series::V24 => name.into(),
        }
    }

    /// Whether any section of a type sets a setting, by its short name.
    pub fn is_set_in_any(&self, kind: SectionKind, key: &str) -> bool {
        self.setting_in(kind, key).is_some_and(|setting| self.sets(setting))
    }

    fn setting_in(&self, kind: SectionKind, key: &str) -> Option<&'static Setting> {
        match self.version().series {
            Series::V23 => find(schema::scope(Series::V23, kind.name()), key.as_bytes()),
            Series::V24 => schema::find_of(kind.name(), key),
        }
    }

    /// Where a value is written, the whole line for an empty one; none for a built-in default.
    pub fn place(&self, found: &Found<'_>) -> Option<Span> {
        let assign = found.assign?;
        let value = self.value_span(assign);
        Some(if value.start == value.end { self.span(assign) } else { value })
    }

    /// Every section of a type that Dovecot checks, with the values that the check sees.
    ///
    /// 2.3 checks the sections of the top level and of every filter that holds one of the type, merged
    /// with those of the filters that match it. 2.4 checks each section alone.
    pub fn checked_sections(&self, kind: SectionKind) -> Vec<Section<'_>> {
        let version = self.version();
        if version.series == Series::V24 {
            return self.single_sections(kind);
        }
        let mut sections = self.check_view(ROOT).sections(kind);
        let holding = self.filters().map(|(scope, _)| scope).filter(|scope| self.holds_section(*scope, kind));
        for view in self.distinct_views(holding) {
            sections.extend(View { is_check: true, ..view }.sections(kind));
        }
        sections
    }

    /// Whether a section of this type is in a scope itself.
    pub fn holds_section(&self, scope: ScopeId, kind: SectionKind) -> bool {
        find(schema::scope(self.version().series, "root"), kind.name().as_bytes())
            .is_some_and(|setting| !self.children(scope, setting).is_empty())
    }

    fn single_sections(&self, kind: SectionKind) -> Vec<Section<'_>> {
        let mut sections = Vec::new();
        let root = schema::scope(self.version().series, "root");
        let by =
            find(root, kind.name().as_bytes()).and_then(|section| find(root, section.named_by.as_bytes()));
        let structs = by.map_or(&[][..], Setting::structs);
        for (id, scope) in self.scopes() {
            if self.is_in_group(id) {
                continue;
            }
            // The setting that holds the name counts for more than the head, and makes a section of any scope.
            let by = by.and_then(|by| self.assigned(id, Key::of(by)));
            let (name, named) = match (&scope.kind, by.map(|by| self.value_of(by).text)) {
                (ScopeKind::Section { setting, .. }, Some(name)) if setting.name == kind.name() => {
                    (name, true)
                }
                (ScopeKind::Section { setting, name, named }, None) if setting.name == kind.name() => {
                    (Cow::Borrowed(&**name), *named)
                }
                (_, Some(name)) if !name.is_empty() => (name, true),
                _ => continue,
            };
            let view = View {
                config: self,
                inner: None,
                chain: [id].into(),
                defaults: true,
                part: CheckedPart::All,
                is_check: true,
            };
            let is_open = self.version().patch >= 2
                && self.assigns_in(id).any(|assign| {
                    // Only what belongs to the struct itself puts its check off.
                    let is_of_kind = self.setting(assign.key).is_some_and(|s| match structs {
                        [] => s.name.strip_prefix(kind.name()).is_some_and(|rest| rest.starts_with('_')),
                        own => s.structs().iter().any(|name| own.contains(name)),
                    });
                    is_of_kind && crate::config::value::has_variable(&self.found_in_check(assign).text)
                });
            sections.push(Section {
                view,
                kind,
                name,
                is_named: named,
                named_at: by.map(|by| self.span(by)),
                scopes: vec![id],
                is_copied: false,
                judged: if is_open { Judged::AtStart } else { Judged::AtParse },
            });
        }
        sections
    }
}
