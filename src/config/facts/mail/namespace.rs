//! Namespaces and their mailboxes, in both series.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use crate::config::facts::mail::mailbox::MailLocation;
use crate::config::resolve::view::{Found, View, Word};
use crate::config::resolve::words::split_words;
use crate::config::{Config, Section, SectionKind};
use crate::schema::{self, Series, find};
use crate::source::Span;
use crate::text::words::SPACES;

/// An effective namespace.
///
/// Without any namespace Dovecot makes one of the defaults, with the INBOX in it
/// (`mail_namespaces_init_finish()` in `mail-namespace.c`, 2.3.21 and 2.4.4); its `section` is none.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "Dovecot has as many")]
pub struct Namespace<'c> {
    /// Its name; for an unnamed one of 2.3 the number that Dovecot gives it.
    pub name: Cow<'c, [u8]>,
    /// Where it is in the configuration.
    pub section: Option<Section<'c>>,
    /// What its mailboxes' names begin with.
    pub prefix: Found<'c>,
    /// The character between the levels of a mailbox; empty for the one of the storage.
    pub separator: Found<'c>,
    /// `private`, `shared` or `public`.
    pub kind: Found<'c>,
    /// `yes`, `no` or `children`.
    pub list: Found<'c>,
    /// Whether the INBOX is in it.
    pub inbox: bool,
    /// Whether it keeps its own subscriptions.
    pub subscriptions: bool,
    /// Whether clients are not told of it.
    pub hidden: bool,
    /// Whether it is switched off.
    pub disabled: bool,
    /// Where its mail is; those that say nothing of it share that of everyone.
    pub location: Rc<MailLocation<'c>>,
    /// The head of its section.
    pub span: Option<Span>,
}

/// A mailbox that a namespace names.
#[derive(Debug, Clone)]
pub struct Mailbox<'c> {
    /// Its name below the namespace's prefix.
    pub name: Cow<'c, [u8]>,
    /// The words of `special_use`.
    pub special_use: Vec<Word<'c>>,
    /// `no`, `create` or `subscribe`.
    pub auto: Found<'c>,
    /// After how many seconds mail in it is expunged; 0 for never.
    pub autoexpunge: Found<'c>,
    /// Its section.
    pub section: Section<'c>,
}

impl<'c> Namespace<'c> {
    /// The separator that the prefix of a listed namespace does not end in.
    pub fn lacking_separator(&self) -> Option<u8> {
        let separator = self.effective_separator()?;
        let prefix = self.prefix.text.as_ref();
        // A variable at the end may bring one.
        let ends_open = !self.is_dynamic()
            && (prefix.ends_with(b"}") || prefix.len().checked_sub(2).is_some_and(|at| prefix[at] == b'%'));
        let is_wrong = self.is_listed() && prefix.last().is_some_and(|last| *last != separator);
        (is_wrong && !ends_open).then_some(separator)
    }

    /// Another setting of it by its short name: `order`, `alias_for`; none for the one that Dovecot makes.
    pub fn get(&self, key: &str) -> Option<Found<'c>> {
        Some(self.section.as_ref()?.value(key))
    }

    /// Its mailboxes, in reading order. Those that groups bring count as what a configuration may ask for, as
    /// thousands of namespaces can use the same thousands of mailboxes; beyond that there are none.
    pub fn mailboxes(&self) -> Vec<Mailbox<'c>> {
        let Some(section) = self.section.as_ref().filter(|section| section.may_bring(0)) else {
            return Vec::new();
        };
        let sections = section.sections(SectionKind::MAILBOX);
        if !section.may_bring(sections.len()) {
            return Vec::new();
        }
        sections.into_iter().map(mailbox).collect()
    }
}

fn mailbox(section: Section<'_>) -> Mailbox<'_> {
    let own = section.value("name").text;
    let name = if own.is_empty() { section.name.clone() } else { own };
    Mailbox {
        name,
        special_use: section.list_words("special_use"),
        auto: section.value("auto"),
        autoexpunge: section.value("autoexpunge"),
        section,
    }
}

impl<'c> Section<'c> {
    /// The words of a list by its short name: in 2.3 a text with spaces, in 2.4 a boolean list.
    pub fn list_words(&self, key: &str) -> Vec<Word<'c>> {
        let view = self.inward();
        match view.config.version().series {
            Series::V23 => split_words(view.config, &self.value(key), SPACES),
            Series::V24 => view.words(&format!("{}_{key}", self.kind())),
        }
    }
}

impl<'c> View<'c> {
    /// The namespaces effective here, in reading order.
    pub fn namespaces(&self) -> Vec<Namespace<'c>> {
        let sections = self.sections_in_force(SectionKind::NAMESPACE);
        if sections.is_empty() {
            return vec![self.made_namespace()];
        }
        let around = OnceCell::new();
        sections.into_iter().map(|section| self.namespace(section, &around)).collect()
    }

    fn namespace(&self, section: Section<'c>, around: &OnceCell<Rc<MailLocation<'c>>>) -> Namespace<'c> {
        let is_on = |key: &str| {
            let found = section.value(key);
            let is_brought =
                key == "inbox" && found.assign.is_none() && self.config.brings_inbox(&section.name);
            found.boolean() == Some(true) || is_brought
        };
        let around = || around.get_or_init(|| Rc::new(self.mail_location())).clone();
        let location = match self.config.version().series {
            Series::V23 => {
                let own = section.value("location");
                if own.text.is_empty() { around() } else { Rc::new(self.config.location23(own)) }
            }
            Series::V24 if section.sets_only_its_own() => around(),
            Series::V24 => Rc::new(section.outward().location24()),
        };
        Namespace {
            name: section.name.clone(),
            prefix: section.value("prefix"),
            separator: section.value("separator"),
            kind: section.value("type"),
            list: section.value("list"),
            inbox: is_on("inbox"),
            subscriptions: is_on("subscriptions"),
            hidden: is_on("hidden"),
            disabled: is_on("disabled"),
            location,
            span: section.span(),
            section: Some(section),
        }
    }

    fn made_namespace(&self) -> Namespace<'c> {
        let version = self.config.version();
        let default = |key: &str| {
            let setting = match version.series {
                Series::V23 => find(schema::scope(Series::V23, "namespace"), key.as_bytes()),
                Series::V24 => schema::find_of("namespace", key),
            };
            Found::default(setting.map_or("", |setting| setting.default(version)))
        };
        Namespace {
            name: Cow::Borrowed(b""),
            section: None,
            prefix: default("prefix"),
            separator: default("separator"),
            kind: default("type"),
            list: default("list"),
            inbox: true,
            subscriptions: true,
            hidden: false,
            disabled: false,
            location: Rc::new(self.mail_location()),
            span: None,
        }
    }
}

impl Config<'_> {
    /// 2.4: whether a built-in group that is used somewhere makes this namespace the one with the INBOX, as
    /// `@mailbox_defaults = english` does for `namespace inbox`. Tried with 2.4.1 and 2.4.5.
    pub fn brings_inbox(&self, namespace: &[u8]) -> bool {
        let brought = || self.built_in_groups().map(|group| group.namespace).collect();
        let known = self.tables.inboxes_of_groups.get_or_init(brought);
        known.iter().any(|known| known.as_bytes() == namespace)
    }

    /// 2.4: the built-in groups of mailboxes that are used.
    pub fn built_in_groups(&self) -> impl Iterator<Item = &'static schema::MailboxGroup> {
        let document = self.document;
        self.group_uses.iter().filter_map(move |(_, index)| {
            let statement = document.statements.get(*index)?;
            let is_it = document.key(statement).as_ref() == b"@mailbox_defaults";
            schema::mailbox_group(&document.value(statement).text).filter(|_| is_it)
        })
    }

    /// The namespaces that everyone has.
    pub fn namespaces(&self) -> Vec<Namespace<'_>> {
        self.root().namespaces()
    }
}
