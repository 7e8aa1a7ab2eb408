//! Small trees that ask for much give one clear error, and what real servers have is far below the limits.

#![allow(clippy::format_collect, reason = "a test may take its time")]
#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use dovelint::config::Config;
use dovelint::config::effective::Question;
use dovelint::document::Document;
use dovelint::document::roots;
use dovelint::schema::{Series, Version};
use dovelint::source::Memory;

mod runs;

use runs::{code, dovelint, err, out, tree};

const V24: &str = "dovecot_config_version = 2.4.5\ndovecot_storage_version = 2.4.5\n";

/// The error of each command for a tree.
fn refused(files: &[(&str, &str)], commands: &[&[&str]]) -> String {
    let folder = tree(files);
    let mut said = Vec::new();
    for command in commands {
        let args: Vec<&str> = command.iter().copied().chain(["dovecot.conf"]).collect();
        let output = dovelint(folder.path(), &args);
        let text = err(&output);
        assert_eq!(code(&output), 2, "{args:?}: {text}");
        assert_eq!(text.lines().count(), 1, "{args:?}: {text}");
        assert_eq!(out(&output), "", "{args:?}");
        said.push(text);
    }
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
    said.remove(0)
}

const READ: [&[&str]; 5] = [&["check"], &["show"], &["files"], &["fmt", "--check"], &["check", "--diff"]];
const ASK: [&[&str]; 4] = [&["check"], &["check", "--fix"], &["show"], &["show", "--why", "mail_plugins"]];

#[test]
fn patterns_of_includes() {
    let braces = format!("ssl = yes\n!include_try {}\n", "{a,b}".repeat(24));
    assert_eq!(
        refused(&[("dovecot.conf", &braces)], &READ),
        "dovelint: dovecot.conf: too much to read at dovecot.conf:2: the patterns of the includes match or search \
         too many names\n"
    );
    let folders: Vec<String> = (0..8).map(|n| format!("d{n}/x")).collect();
    let up_and_down = format!("!include_try {}nosuch\n", "*/../".repeat(12));
    let mut files: Vec<(&str, &str)> = folders.iter().map(|path| (path.as_str(), "")).collect();
    files.push(("dovecot.conf", &up_and_down));
    assert!(refused(&files, &READ).contains("too many names"));
}

#[test]
fn includes_that_double() {
    let mut files: Vec<(String, String)> =
        (0..30).map(|n| (format!("f{n}"), format!("!include f{}\n", n + 1).repeat(2))).collect();
    files.push(("f30".to_owned(), "ssl = yes\n".to_owned()));
    files.push(("dovecot.conf".to_owned(), "!include f0\n".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let said = refused(&files, &READ);
    assert!(said.contains(": this configuration includes files more than 20,000 times"), "{said}");
}

#[test]
fn chains_of_includes() {
    let chain = |length: usize| {
        let mut files: Vec<(String, String)> =
            (0..length).map(|n| (format!("f{n}"), format!("!include f{}\n", n + 1))).collect();
        files.push((format!("f{length}"), "ssl = yes\n".to_owned()));
        files.push(("dovecot.conf".to_owned(), "!include f0\n".to_owned()));
        files
    };
    let files = chain(300);
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let said = refused(&files, &READ);
    assert!(said.contains("at f199:1: more than 200 files include each other in a chain"), "{said}");
    let document = roots::read_from(&Memory::new(chain(150)), "dovecot.conf", None).expect("a document");
    assert_eq!(document.reads.len(), 152);
}

#[test]
fn nesting() {
    for (head, line) in [("", "service a {\n"), (V24, "local 10.0.0.0/8 {\n"), ("", "a {b\n"), ("", "a{\n")] {
        let said = refused(&[("dovecot.conf", &format!("{head}{}}}\n", line.repeat(30_000)))], &READ);
        assert!(said.contains(": more than 200 sections are nested; look for a missing `}`"), "{said}");
    }
    // Heads without their braces are known by their indentation alone, which only what is effective looks at.
    let without = ["service a", "  x = y"].map(|line| format!("{line}\n")).concat().repeat(30_000);
    let said = refused(&[("dovecot.conf", &without)], &ASK);
    assert!(said.contains("200 sections"), "{said}");
    // So many mistakes in one line each are none.
    let closed = "mailbox x { auto = no }\n".repeat(500);
    assert_eq!(code(&dovelint(tree(&[("dovecot.conf", &closed)]).path(), &["dovecot.conf"])), 1);
}

#[test]
fn values_that_grow() {
    let doubling =
        "mail_plugins = a\n".to_owned() + &"mail_plugins = $mail_plugins $mail_plugins\n".repeat(40);
    let said = refused(&[("dovecot.conf", &doubling)], &ASK);
    let place = "dovecot.conf: too much to read at dovecot.conf:";
    assert!(said.contains(place) && said.contains("contain other values become too long"), "{said}");
    let list: String = (0..50_000).map(|n| format!("mail_plugins = $mail_plugins p{n}\n")).collect();
    assert!(refused(&[("dovecot.conf", &list)], &ASK).contains("become too long"));
    let new = format!("{V24}log_path = a\n{}", "log_path = $SET:log_path $SET:log_path\n".repeat(40));
    assert!(refused(&[("dovecot.conf", &new)], &ASK).contains("become too long"));
    let short: String = (0..500).map(|n| format!("mail_plugins = $mail_plugins p{n}\n")).collect();
    assert_eq!(code(&dovelint(tree(&[("dovecot.conf", &short)]).path(), &["show", "dovecot.conf"])), 0);
}

/// Each value is made of others, so that looking one up would take for ever.
#[test]
fn values_made_of_values_of_values() {
    let names: Vec<&str> = dovelint::schema::all(Series::V23)
        .iter()
        .filter(|s| s.scope() == "root" && s.known_to(Version::newest(Series::V23)))
        .filter(|s| s.kind(Version::newest(Series::V23)) == dovelint::schema::Kind::String)
        .map(|s| s.name)
        .take(31)
        .collect();
    let lines = names.windows(2).map(|pair| format!("{} = ${1} ${1} ${1} ${1}\n", pair[0], pair[1]));
    // A value is made of what is above it.
    let last = names.last().map(|name| format!("{name} = x\n"));
    let text: String = last.into_iter().chain(lines.rev()).collect();
    let reader = Memory::new([("d.conf", text)]);
    let document = roots::read_from(&reader, "d.conf", None).expect("a document");
    let config = Config::new(&document, true);
    assert!(names.len() > 15, "{names:?}");
    for name in &names[..names.len() - 1] {
        let _ = config.root().get(name);
    }
    assert!(config.too_much().is_some());
}

#[test]
fn groups_that_many_use() {
    let inside: String = (0..2_000).map(|n| format!("  mailbox m{n} {{\n    auto = no\n  }}\n")).collect();
    let uses: String = (0..500).map(|n| format!("namespace n{n} {{\n  @a = g\n}}\n")).collect();
    let text = format!("{V24}group @a g {{\n{inside}}}\n{uses}");
    let document = roots::read_from(&Memory::new([("d.conf", text)]), "d.conf", None).expect("a document");
    let config = Config::new(&document, true);
    let _ = config.effective(&Question::default());
    assert!(config.too_much().is_some());
}

#[test]
fn filters_that_overlap() {
    let filter =
        |n: usize| format!("remote fd00::{:x}:0:0:0:0/{} {{\n  ssl = yes\n}}\n", n >> 7, n % 128 + 1);
    let filters: String = (0..2_500).map(filter).collect();
    assert!(
        refused(&[("dovecot.conf", &filters)], &ASK[..2]).ends_with("too many connection filters overlap\n")
    );
}

#[test]
fn listeners_that_every_service_has() {
    let listeners: String = (0..400).map(|n| format!("unix_listener x{n} {{\n  mode = 0600\n}}\n")).collect();
    let services: String = (0..400).map(|n| format!("service x{n} {{\n  executable = imap\n}}\n")).collect();
    let text = format!("{V24}{listeners}{services}");
    assert!(refused(&[("dovecot.conf", &text)], &ASK[..2]).contains("too many listeners at the top level"));
}

#[test]
fn lines() {
    let said = refused(&[("dovecot.conf", &"\n".repeat(2_100_000))], &READ);
    assert!(said.contains("at dovecot.conf:1: this configuration has more than 2,000,000 lines"), "{said}");
    let said = refused(&[("dovecot.conf", &"x=y\n".repeat(110_000))], &[&["check"], &["show"]]);
    assert!(
        said.contains(": more than 100,000 lines are invalid; is this a Dovecot configuration"),
        "{said}"
    );
}

#[test]
fn large_files() {
    let folder = tree(&[("dovecot.conf", "!include large.conf\n")]);
    for name in ["large.conf", "alone.conf"] {
        let file = std::fs::File::create(folder.path().join(name)).expect("a file");
        file.set_len(1 << 30).expect("a sparse file");
    }
    for (name, place) in [("dovecot.conf", "large.conf"), ("alone.conf", "alone.conf")] {
        let output = dovelint(folder.path(), &["check", "-q", name]);
        assert_eq!(code(&output), 2);
        let said = err(&output);
        assert!(said.contains(&format!("{place}: larger than 32 MiB")), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn dovelints_own_files() {
    let toml = "#".repeat(1 << 20);
    let folder = tree(&[("dovecot.conf", "ssl = yes\n"), ("dovelint.toml", &toml)]);
    let output = dovelint(folder.path(), &["dovecot.conf"]);
    assert_eq!(code(&output), 2);
    assert_eq!(
        err(&output),
        "dovelint: dovelint.toml: larger than 256 KiB, which is too large for such a file\n"
    );
    let nested = "[".repeat(1 << 20);
    let folder = tree(&[("dovecot.conf", "ssl = yes\n"), ("b.json", &nested)]);
    let output = dovelint(folder.path(), &["--baseline", "b.json", "dovecot.conf"]);
    assert_eq!((code(&output), err(&output).lines().count()), (2, 1));
    let baseline = std::fs::File::create(folder.path().join("b.json")).expect("a file");
    baseline.set_len(1 << 30).expect("a sparse file");
    let output = dovelint(folder.path(), &["--baseline", "b.json", "dovecot.conf"]);
    assert!(err(&output).contains("b.json: larger than 32 MiB"), "{}", err(&output));
}

#[test]
fn files_that_2_3_names() {
    let nested = "a {\n".repeat(30_000);
    let main = "userdb {\n  driver = sql\n  args = /etc/dovecot/x.sql\n}\n";
    let reader = Memory::new([("/etc/dovecot/dovecot.conf", main), ("/etc/dovecot/x.sql", &nested)]);
    let document: Document =
        roots::read_from(&reader, "/etc/dovecot/dovecot.conf", None).expect("a document");
    let entries = &document.externals[0].entries;
    assert_eq!(entries.len(), 30_000);
    assert!(entries.iter().all(|entry| entry.section.len() < 20));
}

#[test]
fn a_layout_that_grows() {
    let text = format!("{}{}", "a {\n".repeat(190), "x=y\n".repeat(50_000));
    let folder = tree(&[("dovecot.conf", &text)]);
    let output = dovelint(folder.path(), &["fmt", "dovecot.conf"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("dovecot.conf: unchanged"), "{}", err(&output));
    assert_eq!(std::fs::read_to_string(folder.path().join("dovecot.conf")).expect("a file"), text);
    let feeds = "\n".repeat(900_000) + "ssl=yes\n" + &"\n".repeat(900_000) + "listen=*\n";
    let laid = dovelint::fmt::format(feeds.as_bytes(), Version::newest(Series::V23)).expect("no limit");
    assert!(laid == b"ssl = yes\n\nlisten = *\n", "{} bytes", laid.len());
}

/// A large installation: what it has is read in full.
#[test]
fn what_is_large_and_real() {
    let mut files: Vec<(String, String)> =
        (0..2_000).map(|n| (format!("conf.d/{n}.conf"), format!("# host {n}\nssl = yes\n"))).collect();
    let lists: String = (0..300)
        .map(|n| format!("protocol x{n} {{\n  mail_plugins = $mail_plugins quota imap_quota acl\n}}\n"))
        .collect();
    let names: String = (0..1_500)
        .map(|n| format!("local_name mail{n}.example.com {{\n  ssl_cert = </etc/ssl/{n}.pem\n}}\n"))
        .collect();
    let main = format!("!include conf.d/*.conf\nmail_plugins = fts\n{lists}{names}");
    files.push(("dovecot.conf".to_owned(), main));
    let document = roots::read_from(&Memory::new(files), "dovecot.conf", None).expect("a document");
    assert_eq!(document.reads.len(), 2_001);
    let config = Config::new(&document, true);
    let _ = config.effective(&Question::default());
    dovelint::engine::run(&config, |_| true);
    assert_eq!(config.too_much(), None);
}
