//! The databases of users: `passdb` and `userdb`, with what their `args` and fields say.

use std::borrow::Cow;

use crate::config::resolve::view::{Found, View, Word};
use crate::config::resolve::words::Field;
use crate::config::{Config, Section, SectionKind};
use crate::document::External;
use crate::schema::Series;
use crate::text::words::{SPACES, word_ranges};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatabaseKind {
    /// Knows passwords.
    Passdb,
    /// Knows homes, uids and the rest.
    Userdb,
}

impl DatabaseKind {
    /// The name of the section.
    pub fn name(self) -> &'static str {
        self.section().name()
    }

    /// The type of the section.
    pub fn section(self) -> SectionKind {
        match self {
            DatabaseKind::Passdb => SectionKind::PASSDB,
            DatabaseKind::Userdb => SectionKind::USERDB,
        }
    }
}

/// An effective `passdb` or `userdb`.
#[derive(Debug, Clone)]
pub struct Database<'c> {
    /// Which of the two.
    pub kind: DatabaseKind,
    /// The driver as it is written; in 2.4 by default the section's name
    /// (`auth_passdb_settings_check()` in `auth-settings.c`, 2.4.4). Empty when 2.3 names none.
    pub driver: Word<'c>,
    /// The section, for what is not named here.
    pub section: Section<'c>,
    pub(in crate::config::facts) config: &'c Config<'c>,
}

/// What `args` of 2.3 says.
#[derive(Debug, Clone, Default)]
pub struct Args<'c> {
    /// The options in front of the target, or all words for a driver without one.
    pub options: Vec<Field<'c>>,
    /// The path of `passwd-file`, `sql`, `ldap`, `dict`, `oauth2`, `lua` and `checkpassword`, the service of
    /// `pam`.
    pub target: Option<Word<'c>>,
}

impl<'c> Args<'c> {
    /// An option by its key; the last one counts.
    pub fn option(&self, key: &str) -> Option<&Field<'c>> {
        self.options.iter().rev().find(|field| field.is(key))
    }

    /// Whether an option is there and is not `=no`.
    pub fn flag(&self, key: &str) -> bool {
        self.option(key).is_some_and(|field| field.text() != b"no")
    }
}

impl<'c> Database<'c> {
    /// A setting of the section by its short name in both series: `skip`, `master`, `deny`, `pass`,
    /// `result_success`, `args`, …
    pub fn get(&self, key: &str) -> Found<'c> {
        self.section.value(key)
    }

    /// Whether a boolean of the section is on.
    pub fn is_on(&self, key: &str) -> bool {
        self.get(key).boolean() == Some(true)
    }

    /// A setting of 2.4 that may be in the section or around it: `passwd_file_path`, `sql_driver`.
    pub fn around(&self, name: &str) -> Found<'c> {
        self.section.outward().get(name)
    }

    /// 2.3: `args` as the driver reads it; empty in 2.4.
    ///
    /// Source: `passdb-*.c`, `userdb-*.c`, `userdb-template.c`, 2.3.21.
    pub fn args(&self) -> Args<'c> {
        if self.config.version().series == Series::V24 {
            return Args::default();
        }
        let found = self.get("args");
        match self.driver.text.as_ref() {
            b"sql" | b"ldap" | b"dict" | b"oauth2" | b"checkpassword" => {
                let target =
                    (!found.text.is_empty()).then(|| self.config.word_at(&found, 0..found.text.len()));
                Args { options: Vec::new(), target }
            }
            b"passwd-file" => self.passwd_file(&found),
            b"pam" => self.pam(&found),
            b"lua" => {
                let options = self.config.fields(&found);
                let file = options.iter().find(|field| field.is("file"));
                Args { target: file.and_then(|field| field.value.clone()), options }
            }
            _ => Args { options: self.config.fields(&found), target: None },
        }
    }

    /// Options, then a path that may hold spaces. A userdb knows `username_format=` alone.
    fn passwd_file(&self, found: &Found<'c>) -> Args<'c> {
        let text = found.text.as_ref();
        let mut options = Vec::new();
        let mut at = 0;
        while at < text.len() && text[at] != b'/' {
            let is_first = options.is_empty() && text[at..].starts_with(b"username_format=");
            if self.kind == DatabaseKind::Userdb && !is_first {
                break;
            }
            let end = text[at..].iter().position(|b| *b == b' ').map_or(text.len(), |n| at + n);
            options.push(self.config.field(found, at..end));
            at = (end + 1).min(text.len());
        }
        let target = (at < text.len()).then(|| self.config.word_at(found, at..text.len()));
        Args { options, target }
    }

    /// Options, then the service as the last word.
    fn pam(&self, found: &Found<'c>) -> Args<'c> {
        const OPTIONS: [&str; 5] = ["session", "setcred", "cache_key", "failure_show_msg", "max_requests"];
        let mut args = Args::default();
        for range in word_ranges(&found.text, SPACES) {
            let field = self.config.field(found, range.clone());
            let is_option = (field.value.is_some() && OPTIONS.iter().any(|key| field.is(key)))
                || field.is("-session")
                || field.is("blocking");
            if is_option || range.end < found.text.trim_ascii_end().len() {
                args.options.push(field);
            } else {
                args.target = Some(self.config.word_at(found, range));
            }
        }
        args
    }

    /// 2.3: the file or script that `args` names, if it was looked for.
    pub fn external(&self) -> Option<&'c External> {
        let statement = self.get("args").assign?.statement as usize;
        let (config, document) = (self.config, self.config.document);
        let by_statement = config.tables.externals.get_or_init(|| {
            let externals = document.externals.iter().enumerate().rev();
            let named = |(index, external): (usize, &External)| {
                external.named_by.iter().map(move |by| (by.statement, index)).collect::<Vec<_>>()
            };
            externals.flat_map(named).collect()
        });
        by_statement.get(&statement).and_then(|index| document.externals.get(*index))
    }

    /// 2.3: the fields of `default_fields`.
    pub fn default_fields(&self) -> Vec<Field<'c>> {
        self.fields_of("default_fields")
    }

    /// 2.3: the fields of `override_fields`.
    pub fn override_fields(&self) -> Vec<Field<'c>> {
        self.fields_of("override_fields")
    }

    fn fields_of(&self, key: &str) -> Vec<Field<'c>> {
        match self.config.version().series {
            Series::V23 => self.config.fields(&self.get(key)),
            Series::V24 => Vec::new(),
        }
    }

    /// What the section itself gives every user: in 2.3 `default_fields`, the `args` of `static` and
    /// `override_fields`, in 2.4 `fields {}`.
    pub fn fields(&self) -> Vec<Field<'c>> {
        if self.config.version().series == Series::V24 {
            return self.section.outward().list(&format!("{}_fields", self.kind.name()));
        }
        let mut fields = self.default_fields();
        if self.driver.is("static") {
            fields.extend(self.args().options.into_iter().filter(|field| !field.is("allow_all_users")));
        }
        fields.extend(self.override_fields());
        fields
    }
}

impl<'c> View<'c> {
    /// The databases of a kind that count here, in the order in which they are asked.
    pub fn databases(&self, kind: DatabaseKind) -> Vec<Database<'c>> {
        let config = self.config;
        let sections = self.sections_in_force(kind.section());
        sections.into_iter().map(|section| config.database(kind, section)).collect()
    }
}

impl Config<'_> {
    /// Every `passdb`: those of the top level, then those that filters add, each once.
    pub fn passdbs(&self) -> Vec<Database<'_>> {
        self.databases(DatabaseKind::Passdb)
    }

    /// Every `userdb`: those of the top level, then those that filters add, each once.
    pub fn userdbs(&self) -> Vec<Database<'_>> {
        self.databases(DatabaseKind::Userdb)
    }

    fn databases(&self, kind: DatabaseKind) -> Vec<Database<'_>> {
        let mut all = self.root().databases(kind);
        for (filter, _) in self.filters() {
            if self.holds_section(filter, kind.section()) {
                let own = |db: &Database<'_>| {
                    db.section.scopes.iter().any(|scope| self.scope(*scope).parent == Some(filter))
                };
                all.extend(self.view(filter).databases(kind).into_iter().filter(own));
            }
        }
        all
    }

    fn database<'c>(&'c self, kind: DatabaseKind, section: Section<'c>) -> Database<'c> {
        let found = section.value("driver");
        let driver = if !found.text.is_empty() {
            self.word_at(&found, 0..found.text.len())
        } else if self.version().series == Series::V24 {
            Word { text: section.name.clone(), assign: None, span: section.span() }
        } else {
            Word { text: Cow::Borrowed(b""), assign: None, span: section.span() }
        };
        Database { kind, driver, section, config: self }
    }
}

impl Config<'_> {
    /// The userdb that gives each user the UID of a system account, where nothing gives all of them one.
    pub fn system_users(&self) -> Option<Database<'_>> {
        if self.root().get("mail_uid").assign.is_some() {
            return None;
        }
        let gives_one = |userdb: &Database<'_>| userdb.fields().iter().any(|field| field.is("uid"));
        self.userdbs().into_iter().find(|userdb| userdb.driver.is("passwd") && !gives_one(userdb))
    }

    /// Whether one system user has the mail of everyone: `mail_uid`, or a userdb of type `static` says which.
    pub fn has_one_mail_user(&self) -> bool {
        let gives_one = |userdb: &Database<'_>| userdb.driver.is("static") && userdb.gives(&["uid"]);
        !self.root().get("mail_uid").text.is_empty() || self.userdbs().iter().any(gives_one)
    }

    /// Whether every passdb says that sessions are passed on to another server.
    pub fn is_proxy(&self) -> bool {
        let passdbs = self.passdbs();
        !passdbs.is_empty() && passdbs.iter().all(|passdb| passdb.gives(&["proxy"]))
    }
}
