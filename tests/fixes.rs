//! What the fixes of lints do: applied, the lint is gone, nothing else speaks up, a second run changes nothing.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeMap;

use dovelint::config::Config;
use dovelint::document::Document;
use dovelint::edit::{self, Edit};
use dovelint::finding::{Finding, Lint, Profile};
use dovelint::lints;
use dovelint::schema::Version;
use dovelint::source::Memory;

mod common;

type Files = Vec<(String, String)>;

fn read(files: &Files, version: Version) -> Document {
    let reader = Memory::new(files.clone());
    dovelint::document::read(&reader, "/etc/dovecot/dovecot.conf", version).expect("a document")
}

fn files(text: &str, version: Version) -> Files {
    common::files("/etc/dovecot/dovecot.conf", &common::whole(text, version))
}

fn apply(files: &Files, document: &Document, edits: &[Edit]) -> Files {
    let apply = |(path, text): &(String, String)| {
        let file = document.sources.files().find(|(_, file)| file.path == *path);
        let text = file.map_or(text.clone().into_bytes(), |(id, _)| edit::apply(text.as_bytes(), id, edits));
        (path.clone(), String::from_utf8(text).expect("the examples are UTF-8"))
    };
    files.iter().map(apply).collect()
}

fn findings(document: &Document, own: &Lint) -> Vec<Finding> {
    let config = Config::new(document, true);
    let wanted =
        |lint: &Lint| lint.name == own.name || (lint.profile == Profile::Default && !lint.of_a_server);
    lints::judge(&config, wanted)
}

fn counts(findings: &[Finding]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.lint.name).or_default() += 1;
    }
    counts
}

/// Lints whose fix needs a second file, which no example of a page has.
const OF_SEVERAL_FILES: [&str; 1] = ["include-of-folder"];

/// What a mistake hides: as long as Dovecot refuses the line, this one is silent about it.
const UNCOVERED: [&str; 1] = ["nfs-cache-flush-unsupported"];

/// Every fix of every bad example.
#[test]
fn every_fix_mends_its_finding() {
    let mut wrong = Vec::new();
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    for lint in lints::all() {
        for example in common::examples(lint).iter().filter(|example| example.is_bad) {
            for version in &example.versions {
                let files = files(&example.text, *version);
                let document = read(&files, *version);
                let before = findings(&document, lint);
                for finding in before.iter().filter(|finding| finding.lint.name == lint.name) {
                    for fix in &finding.fixes {
                        *tried.entry(lint.name).or_default() += 1;
                        let fixed = apply(&files, &document, &fix.edits);
                        let after = counts(&findings(&read(&fixed, *version), lint));
                        let gone = after.get(lint.name).copied().unwrap_or(0);
                        let is_new = |(name, count): (&&str, &usize)| {
                            *name != lint.name
                                && !UNCOVERED.contains(name)
                                && counts(&before).get(*name).copied().unwrap_or(0) < *count
                        };
                        if gone >= counts(&before)[lint.name] || after.iter().any(is_new) {
                            wrong.push(format!("{} ({version}): {after:?} after\n{fixed:?}", lint.name));
                        }
                    }
                }
            }
        }
        if lint.fix.is_some() && !OF_SEVERAL_FILES.contains(&lint.name) && !tried.contains_key(lint.name) {
            wrong.push(format!("{} says that it has a fix, and none of its examples shows it", lint.name));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What a lint promises is what its findings have.
#[test]
fn no_fix_is_safer_than_its_lint_says() {
    for lint in lints::all() {
        for example in common::examples(lint).iter().filter(|example| example.is_bad) {
            for version in &example.versions {
                let document = read(&files(&example.text, *version), *version);
                for fix in findings(&document, lint)
                    .iter()
                    .filter(|f| f.lint.name == lint.name)
                    .flat_map(|f| &f.fixes)
                {
                    assert!(lint.fix == Some(true) || !fix.is_safe, "{}: {}", lint.name, fix.title);
                    assert!(lint.fix.is_some(), "{}: {}", lint.name, fix.title);
                }
            }
        }
    }
}
