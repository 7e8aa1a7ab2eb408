//! Comments that leave findings out.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::rc::Rc;

use dovelint::config::Config;
use dovelint::engine;
use dovelint::finding::Finding;
use dovelint::host::system::Neighbours;
use dovelint::host::{Fake, Machine, System};
use dovelint::schema::{Series, Version};
use dovelint::source::Memory;

/// The findings of a text: the names of those that count, and those that are ignored with the reason.
fn judge(text: &str) -> (Vec<&'static str>, Vec<(&'static str, String)>) {
    let reader = Memory::new([("d.conf", text)]);
    let document =
        dovelint::document::read(&reader, "d.conf", Version::newest(Series::V23)).expect("a document");
    let config = Config::new(&document, true);
    let names = [
        "mail-process-client-limit",
        "invalid-boolean",
        "unused-suppression",
        "unknown-lint-in-ignore",
        "malformed-ignore",
    ];
    let findings = engine::judge(&config, |lint| names.contains(&lint.name));
    let counting = findings.iter().filter(|f| f.ignored.is_none()).map(|f| f.lint.name).collect();
    let ignored = findings
        .iter()
        .filter_map(|f| f.ignored.as_ref().map(|ignored| (f.lint.name, ignored.reason().to_owned())))
        .collect();
    (counting, ignored)
}

#[track_caller]
fn ignores(text: &str, reasons: &[&str]) {
    let (counting, ignored) = judge(text);
    assert_eq!(counting, [""; 0], "{text}");
    let found: Vec<&str> = ignored.iter().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(found, reasons, "{text}");
}

#[track_caller]
fn finds(text: &str, names: &[&str]) {
    assert_eq!(judge(text).0, names, "{text}");
}

const BAD: &str = "invalid-boolean";

#[test]
fn on_the_line() {
    ignores(
        "auth_debug = maybe # dovelint: ignore[invalid-boolean] -- the template fills it in\n",
        &["the template fills it in"],
    );
    ignores("auth_debug = may\\\n  be #dovelint:ignore[ invalid-boolean ]\n", &[""]);
    finds("auth_debug = maybe # dovelint: ignore[invalid-boolean]\nmail_debug = maybe\n", &[BAD]);
}

/// A `#` without a space before it begins the comment as well, and what was meant as the value is part of it.
#[test]
fn behind_a_glued_hash() {
    ignores("auth_debug = may#be # dovelint: ignore[invalid-boolean] -- x\n", &["x"]);
    ignores("auth_debug = maybe#dovelint: ignore[invalid-boolean]\n", &[""]);
    finds("auth_debug = may#be # dovelint: ignore[invalid-boolaen]\n", &[BAD, "unknown-lint-in-ignore"]);
    // A line that is a comment as a whole has none after it.
    finds("#auth_debug = may#be # dovelint: ignore[invalid-boolean]\n", &[]);
    finds("auth_debug = maybe # auth_debug = no # dovelint: ignore[invalid-boolean]\n", &[BAD]);
}

#[test]
fn on_the_line_before() {
    ignores("# dovelint: ignore[invalid-boolean] -- x\nauth_debug = maybe\n", &["x"]);
    ignores("# dovelint: ignore[invalid-boolean] -- x\n# a remark\nauth_debug = maybe\n", &["x"]);
    finds("# dovelint: ignore[invalid-boolean] -- x\n\nauth_debug = maybe\n", &["unused-suppression", BAD]);
    finds("# dovelint: ignore[invalid-boolean]\nauth_debug = maybe\nmail_debug = maybe\n", &[BAD]);
}

#[test]
fn before_a_section() {
    ignores(
        "# dovelint: ignore[mail-process-client-limit]\nservice imap {\n  service_count = 5\n  client_limit = 5\n}\n",
        &[""],
    );
    finds(
        "# dovelint: ignore[invalid-boolean]\nprotocol imap {\n  auth_debug = maybe\n}\nmail_debug = maybe\n",
        &[BAD],
    );
}

#[test]
fn in_a_file() {
    ignores(
        "mail_debug = maybe\nauth_debug = maybe\n# dovelint: ignore-file[invalid-boolean] -- a template\n",
        &["a template", "a template"],
    );
}

#[test]
fn in_vain() {
    finds("# dovelint: ignore[invalid-boolean]\nauth_debug = yes\n", &["unused-suppression"]);
    finds(
        "auth_debug = yes # dovelint: ignore[invalid-boolean, mail-process-client-limit]\n",
        &["unused-suppression", "unused-suppression"],
    );
    finds("# dovelint: ignore[invalid-bolean]\nauth_debug = yes\n", &["unknown-lint-in-ignore"]);
    for malformed in [
        "ignore",
        "ingore[invalid-boolean]",
        "ignore[]",
        "ignore[invalid-boolean",
        "ignore[invalid-boolean] because",
    ] {
        finds(&format!("# dovelint: {malformed}\nauth_debug = yes\n"), &["malformed-ignore"]);
    }
}

/// An ignore of a lint that is not run may be needed in another run.
#[test]
fn of_a_lint_that_is_not_asked() {
    finds("# dovelint: ignore[unknown-setting]\nauth_debug = yes\n", &[]);
}

/// A file of a machine is never changed, not even where a comment in it is of no use.
#[test]
fn no_fix_changes_a_file_of_a_machine() {
    let main = "/etc/dovecot/dovecot.conf";
    let idle = "[Service]\n# dovelint: ignore[unit-tasks-limit] -- none\nExecStart=/usr/sbin/dovecot -F\n";
    let unit = [("/usr/lib/systemd/system/dovecot.service", idle)];
    let reader = Memory::new([(main, "protocols = imap\n")]);
    let mut document =
        dovelint::document::read(&reader, main, Version::newest(Series::V23)).expect("a document");
    let machine = Rc::new(Machine::new(Box::new(Fake::new(unit))));
    document.add_system(|sources| Some(System::of_machine(machine, sources)));
    let names = ["unit-tasks-limit", "unused-suppression"];
    let findings = engine::judge(&Config::new(&document, true), |lint| names.contains(&lint.name));
    let found: Vec<_> = findings.iter().map(|finding| (finding.lint.name, finding.fixes.len())).collect();
    assert_eq!(found, [("unused-suppression", 0)]);
}

/// A unit or a crontab beside a configuration says itself what is meant, in the words of a configuration.
#[test]
fn comments_in_files_of_the_system_count() {
    let unit = |comment: &str, more: &str| {
        format!("[Unit]\nDescription=x\n[Service]\n{comment}LimitNOFILE=512\n{more}")
    };
    let found = |unit: String| {
        let main = "/etc/dovecot/dovecot.conf".to_owned();
        let drop_in = "/etc/dovecot/systemd/system/dovecot.service.d/limits.conf".to_owned();
        let files = vec![(main.clone(), "protocols = imap\n".to_owned()), (drop_in, unit)];
        let reader = Memory::new(files);
        let mut document =
            dovelint::document::read(&reader, &main, Version::newest(Series::V23)).expect("a document");
        document.add_system(|sources| {
            System::beside(&reader, &main, "/etc/dovecot", &Neighbours::default(), sources)
        });
        let findings = engine::judge(&Config::new(&document, true), |lint| {
            lint.group == "host" || lint.name == "unused-suppression" || lint.name == "ignore-without-reason"
        });
        let name = |finding: &Finding| (finding.lint.name, finding.ignored.is_some());
        findings.iter().map(name).collect::<Vec<_>>()
    };
    let own = "unit-nofile-too-low";
    assert_eq!(found(unit("", "")), [(own, false)]);
    for sign in ["#", ";", "  #"] {
        let comment = format!("{sign} dovelint: ignore[{own}] -- a small server\n");
        assert_eq!(found(unit(&comment, "")), [(own, true)], "{sign}");
        assert_eq!(found(unit(&format!("{comment}# another\n"), "")), [(own, true)], "{sign}");
    }
    let file = format!("# dovelint: ignore-file[{own}] -- a small server\n");
    assert_eq!(found(unit("", &file)), [(own, true)]);
    let section = format!(
        "[Unit]\n# dovelint: ignore[{own}] -- a small server\n[Service]\nNice=1\n\nLimitNOFILE=512\n"
    );
    assert_eq!(found(section), [(own, true)]);
    // What is before another line, or another section, is for nothing here.
    let comment = format!("# dovelint: ignore[{own}] -- a small server\n");
    for idle in [format!("{comment}Nice=1\n"), format!("{comment}\n"), format!("Nice=1 {comment}")] {
        let expected = if idle.starts_with('#') {
            vec![("unused-suppression", false), (own, false)]
        } else {
            vec![(own, false)]
        };
        assert_eq!(found(unit(&idle, "")), expected, "{idle}");
    }
    let bare = format!("# dovelint: ignore[{own}]\n");
    assert_eq!(found(unit(&bare, "")), [("ignore-without-reason", false), (own, true)]);
}
