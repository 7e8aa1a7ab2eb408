use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};

use super::choices::word;
use super::file::keys::{NUMBERS, OF_LINTS};
use super::layer::{At, Layer};
use super::merge::{Local, Settings};
use crate::text::wildcard::PathPattern;

/// A setting with what it is and where that comes from.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Its value; null when nothing is settled and dovelint finds it by itself.
    pub value: Value,
    /// Where the value comes from: `default`, a file and its line, or an option.
    pub origin: String,
}

/// A table of settings.
#[derive(Debug, Serialize)]
pub struct Table {
    /// The name of the table; empty for the top.
    pub name: String,
    /// What is in it.
    pub entries: Vec<Entry>,
}

/// The effective values, as they are printed.
#[derive(Debug, Serialize)]
pub struct Print {
    /// The version of this format.
    pub schema: u32,
    /// The settings file, when there is one.
    pub file: Option<String>,
    /// The settings, by table.
    pub tables: Vec<Table>,
}

fn entry<T>(key: &str, at: &At<T>, value: impl Fn(&T) -> Value) -> Entry {
    Entry { key: key.to_owned(), value: value(&at.value), origin: at.origin.to_string() }
}

/// The effective values for a path; for a folder also the overrides, which hold for some files in it.
pub fn print(settings: &Settings, path: &str) -> Print {
    let is_folder = std::path::Path::new(path).is_dir();
    let local = if is_folder { settings.all() } else { settings.at(path) };
    let mut tables = vec![Table { name: String::new(), entries: top(&local) }];
    let mut add = |name: &str, entries: Vec<Entry>| {
        if !entries.is_empty() {
            tables.push(Table { name: name.to_owned(), entries });
        }
    };
    let rules = local.layers().flat_map(|layer| &layer.remap);
    add("remap", rules.map(|at| entry(&at.value.0, at, |rule| json!(rule.1))).collect());
    add("lints", levels(local.layers()));
    options(&local, &mut add);
    for own in settings.file().into_iter().filter(|_| is_folder).flat_map(|file| &file.overrides) {
        let place = settings.file().map(|file| format!("{}:{}", file.shown, own.line)).unwrap_or_default();
        let paths: Vec<&str> = own.paths.iter().map(PathPattern::as_str).collect();
        let mut entries = vec![Entry { key: "paths".to_owned(), value: json!(paths), origin: place }];
        entries.extend(given(&own.layer));
        entries.extend(
            levels(std::iter::once(&own.layer))
                .into_iter()
                .map(|level| Entry { key: format!("lints.{}", level.key), ..level }),
        );
        add("overrides", entries);
    }
    Print { schema: 1, file: settings.file().map(|file| file.shown.clone()), tables }
}

fn top(local: &Local<'_>) -> Vec<Entry> {
    let text =
        |version: &Option<crate::schema::Version>| version.map_or(Value::Null, |v| json!(v.to_string()));
    let flag = |flag: &bool| json!(flag);
    vec![
        entry("dovecot", &local.dovecot(), text),
        entry("profile", &local.profile(), |value| json!(word(value))),
        select(local),
        ignore(local),
        entry("fail-on", &local.fail_on(), |value| json!(word(value))),
        entry("format", &local.format(), |value| json!(word(value))),
        entry("color", &local.color(), |value| json!(word(value))),
        entry("quiet", &local.quiet(), flag),
        entry("statistics", &local.statistics(), flag),
        entry("unsafe-fixes", &local.unsafe_fixes(), flag),
        entry("baseline", &local.baseline(), |path| json!(path)),
        entry("ignores", &local.ignores(), flag),
        entry("require-reason", &local.require_reason(), flag),
        entry("confine", &local.confine(), |on| json!(on)),
        added("exclude", local, |layer| layer.exclude.as_ref()),
        entry("gitignore", &local.gitignore(), flag),
        entry("host", &local.host(), |on| if *on { json!(null) } else { json!(false) }),
    ]
}

fn select(local: &Local<'_>) -> Entry {
    let found = local.layers().find_map(|layer| layer.select.as_ref());
    found.map_or_else(|| nothing("select"), |at| entry("select", at, |names| json!(names)))
}

/// What an override ignores comes to what the file does; the command line takes the place of both.
fn ignore(local: &Local<'_>) -> Entry {
    if let Some(own) = &local.command().ignore {
        return entry("ignore", own, |names| json!(names));
    }
    added("ignore", local, |layer| layer.ignore.as_ref())
}

/// A list to which each layer adds.
fn added<'s>(key: &str, local: &Local<'s>, of: impl Fn(&'s Layer) -> Option<&'s At<Vec<String>>>) -> Entry {
    let mut lists: Vec<&At<Vec<String>>> = local.layers().filter_map(of).collect();
    lists.reverse();
    if lists.is_empty() {
        return nothing(key);
    }
    let names: Vec<&String> = lists.iter().flat_map(|at| &at.value).collect();
    let origins: Vec<String> = lists.iter().map(|at| at.origin.to_string()).collect();
    Entry { key: key.to_owned(), value: json!(names), origin: origins.join(", ") }
}

fn nothing(key: &str) -> Entry {
    Entry { key: key.to_owned(), value: json!([]), origin: "default".to_owned() }
}

/// The keys that an override gives.
fn given(layer: &Layer) -> Vec<Entry> {
    let list = |names: &Vec<String>| json!(names);
    [
        layer.dovecot.as_ref().map(|at| entry("dovecot", at, |version| json!(version.to_string()))),
        layer.profile.as_ref().map(|at| entry("profile", at, |value| json!(word(value)))),
        layer.select.as_ref().map(|at| entry("select", at, list)),
        layer.ignore.as_ref().map(|at| entry("ignore", at, list)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The levels of layers, the strongest first.
fn levels<'l>(layers: impl Iterator<Item = &'l Layer>) -> Vec<Entry> {
    let mut levels = std::collections::BTreeMap::new();
    for layer in layers {
        for (name, level) in &layer.lints {
            levels.entry(name).or_insert(level);
        }
    }
    levels.into_iter().map(|(name, at)| entry(name, at, |level| json!(word(level)))).collect()
}

fn options(local: &Local<'_>, add: &mut impl FnMut(&str, Vec<Entry>)) {
    for layer in local.layers() {
        // The tables of keys give places to write to.
        let mut own = layer.options.clone();
        let numbers = NUMBERS.iter().filter_map(|number| {
            (number.slot)(&mut own).as_ref().map(|at| entry(number.name, at, |value| json!(value)))
        });
        let numbers: Vec<Entry> = numbers.collect();
        add("options", numbers);
        for option in OF_LINTS {
            let value = (option.slot)(&mut own).as_ref();
            let value = value.map(|at| entry(option.name, at, |texts| json!(texts)));
            add(&format!("options.{}", option.lint), value.into_iter().collect());
        }
    }
}

impl Print {
    /// As a settings file, with the origins as comments.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        let all = self.tables.iter().flat_map(|table| &table.entries);
        let width =
            all.map(|entry| line(entry).chars().count()).filter(|width| *width <= 60).max().unwrap_or(0);
        for table in &self.tables {
            match table.name.as_str() {
                "" => {}
                "overrides" => out.push_str("\n[[overrides]]\n"),
                name => {
                    let _ = writeln!(out, "\n[{name}]");
                }
            }
            for entry in &table.entries {
                let _ = writeln!(out, "{:width$}  # {}", line(entry), entry.origin);
            }
        }
        out
    }
}

fn line(entry: &Entry) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let quoted = |part: &str| if part.chars().all(bare) { part.to_owned() } else { json!(part).to_string() };
    let key = match entry.key.strip_prefix("lints.") {
        Some(rest) => format!("lints.{}", quoted(rest)),
        None => quoted(&entry.key),
    };
    match &entry.value {
        Value::Null if key == "dovecot" => format!("# {key}: detected"),
        Value::Null => format!("# no {key}"),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            format!("{key} = [{}]", items.join(", "))
        }
        value => format!("{key} = {value}"),
    }
}
