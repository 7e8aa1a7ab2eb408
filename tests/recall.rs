//! What really goes wrong, as people reported it: each folder of `tests/recall` holds a small configuration that is
//! wrong in one way, `bad/`, and the same one without the mistake, `cure/`.
//!
//! `# finds: NAME` is above the line at which a lint reports. Nothing else of the default profile does, and of the
//! cure nothing does. A lint of another profile is asked because it is named. `# dovecot: X.Y.Z` in the first line says
//! for which versions a tree is; without it all those of the series are meant that Debian has.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dovelint::engine::RootReport;
use dovelint::finding::Profile;
use dovelint::lints;
use dovelint::schema::Version;
use dovelint::source::Memory;

mod common;

const FOLDER: &str = "/etc/dovecot";

/// The name of a lint, the file and the line.
type Place = (String, String, u32);

/// The files of a tree, with their paths below it.
fn files(tree: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(tree.join(&folder)).expect("a folder");
        for entry in entries.map(|entry| entry.expect("an entry")) {
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(entry.path()).expect("text");
                files.push((path.to_string_lossy().into_owned(), text));
            }
        }
    }
    files
}

/// What the comments of a tree say that lints find.
fn marked(files: &[(String, String)]) -> BTreeSet<Place> {
    let mut marked = BTreeSet::new();
    for (name, text) in files {
        for (number, line) in (2..).zip(text.lines()) {
            let Some(names) = line.trim().strip_prefix("# finds: ") else { continue };
            for lint in names.split(", ") {
                marked.insert((lint.to_owned(), name.clone(), number));
            }
        }
    }
    marked
}

fn found(files: &[(String, String)], version: Version, asked: &BTreeSet<String>) -> BTreeSet<Place> {
    let path = |name: &str| format!("{FOLDER}/{name}");
    let reader = Memory::new(files.iter().map(|(name, text)| (path(name), text.clone()))).installed(0o644);
    let RootReport { document, findings, .. } =
        common::check(&reader, &path("dovecot.conf"), version, None, |lint| {
            lint.profile == Profile::Default || asked.contains(lint.name)
        });
    let place = |finding: &dovelint::finding::Finding| {
        let file = document.sources.file(finding.span.file);
        let name = file.path.strip_prefix(FOLDER).unwrap_or(&file.path).trim_start_matches('/');
        (finding.lint.name.to_owned(), name.to_owned(), file.line(finding.span.start))
    };
    findings.iter().filter(|finding| finding.ignored.is_none()).map(place).collect()
}

fn versions(files: &[(String, String)]) -> Vec<Version> {
    let main = &files.iter().find(|(name, _)| name == "dovecot.conf").expect("a main file").1;
    let named = main.lines().next().and_then(|line| line.strip_prefix("# dovecot: "));
    let text = named.unwrap_or(if main.contains("dovecot_config_version") {
        "2.4.1 2.4.5"
    } else {
        "2.3.13 2.3.19"
    });
    text.split(' ').map(|version| version.parse().expect("a version")).collect()
}

#[test]
fn what_goes_wrong_is_found_and_its_cure_is_not() {
    let mut wrong = Vec::new();
    let mut kinds: Vec<_> = fs::read_dir("tests/recall").expect("a folder").flatten().collect();
    kinds.sort_by_key(fs::DirEntry::file_name);
    for kind in kinds {
        let name = kind.file_name().to_string_lossy().into_owned();
        let bad = files(&kind.path().join("bad"));
        let expected = marked(&bad);
        let asked: BTreeSet<String> = expected.iter().map(|(lint, ..)| lint.clone()).collect();
        if expected.is_empty() {
            wrong.push(format!("{name}: nothing is marked"));
        }
        wrong.extend(
            asked.iter().filter(|l| lints::find(l).is_none()).map(|l| format!("{name}: no lint `{l}`")),
        );
        for version in versions(&bad) {
            let found = found(&bad, version, &asked);
            if found != expected {
                wrong.push(format!("{name}/bad {version}: finds {found:?}, not {expected:?}"));
            }
        }
        let cure = files(&kind.path().join("cure"));
        for version in versions(&cure) {
            let found = found(&cure, version, &asked);
            if !found.is_empty() {
                wrong.push(format!("{name}/cure {version}: finds {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
