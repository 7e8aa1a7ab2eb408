//! The top level or one section, merged from all filters that count.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{setting_of, signed};
use crate::config::{Config, Key, ScopeId, ScopeKind};
use crate::hash::HashMap;
use crate::schema::{self, DefaultListener, DefaultService, Kind, Setting, Version};
use crate::source::Span;
use crate::syntax;

/// What Dovecot has built in for a section.
#[derive(Debug, Clone, Copy)]
enum BuiltIn {
    Nothing,
    /// The top level, which has the built-in services.
    Root,
    Service(&'static DefaultService),
    Listener(&'static DefaultListener),
}

/// See the module.
#[derive(Debug)]
pub(in crate::config) struct Merged<'c> {
    /// Its scopes in the order in which they are applied: the most specific filter first.
    order: Vec<ScopeId>,
    /// The same with the one first whose values count.
    ranked: Vec<ScopeId>,
    /// Whether it was copied from a filter that is not the most specific one.
    is_copied: bool,
    built_in: BuiltIn,
    /// Whether sections of its type are merged by name.
    pub is_unique: bool,
    /// The setting that holds its name.
    named_by: Option<&'static Setting>,
    name: Cow<'c, [u8]>,
    /// The name or the number by which its settings are sorted.
    sorted_as: Vec<u8>,
    head: Option<usize>,
}

/// The setting that holds the name of a section of a type. Source: `type_offset` of its `struct
/// setting_parser_info`, 2.3.21.
pub(in crate::config) fn named_by(kind: &str) -> Option<&'static Setting> {
    setting_of(
        kind,
        match kind {
            "unix_listener" | "fifo_listener" => "path",
            "metric" => "metric_name",
            _ => "name",
        },
    )
}

impl<'c> Merged<'c> {
    /// The top level.
    pub(super) fn root(chain: Vec<ScopeId>) -> Merged<'c> {
        Merged { built_in: BuiltIn::Root, ..Merged::around(chain, false) }
    }

    /// Some scopes, the most specific one first, for what is in them; those of a section may be copied.
    pub(in crate::config) fn around(order: Vec<ScopeId>, is_copied: bool) -> Merged<'c> {
        Merged {
            ranked: order.clone(),
            order,
            is_copied,
            built_in: BuiltIn::Nothing,
            is_unique: false,
            named_by: None,
            name: Cow::Borrowed(b""),
            sorted_as: Vec::new(),
            head: None,
        }
    }

    /// Whether it was copied from a filter that is not the most specific one.
    pub(in crate::config) fn is_copied(&self) -> bool {
        self.is_copied
    }

    /// The scopes, the one whose values count first.
    pub(in crate::config) fn scopes(&self) -> &[ScopeId] {
        &self.ranked
    }

    /// Whether a setting is the name in the head of the section.
    pub(super) fn is_named_by(&self, setting: &Setting) -> bool {
        self.is_unique && self.named_by.is_some_and(|by| by.id == setting.id)
    }

    /// The setting that gets the name of a section which is not merged by it, and the section's head.
    pub(super) fn list_name(&self) -> Option<(&'static Setting, Cow<'c, [u8]>, usize)> {
        let setting = self.named_by.filter(|_| !self.is_unique)?;
        Some((setting, self.name.clone(), self.head?))
    }

    /// The name as it is printed in the head.
    pub(super) fn shown_name(&self) -> Option<Cow<'c, [u8]>> {
        (self.is_unique && !self.name.is_empty()).then(|| self.name.clone())
    }

    /// Which of two sections of a type `doveconf` prints first.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        signed(&self.sorted_as).cmp(signed(&other.sorted_as))
    }

    pub(super) fn span(&self, config: &Config<'_>) -> Option<Span> {
        self.order.iter().rev().find_map(|scope| config.scope_span(*scope))
    }

    /// What Dovecot has built in for a setting here.
    pub(super) fn built_in_value(&self, config: &Config<'_>, setting: &'static Setting) -> &'static str {
        let version = config.version();
        let own = match self.built_in {
            BuiltIn::Service(service) => service.value(setting.name, version),
            BuiltIn::Listener(listener) => listener.value(setting.name),
            BuiltIn::Nothing | BuiltIn::Root => None,
        };
        own.unwrap_or_else(|| config.default_of(setting))
    }

    /// The sections of a type in it; `all` with those that are built in and not configured.
    pub(in crate::config) fn sections(
        &self,
        config: &'c Config<'c>,
        setting: &'static Setting,
        all: bool,
    ) -> Vec<Merged<'c>> {
        let version = config.version();
        let is_unique = setting.kind(version) == Kind::NamedSectionList;
        let new = |name: Cow<'c, [u8]>, built_in, is_copied| Merged {
            order: Vec::new(),
            ranked: Vec::new(),
            is_copied,
            built_in,
            is_unique,
            named_by: named_by(setting.name),
            name,
            sorted_as: Vec::new(),
            head: None,
        };
        let mut sections: Vec<Merged<'c>> = Vec::new();
        if all {
            sections.extend(
                self.built_ins(setting, version)
                    .into_iter()
                    .map(|(name, built_in)| new(Cow::Borrowed(name.as_bytes()), built_in, false)),
            );
        }
        let mut known: HashMap<Cow<'c, [u8]>, usize> =
            sections.iter().enumerate().map(|(index, section)| (section.name.clone(), index)).collect();
        for (rank, outer) in self.order.iter().enumerate() {
            // What the filter before has renamed is built in in this one.
            let missing = self
                .built_ins(setting, version)
                .into_iter()
                .filter(|(name, _)| all && rank > 0 && !known.contains_key(name.as_bytes()));
            for (name, built_in) in missing.collect::<Vec<_>>() {
                let name = name.as_bytes();
                let is_renamed = config.children(*outer, setting).iter().any(|scope| {
                    let (now, link) = names(config, *scope, setting);
                    link.eq_ignore_ascii_case(name) && *now != *name
                });
                if !is_renamed {
                    known.insert(Cow::Borrowed(name), sections.len());
                    sections.push(new(Cow::Borrowed(name), built_in, true));
                }
            }
            for scope in config.children(*outer, setting) {
                let (name, link) = names(config, *scope, setting);
                let (spelled, built_in) = self.built_in(setting, link, version);
                // Another spelling takes the place of the built-in one.
                if rank == 0
                    && *spelled.as_bytes() != *name
                    && let Some(index) = known.remove(spelled.as_bytes())
                {
                    sections[index].name.clone_from(&name);
                    known.insert(name.clone(), index);
                }
                let same = if is_unique && !name.is_empty() { known.get(&name).copied() } else { None };
                let index = same.unwrap_or_else(|| {
                    let is_copied = self.is_copied || (rank > 0 && matches!(built_in, BuiltIn::Nothing));
                    sections.push(new(name.clone(), built_in, is_copied));
                    sections.len() - 1
                });
                if is_unique && !name.is_empty() {
                    known.insert(name, index);
                }
                sections[index].order.push(*scope);
                sections[index].head = sections[index].head.or(config.scope(*scope).opened);
            }
        }
        for (index, section) in sections.iter_mut().enumerate() {
            section.finish(index);
        }
        sections
    }

    fn finish(&mut self, index: usize) {
        self.ranked.clone_from(&self.order);
        // Dovecot forgets which settings of a copy were set, so that what is merged later overrides them.
        if self.is_copied {
            self.ranked.rotate_left(self.order.len().min(1));
        }
        self.sorted_as = if self.is_unique && !self.name.is_empty() {
            section_escape(&self.name)
        } else {
            index.to_string().into_bytes()
        };
        self.sorted_as.push(b'/');
    }

    fn built_ins(&self, setting: &Setting, version: Version) -> Vec<(&'static str, BuiltIn)> {
        match self.built_in {
            BuiltIn::Root if setting.name == "service" => {
                schema::services(version).map(|s| (s.name, BuiltIn::Service(s))).collect()
            }
            BuiltIn::Service(service) => {
                let listeners = service.listeners(version).filter(|l| l.kind == setting.name);
                listeners.map(|l| (l.name, BuiltIn::Listener(l))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What is built in for a section, and its built-in name.
    fn built_in(&self, setting: &Setting, link: &[u8], version: Version) -> (&'static str, BuiltIn) {
        let same = |name: &str| name.as_bytes().eq_ignore_ascii_case(link);
        match self.built_in {
            BuiltIn::Root if setting.name == "service" => schema::services(version)
                .find(|s| same(s.name))
                .map_or(("", BuiltIn::Nothing), |s| (s.name, BuiltIn::Service(s))),
            BuiltIn::Service(service) => service
                .listeners(version)
                .find(|l| l.kind == setting.name && same(l.name))
                .map_or(("", BuiltIn::Nothing), |l| (l.name, BuiltIn::Listener(l))),
            _ => ("", BuiltIn::Nothing),
        }
    }
}

/// The name of a section, which a setting in it may change, and the name by which it was opened.
fn names<'c>(config: &'c Config<'c>, scope: ScopeId, setting: &'static Setting) -> (Cow<'c, [u8]>, &'c [u8]) {
    let ScopeKind::Section { name: link, named, .. } = &config.scope(scope).kind else {
        return (Cow::Borrowed(b""), b"");
    };
    let by_setting = named_by(setting.name).and_then(|by| config.assigned(scope, Key::of(by)));
    let name = match by_setting {
        Some(assign) => {
            let value = config.value_of(assign);
            match value.form {
                syntax::Form::File => Cow::Owned([b"<", value.text.as_ref()].concat()),
                _ => value.text,
            }
        }
        None if *named => Cow::Borrowed(&**link),
        None => Cow::Borrowed(&b""[..]),
    };
    (name, link)
}

/// A name as a section of a path. Source: `settings_section_escape()` in `settings-parser.c`, 2.3.21.
fn section_escape(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    for byte in name {
        match byte {
            b'=' => out.extend(b"\\e"),
            b'/' => out.extend(b"\\s"),
            b'\\' => out.extend(b"\\\\"),
            b' ' => out.extend(b"\\_"),
            b',' => out.extend(b"\\+"),
            other => out.push(*other),
        }
    }
    out
}
