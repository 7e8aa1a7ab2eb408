//! The namespaces that a user gets together, as Dovecot checks them when it opens them.
//!
//! Source: `mail_namespaces_init()` and `namespaces_check()` in `mail-namespace.c`, 2.3.21 and 2.4.4.

use std::rc::Rc;

use crate::config::facts::login::database::Database;
use crate::config::facts::mail::mailbox::MailLocation;
use crate::config::facts::mail::namespace::Namespace;
use crate::config::resolve::sections::Section;
use crate::config::resolve::view::View;
use crate::config::{Config, Key, ScopeId, SectionKind};
use crate::schema::{self, find};
use crate::source::Span;
use crate::syntax::{Kind, Statement};

/// Settings that say where mail is. What the others add to a place changes nothing of what it is.
const PLACES: [&str; 5] =
    ["mail_location", "mail_driver", "mail_path", "mail_index_path", "mail_control_path"];

impl Namespace<'_> {
    /// How to refer to it in a message.
    pub fn shown(&self) -> String {
        match &self.section {
            Some(section) if section.is_named => format!("namespace {}", section.shown()),
            _ => "an unnamed namespace".to_owned(),
        }
    }

    /// Whether its section has a name.
    pub fn is_named(&self) -> bool {
        self.section.as_ref().is_some_and(|section| section.is_named)
    }

    /// Whether clients see it or what is in it: `list = yes` or `children`.
    pub fn is_listed(&self) -> bool {
        matches!(self.list.text.as_ref(), b"yes" | b"children")
    }

    /// Whether it stands for one namespace per other user: `shared/%%u/` of 2.3, `shared/$user/` of 2.4.
    pub fn is_dynamic(&self) -> bool {
        self.kind.text.as_ref() == b"shared" && self.fixed_prefix().len() < self.prefix.text.len()
    }

    /// The prefix up to the name of another user. Source: `shared_storage_create()`, 2.3.21 and 2.4.4.
    fn fixed_prefix(&self) -> &[u8] {
        let text = self.prefix.text.as_ref();
        let marks = [memchr::memmem::find(text, b"%%"), memchr::memchr(b'$', text)];
        let end = marks.into_iter().flatten().min().unwrap_or(text.len());
        &text[..end]
    }

    /// The prefix that Dovecot compares with those of other namespaces.
    pub fn checked_prefix(&self) -> &[u8] {
        if self.is_dynamic() { self.fixed_prefix() } else { self.prefix.text.as_ref() }
    }

    /// The character between the levels of a mailbox: the one that is set, otherwise that of the layout. None
    /// when only the server knows it.
    pub fn effective_separator(&self) -> Option<u8> {
        if let Some(own) = self.separator.text.first() {
            return (!self.separator.is_open()).then_some(*own);
        }
        if self.is_dynamic() {
            return Some(b'/');
        }
        // Without a driver Dovecot looks at what is there.
        match (self.location.driver.as_str(), self.location.layout.as_str()) {
            ("" | "auto" | "imapc", _) => None,
            (_, "maildir++" | "imapdir") => Some(b'.'),
            (_, "fs" | "none") => Some(b'/'),
            // `index_list_get_hierarchy_sep()` in `mailbox-list-index-backend.c`: `^` if `~` is taken.
            (_, "index") if self.location.option("BROKENCHAR").is_none() => Some(b'~'),
            _ => None,
        }
    }
}

impl<'d> Config<'d> {
    /// The views that differ in where mail is: that of everyone, then every filter that sets something
    /// about it.
    pub fn mail_views(&self) -> Vec<View<'_>> {
        let own = self.filters().map(|(scope, _)| scope).filter(|scope| self.sets_mail_place(*scope));
        std::iter::once(self.root()).chain(self.distinct_views(own)).collect()
    }

    /// Whether a filter sets something about where mail is.
    pub fn sets_mail_place(&self, filter: ScopeId) -> bool {
        let table = schema::scope(self.version().series, "root");
        let mut keys = PLACES.iter().filter_map(|name| find(table, name.as_bytes()).map(Key::of));
        keys.any(|key| self.assigned(filter, key).is_some())
            || self.holds_section(filter, SectionKind::NAMESPACE)
    }

    fn has_namespaces(&self) -> bool {
        let is_one = |kind: &crate::config::ScopeKind| matches!(kind, crate::config::ScopeKind::Section { setting, .. } if setting.name == "namespace");
        self.scopes().any(|(_, scope)| is_one(&scope.kind))
    }

    fn userdb_makes_namespaces(&self) -> bool {
        self.userdbs().iter().flat_map(Database::fields).any(|field| field.key.text.starts_with(b"namespace"))
    }

    /// The statement that opens a section with a brace, the outermost first.
    pub fn head_of(&self, section: &Section<'_>) -> Option<&'d Statement> {
        let opened = section.scopes.iter().rev().filter_map(|scope| self.scope(*scope).opened);
        opened
            .filter_map(|index| self.document.statements.get(index))
            .find(|statement| statement.kind == Kind::Open)
    }

    /// Where a setting of a namespace is written; the head of the namespace when it is not.
    pub fn place_in(&self, namespace: &Namespace<'_>, key: &str) -> Option<Span> {
        namespace.get(key).and_then(|found| self.place(&found)).or(namespace.span)
    }

    /// The head of a namespace, to put a line after it.
    pub fn namespace_head(&self, namespace: &Namespace<'_>) -> Option<&'d Statement> {
        self.head_of(namespace.section.as_ref()?)
    }
}

/// Where mail is for anyone: in general, and in each namespace.
pub(in crate::config) fn locations<'c>(config: &'c Config<'c>) -> Vec<Rc<MailLocation<'c>>> {
    let mut all = Vec::new();
    for view in config.mail_views() {
        all.push(Rc::new(view.mail_location()));
        all.extend(view.namespaces().into_iter().map(|namespace| namespace.location));
    }
    all
}

/// The sets of configured namespaces that are not switched off: those of everyone, then those of each filter that
/// has some of its own. Sets that a variable or a user database can change are left out.
pub(in crate::config) fn sets<'c>(config: &'c Config<'c>) -> Vec<Vec<Namespace<'c>>> {
    if !config.has_namespaces() || config.userdb_makes_namespaces() {
        return Vec::new();
    }
    let mut sets = Vec::new();
    let own =
        config.filters().map(|(scope, _)| scope).filter(|s| config.holds_section(*s, SectionKind::NAMESPACE));
    for view in std::iter::once(config.root()).chain(config.distinct_views(own)) {
        let mut set = view.namespaces();
        // What Dovecot refuses is no `no`: what it was meant to be is not known.
        let is_open = |namespace: &Namespace<'_>| {
            let is_unknown = |key: &str| {
                namespace
                    .get(key)
                    .is_some_and(|found| found.is_open() || key != "list" && found.boolean().is_none())
            };
            ["disabled", "inbox", "list", "hidden", "subscriptions"].into_iter().any(is_unknown)
        };
        if set.iter().any(is_open) {
            continue;
        }
        set.retain(|namespace| namespace.section.is_some() && !namespace.disabled);
        if !set.is_empty() {
            sets.push(set);
        }
    }
    sets
}
