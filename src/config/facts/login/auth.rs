//! The databases as the auth process puts them together, and what they say of users.
//!
//! Source: `auth_preinit()` in `auth.c`, 2.3.21 and 2.4.4.

use crate::config::facts::login::database::{Database, DatabaseKind};
use crate::config::resolve::view::View;
use crate::config::resolve::words::Field;
use crate::config::value::sql;
use crate::config::{Assign, Config, Problem, ProblemKind, ScopeId, SectionKind, Unknown, UnknownName};
use crate::schema::{self, Series};
use crate::syntax::{EntryKind, Kind, Statement};

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
    /// A field that the section itself gives every user, with `:default` or another mark after its key or
    /// not; the last one counts.
    pub fn field(&self, key: &str) -> Option<Field<'c>> {
        let is_it = |field: &Field<'c>| field.key.text.split(|b| *b == b':').next() == Some(key.as_bytes());
        self.fields().into_iter().rev().find(is_it)
    }

    /// Whether it certainly gives no user any of these fields, as far as it says so where that was read: in its
    /// section, in the query of `sql`, and in the file for `ldap` and `sql` of 2.3.
    pub fn lacks_field(&self, keys: &[&str]) -> bool {
        if self.gives(keys) {
            return false;
        }
        let is_any = |text: &[u8]| keys.iter().any(|key| text == key.as_bytes());
        let lacks_columns = |query: &[u8]| {
            let columns = sql::answered(query);
            let is_all = memchr::memchr3(b'*', b'$', b'!', query).is_some();
            !columns.is_empty() && !is_all && !columns.into_iter().any(|range| is_any(&query[range]))
        };
        let is_24 = self.config.version().series == Series::V24;
        match self.driver.text.as_ref() {
            b"static" => true,
            b"ldap" if is_24 => self.around("userdb_fields_import_all").assign.is_none(),
            b"sql" if is_24 => lacks_columns(&self.around("userdb_sql_query").text),
            b"ldap" | b"sql" => {
                let read = |name: &str| Some(&self.external()?.get(name)?.text);
                let has_include = self
                    .external()
                    .is_some_and(|file| file.entries.iter().any(|entry| entry.kind == EntryKind::Include));
                match (self.driver.is("ldap"), has_include) {
                    (_, true) => false,
                    (true, _) => read("user_attrs").is_some_and(|attributes| {
                        let attributes = attributes.split(|b| *b == b',').map(<[u8]>::trim_ascii);
                        let field = |attribute: &[u8]| {
                            let mut parts = attribute.split(|b| *b == b'=');
                            let first = parts.next().unwrap_or_default().to_vec();
                            parts.next().map_or(first, <[u8]>::to_vec)
                        };
                        attributes
                            .map(field)
                            .all(|field| !is_any(&field) && !field.contains(&b'%') && !field.is_empty())
                    }),
                    (false, _) => read("user_query").is_some_and(|query| lacks_columns(query)),
                }
            }
            _ => false,
        }
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
    /// For whom the auth process has databases of their own: everyone, and the filters that hold some.
    pub fn auth_views(&self) -> Vec<View<'_>> {
        let holds_some = |filter: &ScopeId| {
            [SectionKind::PASSDB, SectionKind::USERDB].iter().any(|kind| self.holds_section(*filter, *kind))
        };
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

    /// Whether the fields of userdbs can be known; 2.4 refuses them as a text, and names of 2.3 that stand for them.
    pub fn knows_userdb_fields(&self) -> bool {
        let is_text = |problem: &Problem| matches!(&problem.kind, ProblemKind::ListAsSetting(setting) if setting.name == "userdb_fields");
        !self.problems().iter().any(is_text) && !self.is_old_in("userdb")
    }

    /// 2.4: whether a setting or a field as 2.3 writes it is among the settings of the passdbs or of the userdbs.
    pub fn is_old_in(&self, kind: &str) -> bool {
        let is_old = |unknown: &UnknownName| {
            matches!(unknown.what, Unknown::OfDatabaseFile(_) | Unknown::Field | Unknown::DatabaseArgs)
        };
        self.unknowns().any(|(_, unknown)| unknown.around == kind && is_old(unknown))
    }

    /// Whether a userdb returns a field whose name holds this text, as far as its fields are written in what was
    /// read; none when a userdb may return anything.
    pub fn userdbs_return(&self, text: &str) -> Option<bool> {
        let holds = |bytes: &[u8]| memchr::memmem::find(bytes, text.as_bytes()).is_some();
        let returns = |db: &Database<'_>| {
            if db.fields().iter().any(|field| holds(&field.key.text)) {
                return Some(true);
            }
            match (db.driver.text.as_ref(), self.version().series) {
                (b"static" | b"passwd" | b"pam", _) | (b"ldap", Series::V24) => Some(false),
                (b"sql", Series::V24) => {
                    let name = format!("{}_sql_query", db.kind.name());
                    Some(holds(&db.around(&name).text))
                }
                (b"sql" | b"ldap", _) => {
                    let file = db.external().filter(|file| !file.entries.is_empty())?;
                    Some(file.entries.iter().any(|entry| holds(&entry.text)))
                }
                _ => None,
            }
        };
        let userdbs = self.userdbs();
        let is_prefetched = userdbs.iter().any(|db| db.driver.is("prefetch"));
        let passdbs = if is_prefetched { self.passdbs() } else { Vec::new() };
        let asked = userdbs.iter().filter(|db| !db.driver.is("prefetch")).chain(&passdbs);
        asked.map(returns).try_fold(false, |any, one| Some(any || one?))
    }

    /// Every place that gives a setting a value which is effective in its scope and not empty.
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

    /// Whether the processes that read mail start with this `user` or `group` being root's, so that someone
    /// must say as whom they go on.
    pub fn mail_starts_as_root(&self, key: &'static str) -> bool {
        let services = self.enabled_services();
        let mut mail = services
            .iter()
            .filter(|service| ["imap", "pop3", "lmtp", "submission"].iter().any(|name| service.is(name)));
        // Without root, all of Dovecot is one user, and so is the owner of the mail.
        let root = self.root();
        let (login, internal) = (root.get("default_login_user"), root.get("default_internal_user"));
        let is_rootless = login.assign.is_some() && internal.assign.is_some() && login.text == internal.text;
        !is_rootless && mail.all(|service| matches!(service.get(key).text.as_ref(), b"" | b"root" | b"0"))
    }
}
