//! Every lint has its file, its page and its registration, and its examples hold.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use dovelint::config::Config;
use dovelint::document::Document;
use dovelint::engine;
use dovelint::finding::{Finding, Lint, Needs, Profile, Stage};
use dovelint::lints;
use dovelint::report::{self, Style};
use dovelint::schema::Version;
use dovelint::source::{Memory, Span};
use dovelint::syntax::Kind;

mod common;

use common::{asks_system, check, examples, files, machine, whole};

const HEADINGS: [&str; 6] =
    ["## What it finds", "## Why it matters", "## Example", "## Fix", "## When to ignore it", "## Source"];

/// The names of the lints that are about a text: those of the default profile and `own`.
fn lints_of(text: &str, version: Version, own: Option<&Lint>) -> BTreeSet<&'static str> {
    let main = "/etc/dovecot/dovecot.conf";
    let files = files(main, &whole(text, version));
    let machine = own.filter(|own| asks_system(own)).and_then(|_| machine(&files));
    let report = check(&Memory::new(files).installed(0o644), main, version, machine, |lint| {
        // An example is an excerpt: what it leaves out is no mistake, but for the lint that is about it.
        (lint.profile == Profile::Default && lint.needs != Needs::Server)
            || own.is_some_and(|own| own.name == lint.name)
    });
    report.counting().map(|finding| finding.lint.name).collect()
}

#[test]
fn examples_of_the_pages_hold() {
    let mut wrong = Vec::new();
    for lint in lints::all() {
        let examples = examples(lint);
        for line in lint.dovecot {
            for bad in [true, false] {
                let has =
                    examples.iter().any(|e| e.is_bad == bad && e.versions.iter().any(|v| v.series == *line));
                if !has {
                    wrong.push(format!(
                        "{}: no {} example for {line}",
                        lint.name,
                        if bad { "bad" } else { "good" }
                    ));
                }
            }
        }
        for example in examples {
            for version in &example.versions {
                let found = lints_of(&example.text, *version, Some(lint));
                let expected: BTreeSet<&str> = example.is_bad.then_some(lint.name).into_iter().collect();
                if found != expected {
                    let kind = if example.is_bad { "bad" } else { "good" };
                    wrong.push(format!(
                        "{} ({kind}, {version}): finds {found:?}\n{}",
                        lint.name, example.text
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_the_catalogue_hold() {
    let text = fs::read_to_string("tests/catalogue.json").expect("the catalogue");
    let catalogue: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut wrong = Vec::new();
    for entry in catalogue.as_array().expect("a list") {
        let name = entry["name"].as_str().expect("a name");
        let Some(lint) = lints::find(name) else { continue };
        for line in entry["dovecot"].as_array().expect("lines") {
            let version: Version = line.as_str().expect("a line").parse().expect("a version");
            for kind in ["bad", "good"] {
                let example = &entry[kind];
                let Some(text) =
                    example.as_str().or_else(|| example[line.as_str().expect("a line")].as_str())
                else {
                    continue;
                };
                // The one example that is about the lines which the others get.
                let text = match name {
                    "config-version-missing" if kind == "bad" => format!("# no version\n{text}"),
                    // Its text is the same for both; what matters is next to it.
                    "orphan-config-file" if kind == "bad" => format!("{text}# file: conf.d/10-local.cfg\n"),
                    // What is included twice has to be there.
                    "duplicate-include" => {
                        format!("{text}# file: conf.d/10-auth.conf\nauth_mechanisms = plain\n")
                    }
                    _ => text.to_owned(),
                };
                // Built-in or better values are as silent as unset ones.
                if kind == "bad" && name == "vsz-limit-below-cache-size" {
                    continue;
                }
                let found = lints_of(&text, version, Some(lint)).contains(name);
                if found != (kind == "bad") {
                    wrong.push(format!("{name} ({kind}, {version}): found {found}\n{text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A value that is in another file or in the environment is not known: it is not judged by the name of that,
/// but where Dovecot itself does.
#[test]
fn what_stands_elsewhere_is_not_judged() {
    let read = |text: &str, version: Version| {
        let reader = Memory::new(files("/etc/dovecot/dovecot.conf", text)).installed(0o644);
        dovelint::document::read(&reader, "/etc/dovecot/dovecot.conf", version).expect("a document")
    };
    let speak = |document: &Document, lint: &Lint| {
        let mut findings = engine::judge(&Config::new(document, true), |other| other.name == lint.name);
        findings.retain(|finding| finding.span.file == document.root);
        findings
    };
    let mut wrong = BTreeSet::new();
    for lint in lints::all().filter(|lint| !lint.judges_the_text()) {
        for example in examples(lint).iter().filter(|example| example.is_bad) {
            for version in &example.versions {
                let text = whole(&example.text, *version);
                let document = read(&text, *version);
                for finding in speak(&document, lint) {
                    let values = document.statements.iter().filter(|s| s.kind == Kind::Setting);
                    let judged = values.map(|s| document.locate(s, s.value)).find(|value| {
                        let (place, found) = (value.range(), finding.span.range());
                        value.file == document.root && place.start <= found.start && found.end <= place.end
                    });
                    let Some(judged) = judged.map(Span::range) else { continue };
                    let (before, after) = (&text[..judged.start], &text[judged.end..]);
                    for elsewhere in [format!("<{}", &text[judged.clone()]), "$ENV:NAME".to_owned()] {
                        let changed = read(&format!("{before}{elsewhere}{after}"), *version);
                        let is_there = |f: &&Finding| {
                            let span = f.span.range();
                            judged.start <= span.start && span.end <= judged.start + elsewhere.len()
                        };
                        let findings = speak(&changed, lint);
                        if let Some(found) =
                            findings.iter().filter(is_there).find(|f| f.stage != Stage::Parse)
                        {
                            wrong
                                .insert(format!("{} ({version}): {elsewhere}: {}", lint.name, found.message));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

fn lint_files() -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    for group in fs::read_dir("lints").expect("lints").flatten().filter(|e| e.path().is_dir()) {
        let list = fs::read_to_string(group.path().join("mod.rs")).expect("the list of the group");
        for file in fs::read_dir(group.path()).expect("a group").flatten() {
            let path = file.path();
            // What lints of a group share is outside of the list of its lints.
            let is_shared = |name: &OsStr| list.contains(&format!("\nmod {};", name.to_string_lossy()));
            if path.extension().is_some_and(|e| e == "rs")
                && path.file_stem().is_some_and(|name| name != "mod" && !is_shared(name))
            {
                files.push((group.file_name().to_string_lossy().into_owned(), path));
            }
        }
    }
    files
}

#[test]
fn every_lint_is_complete() {
    let mut names = BTreeSet::new();
    for lint in lints::all() {
        assert!(names.insert(lint.name), "{} is taken twice", lint.name);
        assert!(
            lint.page.starts_with(&format!("# {}\n", lint.name)),
            "{}: the page starts with its name",
            lint.name
        );
        let mut rest = lint.page;
        for heading in HEADINGS {
            let at = rest
                .find(&format!("\n{heading}\n"))
                .unwrap_or_else(|| panic!("{}: no `{heading}`, in its place", lint.name));
            rest = &rest[at + 1..];
        }
    }
    let files = lint_files();
    for (group, path) in &files {
        let name = path.file_stem().expect("a name").to_string_lossy().replace('_', "-");
        let lint = lints::all().find(|l| l.name.replace('.', "-") == name && l.group == group);
        assert!(lint.is_some(), "{} is not registered in lints/{group}/mod.rs as {name}", path.display());
        assert!(Path::new(path).with_extension("md").exists(), "{} has no page", path.display());
    }
    assert_eq!(files.len(), names.len(), "a lint without a file");
}

/// What a person sees of each lint, for the bad examples of its page.
#[test]
fn what_a_person_sees() {
    let style = Style { color: false, unicode: true, width: 80 };
    for lint in lints::all() {
        let mut seen = String::new();
        for example in examples(lint).iter().filter(|example| example.is_bad) {
            let version = example.versions[0];
            let files = files("dovecot.conf", &whole(&example.text, version));
            let machine = Some(lint).filter(|own| asks_system(own)).and_then(|_| machine(&files));
            let reader = Memory::new(files).installed(0o644);
            let mut report = check(&reader, "dovecot.conf", version, machine, |_| true);
            report.findings.retain(|finding| finding.lint.name == lint.name);
            let mut out = Vec::new();
            report::human(&[report], style, &mut out).expect("memory holds it");
            seen.push_str(&String::from_utf8(out).expect("UTF-8"));
        }
        insta::with_settings!({snapshot_path => "../snapshots/lints", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(lint.name, seen);
        });
    }
}
