//! Each code of a decision and of a note has a small tree of 2.3 that makes it, in `tests/upgrade/codes`, and each answer
//! that a decision offers settles it.
//!
//! `== CODE`, options and what stands for the words in capitals of its answers (`+` is a space), then the main file and
//! others below `# file: NAME`. `tests/upgrade_runs/codes.py` asks real Dovecots what they say of the new trees.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use dovelint::upgrade::{Code, NoteCode};

struct Tree {
    code: String,
    options: Vec<String>,
    /// What stands for a word in capitals.
    own: BTreeMap<String, String>,
    files: Vec<(String, String)>,
}

fn trees(name: &str) -> Vec<Tree> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade/codes").join(name);
    let text = fs::read_to_string(path).expect("a table");
    text.split("== ").skip(1).map(tree).collect()
}

fn tree(text: &str) -> Tree {
    let (head, body) = text.split_once('\n').expect("a head");
    let mut words = head.split(' ');
    let code = words.next().expect("a code").to_owned();
    let (options, own): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with("--"));
    let own = own.iter().map(|word| {
        let (name, value) = word.split_once('=').expect("a value");
        (name.to_owned(), value.replace('+', " "))
    });
    let mut files = vec![("dovecot.conf".to_owned(), String::new())];
    for line in body.split_inclusive('\n') {
        match line.strip_prefix("# file: ") {
            Some(name) => files.push((name.trim_end().to_owned(), String::new())),
            None => files.iter_mut().rev().take(1).for_each(|(_, text)| text.push_str(line)),
        }
    }
    let main = &mut files[0].1;
    for (key, line) in
        [("mail_location", "mail_location = maildir:~/Maildir\n"), ("protocols", "protocols = imap\n")]
    {
        if !main.contains(&format!("\n{key}")) && !main.starts_with(key) {
            main.insert_str(0, line);
        }
    }
    Tree { code, options: options.into_iter().map(str::to_owned).collect(), own: own.collect(), files }
}

impl Tree {
    /// The report as JSON, and the one for people.
    fn upgraded(&self, answer: Option<&str>) -> (serde_json::Value, String) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in &self.files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        let mut args = vec!["upgrade", "dovecot.conf"];
        if self.code != NoteCode::KeptDefault.name() {
            args.push("--defaults=new");
        }
        args.extend(self.options.iter().map(String::as_str));
        let answer = answer.map(|answer| format!("--answer={}={answer}", self.code));
        args.extend(answer.as_deref());
        let human = runs::dovelint(folder.path(), &args);
        let refused = runs::err(&human);
        assert!(runs::code(&human) < 2 && refused.is_empty(), "{} {answer:?}: {refused}", self.code);
        args.extend(["--format", "json"]);
        let json = runs::out(&runs::dovelint(folder.path(), &args));
        (serde_json::from_str(&json).expect("JSON"), runs::out(&human))
    }

    /// The answers that it tries: those of its code, with its own texts for the words in capitals.
    fn answers(&self, code: Code) -> Vec<(&'static str, String)> {
        let tried = code.answers().iter().filter_map(|answer| {
            let (front, word) = answer.rsplit_once('=').map_or(("", *answer), |(key, word)| (key, word));
            if !word.bytes().all(|b| b.is_ascii_uppercase()) {
                return Some((*answer, (*answer).to_owned()));
            }
            let own = self.own.get(word)?;
            Some((*answer, if front.is_empty() { own.clone() } else { format!("{front}={own}") }))
        });
        tried.collect()
    }
}

fn codes<'j>(json: &'j serde_json::Value, list: &str) -> BTreeSet<&'j str> {
    json[list].as_array().expect("a list").iter().filter_map(|one| one["code"].as_str()).collect()
}

/// What a report says of decisions and notes, without what is to do besides.
fn told(human: &str) -> &str {
    let end = human.find("\nTo do in addition").unwrap_or(human.len());
    human[..end].trim_end()
}

#[test]
fn each_decision_has_a_tree_and_each_answer_settles_it() {
    let mut tried: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut shown = String::new();
    for tree in trees("decisions.txt") {
        let code = Code::of(&tree.code).expect("a code");
        let (json, human) = tree.upgraded(None);
        assert!(codes(&json, "decisions").contains(code.name()), "{code}: {human}");
        shown.push_str(&format!("{}\n\n", told(&human)));
        let all = tried.entry(tree.code.clone()).or_default();
        for (answer, text) in tree.answers(code) {
            let (json, human) = tree.upgraded(Some(&text));
            assert!(!codes(&json, "decisions").contains(code.name()), "{code}={text}: {human}");
            all.insert(answer);
        }
    }
    for code in Code::ALL.iter().filter(|code| **code != Code::SharedFile) {
        let tried = tried.get(code.name()).unwrap_or_else(|| panic!("no tree makes {code}"));
        let all: BTreeSet<&str> = code.answers().iter().copied().collect();
        assert_eq!(*tried, all, "{code}");
    }
    runs::snapshot("upgrade-decisions", &shown);
}

#[test]
fn a_file_of_two_configurations_is_a_decision_when_they_need_different_texts() {
    let folder = runs::tree(&[
        ("one/dovecot.conf", "protocols = imap\n!include ../both.conf\nmail_location = maildir:~/Maildir\n"),
        (
            "two/dovecot.conf",
            "protocols = imap\nssl = required\n!include ../both.conf\nmail_location = maildir:~/Maildir\n",
        ),
        ("both.conf", "disable_plaintext_auth = no\n"),
    ]);
    let output = runs::dovelint(folder.path(), &["upgrade", ".", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(codes(&json, "decisions").contains(Code::SharedFile.name()), "{}", runs::err(&output));
}

#[test]
fn each_note_has_a_tree() {
    let mut made = BTreeSet::new();
    let mut shown = String::new();
    for tree in trees("notes.txt") {
        let (json, human) = tree.upgraded(None);
        assert!(codes(&json, "notes").contains(tree.code.as_str()), "{}: {human}", tree.code);
        shown.push_str(&format!("{}\n\n", told(&human)));
        made.insert(tree.code);
    }
    let all: BTreeSet<String> = NoteCode::ALL.iter().map(|code| code.name().to_owned()).collect();
    assert_eq!(made, all);
    runs::snapshot("upgrade-notes", &shown);
}
