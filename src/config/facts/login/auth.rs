//! The databases as the auth process puts them together, and what they say of users.
//!
//! Source: `auth_preinit()` in `auth.c`, 2.3.21 and 2.4.4.

use crate::config::facts::login::database::{Database, DatabaseKind};
use crate::config::resolve::piece::Field;
use crate::config::resolve::view::View;
use crate::config::{Assign, Config, Problem, ProblemKind, ScopeId};
use crate::schema;
use crate::syntax::{Kind, Statement};

impl<'c> View<'c> {
    /// The passdbs that users are looked for in: those of masters are apart, and one that is only for users
    /// who are not authenticated yet makes no sense as the first.
    pub fn user_passdbs(&self) -> Vec<Database<'c>> {
        let mut passdbs = self.databases(DatabaseKind::Passdb);
        passdbs.retain(|passdb| !passdb.is_on("master"));
        let is_left_out = |passdb: &Database<'c>| passdb.get("skip").text.as_ref() == b"unauthenticated";
        let first = passdbs.iter().position(|passdb| !is_left_out(passdb)).unwrap_or(passdbs.len());
        passdbs.split_off(first)
    }
}

impl<'c> Database<'c> {
    /// A field that the section itself gives every user, with `:default` or another mark behind its key or
    /// not; the last one counts.
    pub fn field(&self, key: &str) -> Option<Field<'c>> {
        let is_it = |field: &Field<'c>| field.key.text.split(|b| *b == b':').next() == Some(key.as_bytes());
        self.fields().into_iter().rev().find(is_it)
    }

    /// Whether the section gives every user one of these fields.
    pub fn gives(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.field(key).is_some())
    }

    /// Whether what it gives each user comes from a source that is not read here.
    pub fn is_elsewhere(&self) -> bool {
        ["sql", "ldap", "dict", "lua", "checkpassword"].iter().any(|driver| self.driver.is(driver))
    }

    /// The drivers of this version, sorted. Source: `passdbs_init()` in `passdb.c` and `userdbs_init()` in
    /// `userdb.c`, 2.3.0 to 2.4.4; `imap` is a module, `sia` and `vpopmail` went with 2.3.13.
    pub fn known_drivers(config: &Config<'_>, kind: DatabaseKind) -> Vec<&'static str> {
        let list = match kind {
            DatabaseKind::Passdb => "passdb_drivers",
            DatabaseKind::Userdb => "userdb_drivers",
        };
        schema::words(config.version(), list).collect()
    }
}

impl Config<'_> {
    /// For whom the auth process has databases of their own: everybody, and the filters that hold some.
    pub fn auth_views(&self) -> Vec<View<'_>> {
        let holds_some =
            |filter: &ScopeId| ["passdb", "userdb"].iter().any(|kind| self.holds_section(*filter, kind));
        let own = self.filters().map(|(scope, _)| scope).filter(holds_some);
        std::iter::once(self.root()).chain(self.distinct_views(own)).collect()
    }

    /// Whether any line opens a section of this type, even one that Dovecot refuses.
    pub fn opens(&self, kind: &str) -> bool {
        let is_it = |statement: &Statement| {
            statement.kind == Kind::Open && self.document.key(statement).as_ref() == kind.as_bytes()
        };
        self.document.statements.iter().any(is_it)
    }

    /// Whether the fields of userdbs can be known; 2.4 refuses them as a text.
    pub fn knows_userdb_fields(&self) -> bool {
        let is_lost = |problem: &Problem| matches!(&problem.kind, ProblemKind::ListAsSetting(setting) if setting.name == "userdb_fields");
        !self.problems().iter().any(is_lost)
    }

    /// Every place that gives a setting a value which is in force in its scope and not empty.
    pub fn places_that_set<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Assign> {
        self.assigns().iter().filter(move |assign| {
            self.key_name(assign.key).as_ref() == name.as_bytes()
                && !self.is_replaced(assign)
                && !self.value_of(assign).text.is_empty()
        })
    }

    /// The mail protocols among `protocols`, where these are not only assumed.
    pub fn enabled_among(&self, names: &[&str]) -> bool {
        let (protocols, is_assumed) = self.root().expected_protocols();
        !is_assumed
            && protocols.iter().any(|protocol| names.iter().any(|name| protocol.as_ref() == name.as_bytes()))
    }

    /// Whether the processes that read mail start with this `user` or `group` being root's, so that somebody
    /// must say as whom they go on.
    pub fn mail_starts_as_root(&self, key: &'static str) -> bool {
        let services = self.enabled_services();
        let mut mail = services
            .iter()
            .filter(|service| ["imap", "pop3", "lmtp", "submission"].iter().any(|name| service.is(name)));
        mail.all(|service| matches!(service.get(key).text.as_ref(), b"" | b"root" | b"0"))
    }
}
