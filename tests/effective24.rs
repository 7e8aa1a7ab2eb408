//! The effective values in 2.4, compared with what real Dovecots print.
//!
//! `tests/effective/2.4.1.json` and `2.4.5.json` have the answers of `doveconf -n -P` and `-a -P`, with and
//! without `-f`; `tests/effective/record24.py` makes them. Both sides are compared as sections of keys and
//! values, each written as `doveconf` writes it.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::path::Path;

use dovelint::config::effective::{Entry, Node, Origin, Question};
use dovelint::config::{Config, Filter, Net};
use dovelint::document::Document;
use dovelint::document::roots::{self, Options, Root};
use dovelint::schema::{self, Kind, Series, Version};
use serde_json::{Map, Value, json};

fn read(path: &str, version: Version) -> Document {
    read_in("", path, version)
}

/// Reads a tree that is in a system of its own.
fn read_in(system: &str, path: &str, version: Version) -> Document {
    let root = Root { path: path.to_owned(), is_whole: true };
    let place = ("/etc/dovecot".to_owned(), "/etc/dovecot".to_owned());
    let share = ("/usr/share".to_owned(), format!("{system}/usr/share"));
    let options = Options { version: Some(version), remap: vec![place, share], ..Options::default() };
    roots::read(&root, &options).expect("a document")
}

/// Each byte as a character: configurations may hold anything.
fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn escaped(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for byte in bytes {
        if matches!(byte, b'"' | b'\\' | b'\'') {
            out.push('\\');
        }
        out.push(char::from(*byte));
    }
    out.push('"');
    out
}

fn key(bytes: &[u8]) -> String {
    if bytes.iter().any(|b| b" \"\\#=".contains(b)) { escaped(bytes) } else { text(bytes) }
}

fn value(bytes: &[u8]) -> String {
    let is_white = |b: Option<&u8>| matches!(b, Some(b' ' | b'\t'..=b'\r'));
    let is_heredoc = bytes.starts_with(b"<<") && bytes.contains(&b'\n');
    if !is_heredoc && (bytes.contains(&b'#') || is_white(bytes.first()) || is_white(bytes.last())) {
        escaped(bytes)
    } else {
        text(bytes)
    }
}

fn head(node: &Node<'_>) -> String {
    let kind = text(&node.kind);
    // The names of connection filters are as they are.
    let is_bare = matches!(node.kind.as_ref(), b"protocol" | b"local" | b"local_name" | b"remote");
    match node.name.as_deref() {
        Some(name) if is_bare => format!("{kind} {} {{", text(name)),
        None => format!("{kind} {{"),
        Some(b"") => format!("{kind} \"\" {{"),
        Some(name) if name.iter().any(|b| b" \"{=<'$".contains(b)) => format!("{kind} {} {{", escaped(name)),
        Some(name) => format!("{kind} {} {{", text(name)),
    }
}

/// `doveconf` cuts a key of a text list at its first `=`, so that its output cannot be read back.
fn is_cut(config: &Config<'_>, entry: &Entry<'_>) -> bool {
    let Origin::Set(assign) = entry.origin else { return false };
    let name = config.key_name(assign.key);
    let list = name.split(|b| *b == b'/').next().unwrap_or_default();
    let known = schema::find(schema::scope(Series::V24, "root"), list);
    config.setting(assign.key).is_none() && known.is_some_and(|s| s.kind(config.version()) == Kind::StrList)
}

fn add_to(sections: &mut Map<String, Value>, config: &Config<'_>, node: &Node<'_>) {
    for entry in &node.entries {
        let (mut name, mut what) = (key(&entry.key), value(&entry.value));
        if let Some(at) = entry.key.iter().position(|b| *b == b'=').filter(|_| is_cut(config, entry)) {
            let rest = [&entry.key[at + 1..], b"=", entry.value.as_ref()].concat();
            (name, what) = (key(&entry.key[..at]), value(&rest));
        }
        sections.insert(name, Value::String(what));
    }
    for child in &node.nodes {
        // `doveconf` writes no head for a filter that holds for every address.
        if child.name.as_deref().is_some_and(|name| name.ends_with(b"/0"))
            && matches!(child.kind.as_ref(), b"local" | b"remote")
        {
            add_to(sections, config, child);
            continue;
        }
        let inner = sections.entry(head(child)).or_insert_with(|| json!({}));
        if let Value::Object(inner) = inner {
            add_to(inner, config, child);
        }
    }
}

fn printed(config: &Config<'_>, question: &Question) -> Value {
    let mut sections = Map::new();
    add_to(&mut sections, config, &config.effective(question));
    Value::Object(sections)
}

/// Reads `protocol=imap local=10.0.0.1`, as `doveconf -f` takes each.
fn connection(filters: &str) -> Option<Filter> {
    let mut connection = Filter::default();
    for filter in filters.split_whitespace() {
        let (key, value) = filter.split_once('=').expect("key=value");
        match key {
            "protocol" => connection.protocol = Some(value.as_bytes().into()),
            "local_name" => connection.local_name = Some(value.to_lowercase().as_bytes().into()),
            "local" => connection.local = Net::parse(value.as_bytes()).ok(),
            _ => connection.remote = Net::parse(value.as_bytes()).ok(),
        }
    }
    (!filters.trim().is_empty()).then_some(connection)
}

/// The first differences as lines; empty for none.
fn differences(path: &str, wanted: &Value, found: &Value, out: &mut Vec<String>) {
    if let (Value::Object(wanted), Value::Object(found)) = (wanted, found) {
        for (key, wanted) in wanted {
            match found.get(key) {
                None => out.push(format!("{path}{key}: missing {wanted}")),
                Some(found) => differences(&format!("{path}{key} "), wanted, found, out),
            }
        }
        for (key, found) in found.iter().filter(|(key, _)| !wanted.contains_key(*key)) {
            out.push(format!("{path}{key}: too much {found}"));
        }
    } else if wanted != found {
        out.push(format!("{path}: doveconf {wanted}, dovelint {found}"));
    }
}

fn answers(version: &str) -> Value {
    let path = format!("tests/effective/{version}.json");
    let text = fs::read_to_string(&path).expect("the answers");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn what_is_set_is_what_doveconf_prints() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for version in ["2.4.1", "2.4.5"] {
        for (name, wanted) in answers(version)["cases"].as_object().expect("cases") {
            let path = Path::new("tests/cases").join(name).to_string_lossy().into_owned();
            let document = read(&path, version.parse().expect("a version"));
            let config = Config::new(&document, true);
            compared += 1;
            differences(
                &format!("{version} {name}: "),
                wanted,
                &printed(&config, &Question::default()),
                &mut wrong,
            );
        }
    }
    assert!(compared > 400, "only {compared} answers were compared");
    assert!(wrong.is_empty(), "{} differences in {compared}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What depends on the machine or on the build rather than on the configuration, and why.
const LEFT_OUT: [(&str, &str); 4] = [
    ("cassandra_", "Debian builds without the driver; the project lists the settings of every driver"),
    ("sieve_max_cpu_time", "this Pigeonhole of 2.4.5 keeps the old default whatever the configuration says"),
    ("cdb_path", "Debian builds without the driver"),
    ("oauth2_audience", "came with 2.4.5; Debian's 2.4.1 has it by a security update"),
];

fn without_build(mut sections: Value) -> Value {
    if let Value::Object(sections) = &mut sections {
        sections.retain(|key, _| !LEFT_OUT.iter().any(|(begin, _)| key.starts_with(begin)));
    }
    sections
}

fn given(text: &str, version: &str) -> Document {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("dovecot.conf");
    fs::write(&path, text).expect("the configuration is written");
    read(&path.to_string_lossy(), version.parse().expect("a version"))
}

#[test]
fn with_defaults_it_is_what_doveconf_prints() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for version in ["2.4.1", "2.4.5"] {
        for (level, wanted) in answers(version)["all"].as_object().expect("answers") {
            let text = format!("dovecot_config_version = {level}\ndovecot_storage_version = 2.4.0\n");
            let document = given(&text, version);
            let question = Question { all: true, ..Question::default() };
            let found = printed(&Config::new(&document, true), &question);
            let (wanted, found) = (without_build(wanted.clone()), without_build(found));
            compared += wanted.as_object().expect("settings").len();
            differences(&format!("{version} as {level}: "), &wanted, &found, &mut wrong);
        }
    }
    assert!(compared > 7000, "only {compared} values were compared");
    assert!(wrong.is_empty(), "{} differences in {compared}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn for_a_connection_it_is_what_doveconf_prints() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for version in ["2.4.1", "2.4.5"] {
        for row in answers(version)["made"].as_array().expect("answers") {
            let (text, filters) =
                (row["text"].as_str().expect("text"), row["filters"].as_str().expect("filters"));
            let document = given(text, version);
            let question = Question { connection: connection(filters), ..Question::default() };
            let found = printed(&Config::new(&document, true), &question);
            compared += 1;
            differences(&format!("{version} {filters}\n{text}: "), &row["answer"], &found, &mut wrong);
        }
    }
    assert!(compared >= 600, "only {compared} answers were compared");
    assert!(wrong.is_empty(), "{} differences in {compared}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Lets a script compare trees that are not part of the project: `EFFECTIVE24` names a file with a line for
/// each, of version, `n` or `a`, filters, the folder of the system and path between tabs; the answers go to
/// that file's name with `.json` after it, a line each.
#[test]
fn answers_for_a_script() {
    let Ok(list) = std::env::var("EFFECTIVE24") else { return };
    let mut out = String::new();
    for line in fs::read_to_string(&list).expect("the list").lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [version, mode, filters, system, path] = fields.as_slice() else { continue };
        let document = read_in(system, path, version.parse().expect("a version"));
        let config = Config::new(&document, true);
        let question = Question { connection: connection(filters), all: *mode == "a", ..Question::default() };
        out.push_str(&printed(&config, &question).to_string());
        out.push('\n');
    }
    fs::write(list + ".json", out).expect("the answers are written");
}

/// A filter in an equal one comes into that one when it has had its turn: what it sets itself is lost, the sections and
/// other filters in it count, except where the outer one has them before.
#[test]
fn a_filter_in_an_equal_one() {
    const INNER: &str = "remote 10.0.0.0/8 {\nmail_debug = yes\nnamespace x {\norder = 1\n}\nprotocol imap {\n\
        mail_max_userip_connections = 1\n}\n}\n";
    const OUTER: &str = "namespace x {\norder = 2\n}\nprotocol imap {\nmail_max_userip_connections = 2\n}\n";
    const AROUND: &str = "namespace x {\norder = 5\n}\nprotocol imap {\nmail_max_userip_connections = 3\n}\n";
    let set = |limit: &str, order: &str| json!({ "mail_max_userip_connections": limit, "namespace x {": { "order": order } });
    for (text, versions, wanted) in [
        (format!("remote 10.0.0.0/8 {{\n{INNER}{OUTER}}}\n"), &["2.4.1", "2.4.5"][..], set("1", "1")),
        (format!("remote 10.0.0.0/8 {{\n{OUTER}{INNER}}}\n"), &["2.4.5"], set("2", "2")),
        (format!("remote 10.0.0.0/8 {{\n{INNER}}}\n"), &["2.4.1", "2.4.5"], set("1", "1")),
        (format!("{AROUND}remote 10.0.0.0/8 {{\n{INNER}}}\n"), &["2.4.1", "2.4.5"], set("3", "1")),
    ] {
        for version in versions {
            let head = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";
            let document = given(&format!("{head}{text}"), version);
            let question =
                Question { connection: connection("protocol=imap remote=10.1.1.1"), ..Question::default() };
            let mut found = printed(&Config::new(&document, true), &question);
            if let Value::Object(found) = &mut found {
                found.retain(|key, _| !key.starts_with("dovecot_"));
            }
            assert_eq!(found, wanted, "{version}: {text}");
        }
    }
}
