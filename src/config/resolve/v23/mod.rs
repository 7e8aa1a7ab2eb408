//! The effective values in 2.3, as its `doveconf` prints it.
//!
//! Source: `settings_export()` in `config-request.c`, `config_dump_human()` in `doveconf.c` and
//! `settings_apply()` in `settings-parser.c`, 2.3.21.

mod filters;
mod merged;
mod value;

pub(in crate::config) use merged::{Merged, named_by};
pub(in crate::config) use value::normalised;

use std::borrow::Cow;

use crate::config::resolve::effective::{Entry, Keys, Node, Origin, Question};
use crate::config::{Assign, Config, Key, ROOT};
use crate::hash::HashSet;
use crate::schema::{self, Kind, Series, Setting, Version, find};

/// Which settings are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Those that differ from the default; in a section with a name those that are set.
    Changed,
    /// Those that are set.
    Set,
    /// All of them.
    All,
}

impl Config<'_> {
    pub(in crate::config) fn effective23(&self, question: &Question) -> Node<'_> {
        let extent = if question.all { Extent::All } else { Extent::Changed };
        let asked = question.connection.clone().unwrap_or_default();
        let chain = self.matching(ROOT, &asked);
        let config = self.as_short();
        let only = question.only.as_ref();
        let root = Builder { config, extent, only };
        let mut node = root.level(schema::scope(Series::V23, "root"), &Merged::root(chain));
        if !question.bare {
            let sections = Builder { config, extent: Extent::Set, only: None };
            node.nodes.extend(sections.filters(question.connection.as_ref()));
        }
        node
    }
}

struct Builder<'c, 'q> {
    config: &'c Config<'c>,
    extent: Extent,
    /// The defaults that are wanted, unless all of them are.
    only: Option<&'q Keys>,
}

impl<'c> Builder<'c, '_> {
    fn version(&self) -> Version {
        self.config.version()
    }

    /// What is listed of the top level or of one section.
    fn level(&self, table: &'static schema::Scope, section: &Merged<'c>) -> Node<'c> {
        let mut node = Node::default();
        let mut seen = HashSet::default();
        self.set_here(section, &mut node, &mut seen);
        self.named_by_head(section, &mut node, &seen);
        for setting in table.iter().filter(|setting| setting.known_to(self.version())) {
            if setting.kind(self.version()).is_section() {
                self.sections(setting, section, &mut node);
            } else if self.is_listed_unset(setting, section) && !seen.contains(&Key::of(setting)) {
                let value = section.built_in_value(self.config, setting);
                let value = Cow::Borrowed(value.as_bytes());
                node.entries.push(Entry {
                    key: Cow::Borrowed(setting.name.as_bytes()),
                    value,
                    origin: Origin::Default,
                });
            }
        }
        sort(&mut node.entries);
        node.entries.shrink_to_fit();
        node.nodes.shrink_to_fit();
        node.nodes.sort_by(|a, b| signed(&a.kind).cmp(signed(&b.kind)));
        node
    }

    /// The settings and the free keys that the scopes of a section set.
    fn set_here(&self, section: &Merged<'c>, node: &mut Node<'c>, seen: &mut HashSet<Key>) {
        let mut lists: Vec<Node<'c>> = Vec::new();
        for scope in section.scopes() {
            for assign in self.config.assigns_in(*scope) {
                if !seen.insert(assign.key) {
                    continue;
                }
                let Some(setting) = self.config.setting(assign.key) else {
                    self.free_key(assign, &mut lists);
                    continue;
                };
                if section.is_named_by(setting) {
                    continue;
                }
                let value = self.value(assign, setting);
                if self.extent == Extent::Changed && !section.is_unique && self.is_default(setting, &value) {
                    continue;
                }
                node.entries.push(Entry {
                    key: Cow::Borrowed(setting.name.as_bytes()),
                    value,
                    origin: Origin::Set(assign),
                });
            }
        }
        for list in &mut lists {
            sort(&mut list.entries);
        }
        node.nodes.append(&mut lists);
    }

    fn free_key(&self, assign: &'c Assign, lists: &mut Vec<Node<'c>>) {
        let Cow::Borrowed(name) = self.config.key_name(assign.key) else { return };
        let slash = name.iter().position(|b| *b == b'/').unwrap_or(0);
        let (list, key) = (&name[..slash], name.get(slash + 1..).unwrap_or(b""));
        let entry = Entry { key: Cow::Borrowed(key), value: self.text(assign), origin: Origin::Set(assign) };
        match lists.iter_mut().find(|node| *node.kind == *list) {
            Some(node) => node.entries.push(entry),
            None => lists.push(Node {
                kind: Cow::Borrowed(list),
                span: Some(self.config.span(assign)),
                entries: vec![entry],
                ..Node::default()
            }),
        }
    }

    /// `passdb pam {` sets the name, and `passdb {` sets it to nothing.
    fn named_by_head(&self, section: &Merged<'c>, node: &mut Node<'c>, seen: &HashSet<Key>) {
        let Some((setting, name, head)) = section.list_name() else { return };
        let is_listed = match self.extent {
            Extent::Changed => !name.is_empty(),
            Extent::Set | Extent::All => true,
        };
        if is_listed && !seen.contains(&Key::of(setting)) {
            let key = Cow::Borrowed(setting.name.as_bytes());
            node.entries.push(Entry { key, value: name, origin: Origin::Named(head) });
        }
    }

    fn sections(&self, setting: &'static Setting, outer: &Merged<'c>, node: &mut Node<'c>) {
        let mut sections = outer.sections(self.config, setting, self.extent == Extent::All);
        sections.sort_by(Merged::compare);
        for section in sections {
            let mut inner = self.level(schema::scope(Series::V23, setting.name), &section);
            inner.name = section.shown_name();
            // One without a name counts among the others even when none of its defaults is wanted.
            let counts = self.only.is_some() && inner.name.is_none();
            if inner.entries.is_empty() && inner.nodes.is_empty() && !counts {
                continue;
            }
            inner.kind = Cow::Borrowed(setting.name.as_bytes());
            inner.span = section.span(self.config);
            node.nodes.push(inner);
        }
    }

    /// Whether a setting is listed although nothing sets it.
    fn is_listed_unset(&self, setting: &'static Setting, section: &Merged<'c>) -> bool {
        let kind = setting.kind(self.version());
        if matches!(kind, Kind::StrList | Kind::Alias)
            || section.is_named_by(setting)
            || section.list_name().is_some_and(|(by, ..)| by.name == setting.name)
            || setting.is_unset23()
            || self.only.is_some_and(|only| !only.has(setting))
        {
            return false;
        }
        match self.extent {
            // From 2.3.14 on `-a` leaves out what is hidden.
            Extent::All => !(setting.is_hidden(self.version()) && self.version().is_23_from(14)),
            // In a section with a name a string with variables counts as changed always.
            Extent::Changed | Extent::Set => section.is_unique && kind == Kind::String,
        }
    }

    fn is_default(&self, setting: &'static Setting, value: &[u8]) -> bool {
        let version = self.version();
        // What is written is shown even when it is Dovecot's own default, since the default of the build at hand may
        // be another one; and with two defaults a value is a change for one process at least.
        !setting.has_two_defaults23(version)
            && !setting.differs_by_build23()
            && !setting.is_unset23()
            && self.config.default_of(setting).as_bytes() == value
    }

    /// What an assignment sets, before it is normalised.
    fn text(&self, assign: &'c Assign) -> Cow<'c, [u8]> {
        let value = self.config.value_of(assign);
        match value.form {
            crate::syntax::Form::File => Cow::Owned([b"<", value.text.as_ref()].concat()),
            _ => value.text,
        }
    }

    fn value(&self, assign: &'c Assign, setting: &'static Setting) -> Cow<'c, [u8]> {
        normalised(setting.kind(self.version()), self.text(assign))
    }
}

/// Dovecot compares bytes as signed ones.
fn signed(text: &[u8]) -> impl Iterator<Item = i8> {
    text.iter().map(|b| b.cast_signed())
}

fn sort(entries: &mut [Entry<'_>]) {
    entries.sort_by(|a, b| signed(&a.key).cmp(signed(&b.key)));
}

/// A setting of a section type.
fn setting_of(kind: &str, name: &str) -> Option<&'static Setting> {
    find(schema::scope(Series::V23, kind), name.as_bytes())
}
