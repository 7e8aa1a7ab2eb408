//! Held against what real Dovecots said of 997 small configurations (2.3.13, 2.3.19, 2.4.1, 2.4.5).
//!
//! `tests/cases/expected.json` has doveconf's answers. Where it refuses, dovelint has an error of stage
//! `parse` at the file and line that it names; where it accepts, dovelint has none.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use dovelint::config::Config;
use dovelint::document::Document;
use dovelint::document::roots::{self, Options, Root};
use dovelint::engine;
use dovelint::finding::{Finding, Severity, Stage};
use dovelint::schema::Version;
use serde_json::Value;

/// What doveconf says when the answer depends on the machine: users, name look-ups, open files.
const MACHINE: [&str; 6] = [
    "doesn't exist",
    "gethostbyname",
    "Permission denied",
    "Too many open files",
    "Name or service not known",
    "access(",
];

struct Answer {
    refuses: bool,
    /// The file and line that doveconf names, where it names one.
    place: Option<(PathBuf, u32)>,
    text: String,
}

fn answer(folder: &Path, answer: &Value) -> Option<Answer> {
    let text = answer["fatal"][0].as_str().unwrap_or("").to_owned();
    let refuses = match answer["exit"].as_i64() {
        Some(0) => false,
        Some(89) => true,
        _ => return None,
    };
    if refuses && MACHINE.iter().any(|words| text.contains(words)) {
        return None;
    }
    let place = text.split_once("in configuration file ").and_then(|(_, rest)| {
        let (file, rest) = rest.split_once(" line ")?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some((folder.join(file), digits.parse().ok()?))
    });
    Some(Answer { refuses, place, text })
}

fn refusals(document: &Document) -> Vec<Finding> {
    let config = Config::new(document, true);
    let mut findings = engine::run(&config, |_| true).into_sorted();
    findings.retain(|f| f.severity == Severity::Error && f.stage == Stage::Parse);
    findings
}

fn disagreement(answer: &Answer, document: &Document, found: &[Finding]) -> Option<String> {
    let sources = &document.sources;
    let first =
        found.first().map(|f| format!("{} [{}]", document.place(f.span), f.lint.name)).unwrap_or_default();
    if !answer.refuses {
        return (!found.is_empty()).then(|| format!("dovelint refuses, doveconf does not: {first}"));
    }
    if found.is_empty() {
        return Some(format!("doveconf refuses, dovelint does not: {}", answer.text));
    }
    let (file, line) = answer.place.as_ref()?;
    let covers = |finding: &Finding| {
        let read = sources.file(finding.span.file);
        let lines = read.line(finding.span.start)..=read.line(finding.span.end);
        let same = fs::canonicalize(&read.shown).ok() == fs::canonicalize(file).ok();
        same && lines.contains(line)
    };
    (!found.iter().any(covers)).then(|| format!("doveconf: {}; dovelint: {first}", answer.text))
}

#[test]
fn doveconf_and_dovelint_agree() {
    let folder = Path::new("tests/cases");
    let text = fs::read_to_string(folder.join("expected.json")).expect("the answers");
    let known: Value = serde_json::from_str(&text).expect("JSON");
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (name, case) in known["cases"].as_object().expect("cases") {
        let stem = name.trim_end_matches(".conf");
        let line = if stem.ends_with("23") { "2.3" } else { "2.4" };
        let path = folder.join(case["file"].as_str().expect("a file"));
        for (version, said) in case.as_object().expect("answers").iter().filter(|(v, _)| v.starts_with(line))
        {
            let Some(answer) = answer(folder, said) else { continue };
            let version: Version = version.parse().expect("a version");
            let root = Root { path: path.to_string_lossy().into_owned(), is_whole: true };
            let place = ("/etc/dovecot".to_owned(), "/etc/dovecot".to_owned());
            let options = Options { version: Some(version), remap: vec![place], ..Options::default() };
            let document = roots::read(&root, &options).expect("a document");
            compared += 1;
            if let Some(what) = disagreement(&answer, &document, &refusals(&document)) {
                wrong.push(format!("{version} {name}: {what}"));
            }
        }
    }
    assert!(compared > 1900, "only {compared} answers were compared");
    assert!(wrong.is_empty(), "{} of {compared} disagree:\n{}", wrong.len(), wrong.join("\n"));
}
