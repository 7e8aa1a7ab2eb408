//! The examples of the lints' pages, and the small configurations of `tests/cases`.

#![allow(
    clippy::expect_used,
    dead_code,
    reason = "a test that cannot go on says why by panicking; each uses a part"
)]

use std::rc::Rc;

use dovelint::document::roots::{Files, Root};
use dovelint::document::{Document, roots};
use dovelint::engine::{Checked, RootReport, Session, Uniform};
use dovelint::finding::{Lint, Needs};
use dovelint::host::system::Neighbours;
use dovelint::host::{Fake, Host, HostFacts, Machine, System, WithFacts};
use dovelint::schema::{Series, Version};
use dovelint::source::{Disk, Memory, Reader};

/// An example as a configuration: 2.4 gets the two lines that every one needs.
pub fn whole(text: &str, version: Version) -> String {
    let text = match version.series {
        Series::V24 if !text.contains("dovecot_config_version") && !text.contains("# no version") => {
            format!("dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n{text}")
        }
        _ => text.to_owned(),
    };
    // A page cannot hold a NUL itself.
    text.replace('␀', "\0")
}

/// The files of an example: the configuration, then what is after lines such as
/// `# file: dovecot-sql.conf.ext`.
pub fn files(main: &str, text: &str) -> Vec<(String, String)> {
    let folder = main.rsplit_once('/').map_or("./", |(folder, _)| folder);
    let mut files = vec![(main.to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("# file: ").map(str::trim_end) {
            Some(name) if name.starts_with('/') => files.push((name.to_owned(), String::new())),
            Some(name) => files.push((format!("{}/{name}", folder.trim_end_matches('/')), String::new())),
            None => files.iter_mut().rev().take(1).for_each(|(_, text)| text.push_str(line)),
        }
    }
    files
}

/// One fenced block of a page.
pub struct Example {
    pub is_bad: bool,
    pub versions: Vec<Version>,
    pub text: String,
}

/// The fenced blocks of a page: ```` ```dovecot bad 2.3 ````, without a version for every line of the lint.
pub fn examples(lint: &Lint) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut lines = lint.page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```dovecot ") else { continue };
        let mut words = info.split_whitespace();
        let is_bad = match words.next() {
            Some("bad") => true,
            Some("good") => false,
            other => panic!("{}: an example is `bad` or `good`, not {other:?}", lint.name),
        };
        let mut versions: Vec<Version> = words.map(|w| w.parse().expect("a version")).collect();
        if versions.is_empty() {
            versions = lint.dovecot.iter().map(|line| Version::newest(*line)).collect();
        }
        let text = lines.by_ref().take_while(|l| *l != "```").collect::<Vec<_>>().join("\n") + "\n";
        examples.push(Example { is_bad, versions, text });
    }
    examples
}

/// What the lints find in a configuration with a unit beside it or on a machine, as every command gets it.
pub fn check(
    reader: &Memory,
    main: &str,
    version: Version,
    machine: Option<Box<dyn Host>>,
    wanted: impl Fn(&Lint) -> bool,
) -> RootReport {
    let mut rules = Uniform::new(Some(version), wanted);
    rules.reading.unread = true;
    rules.reading.beside = true;
    if !main.starts_with('/') {
        rules.reading.remap = vec![("/etc/dovecot".to_owned(), String::new())];
    }
    let root = Root { path: main.to_owned(), is_whole: true };
    let session = Session::new(&rules)
        .over(Files::Reader(reader))
        .on_machine(machine.map(|host| Rc::new(Machine::new(host))));
    let Checked { mut reports, troubles } = session.check(&[root]);
    // What a configuration cannot read is said in its findings as well.
    assert!(!reports.is_empty(), "{troubles:?}");
    reports.remove(0)
}

/// Whether a lint asks for more than the configuration.
pub fn asks_system(lint: &Lint) -> bool {
    matches!(lint.needs, Needs::System | Needs::Machine)
}

/// Adds to a document what its example says of the system: a machine, when it has a file with an absolute path or facts,
/// otherwise what is next to the main file.
pub fn add_system(document: &mut Document, reader: &dyn Reader, main: &str, files: &[(String, String)]) {
    match machine(files) {
        Some(host) => {
            let machine = Rc::new(Machine::new(host));
            document.add_system(|sources| Some(System::of_machine(machine, sources)));
        }
        None => document.add_system(|sources| {
            System::beside(reader, main, "/etc/dovecot", &Neighbours::default(), sources)
        }),
    }
}

/// The machine of an example, when it has one.
pub fn machine(files: &[(String, String)]) -> Option<Box<dyn Host>> {
    let is_elsewhere = |path: &str| path.starts_with('/') && !path.starts_with("/etc/dovecot/");
    let facts = files.iter().find(|(path, _)| path.ends_with("/facts.toml"));
    if facts.is_none() && !files.iter().any(|(path, _)| is_elsewhere(path)) {
        return None;
    }
    let installed = |path: &str| match path.strip_prefix("./") {
        Some(name) => format!("/etc/dovecot/{name}"),
        None if path.starts_with('/') => path.to_owned(),
        None => format!("/etc/dovecot/{path}"),
    };
    let files = files.iter().map(|(path, text)| (installed(path), text.clone()));
    let mut host: Box<dyn Host> = Box::new(Fake::new(files));
    if let Some((_, text)) = facts {
        host = Box::new(WithFacts::new(host, HostFacts::parse(text).expect("facts")));
    }
    Some(host)
}

/// Reads each configuration of `tests/cases` as those of these versions that are of its series, with its path.
pub fn each_case(versions: &[&str], mut take: impl FnMut(&str, Version, &Document)) {
    let mut files: Vec<_> = std::fs::read_dir("tests/cases")
        .expect("the cases")
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "conf"))
        .collect();
    files.sort();
    for path in files {
        let path = path.to_str().expect("a name in UTF-8");
        let line = if path.trim_end_matches(".conf").ends_with("24") { "2.4" } else { "2.3" };
        for version in versions.iter().filter(|version| version.starts_with(line)) {
            let version = version.parse().expect("a version");
            if let Ok(document) = roots::read_from(&Disk, path, Some(version)) {
                take(path, version, &document);
            }
        }
    }
}
