//! Reads the statements of a configuration into its filters, in reading order.

use std::borrow::Cow;

use super::expand::squeezed;
use super::tree::{GroupUse, Head, Item, List, TOP, Tree, What};
use crate::config::resolve::effective::Origin;
use crate::config::resolve::section_prefix::is_front_of;
use crate::config::{Assign, Config, ScopeKind, value};
use crate::hash::HashMap;
use crate::schema::{self, Kind, Series, Setting, find};
use crate::syntax::Form;

/// The filters of a configuration with all that it sets.
pub(super) fn tree<'c>(config: &'c Config<'_>, resolved: bool) -> Tree<'c> {
    let tree = Tree::new(config.version(), resolved, &config.bounds);
    let mut fill = Fill { config, tree, branches: Vec::new(), labels: HashMap::default() };
    fill.branches = fill.scopes();
    let mut opens = config.section_opens.iter().peekable();
    let mut uses = config.group_uses.iter().peekable();
    for assign in config.assigns() {
        let here = assign.statement as usize;
        while let Some((scope, statement)) = opens.next_if(|(_, statement)| *statement < here) {
            fill.name(fill.branches[scope.0 as usize], *statement);
        }
        while let Some((scope, statement)) = uses.next_if(|(_, statement)| *statement < here) {
            fill.use_group(fill.branches[scope.0 as usize], *statement);
        }
        fill.assign(assign);
    }
    for (scope, statement) in opens {
        fill.name(fill.branches[scope.0 as usize], *statement);
    }
    for (scope, statement) in uses {
        fill.use_group(fill.branches[scope.0 as usize], *statement);
    }
    if resolved && !config.version().is_24_from(2) {
        fill.tree.include_all();
    }
    fill.tree
}

struct Fill<'c, 'd> {
    config: &'c Config<'d>,
    tree: Tree<'c>,
    /// The filter of each scope.
    branches: Vec<usize>,
    /// The place of each label among the groups that a filter uses.
    labels: HashMap<(usize, &'c [u8]), usize>,
}

impl<'c> Fill<'c, '_> {
    fn scopes(&mut self) -> Vec<usize> {
        let mut branches: Vec<usize> = Vec::new();
        self.tree.branches.reserve_exact(self.config.scopes().count());
        for (_, scope) in self.config.scopes() {
            let head = match &scope.kind {
                ScopeKind::Root => Head::Root,
                ScopeKind::Filter(filter) => Head::Connection(filter),
                ScopeKind::Section { setting, name, .. } => Head::List(setting.id, name),
                ScopeKind::Named(setting) => Head::Named(setting.id),
                ScopeKind::Group { label, name } => Head::Group(label, name),
            };
            branches.push(match scope.parent {
                None => TOP,
                Some(parent) => self.tree.child(branches[parent.0 as usize], head, scope.opened),
            });
        }
        branches
    }

    /// Each head with a name sets the setting that the name goes into.
    fn name(&mut self, branch: usize, statement: usize) {
        let Head::List(id, name) = self.tree.branches[branch].head else { return };
        let field = super::tree::setting(id).named_by;
        if let Some(field) = find(schema::scope(Series::V24, "root"), field.as_bytes()) {
            let to = self.moved(branch, field.name.as_bytes(), statement);
            self.tree.set(to, field.id, What::Text(Cow::Borrowed(name)), Origin::Named(statement));
        }
    }

    fn use_group(&mut self, branch: usize, statement: usize) {
        let document = self.config.document;
        let read = &document.statements[statement];
        let label = document.bytes(read, read.key);
        let value = document.value(read);
        let name = match value.form {
            Form::File => Cow::Owned([b"<", value.text.as_ref()].concat()),
            Form::Variable => Cow::Owned(squeezed(&value.text).into_owned()),
            _ => value.text,
        };
        let groups = &mut self.tree.branches[branch].groups;
        let at = *self.labels.entry((branch, label)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(known) => (known.name, known.statement) = (name.clone(), statement),
            None => groups.push(GroupUse { label, name: name.clone(), statement }),
        }
        if self.tree.version.is_24_from(2) {
            self.tree.include(branch, label, &name, statement);
        }
    }

    /// `doveconf` shows `ssl_server_key_file` as `ssl_server { key_file }`: the filter where a key is kept.
    /// Source: `replace_filter_prefix()` in `config-parser.c`.
    fn moved(&mut self, branch: usize, key: &[u8], statement: usize) -> usize {
        let settings = schema::scope(Series::V24, "root");
        let ends = key.iter().enumerate().rev().filter(|(_, byte)| **byte == b'_').map(|(at, _)| at);
        let is_section = |setting: &&'static Setting| {
            setting.known_to(self.tree.version) && setting.kind(self.tree.version) == Kind::NamedFilter
        };
        let Some(section) = ends.filter_map(|at| find(settings, &key[..at])).find(is_section) else {
            return branch;
        };
        let is_inside = match self.tree.branches[branch].head {
            Head::Named(id) => id == section.id,
            Head::List(id, name) => is_front_of(section.name, super::tree::setting(id).name, name),
            _ => false,
        };
        if is_inside { branch } else { self.tree.child(branch, Head::Named(section.id), Some(statement)) }
    }

    fn assign(&mut self, assign: &'c Assign) {
        let config = self.config;
        let document = config.document;
        let statement = config.statement(assign);
        let Some(setting) = config.setting_around(assign.key) else { return };
        let outer = self.branches[assign.scope.0 as usize];
        let raw_key: Cow<'c, [u8]> = document.key(statement);
        let element = assign.key.is_free().then(|| match config.key_name(assign.key) {
            Cow::Borrowed(name) => &name[setting.name.len() + 1..],
            Cow::Owned(_) => &[],
        });
        let value = document.value(statement);
        let text: Cow<'c, [u8]> = match value.form {
            Form::Plain | Form::Quoted | Form::Heredoc => value.text,
            Form::File => Cow::Owned([b"<", value.text.as_ref()].concat()),
            Form::Variable => {
                let raw = document.bytes(statement, statement.value);
                self.tree.expanded(config, outer, &raw_key, raw, assign.statement as usize)
            }
        };
        let key = self.last_part(setting, &raw_key, element);
        let branch = self.moved(outer, &key, assign.statement as usize);
        let origin = Origin::Set(assign);
        match (setting.kind(self.tree.version), element) {
            (Kind::StrList | Kind::BoolList, Some(element)) => {
                self.add(branch, setting, element, text, origin);
            }
            (Kind::StrList, None) => {
                let list = self.list(branch, setting, true, origin);
                self.tree.lists[list].begin_again();
            }
            (Kind::BoolList, None) => self.replace(branch, setting, &text, origin),
            _ => {
                let what = match document.heredoc(assign.statement as usize) {
                    Some(heredoc) if value.form == Form::Heredoc => {
                        let marker = document.bytes(statement, statement.value);
                        let marker = marker.strip_prefix(b"<<").unwrap_or(marker).trim_ascii_start();
                        What::Heredoc(marker, document.sources.bytes(heredoc.body))
                    }
                    _ => What::Text(text),
                };
                self.tree.set(branch, setting.id, what, origin);
            }
        }
    }

    /// What is left of a key after its path, with the key of a list element.
    fn last_part(&self, setting: &Setting, raw: &[u8], element: Option<&[u8]>) -> Vec<u8> {
        // In the block of a list only the element is written.
        if element.is_some_and(|element| element == raw) {
            return setting.name.as_bytes().to_vec();
        }
        let settings = schema::scope(Series::V24, "root");
        let mut rest = raw;
        while let Some(slash) = rest.iter().position(|b| *b == b'/') {
            let known = find(settings, &rest[..slash]).filter(|s| s.known_to(self.tree.version));
            let tail = &rest[slash + 1..];
            rest = match known.map(|setting| setting.kind(self.tree.version)) {
                Some(Kind::NamedFilter) => tail,
                Some(Kind::NamedListFilter) => match tail.iter().position(|b| *b == b'/') {
                    Some(end) => &tail[end + 1..],
                    None => tail,
                },
                _ => break,
            };
        }
        let end = rest.iter().position(|b| *b == b'/').unwrap_or(rest.len());
        rest[..end].to_vec()
    }

    /// The list of a setting in a filter; a new one begins with the built-in elements, unless it is set again.
    fn list(&mut self, branch: usize, setting: &Setting, anew: bool, origin: Origin<'c>) -> usize {
        let known = self.tree.branches[branch].held.get(setting.id);
        let (list, stop, known_origin) = match known.map(|held| (&held.what, held.origin)) {
            Some((What::List(list, stop), origin)) => (*list, *stop, Some(origin)),
            _ => {
                let mut list = List::default();
                if !anew {
                    self.built_in(branch, setting, &mut list);
                }
                self.tree.lists.push(list);
                (self.tree.lists.len() - 1, false, None)
            }
        };
        let origin = known_origin.filter(|_| !anew).unwrap_or(origin);
        self.tree.set(branch, setting.id, What::List(list, stop || anew), origin);
        list
    }

    fn built_in(&self, branch: usize, setting: &Setting, list: &mut List<'c>) {
        let Some(place) = self.tree.place(branch) else { return };
        let Ok(place) = std::str::from_utf8(&place) else { return };
        let patch = self.config.defaults_of();
        let Some(defaults) = schema::list_default(self.tree.version, patch, place, setting.name) else {
            return;
        };
        for (key, value) in defaults.values {
            let (key, value) = (Cow::Borrowed(key.as_bytes()), Cow::Borrowed(value.as_bytes()));
            list.push(Item { key, value, origin: Origin::Default });
        }
    }

    /// An element of a list; one of the same key is replaced where it is.
    fn add(
        &mut self,
        branch: usize,
        setting: &Setting,
        key: &'c [u8],
        value: Cow<'c, [u8]>,
        origin: Origin<'c>,
    ) {
        let list = self.list(branch, setting, false, origin);
        let list = &mut self.tree.lists[list];
        if let Some(item) = list.find(key) {
            let old = std::mem::replace(&mut item.origin, origin);
            item.value = value;
            // A list that begins with an element begins with the line that counts for it.
            let held = self.tree.branches[branch].held.get_mut(setting.id);
            if let (Origin::Set(old), Some(held)) = (old, held)
                && old.key.is_free()
                && matches!(held.origin, Origin::Set(first) if std::ptr::eq(first, old))
            {
                held.origin = origin;
            }
            return;
        }
        let key = if self.tree.version.is_24_from(2) { squeezed(key) } else { Cow::Borrowed(key) };
        list.push(Item { key, value, origin });
    }

    /// `list = a b`.
    fn replace(&mut self, branch: usize, setting: &Setting, text: &[u8], origin: Origin<'c>) {
        let list = self.list(branch, setting, true, origin);
        let from_2 = self.tree.version.is_24_from(2);
        let list = &mut self.tree.lists[list];
        list.begin_again();
        for word in value::words(text).unwrap_or_default() {
            let word = super::print::unescaped(&word).into_owned();
            let word = if from_2 { squeezed(&word).into_owned() } else { word };
            list.push(Item { key: Cow::Owned(word), value: Cow::Borrowed(b"yes"), origin });
        }
    }
}
