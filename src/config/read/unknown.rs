//! What an unknown name probably is, so that exactly one lint is about it.

use crate::config::{Config, Problem, ProblemKind, ScopeKind};
use crate::hash::HashMap;
use crate::schema::{self, Rename, Series, Setting};
use crate::syntax::Kind;

/// How many different unknown names get a hint at what was meant; a configuration with more of them is
/// not Dovecot's, and the search would take long.
const MOST_HINTS: usize = 500;

/// What a name that Dovecot does not know here probably is.
#[derive(Debug, Clone)]
pub enum Unknown {
    /// A name that no one knows; perhaps a near miss of another one.
    Name {
        /// What was probably meant.
        meant: Option<&'static str>,
    },
    /// A setting that exists, in another place.
    WrongScope(Vec<&'static Setting>),
    /// A setting of another version of this series.
    WrongVersion(&'static Setting),
    /// A 2.4 name in a 2.3 configuration.
    Newer(&'static Setting),
    /// A 2.3 name in a 2.4 configuration.
    Older(&'static Setting),
    /// 2.4: `mail_location`, or `location` of a namespace.
    MailLocation,
    /// 2.4: `disable_plaintext_auth`, whose meaning was inverted.
    Inverted,
    /// 2.4: `args`, `default_fields`, `override_fields` or `pass` of a passdb or userdb.
    DatabaseArgs,
    /// 2.4: a setting of one of the files that 2.3 names for a database, or a word of the `args` of one.
    OfDatabaseFile(&'static Rename),
    /// 2.4: a field of a user in a passdb or userdb, outside of its `fields {}`.
    Field,
    /// 2.4: `address` of an inet listener.
    ListenerAddress,
    /// 2.4: `plugin {}`.
    PluginSection,
}

/// An unknown name, where it is, and what it probably is.
#[derive(Debug, Clone)]
pub struct UnknownName {
    /// The name as it is written, fit for a message.
    pub name: String,
    /// The type of the innermost section around it, empty at the top level and in a filter.
    pub around: &'static str,
    /// Whether it is the section header.
    pub is_section: bool,
    /// What it probably is.
    pub what: Unknown,
    problem: usize,
}

impl Config<'_> {
    /// Every unknown name in reading order.
    pub fn unknowns(&self) -> impl Iterator<Item = (&Problem, &UnknownName)> {
        let all = self.unknowns.get_or_init(|| self.classify_unknowns());
        all.iter().filter_map(|unknown| Some((self.problems.get(unknown.problem)?, unknown)))
    }

    fn classify_unknowns(&self) -> Vec<UnknownName> {
        let mut wanted: Vec<(usize, usize)> = Vec::new();
        for (index, problem) in self.problems.iter().enumerate() {
            if let (
                Some(statement),
                ProblemKind::WrongVersion(_)
                | ProblemKind::UnknownSetting { .. }
                | ProblemKind::UnknownSection { .. },
            ) = (problem.statement, &problem.kind)
            {
                wanted.push((statement, index));
            }
        }
        wanted.sort_unstable();
        let mut wanted = wanted.into_iter().peekable();
        let mut found = Vec::new();
        let mut seen = HashMap::default();
        let mut around: Vec<&'static str> = Vec::new();
        for (index, statement) in self.document.statements.iter().enumerate() {
            while let Some((_, problem)) = wanted.next_if(|(at, _)| *at == index) {
                found.extend(self.classify(problem, around.last().copied().unwrap_or(""), &mut seen));
            }
            match statement.kind {
                Kind::Open | Kind::Group => around.push(self.section_type(&self.document.key(statement))),
                Kind::Close => {
                    around.pop();
                }
                _ => {}
            }
            if wanted.peek().is_none() {
                break;
            }
        }
        found
    }

    /// The name of a section type of either line.
    fn section_type(&self, kind: &[u8]) -> &'static str {
        let root = |line| schema::find(schema::scope(line, "root"), kind).map(|s| s.name);
        let nested = || match kind {
            b"unix_listener" => Some("unix_listener"),
            b"fifo_listener" => Some("fifo_listener"),
            b"inet_listener" => Some("inet_listener"),
            b"mailbox" => Some("mailbox"),
            _ => None,
        };
        root(self.version().series).or_else(nested).or_else(|| root(Series::V23)).unwrap_or("")
    }

    fn classify(
        &self,
        problem: usize,
        around: &'static str,
        seen: &mut HashMap<(Vec<u8>, &'static str, bool), Unknown>,
    ) -> Option<UnknownName> {
        let Problem { kind, statement, .. } = self.problems.get(problem)?;
        let statement = self.document.statements.get((*statement)?)?;
        let key = self.document.key(statement);
        let name = crate::text::short(&key, 60);
        let (table, is_section) = match kind {
            ProblemKind::WrongVersion(setting) => {
                let what = Unknown::WrongVersion(setting);
                return Some(UnknownName { name, around, is_section: false, what, problem });
            }
            ProblemKind::UnknownSetting { scope, .. } => (*scope, false),
            _ if self.version().series == Series::V23 && !around.is_empty() => (around, true),
            _ => ("root", true),
        };
        let table = if self.version().series == Series::V24 { around } else { table };
        let bare = crate::text::last_part(&key).to_vec();
        if let (Series::V24, ProblemKind::UnknownSetting { section, .. }) = (self.version().series, kind)
            && let Some(what) = of_database(&bare, around, section)
        {
            return Some(UnknownName { name, around, is_section, what, problem });
        }
        let has_hint = seen.len() < MOST_HINTS;
        let what = seen
            .entry((bare.clone(), table, is_section))
            .or_insert_with(|| {
                let exact = match self.version().series {
                    Series::V23 => self.classify_23(&bare, table, is_section),
                    Series::V24 => self.classify_24(&bare, table, is_section),
                };
                let meant = || if has_hint { self.near(&bare, is_section, table) } else { None };
                exact.unwrap_or_else(|| Unknown::Name { meant: meant() })
            })
            .clone();
        Some(UnknownName { name, around, is_section, what, problem })
    }

    fn classify_24(&self, bare: &[u8], around: &str, is_section: bool) -> Option<Unknown> {
        match (bare, around) {
            (b"plugin", _) if is_section => return Some(Unknown::PluginSection),
            (b"mail_location", _) | (b"location", "namespace") => return Some(Unknown::MailLocation),
            (b"disable_plaintext_auth", _) => return Some(Unknown::Inverted),
            (b"args" | b"default_fields" | b"override_fields" | b"pass", "passdb" | "userdb") => {
                return Some(Unknown::DatabaseArgs);
            }
            (b"address", "inet_listener") => return Some(Unknown::ListenerAddress),
            _ => {}
        }
        if let Some(older) = schema::in_other_series(Series::V24, around, bare) {
            return Some(Unknown::Older(older));
        }
        let longer = schema::prefixed(self.version(), bare).filter(|_| !is_section)?;
        Some(Unknown::WrongScope(vec![longer]))
    }

    fn classify_23(&self, bare: &[u8], table: &str, is_section: bool) -> Option<Unknown> {
        let mut elsewhere: Vec<_> =
            schema::scopes_with(self.version(), bare).into_iter().filter(|s| s.scope() != table).collect();
        elsewhere.retain(|setting| is_section == opens_block(setting, self.version()));
        if !elsewhere.is_empty() {
            return Some(Unknown::WrongScope(elsewhere));
        }
        if let Some(newer) = schema::in_other_series(Series::V23, table, bare) {
            return Some(Unknown::Newer(newer));
        }
        let family = schema::plugin_family(bare).filter(|_| !is_section)?;
        Some(Unknown::WrongScope(vec![family]))
    }

    fn near(&self, name: &[u8], is_section: bool, table: &str) -> Option<&'static str> {
        let version = self.version();
        let name = String::from_utf8_lossy(name);
        let settings = schema::all(version.series).iter().filter(|s| s.known_to(version));
        if is_section {
            let here = settings.filter(|s| version.series == Series::V24 || s.scope() == table);
            let blocks = here.filter(|s| opens_block(s, version)).map(|s| s.name);
            return schema::nearest(
                &name,
                blocks.chain(schema::FILTERS.into_iter().filter(|_| allows_filters(table))),
            );
        }
        match version.series {
            Series::V23 => schema::nearest_setting(version, table, &name),
            Series::V24 => {
                let prefix = if table.is_empty() { String::new() } else { format!("{table}_") };
                let own = settings.clone().filter_map(|s| s.name.strip_prefix(prefix.as_str()));
                schema::nearest(&name, own).or_else(|| schema::nearest(&name, settings.map(|s| s.name)))
            }
        }
    }

    /// Whether a scope is a section of this type.
    pub fn is_section(&self, scope: crate::config::ScopeId, kind: &str) -> bool {
        matches!(&self.scope(scope).kind, ScopeKind::Section { setting, .. } | ScopeKind::Named(setting) if setting.name == kind)
    }
}

/// The files that 2.3 names for a database.
const FILES: [&str; 3] = ["sql", "ldap", "oauth2"];

/// Fields of a user that are no settings of 2.4, so that they only have a meaning in `fields {}`.
const FIELDS: [&str; 11] = [
    "allow_nets",
    "allow_real_nets",
    "destuser",
    "gid",
    "home",
    "nodelay",
    "nologin",
    "nopassword",
    "proxy",
    "proxy_maybe",
    "uid",
];

/// What a name of a database of 2.3 is that stands in the main file of 2.4: `section` is the head of the section
/// around it.
fn of_database(bare: &[u8], around: &str, section: &str) -> Option<Unknown> {
    let name = std::str::from_utf8(bare).ok().filter(|name| !name.is_empty())?;
    let rename = |from: String| schema::renames(&from).first();
    let is_database = matches!(around, "passdb" | "userdb");
    let driver = section.split_whitespace().nth(1).unwrap_or_default();
    // Other databases are on a host themselves.
    let is_host = name == "host" && !matches!(driver, "sql" | "ldap");
    if is_database && (is_host || FIELDS.contains(&name)) {
        return Some(Unknown::Field);
    }
    if !is_database && !section.is_empty() {
        return rename(format!("sql connect ({around}) {name}")).map(Unknown::OfDatabaseFile);
    }
    let args = || {
        let of_driver = |word: String| rename(format!("{around}/args (driver={driver}) {word}"));
        let of_all = || rename(format!("passdb/args {name}="));
        of_driver(format!("{name}=")).or_else(|| of_driver(format!("<{name}>"))).or_else(of_all)
    };
    let of_file = |kind: &str| rename(format!("dovecot-{kind}.conf.ext:{name}"));
    let found = if is_database { of_file(driver).or_else(args) } else { None };
    found.or_else(|| FILES.into_iter().find_map(of_file)).map(Unknown::OfDatabaseFile)
}

fn allows_filters(table: &str) -> bool {
    table.is_empty() || table == "root"
}

/// Whether `name {` opens something.
fn opens_block(setting: &Setting, version: schema::Version) -> bool {
    let kind = setting.kind(version);
    kind.is_section() || matches!(kind, schema::Kind::StrList | schema::Kind::BoolList)
}
