//! A help that says what to type is right: typed where it says, the finding is gone and Dovecot refuses nothing new.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeMap;

use dovelint::config::Config;
use dovelint::document::Document;
use dovelint::edit::{self, Edit};
use dovelint::engine;
use dovelint::finding::{Finding, Lint, Profile, Stage};
use dovelint::lints;
use dovelint::schema::Version;
use dovelint::source::{FileId, Memory, Span};
use dovelint::syntax::{Kind, Statement};

mod common;

const MAIN: &str = "/etc/dovecot/dovecot.conf";

/// Helps whose words are not typed as they are, and why.
const BY_HAND: [(&str, &str); 3] = [
    ("stats-writer-unreachable", "the socket in the service, and the user that delivers there"),
    ("tls-setting-ignored-in-subsection", "a value at the top level, and another one in some blocks"),
    ("equals-in-section-head", "the section is closed where the person knows it ends"),
];

fn read(files: &[(String, String)], version: Version) -> Document {
    dovelint::document::read(&Memory::new(files.to_vec()), MAIN, version).expect("a document")
}

fn judge(document: &Document, own: &Lint) -> Vec<Finding> {
    let wanted = |lint: &Lint| lint.name == own.name || lint.profile == Profile::Default;
    engine::judge(&Config::new(document, true), wanted)
}

/// What the first sentence of a help orders to type: `key = value` lines or a section's head, in backquotes.
#[derive(Default)]
struct Order {
    lines: Vec<String>,
    at_top: bool,
    at_start: bool,
    is_instead: bool,
    /// The sections that the help names.
    sections: Vec<String>,
}

impl Order {
    fn of(help: &str) -> Option<Order> {
        let is_order = ["Set `", "Write `", "Add `"].iter().any(|verb| help.starts_with(verb));
        let help = help.replace(" or more", "");
        let parts: Vec<&str> = help.split('`').collect();
        let mut order = Order::default();
        for (index, part) in parts.iter().enumerate() {
            if index % 2 == 1 {
                let before = parts[index - 1].trim_end();
                let goes_on =
                    !order.sections.is_empty() && (before.ends_with(',') || before.ends_with("and"));
                if !part.contains('=') && (before.ends_with(" in") || goes_on) {
                    order.sections.push(part.trim_end_matches(" {").trim_end_matches(" {}").to_owned());
                } else if is_line(part) || part.ends_with(" {") && index == 1 {
                    order.lines.push((*part).to_owned());
                } else {
                    break;
                }
                continue;
            }
            order.at_top |= part.contains("top level");
            order.at_start |= part.contains("at the top of the main file");
            order.is_instead |= part.starts_with(" instead");
            // Only the first of what may be chosen, and only what the first sentence says.
            let ends = [". ", "; ", " or ", ", or", " instead", " without ", " where ", " if ", " with "];
            if index > 0 && ends.iter().any(|end| part.starts_with(end) || part.contains(end)) {
                break;
            }
        }
        // A section that is still to be written is not typed in one line.
        let is_whole = order.lines.len() == 1 || order.lines.iter().all(|line| !line.ends_with(" {"));
        (is_order && is_whole && !order.lines.is_empty()).then_some(order)
    }

    fn block(&self) -> String {
        self.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}

/// A setting with a value that can be typed.
fn is_line(text: &str) -> bool {
    let Some((key, value)) = text.split_once(" = ") else { return false };
    let is_key = key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_/".contains(&b));
    let is_example =
        value.contains('…') || ["NAME", "VALUE", "value"].iter().any(|word| value.contains(word));
    is_key && !value.trim().is_empty() && !is_example
}

/// The files with the order typed at the place of the finding.
fn typed(
    files: &[(String, String)],
    document: &Document,
    finding: &Finding,
    order: &Order,
) -> Option<Vec<(String, String)>> {
    let holds = |s: &&Statement| {
        s.span.file == finding.span.file
            && s.span.start <= finding.span.start
            && finding.span.start <= s.span.end
    };
    let own = document.statements.iter().find(holds);
    let end_of = |file: FileId| {
        let end = document.sources.file(file).bytes.len() as u32;
        Span::new(file, end..end)
    };
    let main = document.root;
    let block = order.block();
    let is_head = block.ends_with(" {\n");
    let edits = match own {
        _ if order.at_start => vec![Edit::replace(Span::new(main, 0..0), block)],
        _ if !order.sections.is_empty() => {
            let sections = order.sections.iter().map(|section| format!("{section} {{\n{block}}}\n"));
            vec![Edit::replace(end_of(main), sections.collect::<String>())]
        }
        _ if order.at_top => vec![Edit::replace(end_of(main), block)],
        Some(own) if own.kind == Kind::Open && is_head => vec![Edit::replace(own.span, block.trim_end())],
        // A section that is not one yet has no end that could be found.
        _ if is_head => return None,
        // What Dovecot refuses makes way for what is written in its place.
        Some(own)
            if own.kind == Kind::Malformed
                || order.is_instead
                || takes_place(document, own, finding, order) =>
        {
            vec![Edit::replace(own.span, block.trim_end())]
        }
        Some(own) => {
            let file = document.sources.file(own.span.file);
            let at = file.next_line(file.line(own.span.end));
            vec![Edit::replace(Span { start: at, end: at, ..own.span }, block)]
        }
        // A line of a file that the configuration names.
        None => {
            let file = document.sources.file(finding.span.file);
            let line = file.line_range(file.line(finding.span.start));
            vec![Edit::replace(Span::new(finding.span.file, line), block.trim_end())]
        }
    };
    let apply = |(path, text): &(String, String)| {
        let file = document.sources.files().find(|(_, file)| file.path == *path);
        let text = file.map_or(text.clone().into_bytes(), |(id, _)| edit::apply(text.as_bytes(), id, &edits));
        (path.clone(), String::from_utf8_lossy(&text).into_owned())
    };
    Some(files.iter().map(apply).collect())
}

/// Whether the lines stand for the statement: one has its key, or Dovecot does not want its key.
fn takes_place(document: &Document, own: &Statement, finding: &Finding, order: &Order) -> bool {
    let key = document.key(own);
    let has_key = |line: &String| line.split(' ').next().is_some_and(|first| first.as_bytes() == &*key);
    own.kind == Kind::Setting
        && (order.lines.iter().any(has_key)
            || finding.stage == Stage::Parse && finding.help.starts_with("Write"))
}

fn count(findings: &[Finding], is_counted: impl Fn(&Finding) -> bool) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings.iter().filter(|finding| is_counted(finding)) {
        *counts.entry(finding.lint.name).or_default() += 1;
    }
    counts
}

#[test]
fn what_a_help_says_to_type_mends_it() {
    let mut wrong = Vec::new();
    let mut followed = 0;
    for lint in lints::all().filter(|lint| BY_HAND.iter().all(|(name, _)| *name != lint.name)) {
        for example in common::examples(lint).iter().filter(|example| example.is_bad) {
            for version in &example.versions {
                let files = common::files(MAIN, &common::whole(&example.text, *version));
                let document = read(&files, *version);
                let before = judge(&document, lint);
                for finding in before.iter().filter(|finding| finding.lint.name == lint.name) {
                    let Some(order) = Order::of(&finding.help) else { continue };
                    let Some(after) = typed(&files, &document, finding, &order) else { continue };
                    followed += 1;
                    let findings = judge(&read(&after, *version), lint);
                    let left = count(&findings, |f| f.lint.name == lint.name).get(lint.name).copied();
                    let had = count(&before, |f| f.lint.name == lint.name)[lint.name];
                    let refused = count(&before, Finding::is_refused);
                    let is_new =
                        |(name, now): (&&str, &usize)| refused.get(*name).is_none_or(|old| now > old);
                    let new = count(&findings, Finding::is_refused);
                    let new: Vec<&str> =
                        new.iter().filter(|one| is_new(*one)).map(|(name, _)| *name).collect();
                    if left.unwrap_or(0) >= had || !new.is_empty() {
                        wrong.push(format!(
                            "{} ({version}): {}\n  {} left of {had}, refused now: {new:?}\n{}",
                            lint.name,
                            finding.help,
                            left.unwrap_or(0),
                            after[0].1
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {followed} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(followed > 100, "only {followed} helps were followed");
}
