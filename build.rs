//! Turns the facts in `schema/*.json` into static sorted tables, so that nothing is parsed at start-up.

#![allow(clippy::expect_used, reason = "a build that cannot go on says why by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

#[path = "src/schema/hash.rs"]
mod hash;

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    let mut code = String::new();
    for (line, file) in [("23", "schema/2.3.json"), ("24", "schema/2.4.json")] {
        println!("cargo::rerun-if-changed={file}");
        let facts = read(file);
        settings(&mut code, line, &facts);
        services(&mut code, line, &facts);
        token_lists(&mut code, line, &facts);
        protocols(&mut code, line, &facts);
        mail_plugins(&mut code, line, &facts);
    }
    println!("cargo::rerun-if-changed=schema/renames.json");
    renames(&mut code, &read("schema/renames.json"));
    println!("cargo::rerun-if-changed=schema/list-defaults.json");
    list_defaults(&mut code, &read("schema/list-defaults.json"));
    println!("cargo::rerun-if-changed=schema/defaults-changed.json");
    old_defaults(&mut code, &read("schema/defaults-changed.json"));
    println!("cargo::rerun-if-changed=schema/external.json");
    externals(&mut code, &read("schema/external.json"));
    fs::write(Path::new(&out).join("tables.rs"), code).expect("OUT_DIR is writable");

    println!("cargo::rerun-if-changed=grammar.pest");
    println!("cargo::rerun-if-changed=src/schema/hash.rs");
    link_the_unwinder();
}

/// A small configuration is linted in less time than it takes to load a library, so on Linux the unwinder of GCC
/// is linked into the command.
fn link_the_unwinder() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
    let is_native = env::var("HOST") == env::var("TARGET");
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") || !is_native {
        return;
    }
    // Where it lies only the compiler of this machine knows; some have none.
    let found = Command::new("cc").arg("-print-file-name=libgcc_eh.a").output();
    if found.is_ok_and(|found| found.stdout.starts_with(b"/")) {
        println!("cargo::rustc-link-lib=gcc_eh");
    }
}

fn read(path: &str) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("cannot read {path}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path} is not JSON: {e}"))
}

/// The patch number of a version within its line: `2.3.17` is 17, anything older than the line is 0.
fn patch(version: &Value, line: &str) -> u8 {
    let text = version.as_str().unwrap_or("").trim_start_matches("<=");
    let wanted = if line == "23" { ["2.3.", "0.5."] } else { ["2.4.", "2.4."] };
    for prefix in wanted {
        if let Some(rest) = text.strip_prefix(prefix) {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            return digits.parse().unwrap_or(0);
        }
    }
    0
}

fn text(value: &Value) -> String {
    format!("{:?}", value.as_str().unwrap_or(""))
}

fn strings(value: &Value) -> String {
    let items: Vec<String> =
        value.as_array().into_iter().flatten().filter(|v| v.is_string()).map(text).collect();
    format!("&[{}]", items.join(", "))
}

/// A default as text; lists are joined the way an administrator would write them in one line.
fn default_text(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Object(map) => map.keys().cloned().collect::<Vec<_>>().join(" "),
        Value::Array(items) => items.last().map(default_text).unwrap_or_default(),
        _ => String::new(),
    }
}

fn settings(code: &mut String, line: &str, facts: &Value) {
    let mut scopes: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let sections = unnamed_sections(facts);
    for (key, facts) in facts["settings"].as_object().expect("settings is an object") {
        let (scope, name) = match key.split_once('/') {
            Some((scope, name)) if line == "23" => (scope.to_owned(), name.to_owned()),
            _ => ("root".to_owned(), key.clone()),
        };
        let kind = kind_of(facts["type"].as_str().unwrap_or("string"));
        let default = facts.get("effective_default").filter(|d| !d.is_null()).unwrap_or(&facts["default"]);
        let mut changes = Vec::new();
        for change in facts["changed"].as_array().into_iter().flatten().filter(|c| c.is_object()) {
            let version = patch(&change["version"], line);
            let old = |what: &str| change.get(what).and_then(|pair| pair.get(0)).filter(|v| !v.is_null());
            let old_struct = old("default").map(struct_default);
            let old_default = old("effective_default").or_else(|| old("default")).map(default_text);
            let old_kind = old("type").and_then(Value::as_str).map(kind_of);
            changes.push(format!(
                "Change {{ before: {version}, in_struct: {}, default: {}, kind: {} }}",
                old_struct.map_or("None".to_owned(), |d| format!("Some({d:?})")),
                old_default.map_or("None".to_owned(), |d| format!("Some({d:?})")),
                old_kind.map_or("None".to_owned(), |k| format!("Some(Kind::{k})")),
            ));
        }
        let in_filters: Vec<String> = facts["default_in_filter"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(filter, value)| format!("({filter:?}, {:?})", default_text(value)))
            .collect();
        let plugin =
            [&facts["plugin"], &facts["documented_plugin"]].into_iter().find_map(Value::as_str).unwrap_or("");
        let removed = facts.get("removed").map_or(255, |v| patch(v, line));
        let entry = format!(
            "Setting {{ scope: {scope:?}, name: {name:?}, kind: Kind::{kind}, in_struct: {:?}, default: {:?}, hidden: {}, values: {}, structs: {}, \
             added: {}, removed: {removed}, converted: {}, changes: &[{}], plugin: {plugin:?}, package: {}, \
             replaced_by: {}, replaces: {}, required: {}, named_by: {}, in_filters: &[{}], alias_of: {}, expands: {}, prefix: {:?} }}",
            struct_default(&facts["default"]),
            default_text(default),
            if facts["hidden"] == true { patch(&facts["hidden_since"], line) } else { 255 },
            strings(&facts["enum"]),
            strings(&facts["components"]),
            patch(&facts["added"], line),
            facts.get("converted_since").is_some(),
            changes.join(", "),
            text(&facts["package"]),
            strings(&facts["replaced_by"]),
            strings(&facts["replaces"]),
            text(&facts["required_setting"]),
            text(&facts["name_setting"]),
            in_filters.join(", "),
            text(&facts["alias_of"]),
            facts["expands_variables"].as_bool().unwrap_or(false),
            longest_prefix(key, &sections),
        );
        scopes.entry(scope).or_default().insert(name, entry);
    }
    let mut all: Vec<String> = Vec::new();
    let mut tables = Vec::new();
    for (scope, names) in &scopes {
        let start = all.len();
        // At most half of the index is full, so that few names share a slot.
        let mut index = vec![hash::EMPTY; (2 * names.len()).next_power_of_two()];
        for (place, (name, entry)) in names.iter().enumerate() {
            let mut slots = hash::slots(name.as_bytes(), index.len());
            let free = slots.find(|slot| index[*slot] == hash::EMPTY).expect("half of the slots are free");
            index[free] = u16::try_from(place).expect("a scope has fewer settings than that");
            all.push(entry.replacen("Setting { ", &format!("Setting {{ id: {}, ", all.len()), 1));
        }
        tables.push(format!(
            "Scope {{ name: {scope:?}, settings: SETTINGS_{line}.split_at({}).0.split_at({start}).1, index: &{index:?} }}",
            all.len(),
        ));
    }
    let _ = writeln!(code, "/// Every setting of this line, sorted by scope and name.");
    let _ = writeln!(code, "pub(super) static SETTINGS_{line}: &[Setting] = &[{}];", all.join(",\n"));
    let _ = writeln!(code, "/// The scopes of the table above.");
    let _ = writeln!(
        code,
        "#[allow(clippy::unreadable_literal)]\nstatic SCOPES_{line}: &[Scope] = &[{}];",
        tables.join(",\n")
    );
}

/// What a setting's struct has in it; where structs differ, the one that `doveconf` prints, which is the first.
fn struct_default(value: &Value) -> String {
    match value {
        Value::Array(items) => items.first().map(default_text).unwrap_or_default(),
        other => default_text(other),
    }
}

/// The sections without a name.
fn unnamed_sections(facts: &Value) -> Vec<&str> {
    let settings = facts["settings"].as_object().into_iter().flatten();
    settings.filter(|(_, facts)| facts["type"] == "named_filter").map(|(name, _)| name.as_str()).collect()
}

/// The longest of these names that a setting's name begins with, as a whole word; empty for none.
fn longest_prefix<'a>(name: &str, sections: &[&'a str]) -> &'a str {
    let begins = |section: &&&str| name.strip_prefix(**section).is_some_and(|rest| rest.starts_with('_'));
    sections.iter().filter(begins).max_by_key(|section| section.len()).copied().unwrap_or("")
}

fn kind_of(name: &str) -> &'static str {
    match name {
        "bool" => "Bool",
        "uint" => "Uint",
        "uintmax" => "UintMax",
        "uint_oct" => "Octal",
        "size" => "Size",
        "time" => "Time",
        "time_msecs" => "TimeMsecs",
        "in_port" => "Port",
        "enum" => "Enum",
        "string" | "path" | "url" | "percent" => "String",
        "string_novars" => "StringNoVars",
        "file" => "File",
        "strlist" => "StrList",
        "boollist" => "BoolList",
        "alias" => "Alias",
        "group" => "Group",
        "named_filter" => "NamedFilter",
        "named_list_filter" => "NamedListFilter",
        "section_list" => "SectionList",
        "named_section_list" => "NamedSectionList",
        other => panic!("unknown setting type {other}"),
    }
}

fn pairs(object: &Value) -> String {
    let items: Vec<String> = object
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, v)| v.is_string())
        .map(|(k, v)| format!("({k:?}, {})", text(v)))
        .collect();
    format!("&[{}]", items.join(", "))
}

fn services(code: &mut String, line: &str, facts: &Value) {
    let mut rows = Vec::new();
    for (name, service) in facts["services"].as_object().expect("services is an object") {
        let mut listeners = Vec::new();
        for (list, kind, id) in [
            ("unix_listeners", "unix_listener", "path"),
            ("fifo_listeners", "fifo_listener", "path"),
            ("inet_listeners", "inet_listener", "name"),
        ] {
            for listener in service[list].as_array().into_iter().flatten() {
                listeners.push(format!(
                    "DefaultListener {{ kind: {kind:?}, name: {}, values: {} }}",
                    text(&listener[id]),
                    pairs(listener)
                ));
            }
        }
        let mut changes = Vec::new();
        for change in service["changed"].as_array().into_iter().flatten() {
            changes.push(format!(
                "ServiceChange {{ before: {}, key: {}, old: {} }}",
                patch(&change["version"], line),
                text(&change["key"]),
                text(&change["value"][0]),
            ));
        }
        rows.push(format!(
            "DefaultService {{ name: {name:?}, added: {}, package: {}, values: {}, listeners: &[{}], changes: &[{}] }}",
            patch(&service["added"], line),
            text(&service["package"]),
            pairs(service),
            listeners.join(", "),
            changes.join(", ")
        ));
    }
    let _ = writeln!(code, "/// The built-in services of this line, sorted by name.");
    let _ = writeln!(code, "pub(super) static SERVICES_{line}: &[DefaultService] = &[{}];", rows.join(",\n"));
}

fn token_lists(code: &mut String, line: &str, facts: &Value) {
    let rows: Vec<String> = facts["enums_lists"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, tokens)| tokens.is_array())
        .map(|(name, tokens)| format!("({name:?}, {})", strings(tokens)))
        .collect();
    let _ = writeln!(code, "/// The words that list-valued settings of this line know, sorted by list.");
    let _ = writeln!(code, "pub(super) static TOKENS_{line}: &[(&str, &[&str])] = &[{}];", rows.join(",\n"));
}

fn protocols(code: &mut String, line: &str, facts: &Value) {
    let rows: Vec<String> = facts["protocols"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, facts)| {
            format!("({name:?}, {})", facts["listed_in_protocols"].as_bool().unwrap_or(true))
        })
        .collect();
    let _ = writeln!(
        code,
        "/// Names that `protocol NAME {{}}` can match, and whether `protocols` may list them."
    );
    let _ = writeln!(code, "pub(super) static PROTOCOLS_{line}: &[(&str, bool)] = &[{}];", rows.join(", "));
}

fn mail_plugins(code: &mut String, line: &str, facts: &Value) {
    let mut rows = Vec::new();
    for (name, plugin) in facts["plugins"]["mail_plugins"].as_object().expect("mail_plugins is an object") {
        // What was dropped with the next line is there in every version of this one.
        let removed =
            plugin["removed"].as_str().filter(|version| !(line == "23" && version.starts_with("2.4")));
        let removed = removed.map_or(255, |version| patch(&version.into(), line));
        rows.push(format!(
            "MailPlugin {{ name: {name:?}, removed: {}, package: {}, requires: {}, protocols: {}, enforced: {} }}",
            if plugin["obsolete"] == true { 0 } else { removed },
            text(&plugin["package"]),
            strings(&plugin["requires"]),
            strings(&plugin["protocols"]),
            plugin["protocols_enforced"].as_bool().unwrap_or(false),
        ));
    }
    let _ = writeln!(code, "/// The plugins of `mail_plugins` of this line, sorted by name.");
    let _ = writeln!(code, "pub(super) static MAIL_PLUGINS_{line}: &[MailPlugin] = &[{}];", rows.join(",\n"));
}

fn renames(code: &mut String, facts: &Value) {
    let mut rows: Vec<(String, String)> = Vec::new();
    for rename in facts.as_array().expect("renames is a list") {
        let from = rename["from"].as_str().unwrap_or("").to_owned();
        let to: Vec<String> = match &rename["to"] {
            Value::String(one) => vec![format!("{one:?}")],
            many => many.as_array().into_iter().flatten().map(text).collect(),
        };
        let row = format!(
            "Rename {{ from: {from:?}, to: &[{}], kind: {}, version: {}, note: {} }}",
            to.join(", "),
            text(&rename["kind"]),
            text(&rename["version"]),
            text(&rename["note"]),
        );
        rows.push((from, row));
    }
    rows.sort();
    let rows: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
    let _ = writeln!(code, "/// What became of names between versions, sorted by the old name.");
    let _ = writeln!(code, "pub(super) static RENAMES: &[Rename] = &[{}];", rows.join(",\n"));
}

fn list_defaults(code: &mut String, facts: &Value) {
    let mut rows = Vec::new();
    for row in facts["list_defaults"].as_array().into_iter().flatten() {
        let bounds = |key: &str| {
            let at = |end: usize| row[key][end].as_u64().unwrap_or(0);
            format!("({}, {})", at(0), at(1))
        };
        let values: Vec<String> = row["values"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|pair| format!("({}, {})", text(&pair[0]), text(&pair[1])))
            .collect();
        rows.push((
            (row["in"].to_string(), row["list"].to_string()),
            format!(
                "ListDefault {{ place: {}, list: {}, dovecot: {}, config: {}, values: &[{}] }}",
                text(&row["in"]),
                text(&row["list"]),
                bounds("dovecot"),
                bounds("config"),
                values.join(", "),
            ),
        ));
    }
    rows.sort();
    let rows: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
    let _ = writeln!(code, "/// What the lists of 2.4 hold of themselves, by the filter around them.");
    let _ = writeln!(code, "pub(super) static LIST_DEFAULTS: &[ListDefault] = &[{}];", rows.join(",\n"));
}

fn old_defaults(code: &mut String, facts: &Value) {
    let (mut settings, mut of_services) = (Vec::new(), Vec::new());
    for row in facts["by_config_version"].as_array().into_iter().flatten() {
        let setting = row["setting"].as_str().unwrap_or("");
        let rows = if setting.starts_with("service/") { &mut of_services } else { &mut settings };
        rows.push(format!(
            "OldDefault {{ below: {}, setting: {:?}, value: {} }}",
            patch(&row["applies_when_config_version_below"], "24"),
            setting.trim_start_matches("service/"),
            text(&row["old_default"]),
        ));
    }
    for (name, what, rows) in
        [("", "Defaults", settings), ("_OF_SERVICES", "Defaults of built-in services", of_services)]
    {
        let _ =
            writeln!(code, "/// {what} of 2.4 that depend on `dovecot_config_version`, newest change first.");
        let _ = writeln!(code, "static OLD_DEFAULTS{name}: &[OldDefault] = &[{}];", rows.join(",\n"));
    }
}

fn externals(code: &mut String, facts: &Value) {
    let mut rows = Vec::new();
    for (name, table) in facts.as_object().expect("externals is an object") {
        let mut sections = Vec::new();
        for (path, section) in table["sections"].as_object().expect("sections is an object") {
            let settings: Vec<String> = section["settings"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, setting)| {
                    let kind = match setting["type"].as_str() {
                        Some("bool") => "Bool",
                        Some("uint") => "Uint",
                        Some("number") => "Number",
                        Some("enum") => "Enum",
                        Some("word") => "Word",
                        Some("words") => "Words",
                        _ => "String",
                    };
                    format!(
                        "ExternalSetting {{ name: {name:?}, kind: ExternalType::{kind}, values: {}, added: {} }}",
                        strings(&setting["values"]),
                        patch(&setting["added"], "23"),
                    )
                })
                .collect();
            let required: Vec<String> =
                section["required"].as_array().into_iter().flatten().map(strings).collect();
            sections.push(format!(
                "ExternalSection {{ path: {path:?}, required: &[{}], is_free: {}, begins: {}, settings: &[{}] }}",
                required.join(", "),
                section["free"].as_bool().unwrap_or(false),
                text(&section["begins"]),
                settings.join(", "),
            ));
        }
        rows.push(format!(
            "ExternalTable {{ name: {name:?}, names: {}, skips_sections: {}, sections: &[{}] }}",
            text(&table["names"]),
            table["skips_sections"].as_bool().unwrap_or(false),
            sections.join(", "),
        ));
    }
    let _ = writeln!(code, "/// The keys of files that the configuration of 2.3 names.");
    let _ = writeln!(code, "pub(super) static EXTERNALS: &[ExternalTable] = &[{}];", rows.join(",\n"));
}
