//! The facts in `schema/*.json`, read and made into tables as the build script does it.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

#[path = "../schema/build/mod.rs"]
mod build;

use std::fs;
use std::path::Path;

/// The folder of the facts.
fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/schema"))
}

/// A copy of the facts in which a text of one file is another one.
fn changed(file: &str, old: &str, new: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder for the copy");
    for name in build::FILES {
        let text = fs::read_to_string(folder().join(name)).expect("facts");
        let text = if name == file {
            assert!(text.contains(old), "{file} has no `{old}`");
            text.replacen(old, new, 1)
        } else {
            text
        };
        fs::write(copy.path().join(name), text).expect("a copy");
    }
    copy
}

#[test]
fn every_file_of_facts_is_read() {
    let mut names: Vec<String> = fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".json"))
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
