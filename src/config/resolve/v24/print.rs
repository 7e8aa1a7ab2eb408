//! The filters as sections, with the names that `doveconf` gives to what is in them.

use std::borrow::Cow;

use super::tree::{Branch, DEEPEST, GroupUse, Head, Held, TOP, Tree, What, setting};
use crate::config::resolve::effective::{Entry, Node, Origin, Question};
use crate::config::{Config, Filter, net_name};
use crate::hash::HashSet;
use crate::schema::{self, Kind, Series, Setting, find};

/// Bytes in a key that make `doveconf` write it in quotes.
const QUOTED: &[u8] = b" \"\\#=";

/// Makes nodes of the filters.
pub(super) struct Printer<'t, 'c> {
    config: &'c Config<'c>,
    tree: &'t Tree<'c>,
    question: &'t Question,
}

/// What is removed in front of the keys of a section.
#[derive(Default)]
struct Prefixes {
    first: Option<Vec<u8>>,
    second: Option<Vec<u8>>,
}

impl<'t, 'c> Printer<'t, 'c> {
    pub(super) fn new(config: &'c Config<'_>, tree: &'t Tree<'c>, question: &'t Question) -> Printer<'t, 'c> {
        Printer { config, tree, question }
    }

    pub(super) fn root(&self) -> Node<'c> {
        let mut root = Node::default();
        let top = &self.tree.branches[TOP];
        let hidden = self.hidden();
        let mut ids: Vec<u16> =
            top.held.iter().map(|(id, _)| id).filter(|id| self.is_shown(top, *id)).collect();
        if self.question.all {
            let known = schema::scope(Series::V24, "root").iter().filter(|setting| self.is_listed(setting));
            ids.extend(known.map(|setting| setting.id).filter(|id| !self.is_shown(top, *id)));
        }
        ids.retain(|id| !hidden.contains(id));
        ids.sort_unstable_by_key(|id| setting(*id).name);
        for id in ids {
            match top.held.get(id).filter(|held| self.counts(id, held)) {
                Some(held) => self.entry(&mut root, setting(id), held, &Prefixes::default()),
                None => self.default(&mut root, setting(id)),
            }
        }
        self.uses(&mut root, top);
        self.children(&mut root, TOP, 0);
        root
    }

    /// Whether the top level shows a value: `doveconf -n` leaves out what only repeats the default.
    fn is_shown(&self, top: &Branch<'c>, id: u16) -> bool {
        let Some(held) = top.held.get(id).filter(|held| self.counts(id, held)) else { return false };
        let default = setting(id).struct_default(self.tree.version).as_bytes();
        let is_file = setting(id).kind(self.tree.version) == Kind::File;
        self.question.all
            || match &held.what {
                What::List(..) => true,
                What::Text(text) => text.as_ref() != default,
                What::Heredoc(_, text) => is_file || *text != default,
            }
    }

    /// Whether a value of the top level is more than one that a group brings: `doveconf -a` shows even that.
    fn counts(&self, id: u16, held: &Held<'c>) -> bool {
        !held.by_group
            || self.tree.resolved
            || (self.question.all && !setting(id).is_hidden(self.tree.version))
    }

    /// Whether a value of a section is more than one that a group brings.
    fn is_own(&self, held: &Held<'c>) -> bool {
        !held.by_group || self.tree.resolved
    }

    /// Whether `doveconf -a` has a setting that nothing sets; `doveconf SETTING` has what is hidden as well.
    fn is_listed(&self, setting: &Setting) -> bool {
        let kind = setting.kind(self.tree.version);
        setting.known_to(self.tree.version)
            && self.question.only.as_ref().is_none_or(|only| only.has(setting))
            && (self.tree.resolved || !setting.is_hidden(self.tree.version))
            && !kind.is_section()
            && !matches!(kind, Kind::Group | Kind::Alias)
            && setting.name != "dovecot_config_version"
    }

    /// From 2.4.5 on a setting of the top level is not listed when a section has it.
    /// Source: `config_dump_human_init_hidden_keys()`.
    fn hidden(&self) -> HashSet<u16> {
        let mut hidden = HashSet::default();
        if !self.tree.version.is_24_from(5) {
            return hidden;
        }
        for child in &self.tree.branches[TOP].children {
            let branch = &self.tree.branches[*child];
            let Head::Named(section) = branch.head else { continue };
            let begins = |id: &u16| {
                let rest = setting(*id).name.strip_prefix(setting(section).name);
                rest.is_some_and(|rest| rest.starts_with('_'))
            };
            if !branch.dropped {
                let set = branch.held.iter().filter(|(_, held)| self.is_own(held)).map(|(id, _)| id);
                hidden.extend(set.filter(begins));
            }
        }
        hidden
    }

    fn default(&self, node: &mut Node<'c>, setting: &'static Setting) {
        let old = schema::old_default(setting.name, self.config.defaults_of());
        let value = match setting.kind(self.tree.version) {
            Kind::StrList | Kind::BoolList => "",
            _ => old.unwrap_or(setting.struct_default(self.tree.version)),
        };
        let key = Cow::Borrowed(setting.name.as_bytes());
        node.entries.push(Entry { key, value: value.as_bytes().into(), origin: Origin::Default });
    }

    /// The nodes of the filters in a filter.
    fn children(&self, node: &mut Node<'c>, at: usize, depth: usize) {
        if depth < DEEPEST {
            let children = self.tree.branches[at].children.iter();
            node.nodes.extend(children.filter_map(|child| self.node(*child, depth + 1)));
            // Most have one or none, and there may be tens of thousands.
            node.nodes.shrink_to_fit();
        }
    }

    /// A filter, unless there is nothing in it. A section whose head is written is something.
    fn node(&self, at: usize, depth: usize) -> Option<Node<'c>> {
        let branch = &self.tree.branches[at];
        let is_resolved = self.tree.resolved && matches!(branch.head, Head::Group(..));
        if branch.dropped || is_resolved {
            return None;
        }
        let (kind, name) = names(branch.head);
        let span = branch.opened.map(|statement| self.config.document.statements[statement].span);
        let mut node = Node { kind, name, span, ..Node::default() };
        let prefixes = Prefixes::of(branch.head);
        let mut ids: Vec<u16> =
            branch.held.iter().filter(|(_, held)| self.is_own(held)).map(|(id, _)| id).collect();
        ids.sort_unstable_by_key(|id| setting(*id).name);
        let is_named = !ids.is_empty();
        for id in ids {
            let Some(held) = branch.held.get(id) else { continue };
            // The setting that a name goes into is not repeated.
            if let (What::Text(text), Head::List(section, name)) = (&held.what, branch.head)
                && setting(section).named_by == setting(id).name
                && text.as_ref() == name
            {
                continue;
            }
            self.entry(&mut node, setting(id), held, &prefixes);
        }
        self.uses(&mut node, branch);
        node.entries.shrink_to_fit();
        self.children(&mut node, at, depth);
        (is_named || !node.entries.is_empty() || !node.nodes.is_empty()).then_some(node)
    }

    /// The groups that a filter uses, unless what they bring is there itself.
    fn uses(&self, node: &mut Node<'c>, branch: &Branch<'c>) {
        let groups = if self.tree.resolved { &[][..] } else { &branch.groups };
        for GroupUse { label, name, statement } in groups {
            let (key, value) = (Cow::Borrowed(*label), name.clone());
            node.entries.push(Entry { key, value, origin: Origin::Named(*statement) });
        }
    }

    fn entry(&self, node: &mut Node<'c>, setting: &'static Setting, held: &Held<'c>, prefixes: &Prefixes) {
        let key = self.short(setting.name.as_bytes(), prefixes);
        let value = match &held.what {
            What::List(list, anew) => return self.list(node, setting, *list, *anew, held, prefixes),
            What::Text(text) => text.clone(),
            What::Heredoc(marker, text) => Cow::Owned(heredoc(marker, text)),
        };
        node.entries.push(Entry { key: Cow::Borrowed(key), value, origin: held.origin });
    }

    /// A list that begins again is one line with its words, one that adds a section.
    fn list(
        &self,
        node: &mut Node<'c>,
        setting: &'static Setting,
        list: usize,
        anew: bool,
        held: &Held<'c>,
        prefixes: &Prefixes,
    ) {
        let key = self.short(setting.name.as_bytes(), prefixes).to_vec();
        let items = &self.tree.lists[list].items;
        let is_words = setting.kind(self.tree.version) == Kind::BoolList;
        if anew && is_words {
            let on = items.iter().filter(|item| item.value.as_ref() == b"yes");
            let words: Vec<Cow<'_, [u8]>> = on.map(|item| word(&item.key)).collect();
            let value = Cow::Owned(words.join(&b' '));
            node.entries.push(Entry { key: key.into(), value, origin: held.origin });
            return;
        }
        if anew || items.is_empty() {
            let value = Cow::Borrowed(&b""[..]);
            node.entries.push(Entry { key: key.clone().into(), value, origin: held.origin });
        }
        let mut entries: Vec<Entry<'c>> = items
            .iter()
            .map(|item| Entry {
                key: self.short(&item.key, prefixes).to_vec().into(),
                value: item.value.clone(),
                origin: item.origin,
            })
            .collect();
        if !is_words {
            entries.sort_by(|a, b| a.key.cmp(&b.key));
        }
        if !entries.is_empty() {
            let span = match held.origin {
                Origin::Set(assign) => Some(self.config.span(assign)),
                _ => None,
            };
            node.nodes.push(Node { kind: key.into(), span, entries, ..Node::default() });
        }
    }

    /// A key without what the section around it says already. Source: `try_strip_prefix()`.
    fn short<'k>(&self, key: &'k [u8], prefixes: &Prefixes) -> &'k [u8] {
        let Some(first) = &prefixes.first else { return key };
        if let Some(rest) = key.strip_prefix(first.as_slice()) {
            return rest;
        }
        let Some(rest) = prefixes.second.as_ref().and_then(|second| key.strip_prefix(second.as_slice()))
        else {
            return key;
        };
        let other = [first, rest].concat();
        let means_other = find(schema::scope(Series::V24, "root"), &other)
            .is_some_and(|setting| setting.known_to(self.tree.version));
        if means_other { key } else { rest }
    }
}

/// Type and name of a filter.
fn names(head: Head<'_>) -> (Cow<'_, [u8]>, Option<Cow<'_, [u8]>>) {
    let net = |net| Some(Cow::Owned(net_name(net).into_bytes()));
    match head {
        Head::Root => (Cow::Borrowed(b""), None),
        Head::Named(id) => (setting(id).name.as_bytes().into(), None),
        Head::List(id, name) => (setting(id).name.as_bytes().into(), Some(unescaped(name))),
        Head::Group(label, name) => (Cow::Owned([b"group ", label].concat()), Some(unescaped(name))),
        Head::Connection(Filter { protocol: Some(name), .. }) => {
            (Cow::Borrowed(b"protocol"), Some(Cow::Borrowed(name)))
        }
        Head::Connection(Filter { local_name: Some(name), .. }) => {
            (Cow::Borrowed(b"local_name"), Some(Cow::Borrowed(name)))
        }
        Head::Connection(Filter { local: Some(local), .. }) => (Cow::Borrowed(b"local"), net(local)),
        Head::Connection(filter) => (Cow::Borrowed(b"remote"), filter.remote.as_ref().and_then(net)),
    }
}

impl Prefixes {
    fn of(head: Head<'_>) -> Prefixes {
        let with_end = |id: u16| [setting(id).name.as_bytes(), b"_"].concat();
        match head {
            Head::Named(id) => Prefixes { first: Some(with_end(id)), second: None },
            Head::List(id, name) => {
                let name = name.iter().map(|b| if *b == b'/' { b'_' } else { *b });
                let mut first = with_end(id);
                first.extend(name);
                first.push(b'_');
                Prefixes { first: Some(first), second: Some(with_end(id)) }
            }
            _ => Prefixes::default(),
        }
    }
}

/// A here document as it is written.
fn heredoc(marker: &[u8], text: &[u8]) -> Vec<u8> {
    let mut value = [b"<<", marker, b"\n", text].concat();
    if text.last() != Some(&b'\n') {
        value.push(b'\n');
    }
    value.extend_from_slice(marker);
    value
}

/// A word of a list as it is written.
fn word(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.iter().any(|b| QUOTED.contains(b)) {
        return Cow::Borrowed(text);
    }
    let mut out = vec![b'"'];
    for byte in text {
        if matches!(byte, b'"' | b'\\' | b'\'') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b'"');
    Cow::Owned(out)
}

/// What Dovecot makes of a backslash in the name of a section or in a word of a list.
/// Source: `settings_section_unescape()`, 2.4.4.
pub(super) fn unescaped(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'\\') {
        return Cow::Borrowed(name);
    }
    let mut out = Vec::with_capacity(name.len());
    let mut bytes = name.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'e') => out.push(b'='),
            Some(b's') => out.push(b'/'),
            Some(b'\\') => out.push(b'\\'),
            Some(b'_') => out.push(b' '),
            Some(b'+') => out.push(b','),
            Some(b'.') => {}
            Some(other) => out.extend([b'\\', other]),
            None => {}
        }
    }
    Cow::Owned(out)
}
