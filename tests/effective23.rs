//! The effective values in 2.3, compared with what real doveconfs print.
//!
//! `tests/effective/doveconf23.py` has asked them. What differs by the build or the machine, and what doveconf
//! itself prints otherwise than it is, is here by name with its reason; nothing else may differ.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

#[path = "effective/flat.rs"]
mod flat;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::{env, fs};

use dovelint::document::Document;
use dovelint::schema::Version;
use serde_json::{Value, json};

/// Defaults that the recorded builds have changed: the name, Dovecot's default, Debian's.
const BUILD: [(&str, &str, &str); 5] = [
    // Built with systemd.
    (
        "import_environment",
        "TZ CORE_OUTOFMEM CORE_ERROR",
        "TZ CORE_OUTOFMEM CORE_ERROR LISTEN_PID LISTEN_FDS NOTIFY_SOCKET",
    ),
    // The name of the distribution.
    ("login_greeting", "Dovecot ready.", "Dovecot (Debian) ready."),
    ("managesieve_implementation_string", "Dovecot Pigeonhole", "Dovecot (Debian) Pigeonhole"),
    // The order that Debian's policy asks for.
    ("mbox_write_locks", "dotlock fcntl", "fcntl dotlock"),
    // Each package of a protocol adds its own.
    ("protocols", "imap pop3 lmtp", ""),
];

/// Settings that doveconf sets itself, from what a program of Pigeonhole says about its extensions.
const COMPUTED: [&str; 2] = ["managesieve_notify_capability = ", "managesieve_sieve_capability = "];

/// What doveconf said about one configuration.
struct Answer {
    filter: Vec<String>,
    all: bool,
    said: Vec<String>,
    /// What `-a` with the same filter lists besides.
    also: Vec<String>,
}

impl Answer {
    /// Reads an answer; the long ones are recorded as what differs from that for an empty configuration.
    fn read(value: &Value, empty: &[String]) -> Answer {
        let mut said = strings(&value["said"]);
        if value["said"].is_null() {
            let less = strings(&value["less"]);
            said = empty.iter().filter(|line| !less.contains(line)).cloned().collect();
            said.extend(strings(&value["more"]));
        }
        let mut also = strings(&value["also"]);
        also.extend_from_slice(empty);
        Answer { filter: strings(&value["filter"]), all: value["all"] == true, said, also }
    }

    /// What only doveconf says and what only dovelint says.
    fn differences(&self, document: &Document) -> (Vec<String>, Vec<String>) {
        let have = flat::lines(document, &self.filter, self.all);
        let mut counts: BTreeMap<&str, i32> = BTreeMap::new();
        for line in &self.said {
            *counts.entry(line).or_default() += 1;
        }
        for line in &have {
            *counts.entry(line).or_default() -= 1;
        }
        let rest = |sign: i32| {
            let lines = counts.iter().filter(move |(_, count)| count.signum() == sign);
            lines.map(|(line, _)| (*line).to_owned()).collect::<Vec<_>>()
        };
        let (mut theirs, mut ours) = (rest(1), rest(-1));
        for lines in [&mut theirs, &mut ours] {
            lines.retain(|line| !COMPUTED.iter().any(|name| line.starts_with(name)));
        }
        excuse_builds(&mut theirs, &mut ours);
        excuse_filters_for_all(&mut theirs, &mut ours);
        // A word with which the default begins counts as the default: `return` of `return-ok`.
        ours.retain(|line| !line.ends_with(" result_success = return"));
        // Merging two filters forgets which settings of a section with a name are set, so that `-n` leaves
        // them out; `-a` shows them.
        if !self.filter.is_empty() && !self.all {
            ours.retain(|line| !(line.contains(" { ") && self.also.contains(line)));
        }
        (theirs, ours)
    }
}

/// Drops the lines that differ as the defaults of the build do.
fn excuse_builds(theirs: &mut Vec<String>, ours: &mut Vec<String>) {
    for (name, upstream, debian) in BUILD {
        let is_of = |line: &String| line.split(" = ").next().is_some_and(|key| key.ends_with(name));
        let paths: Vec<String> = theirs
            .iter()
            .chain(&*ours)
            .filter(|line| is_of(line))
            .filter_map(|line| line.split(" = ").next().map(str::to_owned))
            .collect();
        for path in paths {
            let value = |lines: &[String], default: &str| {
                let head = format!("{path} = ");
                let found = lines.iter().find_map(|line| line.strip_prefix(&head));
                found.unwrap_or(default).trim_matches('"').to_owned()
            };
            let (their, our) = (value(theirs, debian), value(ours, upstream));
            if their == our || their == our.replacen(upstream, debian, 1) {
                for lines in [&mut *theirs, &mut *ours] {
                    lines.retain(|line| line.split(" = ").next() != Some(&path));
                }
            }
        }
    }
}

/// `remote 0.0.0.0/0 {` is printed without its head.
fn excuse_filters_for_all(theirs: &mut Vec<String>, ours: &mut Vec<String>) {
    ours.retain(|line| {
        let Some((net, rest)) = line.split_once("/0 { ") else { return true };
        let is_net = net.starts_with("local ") || net.starts_with("remote ");
        let same = theirs.iter().position(|line| line == rest).filter(|_| is_net);
        same.map(|index| theirs.swap_remove(index)).is_none()
    });
}

/// Every recorded answer of one version.
fn agrees(version: &str) {
    let text = fs::read_to_string(format!("tests/effective/{version}.json")).expect("the answers");
    let recorded: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let version: Version = version.parse().expect("a version");
    let answers = |value: &Value| value["answers"].as_array().cloned().unwrap_or_default();
    let empty = strings(&answers(&recorded[0])[0]["said"]);
    let (mut wrong, mut compared, mut filtered) = (String::new(), 0, 0);
    for value in &recorded {
        let document = match value["file"].as_str() {
            Some(file) => flat::document(&format!("tests/cases/{file}"), version, ""),
            None => flat::document_of(value["text"].as_str().expect("a text"), version),
        };
        for answer in answers(value).iter().map(|answer| Answer::read(answer, &empty)) {
            compared += 1;
            filtered += usize::from(!answer.filter.is_empty());
            let (theirs, ours) = answer.differences(&document);
            if !theirs.is_empty() || !ours.is_empty() {
                let about = value["file"].as_str().or(value["text"].as_str()).unwrap_or("");
                let _ = writeln!(
                    wrong,
                    "{about}\n{:?}\nonly doveconf: {theirs:#?}\nonly dovelint: {ours:#?}",
                    answer.filter
                );
            }
        }
    }
    assert!(compared > 600 && filtered > 300, "only {compared} answers, {filtered} with filters");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn as_2_3_13_prints_it() {
    agrees("2.3.13");
}

#[test]
fn as_2_3_19_prints_it() {
    agrees("2.3.19");
}

/// Answers the questions of `tests/effective/doveconf23.py`: a file with one JSON object a line.
#[test]
#[ignore = "run by tests/effective/doveconf23.py"]
fn compare() {
    let questions = fs::read_to_string(env::var("QUESTIONS").expect("QUESTIONS")).expect("questions");
    let mut out = String::new();
    for question in questions.lines() {
        let question: Value = serde_json::from_str(question).expect("JSON");
        let text = |key: &str| question[key].as_str().expect("a text");
        let document =
            flat::document(text("root"), text("version").parse().expect("a version"), text("jail"));
        let (theirs, ours) = Answer::read(&question, &[]).differences(&document);
        let _ = writeln!(out, "{}", json!({ "doveconf": theirs, "dovelint": ours }));
    }
    fs::write(env::var("ANSWERS").expect("ANSWERS"), out).expect("answers");
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
