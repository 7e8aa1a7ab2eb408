//! A safe fix leaves what is effective as it is, or fixes what Dovecot refuses; and fixing comes to an end.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use dovelint::config::Config;
use dovelint::document::Document;
use dovelint::document::roots::{self, Options, Root, Texts};
use dovelint::edit::{self, Effect};
use dovelint::engine::fix::Fixed;
use dovelint::engine::{self, Session, Uniform};
use dovelint::finding::{Finding, Profile};
use dovelint::lints;
use dovelint::schema::{Series, Version};
use dovelint::source::Memory;
use proptest::prelude::*;
use proptest::sample::{Index, select};

mod common;
mod seed;

const MAIN: &str = "/etc/dovecot/dovecot.conf";

fn read(files: &[(String, String)], version: Version) -> Document {
    dovelint::document::read(&Memory::new(files.to_vec()), MAIN, version).expect("a document")
}

/// What each fix says of itself holds, one by one.
#[test]
fn of_every_example() {
    let mut wrong = BTreeSet::new();
    for lint in lints::all() {
        for example in common::examples(lint) {
            for version in &example.versions {
                let files = common::files(MAIN, &common::whole(&example.text, *version));
                let document = read(&files, *version);
                let config = Config::new(&document, true);
                let before = config.all_in_force();
                for finding in engine::judge(&config, |_| true) {
                    for fix in finding.fixes.iter().filter(|fix| fix.is_safe()) {
                        let mut fixed = files.clone();
                        for (id, file) in document.sources.files() {
                            let text = edit::apply(&file.bytes, id, &fix.edits);
                            let own = fixed.iter_mut().find(|(path, _)| *path == file.path);
                            own.expect("a file").1 = String::from_utf8(text).expect("text");
                        }
                        let after = Config::new(&read(&fixed, *version), true).all_in_force();
                        let holds = match fix.effect {
                            Effect::Same => before == after,
                            _ => finding.is_refused(),
                        };
                        if !holds {
                            wrong.insert(format!("{} {version}: {}", finding.lint.name, fix.title));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Texts to start from: the examples of all pages, and the cases that real Dovecots have judged.
static TEXTS: LazyLock<Vec<(Series, String)>> = LazyLock::new(|| {
    let mut texts = Vec::new();
    for lint in lints::all() {
        for example in common::examples(lint) {
            for version in &example.versions {
                texts.push((version.series, common::whole(&example.text, *version)));
            }
        }
    }
    for case in fs::read_dir("tests/cases").expect("the cases").flatten() {
        let name = case.file_name().to_string_lossy().into_owned();
        let line = if name.contains("-24") { Series::V24 } else { Series::V23 };
        if let (true, Ok(text)) =
            (case.path().extension().is_some_and(|kind| kind == "conf"), fs::read_to_string(case.path()))
        {
            texts.push((line, text));
        }
    }
    texts.sort();
    texts.dedup();
    texts
});

/// A change of a text, in lines.
#[derive(Debug, Clone)]
enum Mutation {
    Remove(Index),
    Repeat(Index, Index),
    Swap(Index, Index),
    /// Another text comes in at a line.
    Splice(Index, Index),
    Wrap(Index, &'static str),
    Value(Index, &'static str),
    Continue(Index),
}

const HEADS: [&str; 6] =
    ["protocol imap {", "service auth {", "namespace x {", "plugin {", "local_name a.b {", "group @a b {"];
const VALUES: [&str; 12] =
    ["yes", "no", "0", "1", "100 M", "\"a b\"", "\"a\\b\"", "x#y", "$x", "%u", "a, b", ""];

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Mutation::Remove),
        (at(), at()).prop_map(|(from, to)| Mutation::Repeat(from, to)),
        (at(), at()).prop_map(|(from, to)| Mutation::Swap(from, to)),
        (at(), at()).prop_map(|(to, other)| Mutation::Splice(to, other)),
        (at(), select(&HEADS[..])).prop_map(|(at, head)| Mutation::Wrap(at, head)),
        (at(), select(&VALUES[..])).prop_map(|(at, value)| Mutation::Value(at, value)),
        at().prop_map(Mutation::Continue),
    ]
}

fn mutated(series: Series, text: &str, mutations: &[Mutation]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for mutation in mutations {
        // The version lines of 2.4 stay: without them nothing else counts.
        let first = if series == Series::V24 { 2.min(lines.len()) } else { 0 };
        let own = lines.len() - first;
        if own == 0 {
            break;
        }
        let place = |at: &Index| first + at.index(own);
        match mutation {
            Mutation::Remove(at) => drop(lines.remove(place(at))),
            Mutation::Repeat(from, to) => lines.insert(place(to), lines[place(from)].clone()),
            Mutation::Swap(one, other) => lines.swap(place(one), place(other)),
            Mutation::Splice(to, other) => {
                let same: Vec<&String> =
                    TEXTS.iter().filter(|(own, _)| *own == series).map(|(_, t)| t).collect();
                let to = place(to);
                lines.splice(to..to, other.get(&same).lines().map(str::to_owned));
            }
            Mutation::Wrap(at, head) => {
                let at = place(at);
                lines.insert(at, (*head).to_owned());
                lines.insert((at + 3).min(lines.len()), "}".to_owned());
            }
            Mutation::Value(at, value) => {
                let at = place(at);
                if let Some((key, _)) = lines[at].split_once('=') {
                    lines[at] = format!("{key}= {value}");
                }
            }
            Mutation::Continue(at) => lines[place(at)].push_str(" \\"),
        }
    }
    lines.join("\n") + "\n"
}

/// A configuration that is in memory, judged by the lints that everyone gets.
struct Tree {
    version: Version,
    root: Root,
}

impl Tree {
    fn new(version: Version) -> Tree {
        Tree { version, root: Root { path: "/nonexistent/dovecot.conf".to_owned(), is_whole: true } }
    }

    fn options(&self) -> Options {
        Options { version: Some(self.version), ..Options::default() }
    }

    fn texts(&self, text: &str) -> Texts {
        [(self.root.path.clone(), text.as_bytes().to_vec())].into_iter().collect()
    }

    fn judge(document: &Document) -> Vec<Finding> {
        engine::judge(&Config::new(document, true), |lint| lint.profile == Profile::Default)
    }

    fn read(&self, text: &str) -> Document {
        roots::read_over(&self.texts(text), &self.root, &self.options()).expect("a document")
    }

    fn fix(&self, text: &str, unsafe_too: bool) -> (Fixed, String) {
        let rules = Uniform::new(Some(self.version), |lint| lint.profile == Profile::Default);
        let session = Session::new(&rules).with_texts(self.texts(text));
        let fixed = session.fix(std::slice::from_ref(&self.root), &|_| true, unsafe_too);
        let fixed = fixed.expect("it can be read");
        let after = fixed.files.first().map(|file| String::from_utf8_lossy(&file.after).into_owned());
        (fixed, after.unwrap_or_else(|| text.to_owned()))
    }

    /// What must hold of fixing a text, or what does not.
    fn flaw(&self, text: &str) -> Option<String> {
        let before = self.read(text);
        let refused = Tree::judge(&before).iter().filter(|finding| finding.is_refused()).count();
        for unsafe_too in [false, true] {
            let (fixed, once) = self.fix(text, unsafe_too);
            if !fixed.changing.is_empty() {
                return Some(format!("said to change nothing: {:?}", fixed.changing));
            }
            let after = self.read(&once);
            let left = Tree::judge(&after).iter().filter(|finding| finding.is_refused()).count();
            let force = |document: &Document| Config::new(document, true).all_in_force();
            if !unsafe_too && refused == 0 && force(&before) != force(&after) {
                return Some(format!("something else is in force:\n{once}"));
            }
            if refused == 0 && left > 0 {
                return Some(format!("refused afterwards ({unsafe_too}):\n{once}"));
            }
            let (_, twice) = self.fix(&once, unsafe_too);
            if twice != once {
                return Some(format!(
                    "a second run changes it again ({unsafe_too}):\n{once}\nand then\n{twice}"
                ));
            }
        }
        None
    }
}

/// The examples and cases as they are.
#[test]
fn fixing_is_safe_and_ends() {
    let wrong: Vec<String> = TEXTS
        .iter()
        .filter_map(|(line, text)| {
            let flaw = Tree::new(Version::newest(*line)).flaw(text)?;
            Some(format!("{line}: {flaw}\nof\n{text}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

proptest! {
    // More of them with PROPTEST_CASES.
    #![proptest_config(seed::cases(None))]

    #[test]
    fn fixing_a_mutant_is_safe_and_ends(
        from in any::<Index>(),
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let (line, text) = from.get(&TEXTS);
        let text = mutated(*line, text, &mutations);
        let flaw = Tree::new(Version::newest(*line)).flaw(&text);
        prop_assert!(flaw.is_none(), "{line}: {}\nof\n{text}", flaw.unwrap_or_default());
    }
}
