//! What an unknown name probably is, so that exactly one lint speaks of it.

use super::{Config, Problem, ProblemKind, ScopeKind};
use crate::schema::{self, Line, Setting};
use crate::syntax::Kind;

/// See [`Config::unknown`].
#[derive(Debug, Clone)]
pub enum Unknown {
    /// A name that nobody knows; perhaps a near miss of another one.
    Name {
        /// What was probably meant.
        meant: Option<&'static str>,
    },
    /// A setting that exists, in another place.
    WrongScope(Vec<&'static Setting>),
    /// A setting of another version of this line.
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
    /// 2.4: `address` of an inet listener.
    ListenerAddress,
    /// 2.4: `plugin {}`.
    PluginSection,
}

impl Config<'_> {
    /// The name that a problem is about, and what it probably is; none for other problems.
    pub fn unknown(&self, problem: &Problem) -> Option<(String, Unknown)> {
        let statement = &self.document.statements[problem.statement?];
        let key = self.document.key(statement).into_owned();
        let name = crate::text::clipped(&key, 60);
        let version = self.version();
        let (table, is_section) = match &problem.kind {
            ProblemKind::WrongVersion(setting) => return Some((name, Unknown::WrongVersion(setting))),
            ProblemKind::UnknownSetting { scope, .. } => (*scope, false),
            ProblemKind::UnknownSection { .. } => ("root", true),
            _ => return None,
        };
        let bare: Vec<u8> = key.rsplit(|b| *b == b'/').next().unwrap_or(&key).to_vec();
        if version.line == Line::V24 {
            let around = self.around(problem);
            let known = match (bare.as_slice(), around) {
                (b"plugin", _) if is_section => Some(Unknown::PluginSection),
                (b"mail_location" | b"mail", _) => Some(Unknown::MailLocation),
                (b"location", "namespace") => Some(Unknown::MailLocation),
                (b"disable_plaintext_auth", _) => Some(Unknown::Inverted),
                (b"args" | b"default_fields" | b"override_fields" | b"pass", "passdb" | "userdb") => {
                    Some(Unknown::DatabaseArgs)
                }
                (b"address", "inet_listener") => Some(Unknown::ListenerAddress),
                _ => schema::in_other_line(Line::V24, around, &bare).map(Unknown::Older),
            };
            if let Some(known) = known {
                return Some((name, known));
            }
            let meant = self.near(&bare, is_section, around);
            let service_key = [b"service_", bare.as_slice()].concat();
            if meant.is_none()
                && let Some(setting) = schema::find(schema::scope(Line::V24, "root"), &service_key)
            {
                return Some((name, Unknown::WrongScope(vec![setting])));
            }
            return Some((name, Unknown::Name { meant }));
        }
        let elsewhere: Vec<_> =
            schema::scopes_with(version, &bare).into_iter().filter(|s| s.scope != table).collect();
        if !elsewhere.is_empty() && statement.kind == Kind::Setting {
            return Some((name, Unknown::WrongScope(elsewhere)));
        }
        let meant = self.near(&bare, is_section, table);
        if meant.is_none()
            && let Some(newer) = schema::in_other_line(Line::V23, table, &bare)
        {
            return Some((name, Unknown::Newer(newer)));
        }
        if !elsewhere.is_empty() {
            return Some((name, Unknown::WrongScope(elsewhere)));
        }
        Some((name, Unknown::Name { meant }))
    }

    /// The type of the section around a problem, empty at the top level.
    fn around(&self, problem: &Problem) -> &'static str {
        let Some(statement) = problem.statement else { return "" };
        // The innermost section whose head stands before the statement and whose end does not.
        let mut depth = 0;
        for (index, other) in self.document.statements[..statement].iter().enumerate().rev() {
            match other.kind {
                Kind::Close => depth += 1,
                Kind::Open | Kind::Group if depth > 0 => depth -= 1,
                Kind::Open | Kind::Group => {
                    let kind = self.document.key(other);
                    let setting = schema::find(schema::scope(Line::V24, "root"), &kind);
                    return setting.map_or("", |s| s.name);
                }
                _ => {}
            }
            if statement - index > 2000 {
                break;
            }
        }
        ""
    }

    fn near(&self, name: &[u8], is_section: bool, table: &str) -> Option<&'static str> {
        let version = self.version();
        let name = String::from_utf8_lossy(name);
        let settings = schema::all(version.line).iter().filter(|s| s.known_to(version));
        if is_section {
            let filters = ["protocol", "local", "local_name", "remote"];
            let lists = settings.filter(|s| {
                let kind = s.kind(version);
                kind.is_section() || matches!(kind, schema::Kind::StrList | schema::Kind::BoolList)
            });
            return schema::nearest(&name, lists.map(|s| s.name).chain(filters));
        }
        match version.line {
            Line::V23 => schema::nearest_setting(version, table, &name),
            Line::V24 => {
                let prefix = if table.is_empty() { String::new() } else { format!("{table}_") };
                let own = settings.clone().filter_map(|s| s.name.strip_prefix(prefix.as_str()));
                schema::nearest(&name, own).or_else(|| schema::nearest(&name, settings.map(|s| s.name)))
            }
        }
    }

    /// Whether a scope is a section of this type.
    pub fn is_section(&self, scope: super::ScopeId, kind: &str) -> bool {
        matches!(&self.scope(scope).kind, ScopeKind::Section { setting, .. } | ScopeKind::Named(setting) if setting.name == kind)
    }
}
