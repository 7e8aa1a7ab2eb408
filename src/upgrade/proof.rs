//! The result is read again, as 2.4 reads it, and what is effective is compared through the map.

use std::collections::BTreeMap;

use super::job::{Job, Plan};
use super::value::plain::{New, converted};
use super::{Upgrade, Wanted, upgrade};
use crate::config::{Config, Filter, Key, ROOT, ScopeId, ScopeKind};
use crate::document::Document;
use crate::edit::NodeId;
use crate::engine::{refusal_besides, refusals};
use crate::hash::{HashMap, HashSet};
use crate::schema::{self, Kind, Series, Version, find, upgrade_rule};
use crate::source::Span;
use crate::syntax::{Form, Kind as Shape};

/// What these lints find may be there on the server: files that the tree names and does not hold.
const ELSEWHERE: [&str; 2] = ["file-value-unreadable", "include-not-found"];

/// A placeholder of a template may be in a file that only the new tree includes.
const TEMPLATE: &str = "unrendered-template";

/// A value that must be effective in the new tree.
#[derive(Debug, Clone)]
pub struct Expected {
    filter: Option<Filter>,
    setting: String,
    value: Vec<u8>,
}

/// What doveconf of 2.3 refuses in the old tree, which cannot be upgraded then.
pub fn unreadable(config: &Config<'_>) -> Option<String> {
    refusal_besides(config, &ELSEWHERE)
}

/// The section `auth {}` of Dovecot 1.x, which 2.3 still reads and 2.4 does not; where it is.
pub fn section_of_1(document: &Document) -> Option<String> {
    let mut depth = 0usize;
    for statement in &document.statements {
        match statement.kind {
            Shape::Open if depth == 0 && document.bytes(statement, statement.key) == b"auth" => {
                return Some(document.place(statement.span));
            }
            Shape::Open | Shape::Group => depth += 1,
            Shape::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// What the map says of the settings of the top level and of filters with one condition.
pub(super) fn expected(job: &Job<'_>, plans: &HashMap<NodeId, Plan>) -> Vec<Expected> {
    let mut found = Vec::new();
    for unit in job.units.iter().filter(|unit| unit.table == "root" && !unit.is_replaced) {
        let Some(rule) = upgrade_rule("root", &unit.name).filter(|rule| !rule.is_area && !rule.is_gone)
        else {
            continue;
        };
        if !matches!(plans.get(&unit.node), Some(Plan::Keep | Plan::Write(_))) || !rule.words.is_empty() {
            continue;
        }
        let filter = match &job.config.scope(unit.assign.scope).kind {
            ScopeKind::Root => None,
            ScopeKind::Filter(filter) if job.config.scope(unit.assign.scope).parent == Some(ROOT) => {
                Some(filter.clone())
            }
            _ => continue,
        };
        let old = job.found(unit.assign);
        let name = if rule.to.is_empty() { unit.name.as_str() } else { rule.to };
        if !matches!(old.form, Form::Plain | Form::Quoted) || name.contains('/') || !is_text(name) {
            continue;
        }
        let own =
            find(schema::scope(Series::V23, "root"), unit.name.as_bytes()).map_or("", |setting| setting.name);
        if let Ok(New::Text(value)) = converted(rule.value, own, &old.text) {
            found.push(Expected { filter, setting: name.to_owned(), value });
        }
    }
    found
}

/// Whether 2.4 has one value under a name, rather than a list.
fn is_text(name: &str) -> bool {
    let setting = find(schema::scope(Series::V24, "root"), name.as_bytes());
    setting.is_some_and(|setting| {
        !matches!(setting.kind(Version::newest(Series::V24)), Kind::BoolList | Kind::StrList | Kind::File)
    })
}

/// How often what 2.4 rejects is made a comment before the result is a mistake of dovelint.
const ROUNDS: usize = 40;

/// Upgrades a configuration so that 2.4 accepts the result: what it rejects, because 2.3 did not look at the value,
/// becomes a comment and a decision. `read_again` reads the new tree.
///
/// # Errors
/// With the upgrade: what Dovecot would refuse or read otherwise; both are mistakes of dovelint.
pub fn upgrade_proven(
    config: &Config<'_>,
    wanted: &mut Wanted,
    read_again: &dyn Fn(&Upgrade) -> Result<Document, String>,
) -> (Upgrade, Result<(), String>) {
    let mut rounds = 0..ROUNDS;
    loop {
        let upgrade = upgrade(config, wanted);
        let again = match read_again(&upgrade) {
            Ok(again) => again,
            Err(message) => return (upgrade, Err(message)),
        };
        let new = Config::new(&again, config.is_whole);
        let refused = refusals(&new, &ELSEWHERE);
        if refused.is_empty() {
            let proof = in_force(&upgrade, &new);
            return (upgrade, proof);
        }
        let mut known: HashSet<Span> = wanted.rejected.iter().map(|(span, _)| *span).collect();
        let count = known.len();
        {
            let origins = Origins::of(&upgrade);
            for (span, message) in refused {
                if let Some(old) = origins.find(&again, span).filter(|old| known.insert(*old)) {
                    wanted.rejected.push((old, message));
                }
            }
        }
        if known.len() == count || rounds.next().is_none() {
            let proof = proven(&upgrade, &again, config.is_whole);
            return (upgrade, proof);
        }
    }
}

/// The old statements by the place of what stands for them in the new tree: the file and the line.
struct Origins<'u>(BTreeMap<(&'u str, u32), Span>);

impl<'u> Origins<'u> {
    fn of(upgrade: &'u Upgrade) -> Origins<'u> {
        let placed = upgrade.conversions.iter().filter_map(|one| {
            let (path, line) = one.new.as_ref()?;
            Some(((path.as_str(), *line), one.span))
        });
        // Of several in one line the last one.
        Origins(placed.collect())
    }

    /// The old statement of what is at a place of the new tree.
    fn find(&self, again: &Document, span: Span) -> Option<Span> {
        let file = again.sources.file(span.file);
        let path = file.shown.as_str();
        self.0.range((path, 0)..=(path, file.line(span.start))).next_back().map(|(_, old)| *old)
    }
}

/// Whether Dovecot reads the new tree as it was meant.
///
/// # Errors
/// What it would refuse, or what is not effective; both are mistakes of dovelint.
pub fn proven(upgrade: &Upgrade, again: &Document, is_whole: bool) -> Result<(), String> {
    let config = Config::new(again, is_whole);
    match refusal_besides(&config, &[ELSEWHERE[0], ELSEWHERE[1], TEMPLATE]) {
        Some(refusal) if upgrade.failures.is_empty() => Err(refusal),
        _ => in_force(upgrade, &config),
    }
}

/// Whether everything could be written, and what must be in force is.
fn in_force(upgrade: &Upgrade, config: &Config<'_>) -> Result<(), String> {
    if let Some(failure) = upgrade.failures.first() {
        return Err(failure.clone());
    }
    let scopes = scopes(config);
    for expected in &upgrade.expected {
        let Some(scope) = expected.filter.as_ref().map_or(Some(&ROOT), |filter| scopes.get(filter)) else {
            continue;
        };
        let scope = *scope;
        let key = find(schema::scope(Series::V24, "root"), expected.setting.as_bytes()).map(Key::of);
        // Which of several filters wins is another part's work, and a decision where it cannot be the same as before.
        let own = key.and_then(|key| config.assigned(scope, key)).map(|assign| config.found(assign));
        let found = own.unwrap_or_else(|| config.view(scope).get(&expected.setting));
        let is_open = matches!(found.form, Form::File | Form::Variable | Form::Heredoc);
        if !is_open && *found.text != *expected.value {
            let name = config.scope_name(scope);
            let place = if name.is_empty() { String::new() } else { format!(" in {name}") };
            return Err(format!("{} is not effective as before{place}", expected.setting));
        }
    }
    Ok(())
}

/// The filters of the top level; 2.4 may have one for each of several names.
fn scopes<'c>(config: &'c Config<'_>) -> HashMap<&'c Filter, ScopeId> {
    let is_top = |(scope, _): &(ScopeId, &Filter)| config.scope(*scope).parent == Some(ROOT);
    config.filters().filter(is_top).map(|(scope, filter)| (filter, scope)).collect()
}
