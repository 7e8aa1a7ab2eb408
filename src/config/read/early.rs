//! Values that `doveconf -n` of 2.4 needs for a check, at a time when nothing stands for a variable yet.
//!
//! Source: `settings_get()` as `config_all_parsers_check()` reaches it, 2.4.1 and 2.4.4; which structs are read
//! was tried with the doveconf of 2.4.1 and 2.4.5.

use crate::config::{Assign, Config, Key, ROOT, ScopeId, ScopeKind, value};
use crate::schema::{Kind, Series, Setting, Version};
use crate::text::{Quote, clipped};

/// A value that is read too early.
#[derive(Debug, Clone)]
pub struct EarlyValue<'c> {
    /// Where it is set.
    pub assign: &'c Assign,
    /// What it sets.
    pub setting: &'static Setting,
    /// The variable, as it is written.
    pub variable: Quote,
}

/// The structs that are read once for each section of a type.
const OF_SECTIONS: [(&str, &str); 7] = [
    ("auth_passdb", "passdb"),
    ("auth_userdb", "userdb"),
    ("mailbox", "mailbox"),
    ("language", "language"),
    ("unix_listener", "unix_listener"),
    ("fifo_listener", "fifo_listener"),
    ("inet_listener", "inet_listener"),
];

/// Those that Sieve reads for the top level.
const OF_SIEVE: [&str; 7] = [
    "sieve",
    "sieve_duplicate",
    "sieve_include",
    "sieve_notify_mailto",
    "sieve_subaddress",
    "sieve_vacation",
    "sieve_variables",
];

/// What is in the place of a variable and is none.
const FUNCTIONS: [&str; 7] = ["lookup", "literal", "if", "concat", "calculate", "switch", ""];

/// Who reads a setting early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EarlyReader {
    Section(&'static str),
    Master,
    Sieve,
}

impl Config<'_> {
    /// Every value with a variable that `doveconf -n` refuses because it reads it too early.
    pub fn read_too_early(&self) -> Vec<EarlyValue<'_>> {
        if self.version().series == Series::V23 {
            return Vec::new();
        }
        let found = self.assigns().iter().filter_map(|assign| {
            let setting = self.setting(assign.key)?;
            let reader = reader(setting, self.version())?;
            let text = self.found_unread(assign).text;
            let variable = self.unread_variable(setting, reader, &text)?;
            self.is_read(assign, reader).then_some(EarlyValue { assign, setting, variable })
        });
        found.collect()
    }

    /// The first variable in a value that leaves nothing which the reader takes.
    fn unread_variable(&self, setting: &Setting, reader: EarlyReader, text: &[u8]) -> Option<Quote> {
        let version = self.version();
        if !value::has_variable(text) {
            return None;
        }
        let is_text = match setting.kind(version) {
            Kind::String => true,
            Kind::StringNoVars | Kind::File | Kind::StrList | Kind::BoolList => return None,
            _ => false,
        };
        let is_written = |word: &&[u8]| word.starts_with(b"$SET:") || word.starts_with(b"$ENV:");
        let word = text.split(|b| *b == b' ').find(is_written).filter(|_| !is_text);
        if let Some(word) = word {
            return Some(clipped(word, 40));
        }
        // From 2.4.2 on Sieve takes what is left of a text.
        if is_text && reader == EarlyReader::Sieve && version.is_24_from(2) {
            return None;
        }
        let variables = self.variables_in(text);
        let unknown = variables
            .iter()
            .find(|variable| !variable.name.contains(':') && !FUNCTIONS.contains(&&*variable.name));
        unknown.map(|variable| clipped(format!("%{{{}}}", &*variable.name).as_bytes(), 80))
    }

    fn is_read(&self, assign: &Assign, reader: EarlyReader) -> bool {
        let EarlyReader::Section(kind) = reader else {
            return assign.scope == ROOT && !self.is_replaced(assign);
        };
        let is_of_kind = |scope: ScopeId| {
            matches!(&self.scope(scope).kind, ScopeKind::Section { setting, .. } if setting.name == kind)
                && !self.is_in_group(scope)
        };
        let sets = |scope: ScopeId, key: Key| {
            let mut around = std::iter::successors(Some(scope), |scope| self.scope(*scope).parent);
            around.find_map(|scope| self.assigned(scope, key))
        };
        let mut sections = self.scopes().map(|(id, _)| id).filter(|id| is_of_kind(*id));
        sections.any(|section| {
            sets(section, assign.key)
                .is_some_and(|set| set.scope == assign.scope && set.statement == assign.statement)
        })
    }
}

fn reader(setting: &Setting, version: Version) -> Option<EarlyReader> {
    let has = |name: &str| setting.structs().contains(&name);
    let section = OF_SECTIONS.iter().find(|(name, kind)| {
        // The services are checked by the server alone from 2.4.2 on.
        has(name) && (!kind.ends_with("_listener") || !version.is_24_from(2))
    });
    match section {
        Some((_, kind)) => Some(EarlyReader::Section(kind)),
        None if has("master") && !version.is_24_from(2) => Some(EarlyReader::Master),
        None if OF_SIEVE.iter().any(|name| has(name)) => Some(EarlyReader::Sieve),
        None => None,
    }
}
