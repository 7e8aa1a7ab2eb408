use serde_json::{Map, Value, json};

use super::keys::{KEYS, Key, NUMBERS, OF_LINTS, Takes};
use crate::finding::Profile;
use crate::settings::choices::words;
use crate::settings::{Color, FailOn, Format, Level};

/// The JSON schema of `dovelint.toml` for editors, made from the table that the reader goes by.
pub fn schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "dovelint.toml",
        "description": "Settings of dovelint, a linter for the configuration of the Dovecot mail server.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties(KEYS.iter()),
        "definitions": { "lint-or-group": { "type": "string", "enum": names() }, "level": one_of::<Level>() },
    })
}

fn properties<'k>(keys: impl Iterator<Item = &'k Key>) -> Map<String, Value> {
    keys.map(|key| {
        let mut value = taken(&key.takes);
        value["description"] = key.says.into();
        (key.name.to_owned(), value)
    })
    .collect()
}

fn taken(takes: &Takes) -> Value {
    match takes {
        Takes::Version(_) => json!({ "type": "string", "pattern": "^2\\.[234](\\.[0-9]+)*$" }),
        Takes::Profile(_) => one_of::<Profile>(),
        Takes::FailOn(_) => one_of::<FailOn>(),
        Takes::Format(_) => one_of::<Format>(),
        Takes::Color(_) => one_of::<Color>(),
        Takes::Flag(_) => json!({ "type": "boolean" }),
        Takes::TurnedOn(_) => json!({ "type": "boolean", "enum": [true] }),
        Takes::TurnedOff(_) => json!({ "type": "boolean", "enum": [false] }),
        Takes::Place(_) => json!({ "type": "string" }),
        Takes::Patterns(_) => json!({ "type": "array", "items": { "type": "string" } }),
        Takes::Names(_) => json!({ "type": "array", "items": { "$ref": "#/definitions/lint-or-group" } }),
        Takes::Remap => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Takes::Levels => json!({
            "type": "object",
            "propertyNames": { "$ref": "#/definitions/lint-or-group" },
            "additionalProperties": { "$ref": "#/definitions/level" },
        }),
        Takes::Options => options(),
        Takes::Overrides => overrides(),
    }
}

fn overrides() -> Value {
    let mut properties = properties(KEYS.iter().filter(|key| key.is_local));
    let paths =
        "Which files: globs relative to this file; one that matches a folder applies to everything in it.";
    let texts = json!({ "type": "array", "items": { "type": "string" }, "description": paths });
    properties.insert("paths".to_owned(), texts);
    let item = json!({
        "type": "object", "additionalProperties": false, "required": ["paths"], "properties": properties,
    });
    json!({ "type": "array", "items": item })
}

fn options() -> Value {
    let mut properties = Map::new();
    for number in NUMBERS {
        let value = json!({ "type": "integer", "minimum": 1, "description": number.says });
        properties.insert(number.name.to_owned(), value);
    }
    for own in OF_LINTS {
        let value = json!({ "type": "array", "items": { "type": "string" }, "description": own.says });
        let entry = properties
            .entry(own.lint)
            .or_insert_with(|| json!({ "type": "object", "additionalProperties": false, "properties": {} }));
        entry["properties"][own.name] = value;
    }
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn one_of<T: clap::ValueEnum>() -> Value {
    json!({ "type": "string", "enum": words::<T>() })
}

/// The names of all lints and groups.
fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = crate::lints::all().flat_map(|lint| [lint.name, lint.group]).collect();
    names.sort_unstable();
    names.dedup();
    names
}
