//! The table of settings and the index over their names.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::code::{list, option, record, table, text, text_or_empty, texts};
use super::hash;
use super::model::{Changed, Default, Kind, Series, Setting, patch, patch_or_never};
use super::pool::Pool;

/// Adds the settings of a series, by scope and name.
pub fn write(code: &mut String, series: Series, settings: &BTreeMap<String, Setting>, pool: &mut Pool) {
    let line = series.suffix();
    let mut scopes: BTreeMap<&str, BTreeMap<&str, &Setting>> = BTreeMap::new();
    for (key, facts) in settings {
        let (scope, name) = match key.split_once('/') {
            Some(parts) if series == Series::V23 => parts,
            _ => ("root", key.as_str()),
        };
        scopes.entry(scope).or_default().insert(name, facts);
    }
    let sections = unnamed_sections(settings);
    let mut all: Vec<String> = Vec::new();
    let mut tables = Vec::new();
    for (scope, names) in &scopes {
        let start = all.len();
        for (name, facts) in names {
            all.push(setting(series, all.len(), (scope, name), facts, &sections, pool));
        }
        let index = index(names.keys());
        tables.push(format!(
            "Scope {{ name: {scope:?}, settings: SETTINGS_{line}.split_at({}).0.split_at({start}).1, index: &{index:?} }}",
            all.len(),
        ));
    }
    let name = format!("pub(super) static SETTINGS_{line}");
    table(code, "Every setting of this line, sorted by scope and name.", &name, "Setting", &all);
    let _ = writeln!(code, "/// The scopes of the table above.");
    let _ = writeln!(
        code,
        "#[allow(clippy::unreadable_literal)]\nstatic SCOPES_{line}: &[Scope] = &[{}];",
        tables.join(",\n")
    );
}

/// The settings of a series with their keys, in the order of their table.
pub fn in_order(series: Series, settings: &BTreeMap<String, Setting>) -> Vec<(&str, &Setting)> {
    let mut all: Vec<_> = settings.iter().map(|(key, facts)| (key.as_str(), facts)).collect();
    all.sort_by_key(|(key, _)| match key.split_once('/') {
        Some(parts) if series == Series::V23 => parts,
        _ => ("root", *key),
    });
    all
}

/// Where each of these names is, at one of the slots of its hash.
fn index<'n>(names: impl ExactSizeIterator<Item = &'n &'n str>) -> Vec<u16> {
    // At most half of the index is full, so that few names share a slot.
    let mut index = vec![hash::EMPTY; (2 * names.len()).next_power_of_two()];
    for (place, name) in (0..).zip(names) {
        let free = hash::slots(name.as_bytes(), index.len()).find(|slot| index[*slot] == hash::EMPTY);
        if let Some(free) = free {
            index[free] = place;
        }
    }
    index
}

fn setting(
    series: Series,
    id: usize,
    (scope, name): (&str, &str),
    facts: &Setting,
    sections: &[&str],
    pool: &mut Pool,
) -> String {
    let default = facts.effective_default.as_ref().or(facts.default.as_ref());
    let plugin = facts.plugin.as_ref().or(facts.documented_plugin.as_ref());
    let in_filters =
        facts.default_in_filter.iter().map(|(filter, value)| format!("({filter:?}, {:?})", value.text()));
    let key = if scope == "root" { name.to_owned() } else { format!("{scope}/{name}") };
    record(
        "Setting",
        &[
            ("id", id.to_string()),
            ("scope", pool.text(scope)),
            ("name", text(name)),
            ("kind", kind(facts.kind)),
            ("in_struct", pool.text(&facts.default.as_ref().map(Default::in_struct).unwrap_or_default())),
            ("default", pool.text(&default.map(Default::text).unwrap_or_default())),
            (
                "hidden",
                if facts.hidden { patch(facts.hidden_since.as_ref(), series) } else { 255 }.to_string(),
            ),
            ("values", texts(&facts.values)),
            ("structs", pool.structs(&facts.components)),
            ("added", patch(facts.added.as_ref(), series).to_string()),
            ("removed", patch_or_never(facts.removed.as_ref(), series).to_string()),
            ("converted", facts.converted_since.is_some().to_string()),
            ("changes", list(facts.changed.iter().map(|changed| change(series, changed)))),
            ("plugin", pool.text(plugin.map_or("", String::as_str))),
            ("package", pool.text(&facts.package)),
            ("replaced_by", texts(&facts.replaced_by)),
            ("replaces", texts(&facts.replaces)),
            ("required", text_or_empty(facts.required_setting.as_ref())),
            ("named_by", text_or_empty(facts.name_setting.as_ref())),
            ("in_filters", list(in_filters)),
            ("alias_of", text_or_empty(facts.alias_of.as_ref())),
            ("prefix", text(longest_prefix(&key, sections))),
        ],
    )
}

fn change(series: Series, changed: &Changed) -> String {
    let in_struct = changed.default.as_ref().and_then(|(old, _)| old.as_ref());
    let effective = changed.effective_default.as_ref().and_then(|(old, _)| old.as_ref());
    let old_kind = changed.kind.and_then(|(old, _)| old);
    record(
        "Change",
        &[
            ("before", changed.version.patch(series).to_string()),
            ("in_struct", option(in_struct.map(|old| text(&old.in_struct())))),
            ("default", option(effective.or(in_struct).map(|old| text(&old.text())))),
            ("kind", option(old_kind.map(kind))),
        ],
    )
}

fn kind(kind: Kind) -> String {
    format!("Kind::{}", kind.name())
}

/// The sections without a name.
fn unnamed_sections(settings: &BTreeMap<String, Setting>) -> Vec<&str> {
    let unnamed = settings.iter().filter(|(_, facts)| facts.kind == Kind::NamedFilter);
    unnamed.map(|(name, _)| name.as_str()).collect()
}

/// The longest of these names that a setting's name begins with, as a whole word; empty for none.
fn longest_prefix<'a>(name: &str, sections: &[&'a str]) -> &'a str {
    let begins = |section: &&&str| name.strip_prefix(**section).is_some_and(|rest| rest.starts_with('_'));
    sections.iter().filter(begins).max_by_key(|section| section.len()).copied().unwrap_or("")
}
