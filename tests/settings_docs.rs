//! The documentation of the settings and the schema for editors say what the reader takes.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::path::Path;

use serde_json::Value;

mod runs;

use runs::dovelint;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The fenced blocks of a kind in the documentation.
fn blocks(info: &str) -> Vec<String> {
    let page = fs::read_to_string("docs/settings.md").expect("the page");
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(found) = line.strip_prefix("```").filter(|info| !info.is_empty()) {
            let own: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
            let text = own.join("\n") + "\n";
            if found == info {
                blocks.push(text);
            }
        }
    }
    assert!(!blocks.is_empty(), "no {info}");
    blocks
}

#[test]
fn the_examples_of_the_documentation_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("hosts/old")).expect("a folder");
    fs::write(folder.path().join("hosts/old/dovecot.conf"), "").expect("a file");
    let settings = folder.path().join("dovelint.toml");
    let good = blocks("toml");
    for example in &good {
        fs::write(&settings, example).expect("a file");
        let output = dovelint(folder.path(), &["config"]);
        assert_eq!(output.status.code(), Some(0), "{example}\n{}", text(&output.stderr));
    }
    let shown = blocks("text");
    for (example, expected) in blocks("toml wrong").iter().zip(&shown) {
        fs::write(&settings, example).expect("a file");
        let output = dovelint(folder.path(), &["config"]);
        assert_eq!(text(&output.stderr), *expected);
    }
    fs::write(&settings, &good[0]).expect("a file");
    for example in blocks("console") {
        let (command, expected) = example.split_once('\n').expect("a command");
        let args: Vec<&str> = command.split(' ').skip(2).collect();
        assert_eq!(text(&dovelint(folder.path(), &args).stdout), expected);
    }
}

#[test]
fn the_documentation_names_every_key() {
    let page = fs::read_to_string("docs/settings.md").expect("the page");
    let schema = dovelint::settings::schema();
    for key in schema["properties"].as_object().expect("keys").keys() {
        let named = [format!("`{key}`"), format!("`[{key}]`"), format!("`[[{key}]]`")];
        assert!(named.iter().any(|name| page.contains(name)), "{key}");
    }
}

/// What is wrong with a value by the part of JSON schema that the generator uses.
fn violation(schema: &Value, root: &Value, value: &Value, place: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return violation(root.pointer(&name[1..]).expect("a definition"), root, value, place);
    }
    let kind = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Number(_) => "integer",
        Value::Bool(_) => "boolean",
        Value::Null => "null",
    };
    if schema["type"] != kind {
        return Some(format!("{place}: {kind} instead of {}", schema["type"]));
    }
    if schema["enum"].as_array().is_some_and(|known| !known.contains(value)) {
        return Some(format!("{place}: {value} is not in the list"));
    }
    if schema["minimum"].as_i64().is_some_and(|least| value.as_i64().is_some_and(|v| v < least)) {
        return Some(format!("{place}: {value} is too small"));
    }
    let items = value.as_array().into_iter().flatten();
    let fields = value.as_object().into_iter().flatten();
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    items
        .enumerate()
        .find_map(|(index, item)| violation(&schema["items"], root, item, &format!("{place}[{index}]")))
        .or_else(|| {
            fields.into_iter().find_map(|(name, item)| {
                let place = format!("{place}.{name}");
                let names = schema.get("propertyNames");
                let wrong_name =
                    names.and_then(|names| violation(names, root, &Value::String(name.clone()), &place));
                wrong_name.or_else(|| {
                    match (schema["properties"].get(name), &schema["additionalProperties"]) {
                        (Some(own), _) => violation(own, root, item, &place),
                        (None, Value::Bool(false)) => Some(format!("{place}: no such key")),
                        (None, other) => violation(other, root, item, &place),
                    }
                })
            })
        })
        .or_else(|| {
            required
                .into_iter()
                .find(|name| value.get(name).is_none())
                .map(|name| format!("{place}: no {name}"))
        })
}

/// TOML as the JSON that a schema judges.
fn json(value: &toml::de::DeValue<'_>) -> Value {
    use toml::de::DeValue;
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => number.as_str().parse::<i64>().expect("a number").into(),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => {
            table.iter().map(|(name, item)| (name.get_ref().to_string(), json(item.get_ref()))).collect()
        }
        DeValue::Float(_) | DeValue::Datetime(_) => panic!("no such value in the examples"),
    }
}

/// The schema and the reader agree on what is right and what is wrong.
#[test]
fn the_schema_takes_what_the_reader_takes() {
    let schema = dovelint::settings::schema();
    let judge = |text: &str| {
        let table = toml::de::DeTable::parse(text).expect("TOML").into_inner();
        violation(&schema, &schema, &json(&toml::de::DeValue::Table(table)), "")
    };
    let reads = |text: &str| dovelint::settings::File::parse(text, Path::new("/"), "x.toml").is_ok();
    for example in blocks("toml") {
        assert_eq!(judge(&example), None, "{example}");
        assert!(reads(&example), "{example}");
    }
    let wrong = [
        "profil = 'audit'",
        "profile = 'x'",
        "quiet = 'yes'",
        "ignore = ['x']",
        "select = 'tls'",
        "lints.tlss = 'off'",
        "lints.tls = 'warn'",
        "options.users = 0",
        "options.x = 1",
        "options.unknown-setting = {}",
        "options.mail-access-groups-dangerous.x = []",
        "overrides = {}",
        "[[overrides]]",
        "[[overrides]]\npaths = []\nformat = 'json'",
        "remap = 'x'",
        "remap = { '/x' = 1 }",
        "fix = true",
        "dovecot = 2",
    ];
    for text in wrong {
        assert!(judge(text).is_some(), "{text}");
        assert!(!reads(text), "{text}");
    }
}
