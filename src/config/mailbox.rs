//! Where the mail of a protocol lies: driver, layout and place, in both lines.

use super::view::{Found, View};
use super::{Config, ScopeKind};
use crate::schema::{self, Line, find};
use crate::source::Span;

/// A place of mail that is in force for somebody.
#[derive(Debug, Clone)]
pub struct MailPlace {
    /// The driver, in lower case: `mbox`, `maildir`, `sdbox`, …; empty when Dovecot detects it.
    pub driver: String,
    /// The layout of the folders, in lower case.
    pub layout: String,
    /// The path of the INBOX, when one is written.
    pub inbox: String,
    /// The value that names the driver.
    pub span: Option<Span>,
}

impl View<'_> {
    /// The places of the mail: that of everybody, and those that namespaces add.
    pub fn mail_places(&self) -> Vec<MailPlace> {
        let config = self.config;
        let line = config.version().line;
        let mut places = vec![match line {
            Line::V23 => config.place23(&self.get("mail_location")),
            Line::V24 => self.place24(),
        }];
        let Some(namespace) = find(schema::scope(line, "root"), b"namespace") else { return places };
        for scope in self.chain() {
            for section in config.children(*scope, namespace) {
                let mut chain = vec![*section];
                match line {
                    Line::V23 => {
                        let table = schema::scope(line, "namespace");
                        let found = self.get_in(table, &chain, "location");
                        if !found.text.is_empty() {
                            places.push(config.place23(&found));
                        }
                    }
                    Line::V24 => {
                        chain.extend(self.chain());
                        let view = View {
                            config,
                            chain: chain.into(),
                            defaults: true,
                            part: super::part::Part::All,
                        };
                        if view.get("mail_driver").assign.is_some_and(|a| a.scope == *section) {
                            places.push(view.place24());
                        }
                    }
                }
            }
        }
        places
    }

    fn place24(&self) -> MailPlace {
        let text = |name: &str| self.get(name).shown().to_ascii_lowercase();
        let driver = self.get("mail_driver");
        let name = driver.shown().to_ascii_lowercase();
        let own = self.get("mailbox_list_layout");
        let layout = if own.assign.is_none() && name == "maildir" {
            "maildir++".to_owned()
        } else {
            text("mailbox_list_layout")
        };
        let inbox = self.get("mail_inbox_path").shown();
        MailPlace {
            driver: name,
            layout,
            inbox,
            span: driver.assign.map(|assign| self.config.value_span(assign)),
        }
    }
}

impl Config<'_> {
    fn place23(&self, found: &Found<'_>) -> MailPlace {
        let text = String::from_utf8_lossy(&found.text);
        let (driver, rest) = text.split_once(':').unwrap_or(("", text.as_ref()));
        let driver = if driver.contains('/') { "" } else { driver }.to_ascii_lowercase();
        let option = |name: &str| {
            rest.split(':').skip(1).find_map(|part| {
                part.split_once('=')
                    .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                    .map(|(_, v)| v.to_owned())
            })
        };
        let layout = option("LAYOUT").map(|l| l.to_ascii_lowercase());
        let usual = if driver == "maildir" { "maildir++" } else { "fs" };
        MailPlace {
            layout: layout.unwrap_or_else(|| usual.to_owned()),
            inbox: option("INBOX").unwrap_or_default(),
            driver,
            span: found.assign.map(|assign| self.value_span(assign)),
        }
    }

    /// What holds for a protocol: its own filter where there is one, everybody's values otherwise.
    pub fn protocol_view(&self, protocol: &[u8]) -> View<'_> {
        let own = self.filters().find(|(scope, filter)| {
            filter.protocol.as_deref() == Some(protocol)
                && !filter.is_by_address()
                && !matches!(self.scope(*scope).parent.map(|p| &self.scope(p).kind), Some(ScopeKind::Filter(f)) if f.is_by_address())
        });
        own.map_or_else(|| self.root(), |(scope, _)| self.view(scope))
    }
}
