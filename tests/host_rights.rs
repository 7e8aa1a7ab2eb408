//! Lints of the machine for a user who may read little: of every example, each thing that is asked is closed in turn.
//! What cannot be read is noted, and no lint concludes anything from it.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use dovelint::config::Config;
use dovelint::engine;
use dovelint::finding::Lint;
use dovelint::host::{
    Answer, Entry, Host, Links, Machine, NoAnswer, Portion, Recording, Status, System, is_below,
};
use dovelint::lints;
use dovelint::schema::Version;
use dovelint::source::{Memory, NotRead};

mod common;

use common::{examples, files, machine, whole};

/// What a user may not do with a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closed {
    /// Its contents cannot be read, as with mode 0600 of another user.
    Contents,
    /// Nothing is known of it and of what is below, as the folder above it cannot be searched.
    Whole,
}

/// A machine on which one path is closed.
#[derive(Debug)]
struct Partly {
    inner: Box<dyn Host>,
    path: String,
    closed: Closed,
}

impl Partly {
    fn about<T>(&self, path: &str, answer: impl FnOnce(&dyn Host) -> Answer<T>) -> Answer<T> {
        match self.closed {
            Closed::Whole if is_below(path, &self.path) => Err(NoAnswer::NotRead(NotRead::Denied)),
            _ => answer(&*self.inner),
        }
    }

    fn inside<T>(&self, path: &str, answer: impl FnOnce(&dyn Host) -> Answer<T>) -> Answer<T> {
        if path == self.path { Err(NoAnswer::NotRead(NotRead::Denied)) } else { self.about(path, answer) }
    }
}

impl Host for Partly {
    fn root(&self) -> &str {
        self.inner.root()
    }

    fn status(&self, path: &str, links: Links) -> Answer<Status> {
        self.about(path, |host| host.status(path, links))
    }

    fn target(&self, path: &str) -> Answer<String> {
        self.about(path, |host| host.target(path))
    }

    fn real(&self, path: &str) -> Answer<String> {
        self.about(path, |host| host.real(path))
    }

    fn entries(&self, folder: &str, links: Links, most: usize) -> Answer<Vec<Entry>> {
        self.inside(folder, |host| host.entries(folder, links, most))
    }

    fn read(&self, path: &str, portion: Portion, links: Links) -> Answer<Vec<u8>> {
        self.inside(path, |host| host.read(path, portion, links))
    }

    fn filesystem(&self, path: &str) -> Answer<String> {
        self.about(path, |host| host.filesystem(path))
    }

    fn label(&self, path: &str) -> Answer<String> {
        self.about(path, |host| host.label(path))
    }

    fn now(&self) -> i64 {
        self.inner.now()
    }
}

const MAIN: &str = "/etc/dovecot/dovecot.conf";

/// What is found on a machine, and what could not be looked at.
fn ask(files: &[(String, String)], version: Version, own: &Lint, host: Box<dyn Host>) -> Answered {
    let reader = Memory::new(files.to_vec()).installed(0o644);
    let mut document = dovelint::document::read(&reader, MAIN, version).expect("a document");
    let machine = Rc::new(Machine::new(host));
    document.add_system(|sources| Some(System::of_machine(Rc::clone(&machine), sources)));
    let found = engine::judge(&Config::new(&document, true), |lint| lint.group == "host");
    let names = found.iter().map(|finding| finding.lint.name).collect();
    let not_seen = machine.not_seen();
    let noted = not_seen.iter().map(|seen| seen.path.clone()).collect();
    let is_own = |seen: &dovelint::host::NotSeen| seen.lints.contains(&own.name);
    Answered { names, noted, is_noted_for_own: not_seen.iter().any(is_own) }
}

struct Answered {
    names: BTreeSet<&'static str>,
    noted: Vec<String>,
    is_noted_for_own: bool,
}

#[test]
fn nothing_is_concluded_from_what_cannot_be_read() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    let mut silenced: BTreeSet<&str> = BTreeSet::new();
    for lint in lints::host::LINTS {
        for example in examples(lint) {
            for version in &example.versions {
                let files = files(MAIN, &whole(&example.text, *version));
                let Some(_) = machine(&files) else { continue };
                let open = || machine(&files).expect("a machine");
                let asked = Rc::new(RefCell::new(Vec::new()));
                let all = ask(&files, *version, lint, Box::new(Recording::new(open(), Rc::clone(&asked))));
                assert_eq!(all.names.contains(lint.name), example.is_bad, "{}", lint.name);
                let paths: BTreeSet<String> = asked.borrow().iter().map(|(_, path)| path.clone()).collect();
                let there = |path: &&String| open().status(path, Links::Follow).is_ok();
                for path in paths.iter().filter(there) {
                    for closed in [Closed::Contents, Closed::Whole] {
                        tried += 1;
                        let host = Partly { inner: open(), path: path.clone(), closed };
                        let few = ask(&files, *version, lint, Box::new(host));
                        let what =
                            format!("{} (bad: {}), {version}, {path}: {closed:?}", lint.name, example.is_bad);
                        let more: Vec<_> = few.names.difference(&all.names).collect();
                        if !more.is_empty() {
                            wrong.push(format!("{what}: concludes {more:?}"));
                        }
                        if all.names.contains(lint.name) && !few.names.contains(lint.name) {
                            silenced.insert(lint.name);
                            if !few.is_noted_for_own {
                                wrong.push(format!("{what}: is silent and notes {:?}", few.noted));
                            }
                        }
                        let once: BTreeSet<&String> = few.noted.iter().collect();
                        if once.len() != few.noted.len() {
                            wrong.push(format!("{what}: notes twice {:?}", few.noted));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 300, "{tried}");
    assert!(silenced.len() >= 10, "{silenced:?}");
}
