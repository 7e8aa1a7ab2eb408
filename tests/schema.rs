//! The facts in `schema/*.json`, read and made into tables as the build script does it.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

#[path = "../schema/build/mod.rs"]
mod build;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dovelint::schema::Series;
use serde_json::{Value, json};

/// The folder of the facts.
fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/schema"))
}

/// A copy of the facts.
fn copied() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder for the copy");
    fs::create_dir(copy.path().join("log")).expect("a folder");
    fs::create_dir(copy.path().join("upgrade")).expect("a folder");
    for name in build::FILES {
        fs::copy(folder().join(name), copy.path().join(name)).expect("a copy");
    }
    copy
}

/// A copy of the facts in which a text of one file is another one.
fn changed(file: &str, old: &str, new: &str) -> tempfile::TempDir {
    let copy = copied();
    let text = fs::read_to_string(folder().join(file)).expect("facts");
    assert!(text.contains(old), "{file} has no `{old}`");
    fs::write(copy.path().join(file), text.replacen(old, new, 1)).expect("a copy");
    copy
}

#[test]
fn every_file_of_facts_is_read() {
    let files = |at: &Path| {
        fs::read_dir(at).expect("a folder").map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    let mut names: Vec<String> = [folder().to_owned(), folder().join("log"), folder().join("upgrade")]
        .iter()
        .flat_map(|at| files(at))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .filter_map(|path| Some(path.strip_prefix(folder()).ok()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    let mut known = build::FILES;
    known.sort_unstable();
    assert_eq!(names, known);
    build::tables(folder()).expect("tables");
}

#[test]
fn a_misspelt_field_names_file_and_setting() {
    let flaw = |file: &str, old: &str, new: &str| {
        build::tables(changed(file, old, new).path()).expect_err("a flaw").to_string()
    };
    let said = flaw("2.4.json", "\"acl\": {\n   \"added\"", "\"acl\": {\n   \"aded\"");
    assert!(said.starts_with("schema/2.4.json: settings.acl.aded: unknown field `aded`"), "{said}");
    let said = flaw(
        "2.3.json",
        "\"auth_cache_size\": {\n   \"added\": \"<=2.3.0\"",
        "\"auth_cache_size\": {\n   \"added\": \"2.3,0\"",
    );
    assert!(said.starts_with("schema/2.3.json: settings.auth_cache_size.added: "), "{said}");
    let said = flaw("2.4.json", "\"type\": \"uint_oct\"", "\"type\": \"octal\"");
    assert!(said.contains(".type: unknown variant `octal`"), "{said}");
    let said = flaw("renames.json", "\"kind\"", "\"what\"");
    assert!(said.starts_with("schema/renames.json: [0].what: unknown field `what`"), "{said}");
    let said = flaw("external.json", "\"type\": \"bool\"", "\"type\": \"bool\", \"vaules\": []");
    assert!(said.contains("unknown field `vaules`"), "{said}");
}

/// Changes one file of a copy.
fn edited(folder: &Path, file: &str, edit: impl FnOnce(&mut Value)) {
    let path = folder.join(file);
    let mut facts = serde_json::from_str(&fs::read_to_string(&path).expect("facts")).expect("JSON");
    edit(&mut facts);
    fs::write(path, facts.to_string()).expect("a copy");
}

/// The tables in the code that is made, by their names, each with its rows.
fn by_name(code: &str) -> BTreeMap<&str, &str> {
    let starts: Vec<usize> = code.match_indices("\n/// ").map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([code.len()]);
    let table = |(start, end): (&usize, usize)| {
        let text = &code[*start..end];
        let item = ["static ", "const "].iter().find_map(|word| text.split_once(word)).expect("an item").1;
        item.split_once(':').expect("a type")
    };
    starts.iter().zip(ends).map(table).collect()
}

/// The rows of a table with the texts and the lists that they refer to by their places.
fn with_texts(tables: &BTreeMap<&str, &str>, name: &str) -> String {
    let (_, pool) = tables["POOL"].split_once("texts: ").expect("the texts");
    let (texts, starts) = pool.split_once(", starts: &").expect("where they begin");
    let texts: String = serde_json::from_str(texts).expect("a text");
    let starts: Vec<usize> =
        serde_json::from_str(starts.trim_end().trim_end_matches(" };")).expect("numbers");
    let text = |at: usize| format!("{:?}", &texts[starts[at]..starts[at + 1]]);
    let (_, lists) = tables["STRUCTS"].split_once(" = &[").expect("the lists");
    let lists: Vec<&str> = lists.lines().filter(|row| row.starts_with("&[")).collect();
    let list = |at: usize| lists[at].trim_end_matches(',').to_owned();
    let resolved = |rows: &str, begin: &str, end: &str, of: &dyn Fn(usize) -> String| {
        let mut parts = rows.split(begin);
        let mut out = parts.next().expect("what is before").to_owned();
        for part in parts {
            let (place, rest) = part.split_once(end).expect("an end");
            out += &of(place.parse().expect("a place"));
            out += rest;
        }
        out
    };
    let rows = resolved(tables[name], "Text(", ")", &text);
    resolved(&rows, "structs: ", ", added", &|at| format!("structs: {}, added", list(at)))
}

#[test]
fn a_new_release_is_a_change_of_the_facts_alone() {
    let before = build::tables(folder()).expect("tables");
    let before = by_name(&before);
    let newest = before["NEWEST_24"].trim_start_matches(" u8 = ").trim().trim_end_matches(';');
    let patch = newest.parse::<u8>().expect("a number") + 1;
    let version = format!("2.4.{patch}");
    let copy = copied();
    edited(copy.path(), "2.4.json", |facts| {
        facts["versions"]["newest"] = version.clone().into();
        facts["settings"]["imap_made_up_switch"] = json!({
            "added": version, "components": ["imap"], "default": "no", "package": "core", "scopes": ["root"], "type": "bool"
        });
        facts["settings"]["imap_made_up_count"] = json!({
            "added": version, "components": ["imap"], "default": "10", "package": "core", "scopes": ["root"], "type": "uint",
            "range": { "struct": "imap", "most": 50 }, "refuses_zero": { "struct": "imap", "since": version }
        });
        facts["settings"]["mail_made_up_words"] = json!({
            "added": version, "components": ["mail_storage"], "package": "core", "scopes": ["root"], "type": "boollist"
        });
        facts["words"]["mail_made_up_words"] = json!(["one", { "word": "two", "added": version }]);
        let hibernate = &mut facts["settings"]["imap_hibernate_timeout"];
        assert_eq!(hibernate["default"], "0");
        hibernate["default"] = "1 mins".into();
        hibernate["changed"] = json!([{ "version": version, "default": ["0", "1 mins"] }]);
    });
    edited(copy.path(), "defaults-changed.json", |facts| {
        let rows = facts["by_config_version"].as_array_mut().expect("a list");
        rows.insert(
            0,
            json!({
                "applies_when_config_version_below": version, "old_default": "0", "setting": "imap_hibernate_timeout"
            }),
        );
    });
    let after = build::tables(copy.path()).expect("tables");
    let after = by_name(&after);

    let differ: Vec<&str> =
        after.keys().filter(|name| before.get(*name) != after.get(*name)).copied().collect();
    let expected = [
        "ABOUT_ENDS_24",
        "DATED_WORDS_24",
        "NEWEST_24",
        "OLD_DEFAULTS",
        "RANGES_24",
        "REFUSED_ZEROS_24",
        "SCOPES_24",
        "SETTINGS_24",
        "TOKENS_24",
    ];
    assert_eq!(differ, expected);
    assert_eq!(before.len(), after.len());

    let holds = |table: &str, text: &str| assert!(after[table].contains(text), "{table} has no `{text}`");
    holds("NEWEST_24", &format!(" u8 = {patch};"));
    let settings = with_texts(&after, "SETTINGS_24");
    for text in [
        r#"name: "imap_made_up_switch", kind: Kind::Bool, in_struct: "no", default: "no","#,
        &format!(r#"structs: &["mail_storage"], added: {patch}, removed: 255,"#),
    ] {
        assert!(settings.contains(text), "no `{text}`");
    }
    let old = format!(r#"{{ before: {patch}, in_struct: Some("0"), default: Some("0"), kind: None }}"#);
    holds("SETTINGS_24", &old);
    holds("OLD_DEFAULTS", &format!(r#"{{ below: {patch}, setting: "imap_hibernate_timeout", value: "0" }}"#));
    holds("RANGES_24", r#"{ setting: "imap_made_up_count", in_struct: "imap", least: 0, most: 50 }"#);
    let zero =
        format!(r#"{{ setting: "imap_made_up_count", in_struct: "imap", since: {patch}, instead: None }}"#);
    holds("REFUSED_ZEROS_24", &zero);
    holds("TOKENS_24", r#"("mail_made_up_words", &["one", "two"])"#);
    holds("DATED_WORDS_24", &format!(r#"word: "two", added: {patch}, removed: 255, is_listed: true }}"#));
    let rows = |table: &str| table.matches("Setting { id: ").count();
    assert_eq!(rows(after["SETTINGS_24"]), rows(before["SETTINGS_24"]) + 3);
}

#[test]
fn facts_newer_than_the_newest_version_are_refused() {
    let copy = copied();
    edited(copy.path(), "2.4.json", |facts| facts["versions"]["newest"] = "2.4.0".into());
    let said = build::tables(copy.path()).expect_err("a flaw").to_string();
    assert!(said.starts_with("schema/2.4.json: settings.") && said.contains("`versions.newest`"), "{said}");
}

/// Each setting, service and plugin has its sentence, and each sentence the same form.
#[test]
fn every_setting_has_its_sentence() {
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    let form = |text: &str| {
        text.chars().count() <= 120
            && text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            && text.ends_with('.')
            && !text.contains(['`', '\n'])
    };
    for line in [Series::V24, Series::V23] {
        for setting in dovelint::schema::all(line) {
            let text = setting.about(line);
            if !form(text) {
                wrong.push(format!("{} {}/{}: `{text}`", line.as_str(), setting.scope(), setting.name));
            }
            // What two settings of one series share says too little of one of them.
            let is_other_name = !setting.alias_of.is_empty() || line == Series::V23;
            if let Some(other) = seen.insert(text, setting.name.to_owned()).filter(|_| !is_other_name) {
                wrong.push(format!("{} and {other} share `{text}`", setting.name));
            }
        }
    }
    let facts: Value =
        serde_json::from_str(&fs::read_to_string(folder().join("about.json")).expect("facts")).expect("JSON");
    for (series, line) in [("2.4", Series::V24), ("2.3", Series::V23)] {
        for name in facts[series].as_object().expect("an object").keys() {
            let parts = name.split_once('/').unwrap_or(("root", name));
            if !dovelint::schema::all(line).iter().any(|setting| (setting.scope(), setting.name) == parts) {
                wrong.push(format!("{series} has no {name}"));
            }
        }
    }
    for (name, text) in facts["words"].as_object().expect("an object") {
        let text = text.as_str().expect("a sentence");
        let (setting, word) = name.split_once(' ').expect("a setting and a word");
        let result = if setting == "result" { "result_success" } else { setting };
        if !form(text) || dovelint::schema::about_word(result, word) != Some(text) {
            wrong.push(format!("{name}: `{text}`"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
