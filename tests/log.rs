//! Messages of the log, and the pages that explain them.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeSet;
use std::fs;

use dovelint::{lints, log, schema};

fn messages() -> Vec<serde_json::Value> {
    ["server", "mail"]
        .iter()
        .flat_map(|part| {
            let text = fs::read_to_string(format!("schema/log/{part}.json")).expect("messages");
            serde_json::from_str::<Vec<serde_json::Value>>(&text).expect("JSON")
        })
        .collect()
}

#[test]
fn every_example_finds_its_page() {
    let mut wrong = Vec::new();
    for entry in messages() {
        let example = entry["example"].as_str().expect("an example");
        let page = entry["pages"][0].as_str().expect("a page");
        let found = log::find(example).and_then(|found| found.message.pages.first().copied());
        if found != Some(page) {
            wrong.push(format!("{example}\n  finds {found:?}, not {page}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_is_there_and_used() {
    let named: BTreeSet<&str> =
        schema::log_messages().iter().flat_map(|message| &message.pages).copied().collect();
    let missing: Vec<&str> = named
        .iter()
        .copied()
        .filter(|name| lints::find(name).is_none() && log::page(name).is_none())
        .collect();
    assert!(missing.is_empty(), "no page: {missing:?}");
    let unused: Vec<&str> =
        log::pages().iter().map(|page| page.name).filter(|name| !named.contains(name)).collect();
    assert!(unused.is_empty(), "no message: {unused:?}");
    let both: Vec<&str> =
        log::pages().iter().map(|page| page.name).filter(|name| lints::find(name).is_some()).collect();
    assert!(both.is_empty(), "a lint has this name: {both:?}");
}

#[test]
fn pages_have_one_form() {
    const HEADINGS: [&str; 4] = ["## What it means", "## Causes", "## Fix", "## Source"];
    for page in log::pages() {
        assert!(page.text.starts_with(&format!("# {}\n", page.name)), "{}: the title", page.name);
        let headings: Vec<&str> = page.text.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, HEADINGS, "{}", page.name);
        let wide = page.text.lines().find(|line| line.chars().count() > 120);
        assert_eq!(wide, None, "{}", page.name);
        assert!(!page.summary().is_empty(), "{}", page.name);
    }
}

/// What running servers log when all is well.
#[test]
fn ordinary_lines_have_no_page() {
    let text = fs::read_to_string("tests/log/ordinary.txt").expect("lines");
    assert!(text.lines().count() > 50, "too few lines");
    for line in text.lines() {
        assert_eq!(log::find(line), None, "{line}");
        assert!(log::beginning_with(line).is_empty(), "{line}");
    }
}

/// A message whose text is written once is known by its first half as well, or by nothing.
#[test]
fn a_message_is_known_by_its_beginning() {
    let pages = |text: &str| -> Vec<&str> {
        log::beginning_with(text).iter().filter_map(|message| message.pages.first().copied()).collect()
    };
    assert_eq!(pages("Fatal: Time just moved backwards by 33 seconds"), ["periodic-clock-step"; 2]);
    assert!(pages("Time just").is_empty(), "too short to tell");
    assert!(pages("moved backwards by 33 seconds").is_empty(), "not the beginning");
    for message in dovelint::schema::log_messages() {
        let half = message.message.split(['%']).next().unwrap_or_default().trim_end();
        if half.len() >= 20 && half.len() < message.message.len() && half.contains(' ') {
            assert!(pages(half).contains(&message.pages[0]), "{half}");
        }
    }
}

#[test]
fn a_prefix_does_not_matter() {
    let message =
        "Error in configuration file /etc/dovecot/dovecot.conf line 3: Unknown setting: mail_loction";
    for prefix in ["", "doveconf: Fatal: ", "Nov 27 10:00:00 mx dovecot[12]: config: Error: "] {
        let found = log::find(&format!("{prefix}{message}")).expect("a message");
        assert_eq!(found.message.message, "Unknown setting: %s");
        assert_eq!(found.first.as_deref(), Some("mail_loction"));
    }
}
