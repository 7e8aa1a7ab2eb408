//! 2.4: what databases answer under the names of 2.3. The auth process takes any field, and the mail processes use
//! those that are settings of 2.4.
//!
//! Source: `user_reply_handle()` in `mail-storage-service.c`, 2.4.4; tried with 2.4.1 and 2.4.5.

use crate::config::facts::login::database::{Database, DatabaseKind};
use crate::config::facts::server::service::Service;
use crate::config::value::sql;
use crate::config::{Config, Word};
use crate::schema::{self, Series, find};
use crate::source::Span;

/// A field that 2.4 does not use as it was meant.
#[derive(Debug, Clone)]
pub struct OldField<'c> {
    /// Its name as the userdb answers it.
    pub key: String,
    /// Its value; none where a query answers it.
    pub value: Option<Word<'c>>,
    /// The name, where it is written.
    pub word: Word<'c>,
    /// What it is.
    pub kind: OldFieldKind,
}

/// What an old field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldFieldKind {
    /// A setting for one user, by its name in 2.3.
    Setting,
    /// A setting of 2.3 whose name is that of a section in 2.4.
    Section,
    /// A setting of the files for SQL and LDAP of 2.3, which was never a field.
    OfFile,
}

/// What the settings that databases of 2.3 used to return begin with.
const FAMILIES: [&str; 9] =
    ["mail_", "quota_", "sieve", "acl_", "zlib_", "lazy_expunge", "fts_", "last_login_dict", "imap_zlib_"];

/// How the value of a quota begins in a query of 2.3.
const QUOTA_BACKENDS: [&[u8]; 4] = [b"'dirsize:", b"'maildir:storage", b"'dict:", b"'count:"];

/// What only 2.4 knows as a field.
const NEW: [&str; 8] = [
    "mail_driver",
    "mail_path",
    "mail_inbox_path",
    "mail_index_path",
    "mail_control_path",
    "quota_storage_size",
    "quota_storage_percentage",
    "quota_message_count",
];

/// Settings of the files for SQL and LDAP.
const OF_FILES: [&str; 19] = [
    "pass_attrs",
    "user_attrs",
    "pass_filter",
    "user_filter",
    "auth_bind",
    "auth_bind_userdn",
    "default_pass_scheme",
    "dn",
    "dnpass",
    "hosts",
    "uris",
    "base",
    "scope",
    "ldap_version",
    "tls",
    "connect",
    "password_query",
    "user_query",
    "iterate_query",
];

impl Config<'_> {
    /// 2.4: the fields of databases by names of 2.3 that the configuration does not read itself.
    pub fn old_userdb_fields(&self) -> Vec<OldField<'_>> {
        let mut all = Vec::new();
        // A script after the login gets every field.
        let has_script = |service: &Service<'_>| {
            memchr::memmem::find(&service.get("executable").text, b"script-login").is_some()
        };
        if self.version().series == Series::V23 || self.services().iter().any(has_script) {
            return all;
        }
        for database in self.userdbs().into_iter().chain(self.passdbs()) {
            let is_passdb = database.kind == DatabaseKind::Passdb;
            for field in database.fields() {
                let key = field.key.text.split(|b| *b == b':').next().unwrap_or_default();
                if OF_FILES.iter().any(|name| key == name.as_bytes()) {
                    let key = crate::text::printable(key);
                    if !self.reads_field(&key) {
                        let kind = OldFieldKind::OfFile;
                        all.push(OldField { key, value: field.value, word: field.key, kind });
                    }
                } else {
                    let key = own(key, is_passdb);
                    all.extend(key.and_then(|key| self.old_field(key, field.value, field.key)));
                }
            }
            all.extend(self.old_columns(&database, is_passdb));
        }
        all
    }

    /// 2.3: the fields of userdbs by names of 2.4, which do nothing there, and where they are written.
    pub fn new_userdb_fields(&self) -> Vec<(String, Span)> {
        let mut all = Vec::new();
        let mut note = |key: &[u8], span: Option<Span>| {
            let known = NEW.iter().find(|name| key == name.as_bytes());
            all.extend(known.and_then(|name| Some(((*name).to_owned(), span?))));
        };
        if self.version().series == Series::V24 {
            return Vec::new();
        }
        for userdb in self.userdbs() {
            for field in userdb.fields() {
                note(&field.key.text, field.key.span);
            }
            let query =
                userdb.external().filter(|_| userdb.driver.is("sql")).and_then(|file| file.get("user_query"));
            let Some(query) = query else { continue };
            for range in sql::answered(&query.text) {
                note(&query.text[range], Some(query.value_span));
            }
        }
        all
    }

    /// 2.3: limits, such as `*:storage=1G`, that databases answer under the name of a quota root.
    ///
    /// Tried with 2.3.13 and 2.3.19: `Invalid quota root quota: Unknown quota backend: *`.
    pub fn limits_as_quota_roots(&self) -> Vec<Span> {
        const LIMITS: [&[u8]; 3] = [b"'*:storage=", b"'*:bytes=", b"'*:messages="];
        let mut all = Vec::new();
        if self.version().series == Series::V24 {
            return all;
        }
        for database in self.userdbs().into_iter().chain(self.passdbs()) {
            let is_passdb = database.kind == DatabaseKind::Passdb;
            let name: &[u8] = if is_passdb { b"userdb_quota" } else { b"quota" };
            let fields = database.fields().into_iter().filter(|field| field.key.text.as_ref() == name);
            let limits = fields.filter_map(|field| field.value).filter(|value| value.text.starts_with(b"*:"));
            all.extend(limits.filter_map(|value| value.span));
            let query = if is_passdb { "password_query" } else { "user_query" };
            let file = database.external().filter(|_| database.driver.is("sql"));
            let Some(query) = file.and_then(|file| file.get(query)) else { continue };
            let holds_limit = LIMITS.iter().any(|limit| memchr::memmem::find(&query.text, limit).is_some());
            let answered = sql::answered(&query.text);
            let mut names = answered.iter().map(|range| &query.text[range.clone()]);
            // With both it is not said which of them the limit is.
            let is_only = names.clone().filter(|answered| answered.starts_with(name)).count() == 1;
            if holds_limit && is_only && names.any(|answered| answered == name) {
                all.push(query.value_span);
            }
        }
        all
    }

    fn old_columns<'c>(&'c self, database: &Database<'c>, is_passdb: bool) -> Vec<OldField<'c>> {
        if !database.driver.is("sql") {
            return Vec::new();
        }
        let query = database.around(if is_passdb { "passdb_sql_query" } else { "userdb_sql_query" });
        // What 2.3 wants of a quota names its backend: `CONCAT('dirsize:storage=', bytes) AS quota`.
        let backend = QUOTA_BACKENDS.iter().find_map(|backend| {
            let start = memchr::memmem::find(&query.text, backend)?;
            Some(self.word_at(&query, start..start + backend.len()))
        });
        let columns = sql::answered(&query.text).into_iter().filter_map(|range| {
            let key = own(&query.text[range.clone()], is_passdb)?;
            let value = backend.clone().filter(|_| key == "quota");
            self.old_field(key, value, self.word_at(&query, range))
        });
        columns.collect()
    }

    fn old_field<'c>(&'c self, key: String, value: Option<Word<'c>>, word: Word<'c>) -> Option<OldField<'c>> {
        let kind = kind_of_field(&key, value.as_ref())?;
        (!self.reads_field(&key)).then_some(OldField { key, value, word, kind })
    }

    /// Whether a value of the configuration reads a field: `%{userdb:quota_rule}`.
    fn reads_field(&self, key: &str) -> bool {
        let name = format!("db:{key}");
        self.assigns().iter().any(|assign| {
            let text = self.found(assign).text;
            let mut after = memchr::memmem::find_iter(&text, &name).map(|at| text.get(at + name.len()));
            after.any(|next| next.is_none_or(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'_' | b'/')))
        })
    }
}

/// The name of a field of the userdb; a passdb puts `userdb_` before it.
fn own(key: &[u8], is_passdb: bool) -> Option<String> {
    let key = if is_passdb { key.strip_prefix(b"userdb_")? } else { key };
    String::from_utf8(key.to_vec()).ok()
}

fn kind_of_field(key: &str, value: Option<&Word<'_>>) -> Option<OldFieldKind> {
    let is_in = |line, table, key: &str| find(schema::scope(line, table), key.as_bytes()).is_some();
    if matches!(key, "quota" | "acl" | "fts") {
        // A field of 2.4 may choose among the sections; what 2.3 wants has a colon.
        return value.is_some_and(|value| value.text.contains(&b':')).then_some(OldFieldKind::Section);
    }
    let is_location = key.starts_with("namespace/") && key.ends_with("/location");
    let name = key.strip_prefix("plugin/").unwrap_or(key);
    let family = name.trim_end_matches(|c: char| c.is_ascii_digit());
    // A database may return a name such as `expire` for itself.
    let is_of_23 = || {
        let mut tables = ["plugin", "root"].iter();
        FAMILIES.iter().any(|family| name.starts_with(family))
            && tables.any(|table| is_in(Series::V23, table, name) || is_in(Series::V23, table, family))
    };
    let is_old = name == "mail" || is_location || (!is_in(Series::V24, "root", name) && is_of_23());
    is_old.then_some(OldFieldKind::Setting)
}
