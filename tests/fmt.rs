//! A new layout changes nothing that Dovecot takes, keeps every comment, and is stable.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dovelint::config::Config;
use dovelint::document::roots::{self, Options, Root, Texts};
use dovelint::document::{self, Document};
use dovelint::engine;
use dovelint::fmt::same;
use dovelint::schema::{Series, Version};
use dovelint::source::Memory;
use proptest::prelude::*;

#[allow(dead_code, reason = "other tests need the rest")]
#[path = "effective/flat.rs"]
mod flat;
mod seed;

fn format(bytes: &[u8], version: Version) -> Vec<u8> {
    dovelint::fmt::format(bytes, version).expect("it stays as large as it is")
}

/// How often each lint reports.
fn counts(document: &Document) -> BTreeMap<&'static str, usize> {
    let config = Config::new(document, true);
    let mut counts = BTreeMap::new();
    for finding in engine::judge(&config, |_| true) {
        *counts.entry(finding.lint.name).or_default() += 1;
    }
    counts
}

/// What is wrong with the new layout of a configuration, and how many of its files change.
fn disagreement(path: &str, version: Option<Version>) -> Result<usize, String> {
    let root = Root { path: path.to_owned(), is_whole: true };
    let options = Options { version, ..Options::default() };
    let Ok(before) = roots::read(&root, &options) else { return Ok(0) };
    let mut texts = Texts::default();
    for (id, file) in before.sources.files() {
        if file.is_folder || before.is_external(id) {
            continue;
        }
        let after = format(&file.bytes, before.version);
        if format(&after, before.version) != after {
            return Err(format!("{}: a second run changes it again", file.shown));
        }
        if after != file.bytes {
            texts.insert(file.shown.clone(), after);
        }
    }
    if texts.is_empty() {
        return Ok(0);
    }
    let after = roots::read_over(&texts, &root, &options).map_err(|trouble| trouble.message)?;
    if !same(&before, &after) {
        return Err(format!("{path}: other statements or comments"));
    }
    for all in [false, true] {
        if flat::lines(&before, &[], all) != flat::lines(&after, &[], all) {
            return Err(format!("{path}: something else is in force"));
        }
    }
    let (old, new) = (counts(&before), counts(&after));
    for (name, count) in new {
        if count > old.get(name).copied().unwrap_or(0) {
            return Err(format!("{path}: a new finding of {name}"));
        }
    }
    Ok(texts.len())
}

/// Checks all of these, and gives how many files change.
fn all_agree(paths: impl Iterator<Item = (String, Option<Version>)>) -> usize {
    let results: Vec<_> = paths.map(|(path, version)| disagreement(&path, version)).collect();
    let wrong: Vec<&String> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), results.len());
    results.iter().flatten().sum()
}

fn configurations(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let paths = paths.filter(|path| path.extension().is_some_and(|e| e == "conf"));
    paths.map(|path| path.to_string_lossy().into_owned()).collect()
}

#[test]
fn small_configurations_of_every_kind_stay_what_they_are() {
    let mut paths = Vec::new();
    for path in configurations("tests/cases") {
        let versions = if path.ends_with("24.conf") { ["2.4.1", "2.4.5"] } else { ["2.3.13", "2.3.21"] };
        paths.extend(versions.map(|v| (path.clone(), Some(v.parse().expect("a version")))));
    }
    assert!(paths.len() > 1500, "only {} cases", paths.len());
    let changed = all_agree(paths.into_iter());
    assert!(changed > 20, "only {changed} files change");
}

#[test]
fn examples_stay_what_they_are() {
    let roots = ["examples/2.3/dovecot.conf", "examples/2.4/dovecot.conf"];
    all_agree(roots.into_iter().map(|path| (path.to_owned(), None)));
}

/// Real configurations, where there are any next to the checkout or where `DOVELINT_SHARED` says.
#[test]
fn real_configurations_stay_what_they_are() {
    let shared = std::env::var("DOVELINT_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let corpus = Path::new(&shared).join("corpus");
    let Ok(list) = fs::read_to_string(corpus.join("roots.txt")) else { return };
    let roots = list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (path, version) = line.split_once('\t')?;
        let path: PathBuf = corpus.join(path);
        Some((path.to_string_lossy().into_owned(), Some(version.trim().parse().expect("a version"))))
    });
    let changed = all_agree(roots);
    println!("{changed} files change");
}

const MESSY: &str = include_str!("fmt/messy.conf");

#[test]
fn a_messy_configuration() {
    let settings = insta_settings();
    settings.bind(|| {
        for line in [Series::V23, Series::V24] {
            let text = format(MESSY.as_bytes(), Version::newest(line));
            let text = String::from_utf8(text).expect("UTF-8");
            insta::assert_snapshot!(format!("fmt-messy-{line}"), text);
        }
    });
}

fn insta_settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/command");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

fn laid(version: &str, text: &str) -> String {
    let version = version.parse().expect("a version");
    String::from_utf8(format(text.as_bytes(), version)).expect("UTF-8")
}

/// Each pair is a text and its layout.
fn becomes(version: &str, pairs: &[(&str, &str)]) {
    for (text, expected) in pairs {
        assert_eq!(laid(version, text), *expected, "from {text:?}");
        assert_eq!(laid(version, expected), *expected, "a second time");
    }
}

#[test]
fn blanks_and_lines() {
    becomes(
        "2.3",
        &[
            ("a=b", "a = b\n"),
            ("a  =\t b  c \r\n\r\n\r\n\tb=\r\nc=d", "a = b  c\r\n\r\nb =\r\nc = d\r\n"),
            ("\n\na=b\n\n\n", "a = b\n"),
            ("x{ \n", "x{ \n"),
            ("x\t{#c\n\ny=z\n\n}\n", "x {#c\n  y = z\n}\n"),
            ("}\n  a=b\n", "}\na = b\n"),
            ("!include   a  b.conf  \n", "!include a  b.conf\n"),
            (" \n", ""),
        ],
    );
}

#[test]
fn what_is_not_touched() {
    let same = |version: &str, text: &str| assert_eq!(laid(version, text), text);
    same("2.3", "a = it's  # kept  blanks\n");
    same("2.3", "  a\0  b = c\n");
    same("2.3", "   bare   word  \n");
    same("2.3", "  a = b\r  \n  # c\r  \n");
    same("2.3", "\"a  b=c\"=d\n");
    same("2.3", "a = b \\\n\nc = d\n");
    same("2.3", "ssl_ca = <<END\n  a=b\n\n\n x {\nEND\n");
    same("2.4.5", "ssl_ca = <<END\n  a=b\n\n\n x {\nEND\nb = c\n");
    same("2.4.5", "ssl_ca = <<END\n  a=b\n\n");
    same("2.4.1", "ssl_ca = <<END\n  a=b\\\nEND\n");
    assert_eq!(laid("2.4", "\"a  b\"=c\nx   \"y  z\"{\n"), "\"a  b\" = c\nx \"y  z\" {\n");
    assert_eq!(laid("2.4", "group   @a\tb   {\nc=d\n}\n"), "group @a b {\n  c = d\n}\n");
}

/// The line feed that a file lacks at its end must not make a line end of a CR that is part of the line.
#[test]
fn a_cr_at_the_very_end_stays_a_cr() {
    for text in ["service   imap{\n\r\r", "a = b \\\na = b\r\r", "a = b\r\r"] {
        let once = format(text.as_bytes(), "2.4.5".parse().expect("a version"));
        assert!(once.ends_with(b"\r\r\n") || once == text.as_bytes(), "{text:?}: {once:?}");
        let again = format(&once, "2.4.5".parse().expect("a version"));
        assert_eq!(again, once, "{text:?}");
    }
}

#[test]
fn continued_lines_keep_their_texts_and_move_along() {
    becomes(
        "2.3",
        &[
            ("x {\na=b \\  \n  c   \\ # d\n e\n}\n", "x {\n  a = b \\\n      c   \\ # d\n    e\n}\n"),
            ("\ta =   b \\\n\t      c\n", "a = b \\\n    c\n"),
            ("a \\\n  =  b\n", "a \\\n  =  b\n"),
        ],
    );
}

#[test]
fn comments() {
    becomes(
        "2.3",
        &[
            ("#a = b  \nx {\n#c=d\n   # e\n}\n", "#a = b\nx {\n  #c=d\n  # e\n}\n"),
            ("a=b   # c\nd = eee # f\n", "a = b # c\nd = eee # f\n"),
            ("a=b     # c\nd = eee # f\n        # g\n", "a = b   # c\nd = eee # f\n        # g\n"),
            (
                "x {\n#y {\n  #a = b\n#}\n#y {\n#  a = b\n#}\n}\n",
                "x {\n  #y {\n    #a = b\n  #}\n  #y {\n  #  a = b\n  #}\n}\n",
            ),
        ],
    );
}

#[test]
fn commented_sections_with_a_mark_of_their_own() {
    becomes("2.4", &[("#-#x {\n    #a = b\n#-#}\n", "#-#x {\n  #a = b\n#-#}\n")]);
}

/// Pieces of configurations with spaces where they may and may not count.
const PIECES: [&str; 44] = [
    "service   imap{\n",
    "service\timap  {\n",
    "}\n",
    "  }  # end\n",
    "\n",
    "   \n",
    "\t\n",
    "#  a = b  \n",
    "  # x {\n",
    "    #a = b\n",
    "  #}\n",
    "a=b\n",
    "  a  =  b  c  \n",
    "a = b   # c\n",
    "a = bb  # c\n",
    "        # c\n",
    "a =\n",
    "= y\n",
    "a=\"b  c\"  # d\n",
    "a = 'b # c\n",
    "it's=x # y\n",
    "it\\'s   =\"x # y\n",
    "a = b \\\n",
    "  c \\  \n",
    "\\\n",
    "d \\ # e\n",
    "\"a  b\"  =  c\n",
    "\"a=b\"=c\n",
    "\"x\"  y{\n",
    "x  \"y  z\"{\n",
    "group  @a   b  {\n",
    "a = <<END\n",
    "a=<< END  X\n",
    "END\n",
    "END  X\n",
    "a\0 b = c\n",
    "a = b\r\n",
    "\r\n",
    "a = b\r",
    "\u{feff}",
    "x { a = b }\n",
    "a  b  c\n",
    "!include   x.conf  # y\n",
    "!include_try\n",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        12 => prop::sample::select(&PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
        1 => prop::collection::vec(prop::sample::select(&b" \t\n\r#\\\"'={}x\x0b"[..]), 0..12),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn read(text: &[u8], version: Version) -> Document {
    document::read(&Memory::new([("/d/d.conf", text)]), "/d/d.conf", version).expect("a document")
}

proptest! {
    #![proptest_config(seed::cases(Some(1500)))]

    #[test]
    fn any_text_stays_what_it_is(text in text(), version in prop::sample::select(&["2.3.13", "2.3.21", "2.4.1", "2.4.5"][..])) {
        let version: Version = version.parse().expect("a version");
        let laid = format(&text, version);
        prop_assert!(same(&read(&text, version), &read(&laid, version)));
        let again = format(&laid, version);
        let (laid, again) = (String::from_utf8_lossy(&laid), String::from_utf8_lossy(&again));
        prop_assert_eq!(again, laid, "a second run changes it again");
    }
}
