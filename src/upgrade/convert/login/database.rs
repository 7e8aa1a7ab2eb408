//! The sections `passdb` and `userdb`: their names, drivers and fields.

use super::fields::{Fields, Origin};
use super::{args, ldap, oauth2, sql};
use crate::config::{DatabaseKind, ScopeId, ScopeKind};
use crate::edit::NodeId;
use crate::hash::{HashMap, HashSet};
use crate::schema::upgrade_rule;
use crate::syntax::Kind;
use crate::upgrade::convert::core::generic;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::plain::{split, words};
use crate::upgrade::{Code, NoteCode};

/// One section.
pub(in crate::upgrade) struct Database {
    /// Which of the two.
    pub kind: DatabaseKind,
    /// Its scope in the old configuration.
    pub scope: ScopeId,
    /// The section.
    pub node: NodeId,
    /// The driver of 2.4.
    pub driver: String,
    /// The name that it gets.
    pub name: String,
}

impl Database {
    /// The name of a driver's setting in the section: short where the section is called like the driver.
    pub fn key(&self, short: &str) -> String {
        let driver = self.driver.replace('-', "_");
        if self.name == self.driver { short.to_owned() } else { format!("{driver}_{short}") }
    }

    /// Whether it knows passwords.
    pub fn is_passdb(&self) -> bool {
        self.kind == DatabaseKind::Passdb
    }
}

/// A section before it has a name.
struct Old {
    kind: DatabaseKind,
    scope: ScopeId,
    node: NodeId,
    name: Option<String>,
    driver: String,
}

/// Plans all of them.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    let all = sections(job);
    let named = with_names(&all);
    let mut kept = 0;
    let mut last_passdb = None;
    for (old, name) in all.iter().zip(named) {
        if old.kind == DatabaseKind::Passdb {
            last_passdb = Some(old.node);
        }
        let database = Database {
            kind: old.kind,
            scope: old.scope,
            node: old.node,
            driver: renamed_driver(&old.driver).to_owned(),
            name,
        };
        if one(job, &database, &old.driver) && database.is_passdb() {
            kept += 1;
        }
    }
    if let (Some(node), 0) = (last_passdb, kept) {
        job.decide(node, Code::NoPassdbLeft, None, "");
    }
}

/// The sections in reading order, filters included.
fn sections(job: &Job<'_>) -> Vec<Old> {
    let mut found: Vec<(usize, Old)> = Vec::new();
    for (scope, own) in job.config.scopes() {
        let ScopeKind::Section { setting, name, named } = &own.kind else { continue };
        let kind = match setting.name {
            "passdb" => DatabaseKind::Passdb,
            "userdb" => DatabaseKind::Userdb,
            _ => continue,
        };
        let Some(index) = own.opened.filter(|index| job.document.statements[*index].kind == Kind::Open)
        else {
            continue;
        };
        let Some(node) = job.node_of(index).filter(|node| job.is_free(*node)) else { continue };
        let driver = job.own(scope, kind.name(), "driver").map(|unit| job.text(&unit).into_owned());
        let driver = driver.map(|driver| String::from_utf8_lossy(&driver).into_owned()).unwrap_or_default();
        let name = named.then(|| String::from_utf8_lossy(name).into_owned());
        found.push((index, Old { kind, scope, node, name, driver }));
    }
    found.sort_by_key(|(index, _)| *index);
    // A file that is read twice has each section once.
    let mut seen = HashSet::default();
    found.retain(|(_, old)| seen.insert(old.node));
    found.into_iter().map(|(_, old)| old).collect()
}

/// A name for each: its own, else that of the driver, with a number where it is taken. Two sections of one name in a
/// filter and outside are one in 2.4.
fn with_names(all: &[Old]) -> Vec<String> {
    let mut taken: HashSet<(DatabaseKind, String)> =
        all.iter().filter_map(|old| Some((old.kind, old.name.clone()?))).collect();
    let mut numbers: HashMap<(DatabaseKind, String), usize> = HashMap::default();
    let mut names = Vec::new();
    for old in all {
        if let Some(name) = &old.name {
            names.push(name.clone());
            continue;
        }
        let is_gone = matches!(old.driver.as_str(), "checkpassword" | "dict")
            || old.driver == "oauth2" && old.kind == DatabaseKind::Passdb;
        let base = base_name(old);
        let mut name = base.clone();
        if !is_gone {
            let number = numbers.entry((old.kind, base.clone())).or_insert(2);
            while !taken.insert((old.kind, name.clone())) {
                name = format!("{base}{number}");
                *number += 1;
            }
        }
        names.push(name);
    }
    names
}

/// What a section is called that has no name: like its driver, unless no section can be called so.
fn base_name(old: &Old) -> String {
    let driver = renamed_driver(&old.driver);
    let is_name = !driver.is_empty() && !driver.contains(|c: char| c == '"' || c == '\\' || c.is_control());
    if is_name { driver.to_owned() } else { old.kind.name().to_owned() }
}

/// Drivers that have another name, or whose work another one does.
fn renamed_driver(driver: &str) -> &str {
    match driver {
        "nss" => "passwd",
        "shadow" => "pam",
        other => other,
    }
}

/// Plans one section; whether it stays.
fn one(job: &mut Job<'_>, database: &Database, old: &str) -> bool {
    let span = job.config.scope_span(database.scope);
    let gone = match (database.kind, old) {
        (DatabaseKind::Passdb, "checkpassword") => Some(Code::PassdbCheckpassword),
        (DatabaseKind::Passdb, "dict") => Some(Code::PassdbDict),
        (DatabaseKind::Userdb, "checkpassword") => Some(Code::UserdbCheckpassword),
        (DatabaseKind::Userdb, "dict") => Some(Code::UserdbDict),
        _ => None,
    };
    let units = job.units_in(database.scope, database.kind.name());
    if let Some(code) = gone {
        let answer = job.decide(database.node, code, span, "");
        for unit in units {
            job.plan(unit.node, if answer.is_some() { Plan::Drop } else { Plan::Keep });
        }
        let kind = database.kind.name().as_bytes().to_vec();
        if answer.as_deref() == Some("pam") {
            job.plan(database.node, Plan::Head { kind, name: Some(b"pam".to_vec()) });
            return true;
        }
        if let Some(file) = answer.as_deref().and_then(|answer| answer.strip_prefix("lua=")) {
            job.plan(database.node, Plan::Head { kind, name: Some(b"lua".to_vec()) });
            let place = crate::edit::Place::Start(crate::edit::Within::Section(database.node));
            let items = vec![Item::set("lua_file", file)];
            job.insertions.push(crate::upgrade::job::Insertion { place, items });
            return true;
        }
        job.plan(database.node, Plan::Comment);
        return false;
    }
    if old == "shadow" {
        job.decide(database.node, Code::PassdbShadow, span, "");
        job.todo("A PAM service `dovecot` must exist: it replaces the shadow driver.");
    }
    if database.driver == "oauth2" && database.is_passdb() && !oauth2::is_kept(job, database) {
        return oauth2::plan(job, database);
    }
    let head = Plan::Head {
        kind: database.kind.name().as_bytes().to_vec(),
        name: Some(database.name.clone().into_bytes()),
    };
    job.plan(database.node, head);
    for unit in &units {
        setting(job, database, unit, old);
    }
    settings(job, database, &units);
    if database.name != database.driver && !units.iter().any(|unit| unit.name == "driver") {
        let place = crate::edit::Place::Start(crate::edit::Within::Section(database.node));
        let items = vec![Item::set("driver", database.driver.clone())];
        job.insertions.push(crate::upgrade::job::Insertion { place, items });
    }
    true
}

/// Plans a setting that is no matter of the driver.
fn setting<'c>(job: &mut Job<'c>, database: &Database, unit: &Unit<'c>, old: &str) {
    match unit.name.as_str() {
        "driver" if database.name == database.driver => job.plan(unit.node, Plan::Absorbed),
        "driver" if database.driver == old => job.plan(unit.node, Plan::Keep),
        "driver" => job.write(unit.node, vec![Item::set("driver", database.driver.clone())]),
        "auth_verbose" => {
            job.drop(unit, NoteCode::PassdbAuthVerbose, "auth_verbose of one database was removed");
        }
        "mechanisms" => {
            let text = job.text(unit).into_owned();
            let all: Vec<Vec<u8>> = words(&text)
                .map(|word| if word == b"none" { b"lookup".to_vec() } else { word.to_vec() })
                .collect();
            job.write(unit.node, vec![Item::set("mechanisms_filter", all.join(&b' '))]);
        }
        "pass" => {
            let is_on = crate::config::value::boolean(&job.text(unit)) == Ok(true);
            let is_set = job.own(database.scope, "passdb", "result_success").is_some();
            if is_on && !is_set {
                job.write(unit.node, vec![Item::set("result_success", "continue")]);
            } else {
                job.drop(unit, NoteCode::DroppedDefault, "pass = no is the default");
            }
        }
        "args" | "default_fields" | "override_fields" => {}
        _ => {
            if upgrade_rule(unit.table, &unit.name).is_some() {
                generic::one(job, unit);
            }
        }
    }
}

/// Plans `args` and the fields: the defaults, then what the driver gives, then what overrides it.
fn settings<'c>(job: &mut Job<'c>, database: &Database, units: &[Unit<'c>]) {
    let find = |name: &str| units.iter().find(|unit| unit.name == name).cloned();
    let (args, defaults, overrides) = (find("args"), find("default_fields"), find("override_fields"));
    let mut fields = Fields::new(database);
    if let Some(unit) = &defaults {
        fields.add_words(job, unit, Origin::Default);
    }
    let mut items = Vec::new();
    let text = args.as_ref().map(|unit| job.text(unit).into_owned()).unwrap_or_default();
    let place = args.as_ref().map_or(database.node, |unit| unit.node);
    match database.driver.as_str() {
        "sql" => items = sql::items(job, database, args.as_ref(), &text),
        "ldap" => items = ldap::items(job, database, args.as_ref(), &text, &mut fields),
        "oauth2" => {
            items = vec![Item::block("oauth2", oauth2::settings(job, database, args.as_ref(), &text))];
        }
        _ => items.extend(args::items(job, database, args.as_ref(), &text, &mut fields)),
    }
    if let Some(unit) = &overrides {
        fields.add_words(job, unit, Origin::Override);
    }
    let block = fields.block();
    let at = args.as_ref().filter(|_| !items.is_empty() || fields.has_own());
    let at = at.or(defaults.as_ref()).or(overrides.as_ref()).map(|unit| unit.node);
    if let Some(block) = block {
        // What must be below the fields was put after them.
        let index = items.iter().position(is_below_fields).unwrap_or(items.len());
        items.insert(index, block);
    }
    match at {
        Some(at) if !items.is_empty() => job.write(at, items),
        None if !items.is_empty() => {
            let place = crate::edit::Place::End(crate::edit::Within::Section(place));
            job.insertions.push(crate::upgrade::job::Insertion { place, items });
        }
        _ => {}
    }
    for unit in [args, defaults, overrides].into_iter().flatten() {
        job.plan(unit.node, Plan::Absorbed);
    }
}

fn is_below_fields(item: &Item) -> bool {
    matches!(item, Item::Set { key, .. } if key.ends_with(b"filter"))
}

/// `key=value` words.
pub(in crate::upgrade) fn pairs(text: &[u8]) -> Vec<(String, Option<Vec<u8>>)> {
    let pair = |word: &[u8]| match split(word, b'=') {
        Some((key, value)) => (String::from_utf8_lossy(key).into_owned(), Some(value.to_vec())),
        None => (String::from_utf8_lossy(word).into_owned(), None),
    };
    text.split(|b| *b == b' ').filter(|word| !word.is_empty()).map(pair).collect()
}
