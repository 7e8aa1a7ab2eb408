//! Variants of what lints find: through includes, filters, groups, defaults, and next to each number.
//!
//! A file of `tests/variants` holds many small configurations. `== NAME bad VERSIONS` begins one in which the
//! lint reports, `good` one in which it does not; `<<<` at the end of a line marks where it does, and
//! `# ---- NAME` begins another file, `{BS}` is a backslash, `{FF}` a form feed. 2.4 gets the two version lines in front,
//! unless `nohead` follows.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;

use dovelint::engine::RootReport;
use dovelint::finding::Stage;
use dovelint::lints;
use dovelint::schema::{Series, Version};
use dovelint::source::Memory;

mod common;

const ROOT: &str = "/etc/dovecot/dovecot.conf";

struct Variant {
    name: String,
    is_bad: bool,
    versions: Vec<Version>,
    has_head: bool,
    lines: Vec<String>,
}

fn variants(text: &str) -> Vec<Variant> {
    let mut variants: Vec<Variant> = Vec::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("== ") {
            let words: Vec<&str> = head.split_whitespace().collect();
            let [name, kind, versions, options @ ..] = words.as_slice() else { panic!("a head: {line}") };
            variants.push(Variant {
                name: (*name).to_owned(),
                is_bad: *kind == "bad",
                versions: versions.split(',').map(|v| v.parse().expect("a version")).collect(),
                has_head: !options.contains(&"nohead"),
                lines: Vec::new(),
            });
        } else if let Some(variant) = variants.last_mut() {
            variant.lines.push(line.to_owned());
        }
    }
    variants
}

type Places = Vec<(String, u32)>;

impl Variant {
    /// The files, and the lines that are marked.
    fn files(&self, version: Version) -> (Vec<(String, String)>, Places) {
        let head = if self.has_head && version.series == Series::V24 {
            "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n"
        } else {
            ""
        };
        let mut files = vec![(ROOT.to_owned(), head.to_owned())];
        let mut places = Places::new();
        for line in &self.lines {
            if let Some(name) = line.strip_prefix("# ---- ") {
                files.push((format!("/etc/dovecot/{name}"), String::new()));
                continue;
            }
            let (name, text) = files.last_mut().expect("a file");
            let own = line.strip_suffix("<<<");
            if own.is_some() {
                places.push((name.clone(), text.lines().count() as u32 + 1));
            }
            text.push_str(&own.unwrap_or(line).replace("{BS}", "\\").replace("{FF}", "\x0c"));
            text.push('\n');
        }
        (files, places)
    }
}

#[test]
fn variants_are_judged_as_they_say() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for file in fs::read_dir("tests/variants").expect("variants").flatten() {
        for variant in variants(&fs::read_to_string(file.path()).expect("a text")) {
            let lint = lints::find(&variant.name).unwrap_or_else(|| panic!("no lint {}", variant.name));
            for version in &variant.versions {
                tried += 1;
                let (files, mut marked) = variant.files(*version);
                let reader = Memory::new(files).installed(0o644);
                let RootReport { document, findings, .. } =
                    common::check(&reader, ROOT, *version, None, |other| other.name == lint.name);
                let mut found: Places = findings
                    .iter()
                    .map(|finding| {
                        let file = document.sources.file(finding.span.file);
                        (file.path.clone(), file.position(finding.span.start).line)
                    })
                    .collect();
                found.sort();
                found.dedup();
                marked.sort();
                let is_right =
                    if marked.is_empty() { found.is_empty() != variant.is_bad } else { found == marked };
                if !is_right {
                    let kind = if variant.is_bad { "bad" } else { "good" };
                    let text = variant.lines.join("\n");
                    wrong.push(format!("{} ({kind}, {version}): finds {found:?}\n{text}\n", lint.name));
                }
            }
        }
    }
    assert!(tried > 0, "no variants");
    assert!(wrong.is_empty(), "{} of {tried} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// `doveconf -n` reads no variable, so that what it gives is only refused when the server starts.
#[test]
fn a_variable_puts_a_check_off() {
    let text = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nservice anvil {\n  process_limit = $SET:default_process_limit\n}\n";
    for version in ["2.4.1", "2.4.5"] {
        let version: Version = version.parse().expect("a version");
        let reader = Memory::new([(ROOT, text)]);
        let report =
            common::check(&reader, ROOT, version, None, |lint| lint.name == "singleton-process-limit");
        let stages: Vec<Stage> = report.findings.iter().map(|finding| finding.stage).collect();
        assert_eq!(stages, [Stage::Start], "{version}");
    }
}
