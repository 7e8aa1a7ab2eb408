//! The documentation is what the program says.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fmt::Write;
use std::fs;

use dovelint::finding::Safety;
use dovelint::lints;

/// The list of lints, made from their pages.
fn index() -> String {
    let mut text = String::from(
        "# Lints\n\n`dovelint explain NAME` prints the page of a lint. *Profile*: `--profile` selects `pedantic` or `audit`.\n\
         *Fix*: a safe one leaves the effective configuration unchanged or corrects what Dovecot rejected; review an \
         unsafe one.\n",
    );
    for group in lints::GROUPS {
        let Some(first) = group.first() else { continue };
        let _ = write!(text, "\n## {}\n\n", first.group);
        text.push_str(
            "| Lint | Finds | Severity | Profile | Dovecot | Fix |\n| --- | --- | --- | --- | --- | --- |\n",
        );
        let mut sorted: Vec<_> = group.iter().collect();
        sorted.sort_by_key(|lint| lint.name);
        for lint in sorted {
            let file = lint.name.replace(['-', '.'], "_");
            let finds = lint.page.split("## What it finds\n\n").nth(1).expect("the heading");
            let finds =
                finds.split("\n\n").next().expect("a paragraph").replace('\n', " ").replace('|', "\\|");
            let versions: Vec<&str> = lint.dovecot.iter().map(|line| line.as_str()).collect();
            let fix = lint.fix.map_or("", Safety::as_str);
            let _ = writeln!(
                text,
                "| [{}](../lints/{}/{file}.md) | {finds} | {} | {} | {} | {fix} |",
                lint.name,
                lint.group,
                lint.severity.as_str(),
                lint.profile.as_str(),
                versions.join(", "),
            );
        }
    }
    text
}

/// `DOVELINT_UPDATE=1 cargo test --test docs` writes the file again.
#[test]
fn the_list_of_lints_is_current() {
    let path = "docs/lints.md";
    let text = index();
    if std::env::var_os("DOVELINT_UPDATE").is_some() {
        fs::create_dir_all("docs").expect("a folder");
        fs::write(path, &text).expect("a file");
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(written == text, "{path} is out of date: DOVELINT_UPDATE=1 cargo test --test docs");
}

#[test]
fn the_list_of_lints_leads_to_the_pages() {
    for lint in lints::all() {
        let file = format!("lints/{}/{}.md", lint.group, lint.name.replace(['-', '.'], "_"));
        assert!(fs::metadata(&file).is_ok(), "{file}");
    }
}

/// Once the project owns an address, links lead to the pages that `docs/site` builds.
#[test]
fn addresses_of_lints_are_those_of_the_site() {
    for lint in lints::all() {
        let url = lint.url_below("https://site.example/dovelint/").expect("an address");
        let page = url.strip_prefix("https://site.example/dovelint/").expect("below the site");
        let source = page.replace(".html", ".md");
        assert!(fs::exists(&source).expect("a folder"), "{url}: no {source}");
        assert_eq!(lint.url_below(""), None);
    }
}

/// The JSON schema of `dovelint.toml`, which names the lints; rewritten by the same command.
#[test]
fn the_schema_of_the_settings_is_current() {
    let path = "docs/dovelint.schema.json";
    let text = serde_json::to_string_pretty(&dovelint::settings::schema()).expect("JSON") + "\n";
    if std::env::var_os("DOVELINT_UPDATE").is_some() {
        fs::write(path, &text).expect("a file");
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(written == text, "{path} is out of date: DOVELINT_UPDATE=1 cargo test --test docs");
}
