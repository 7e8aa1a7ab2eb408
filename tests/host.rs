//! Machines: what is asked of them, what a hostile one cannot do, what a person without rights learns.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::rc::Rc;

use dovelint::config::Config;
use dovelint::engine;
use dovelint::finding::{Finding, Needs};
use dovelint::host::{
    Fake, Host, HostFacts, Links, Machine, NoAnswer, Portion, Recording, Rooted, System, WithFacts,
};
use dovelint::lints;
use dovelint::schema::Version;
use dovelint::source::Memory;

const MAIN: &str = "/etc/dovecot/dovecot.conf";

const CONFIG: &str = "protocols = imap lmtp
ssl = yes
ssl_cert = </etc/dovecot/tls.crt
ssl_key = </etc/dovecot/tls.key
ssl_dh = </etc/dovecot/dh.pem
mail_location = maildir:/srv/vmail/%u
mail_uid = vmail
userdb {
  driver = static
  args = uid=vmail gid=vmail home=/srv/home/%u
}
plugin {
  sieve_before = /etc/dovecot/sieve/before.sieve
}
";

const UNIT: &str =
    "[Unit]\nAfter=local-fs.target\n[Service]\nExecStart=/usr/sbin/dovecot -F\nPrivateTmp=true\n";

fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        (MAIN, CONFIG),
        ("/etc/dovecot/tls.crt", ""),
        ("/etc/dovecot/tls.key", ""),
        ("/etc/dovecot/dh.pem", ""),
        ("/etc/dovecot/sieve/before.sieve", "keep;\n"),
        ("/etc/passwd", "root:x:0:0::/root:/bin/sh\n"),
        ("/etc/group", "root:x:0:\n"),
        ("/etc/shadow", "root:*\n"),
        ("/etc/cron.d/clock", "0 * * * * root ntpdate pool\n"),
        ("/usr/lib/systemd/system/dovecot.service", UNIT),
        ("/usr/lib/dovecot/log", ""),
        ("/srv/vmail/anna/dovecot-uidlist", "3 V1 N2147483650 G0\n"),
        ("/srv/vmail/anna/dovecot.index.cache", "x"),
        ("/srv/vmail/anna/cur/1.mail", "Subject: secret\n\nbody\n"),
        ("/proc/1/environ", "PASSWORD=x"),
        ("/proc/sys/net/core/somaxconn", "128\n"),
        ("/root/.ssh/id_rsa", "key"),
        ("/home/anna/mail", "private"),
    ]
}

fn findings(host: Box<dyn Host>) -> (Vec<Finding>, Rc<Machine>) {
    let reader = Memory::new(files()).installed(0o644);
    let version: Version = "2.3.19".parse().expect("a version");
    let mut document = dovelint::document::read(&reader, MAIN, version).expect("a document");
    let machine = Rc::new(Machine::new(host));
    document.system = Some(System::of_machine(Rc::clone(&machine), &mut document.sources));
    let found = engine::judge(&Config::new(&document, true), |lint| lint.group == "host");
    (found, machine)
}

/// What may be looked at, as `docs/host.md` says.
const NAMED: [&str; 13] = [
    "/etc/dovecot",
    "/etc/passwd",
    "/etc/group",
    "/etc/nsswitch.conf",
    "/etc/systemd",
    "/etc/cron",
    "/etc/sysctl",
    "/etc/ntp",
    "/etc/default/ntp",
    "/etc/chrony",
    "/usr/lib/s",
    "/usr/local/lib/systemd",
    "/var/spool/cron",
];

const ALSO: [&str; 13] = [
    "/lib/systemd",
    "/run/s",
    "/run/dovecot/master.pid",
    "/var/run/dovecot/master.pid",
    "/run/.containerenv",
    "/.dockerenv",
    "/proc/sys",
    "/proc/meminfo",
    "/sys/fs/selinux/enforce",
    "/srv/vmail",
    "/srv/home",
    "/usr/lib/dovecot",
    "/usr/libexec/dovecot",
];

#[test]
fn nothing_is_opened_outside_the_named_places() {
    let asked = Rc::new(RefCell::new(Vec::new()));
    let host = Recording::new(Box::new(Fake::new(files())), Rc::clone(&asked));
    let (found, _) = findings(Box::new(host));
    assert!(found.iter().any(|finding| finding.lint.name == "uid-near-signed-limit"), "the walk was made");
    let asked = asked.borrow();
    let opened: Vec<&(&str, String)> =
        asked.iter().filter(|(what, _)| matches!(*what, "read" | "entries")).collect();
    assert!(opened.len() > 20, "something was asked");
    let is_named =
        |path: &str| path == "/etc" || NAMED.iter().chain(&ALSO).any(|place| path.starts_with(place));
    let wrong: Vec<_> = opened.iter().filter(|(_, path)| !is_named(path)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let read: Vec<&str> =
        asked.iter().filter(|(what, _)| *what == "read").map(|(_, path)| path.as_str()).collect();
    for never in [
        "/etc/shadow",
        "/proc/1/environ",
        "/srv/vmail/anna/cur/1.mail",
        "/srv/vmail/anna/dovecot.index.cache",
    ] {
        assert!(!read.contains(&never), "{never}");
    }
}

#[test]
fn what_cannot_be_read_is_no_finding_and_is_said_once() {
    let facts = "[files.\"/srv/vmail\"]\nkind = \"dir\"\nunreadable = true\n[files.\"/etc/dovecot/tls.key\"]\nmode = \"0600\"\nunreadable = true\n";
    let facts = HostFacts::parse(facts).expect("facts");
    let (found, machine) = findings(Box::new(WithFacts::new(Box::new(Fake::new(files())), facts)));
    assert!(!found.iter().any(|finding| finding.lint.name == "uid-near-signed-limit"));
    let not_seen = machine.not_seen();
    let of = |path: &str| not_seen.iter().filter(|seen| seen.path == path).collect::<Vec<_>>();
    assert_eq!(of("/srv/vmail").len(), 1, "{not_seen:?}");
    assert_eq!(of("/srv/vmail")[0].lints, ["index-cache-files-oversize", "uid-near-signed-limit"]);
}

#[test]
fn names_of_users_can_be_hidden() {
    let machine = Machine::new(Box::new(Fake::new(files()))).hiding_names(true);
    assert_eq!(
        machine.shown("/srv/vmail/anna/dovecot-uidlist", "/srv/vmail"),
        "/srv/vmail/…/dovecot-uidlist"
    );
    assert_eq!(machine.shown("/var/mail/anna", "/var/mail"), "/var/mail/…");
    assert_eq!(machine.shown("/srv/vmail", "/srv/vmail"), "/srv/vmail");
}

/// A folder that stands for the files of a machine, with links that lead out of it, and a secret next to it.
fn hostile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("root/etc/dovecot")).expect("a folder");
    fs::create_dir_all(at("root/srv/vmail/anna")).expect("a folder");
    fs::write(at("secret"), "secret").expect("a file");
    fs::write(at("root/etc/inside"), "inside").expect("a file");
    for (link, target) in [
        ("root/etc/absolute", "/etc/inside"),
        ("root/etc/up", "../../../../../../etc/inside"),
        ("root/etc/out", "../../secret"),
        ("root/etc/loop", "loop"),
        ("root/srv/vmail/link", "/etc"),
    ] {
        symlink(target, at(link)).expect("a link");
    }
    symlink(at("secret"), at("root/etc/whole")).expect("a link");
    folder
}

fn rooted(folder: &Path) -> Rooted {
    Rooted::below(folder.join("root").to_str().expect("UTF-8")).expect("a root")
}

#[test]
fn links_do_not_lead_out_of_the_root() {
    let folder = hostile();
    let host = rooted(folder.path());
    let read = |path: &str| host.read(path, Portion::Whole(100), Links::Follow);
    for path in ["/etc/inside", "/etc/absolute", "/etc/up", "/etc/../../../etc/inside"] {
        assert_eq!(read(path), Ok(b"inside".to_vec()), "{path}");
    }
    for path in ["/etc/out", "/etc/whole", "/etc/loop", "/secret", "/../secret", "etc/inside"] {
        assert!(read(path).is_err(), "{path}");
    }
    assert_eq!(host.real("/etc/absolute"), Ok("/etc/inside".to_owned()));
    assert_eq!(host.target("/etc/absolute"), Ok("/etc/inside".to_owned()));
    assert_eq!(host.read("/srv/vmail/link/inside", Portion::Head(9), Links::Never), Err(NoAnswer::Absent));
}

#[test]
fn what_is_not_in_a_part_of_a_machine_is_not_known() {
    let folder = hostile();
    let host = rooted(folder.path());
    assert_eq!(host.status("/var/lib/dovecot", Links::Follow), Err(NoAnswer::Unknown));
    assert_eq!(host.status("/srv/old", Links::Follow), Err(NoAnswer::Absent));
}

#[test]
fn only_regular_files_are_read() {
    let folder = hostile();
    let fifo = folder.path().join("root/etc/fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    let host = rooted(folder.path());
    assert!(matches!(host.read("/etc/fifo", Portion::Whole(9), Links::Follow), Err(NoAnswer::NotRead(_))));
    assert!(matches!(host.read("/etc/inside", Portion::Whole(3), Links::Follow), Err(NoAnswer::NotRead(_))));
    assert_eq!(host.read("/etc/inside", Portion::Tail(3), Links::Follow), Ok(b"ide".to_vec()));
    assert_eq!(host.read("/etc", Portion::Whole(9), Links::Follow), Err(NoAnswer::Absent));
}

/// A lint of a machine reports nothing for a configuration alone.
#[test]
fn without_a_system_no_lint_of_it_is_asked() {
    let reader = Memory::new(files()).installed(0o644);
    let version: Version = "2.3.19".parse().expect("a version");
    let document = dovelint::document::read(&reader, MAIN, version).expect("a document");
    let found = engine::judge(&Config::new(&document, true), |lint| lint.group == "host");
    assert!(found.is_empty());
    let is_of_system = |needs| matches!(needs, Needs::System | Needs::Machine);
    assert!(lints::host::LINTS.iter().all(|lint| is_of_system(lint.needs)));
}
