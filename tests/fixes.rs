//! What the fixes of lints do: applied, the lint is gone, nothing else is reported, a second run changes nothing.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeMap;

use dovelint::config::Config;
use dovelint::document::Document;
use dovelint::edit::{self, Edit};
use dovelint::engine;
use dovelint::finding::{Finding, Lint, Needs, Profile, Safety};
use dovelint::lints;
use dovelint::schema::{Series, Version};
use dovelint::source::Memory;

mod common;

type Files = Vec<(String, String)>;

fn read(files: &Files, version: Version) -> Document {
    let reader = Memory::new(files.clone());
    let main = "/etc/dovecot/dovecot.conf";
    let mut document = dovelint::document::read(&reader, main, version).expect("a document");
    if files.iter().any(|(path, _)| path.ends_with("/facts.toml")) {
        common::add_system(&mut document, &reader, main, files);
    }
    document
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
    let wanted = |lint: &Lint| {
        lint.name == own.name || (lint.profile == Profile::Default && lint.needs != Needs::Server)
    };
    engine::judge(&config, wanted)
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
                    assert!(lint.fix == Some(Safety::Safe) || !fix.is_safe(), "{}: {}", lint.name, fix.title);
                    assert!(lint.fix.is_some(), "{}: {}", lint.name, fix.title);
                }
            }
        }
    }
}

/// A file whose lines end in CR LF keeps them, those of lines that a fix writes included.
#[test]
fn every_fix_keeps_the_line_ends() {
    let crlf = |files: &Files| -> Files {
        files.iter().map(|(path, text)| (path.clone(), text.replace('\n', "\r\n"))).collect()
    };
    let mended = |files: &Files, version: Version, lint: &Lint| -> Vec<(String, Files)> {
        let document = read(files, version);
        let own = findings(&document, lint).into_iter().filter(|finding| finding.lint.name == lint.name);
        own.flat_map(|finding| finding.fixes)
            .map(|fix| (fix.title.to_string(), apply(files, &document, &fix.edits)))
            .collect()
    };
    let mut wrong = Vec::new();
    for lint in lints::all() {
        for example in common::examples(lint).iter().filter(|example| example.is_bad) {
            for version in &example.versions {
                let files = files(&example.text, *version);
                let expected: Vec<_> = mended(&files, *version, lint)
                    .into_iter()
                    .map(|(title, fixed)| (title, crlf(&fixed)))
                    .collect();
                let found = mended(&crlf(&files), *version, lint);
                if found != expected {
                    wrong.push(format!("{} ({version}):\n{found:?}\nand not\n{expected:?}", lint.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A fix writes what is in the file, never what a message shows of it: that is cut when it is long, and
/// escaped when it cannot be shown.
#[test]
fn what_a_fix_writes_is_whole() {
    let long = "x".repeat(90);
    let hosts: Vec<String> = (0..12).map(|n| format!("host{n}.example.com")).collect();
    let odd = "a\u{7}\u{202e}b";
    let cases: Vec<(&str, &str, String, String)> = vec![
        (
            "ambiguous-hash",
            "2.3",
            format!("login_greeting = {odd}#x\n"),
            format!("login_greeting = \"{odd}#x\"\n"),
        ),
        (
            "comment-kept-by-quote",
            "2.3",
            format!("login_greeting = it's {odd} # x\n"),
            format!("login_greeting = \"it's {odd}\" # x\n"),
        ),
        (
            "unknown-protocol",
            "2.3",
            format!("protocols = imap,{long}\n"),
            format!("protocols = imap {long}\n"),
        ),
        (
            "unknown-auth-mechanism",
            "2.3",
            format!("auth_mechanisms = plain,{long}\n"),
            format!("auth_mechanisms = plain {long}\n"),
        ),
        (
            "listener-base-dir-prefix",
            "2.3",
            format!("service x {{\n  executable = x\n  unix_listener /run/dovecot/{odd} {{\n  }}\n}}\n"),
            format!("service x {{\n  executable = x\n  unix_listener {odd} {{\n  }}\n}}\n"),
        ),
        (
            "duplicate-namespace-prefix",
            "2.3",
            format!("namespace {odd} {{\n  inbox = yes\n}}\nnamespace b {{\n  prefix =\n}}\n"),
            format!("namespace {odd} {{\n  inbox = yes\n}}\nnamespace {odd} {{\n  prefix =\n}}\n"),
        ),
        (
            "local-name-multiple",
            "2.4",
            format!("local_name \"{}\" {{\n}}\n", hosts.join(" ")),
            format!("local_name {} {{\n}}\n", hosts.join(" {\n}\nlocal_name ")),
        ),
        (
            "index-path-not-per-user",
            "2.3",
            format!("mail_location = maildir:~/Maildir:INDEX=/{long}\n"),
            format!("mail_location = maildir:~/Maildir:INDEX=/{long}/%u\n"),
        ),
        (
            "shared-namespace-variables",
            "2.3",
            format!(
                "namespace s {{\n  type = shared\n  prefix = s/%%u/\n  location = maildir:/{odd}/%u\n}}\n"
            ),
            format!(
                "namespace s {{\n  type = shared\n  prefix = s/%%u/\n  location = maildir:/{odd}/%%u\n}}\n"
            ),
        ),
        (
            "mail-path-has-driver-prefix",
            "2.4",
            format!("mail_path = maildir:/{odd}/{long}\n"),
            format!("mail_path = /{odd}/{long}\nmail_driver = maildir\n"),
        ),
    ];
    let mut wrong = Vec::new();
    for (name, line, text, expected) in cases {
        let version = Version::newest(if line == "2.3" { Series::V23 } else { Series::V24 });
        let lint = lints::find(name).expect("a lint");
        let files = files(&text, version);
        let document = read(&files, version);
        let findings = findings(&document, lint);
        let edits: Vec<Edit> = findings
            .into_iter()
            .filter(|finding| finding.lint.name == name)
            .flat_map(|finding| finding.fixes.into_iter().take(1))
            .flat_map(|fix| fix.edits)
            .collect();
        let fixed = apply(&files, &document, &edits);
        if !fixed[0].1.ends_with(&expected) {
            wrong.push(format!("{name}:\n{:?}\nand not\n{expected:?}", fixed[0].1));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
