//! The command as a person runs it: paths, options, exit codes, messages.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

mod runs;

use runs::{code, dovelint, err, out, tree};

const GOOD: &str = "protocols = none\nssl = yes\n";
const BAD: &str = "protocols = none\nssl = maybe\n";

#[test]
fn exit_codes_follow_fail_on() {
    let folder = tree(&[("good.conf", GOOD), ("bad.conf", BAD), ("warn.conf", "login_greeting = a#b\n")]);
    let run = |args: &[&str]| code(&dovelint(folder.path(), args));
    assert_eq!(run(&["good.conf"]), 0);
    assert_eq!(run(&["bad.conf"]), 1);
    assert_eq!(run(&["warn.conf"]), 1);
    assert_eq!(run(&["--fail-on", "error", "warn.conf"]), 0);
    assert_eq!(run(&["--fail-on", "never", "bad.conf"]), 0);
    assert_eq!(run(&["check", "bad.conf"]), 1);
    assert_eq!(run(&["good.conf", "bad.conf"]), 1);
}

#[test]
fn a_folder_stands_for_every_root_in_it() {
    let folder = tree(&[
        ("a/dovecot.conf", "!include conf.d/*.conf\n"),
        ("a/conf.d/10-x.conf", BAD),
        ("b/dovecot.conf", "!include /etc/dovecot/part.conf\n"),
        ("b/part.conf", "auth_debug = maybe\n"),
    ]);
    let output = dovelint(folder.path(), &["--format", "concise", "."]);
    let text = out(&output);
    assert!(text.contains("./a/conf.d/10-x.conf:2:7: error"), "{text}");
    assert!(text.contains("./b/part.conf:1:14: error"), "{text}");
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[test]
fn a_fragment_pulls_in_its_root() {
    let folder = tree(&[
        ("dovecot.conf", "!include conf.d/*.conf\nssl = maybe\n"),
        ("conf.d/10-x.conf", "protocols = none\n"),
        ("conf.d/other.txt", "client_limit = 5\n"),
    ]);
    let text = out(&dovelint(folder.path(), &["--format", "concise", "conf.d/10-x.conf"]));
    assert!(text.contains("dovecot.conf:2:7: error"), "{text}");
    let twice = out(&dovelint(folder.path(), &["--format", "concise", "conf.d/10-x.conf", "dovecot.conf"]));
    assert_eq!(twice.lines().count(), 1, "nothing is checked twice: {twice}");
}

#[test]
fn remap_says_where_an_include_lives() {
    let folder = tree(&[("x/dovecot.conf", "!include /srv/mail/a.conf\n"), ("elsewhere/a.conf", BAD)]);
    let text = out(&dovelint(folder.path(), &["--format", "concise", "--remap", "/srv/mail=elsewhere", "x"]));
    assert!(text.starts_with("elsewhere/a.conf:2:7: error"), "{text}");
}

/// The head of a finding names the place of its first label, so that an editor opens it there.
#[test]
fn the_head_names_line_and_column() {
    let folder = tree(&[("dovecot.conf", "# x\n\nssl = no\nauth_debug = maybe\n")]);
    let text = out(&dovelint(folder.path(), &["--select", "invalid-boolean", "dovecot.conf"]));
    assert!(text.contains("─[dovecot.conf:4:14]\n"), "{text}");
}

/// The main file is where its user says that it is; a rule is for what a configuration names.
#[test]
fn remap_leaves_the_path_that_is_asked_for() {
    let folder = tree(&[
        ("x/dovecot.conf", "!include a.conf\n"),
        ("x/a.conf", GOOD),
        ("elsewhere/dovecot.conf", GOOD),
        ("elsewhere/a.conf", BAD),
    ]);
    let own = folder.path().join("x");
    let own = own.to_str().expect("UTF-8");
    let rule = format!("{own}=elsewhere");
    let text = out(&dovelint(folder.path(), &["files", "--remap", &rule, own]));
    let files: Vec<&str> = text.lines().filter(|line| !line.starts_with("   ")).map(str::trim).collect();
    assert_eq!(files, [format!("{own}/dovecot.conf").as_str(), "elsewhere/a.conf"], "{text}");
}

#[test]
fn bad_input_gets_one_clear_message() {
    let folder = tree(&[("empty/readme", ""), ("dovecot.conf", GOOD), ("bad.conf", BAD)]);
    fs::write(folder.path().join("picture"), [b"\x7fELF".as_slice(), &[0; 600]].concat()).expect("a file");
    symlink("loop", folder.path().join("loop")).expect("a link");
    let made = Command::new("mkfifo").arg(folder.path().join("pipe")).status();
    let mut cases = vec![
        ("nosuch", "no such file"),
        ("empty", "no Dovecot configuration"),
        ("picture", "not a text file"),
        ("loop", "symbolic link"),
    ];
    if made.is_ok_and(|status| status.success()) {
        cases.push(("pipe", "not a regular file"));
    }
    for (path, words) in cases {
        let output = dovelint(folder.path(), &[path]);
        assert_eq!(code(&output), 2, "{path}");
        assert!(out(&output).is_empty(), "{path}: {}", out(&output));
        assert!(err(&output).contains(words), "{path}: {}", err(&output));
        assert_eq!(err(&output).lines().count(), 1, "{path}: {}", err(&output));
    }
    let output = dovelint(folder.path(), &["--format", "concise", "nosuch", "bad.conf"]);
    assert_eq!(code(&output), 2, "what can be linted is, and the code still says 2");
    assert!(out(&output).contains("bad.conf:2:7"));
}

#[test]
fn an_unreadable_include_is_an_error_of_the_run() {
    let folder = tree(&[("dovecot.conf", "!include part.conf\nssl = maybe\n"), ("part.conf", GOOD)]);
    fs::set_permissions(folder.path().join("part.conf"), fs::Permissions::from_mode(0o000))
        .expect("permissions");
    if fs::read(folder.path().join("part.conf")).is_ok() {
        return; // root may read everything
    }
    let output = dovelint(folder.path(), &["."]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("part.conf"), "{}", err(&output));
}

#[test]
fn options_that_make_no_sense_are_explained() {
    let folder = tree(&[("good.conf", GOOD)]);
    for (args, words) in [
        (&["--select", "unknown-seting", "good.conf"][..], "did you mean `unknown-setting`?"),
        (&["--dovecot", "3.0", "good.conf"], "2.3, 2.4 or X.Y.Z"),
        (&["--remap", "x", "good.conf"], "FROM=TO"),
        (&["explain", "unknown-seting"], "did you mean `unknown-setting`?"),
        (&["explain", "vsz"], "`dovelint lints vsz` lists the lints that mention it"),
        (&["--output", "no/such/folder/x", "good.conf"], "no such file"),
    ] {
        let output = dovelint(folder.path(), args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(err(&output).contains(words), "{args:?}: {}", err(&output));
    }
}

#[test]
fn select_and_ignore_take_names_and_groups() {
    let folder = tree(&[("d.conf", "ssl = maybe\nlogin_greeting = a#b\n")]);
    let count = |args: &[&str]| {
        let all = [args, &["--format", "concise", "d.conf"]].concat();
        out(&dovelint(folder.path(), &all)).lines().count()
    };
    assert_eq!(count(&[]), 2);
    assert_eq!(count(&["--ignore", "syntax"]), 1);
    assert_eq!(count(&["--select", "ambiguous-hash"]), 1);
    assert_eq!(count(&["--select", "syntax,schema", "--ignore", "ambiguous-hash"]), 1);
}

#[test]
fn standard_input_has_a_name_and_its_includes() {
    let folder = tree(&[("etc/conf.d/a.conf", "auth_debug = maybe\n")]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_dovelint"))
        .args(["--format", "concise", "--stdin-filename", "etc/dovecot.conf", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("dovelint runs");
    let text = format!("{BAD}!include conf.d/*.conf\n");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    let text = out(&child.wait_with_output().expect("it ends"));
    assert!(text.contains("etc/dovecot.conf:2:7: error"), "{text}");
    assert!(text.contains("etc/conf.d/a.conf:1:14: error"), "{text}");
}

#[test]
fn a_closed_pipe_is_quiet() {
    let many = "no_such_setting = 1\n".repeat(20_000);
    let folder = tree(&[("d.conf", &many)]);
    let output = runs::into_closed_pipe(folder.path(), &["d.conf"]);
    assert_eq!(err(&output), "");
    assert_eq!(code(&output), 1);
}

#[test]
fn the_json_is_what_the_documentation_says() {
    let folder = tree(&[
        ("dovecot.conf", "!include conf.d/a.conf\n"),
        ("conf.d/a.conf", "login_greeting = ä\nssl = maybe\n"),
    ]);
    let output = dovelint(folder.path(), &["--format", "json", "dovecot.conf"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    insta::with_settings!({snapshot_path => "../snapshots/command", prepend_module_to_snapshot => false}, {
        insta::assert_json_snapshot!("json", report, {".dovelint" => "[version]"});
    });
    let lints: serde_json::Value =
        serde_json::from_slice(&dovelint(folder.path(), &["lints", "--format", "json"]).stdout)
            .expect("JSON");
    for lint in lints.as_array().expect("an array") {
        for field in ["name", "group", "severity", "stage", "profile", "dovecot", "fix"] {
            assert!(lint.get(field).is_some(), "{lint}: no {field}");
        }
    }
}

#[test]
fn the_output_is_the_same_every_time_and_fits_80_columns() {
    for line in ["2.3", "2.4"] {
        let path = format!("examples/{line}");
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let first = out(&dovelint(here, &[&path]));
        assert_eq!(first, out(&dovelint(here, &[&path])));
        assert!(!first.contains('\x1b'), "no colours in a pipe");
        let wide: Vec<&str> = first.lines().filter(|l| l.chars().count() > 80 && !l.contains("│")).collect();
        assert!(wide.is_empty(), "{}", wide.join("\n"));
        insta::with_settings!({snapshot_path => "../snapshots/command", prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!(format!("examples-{line}"), first);
        });
    }
}

#[test]
fn a_dumb_terminal_gets_ascii() {
    let folder = tree(&[("d.conf", BAD)]);
    let output = Command::new(env!("CARGO_BIN_EXE_dovelint"))
        .arg("d.conf")
        .current_dir(folder.path())
        .env("TERM", "dumb")
        .output()
        .expect("dovelint runs");
    assert!(out(&output).is_ascii(), "{}", out(&output));
}

#[test]
fn files_says_what_was_read_and_why() {
    let folder = tree(&[
        ("dovecot.conf", "!include conf.d/*.conf\n!include_try local.conf\n"),
        ("conf.d/10-auth.conf", "!include auth.inc\n"),
        ("conf.d/auth.inc", ""),
        ("conf.d/20-imap.conf", ""),
    ]);
    insta::with_settings!({snapshot_path => "../snapshots/command", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("files", out(&dovelint(folder.path(), &["files", "dovecot.conf"])));
    });
}

#[test]
fn explain_prints_every_page() {
    let folder = tree(&[]);
    for lint in dovelint::lints::all() {
        let output = dovelint(folder.path(), &["explain", lint.name]);
        assert_eq!(code(&output), 0);
        let text = out(&output);
        assert!(text.starts_with(lint.name), "{text}");
        let wide: Vec<&str> =
            text.lines().filter(|l| l.chars().count() > 80 && !l.starts_with("    ")).collect();
        assert!(wide.is_empty(), "{}: {}", lint.name, wide.join("\n"));
    }
    insta::with_settings!({snapshot_path => "../snapshots/command", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("explain", out(&dovelint(folder.path(), &["explain", "mail-process-client-limit"])));
    });
}

#[test]
fn a_line_of_the_log_finds_the_page() {
    let folder = tree(&[]);
    let explain = |line: &str| dovelint(folder.path(), &["explain", line]);
    let several = explain(
        "Nov 24 06:46:30 mx dovecot: imap-login: Error: net_connect_unix(imap) failed: Resource temporarily unavailable",
    );
    assert_eq!(code(&several), 0);
    for name in ["mail-process-client-limit", "somaxconn-below-backlog"] {
        assert!(out(&several).contains(name), "{}", out(&several));
    }
    let one = explain("imap(bob)<1>: Error: mbox requires client_limit=1 for service");
    assert!(out(&one).starts_with("mbox-client-limit\n"), "{}", out(&one));
    let none = explain("the moon is in the seventh house");
    assert_eq!(code(&none), 2);
    assert!(err(&none).contains("no page mentions this message"), "{}", err(&none));
}

/// The unit beside a configuration is asked as in a check; what only a machine knows is said to be open.
#[test]
fn the_cause_of_a_message_may_be_in_a_unit_or_on_the_machine() {
    let message = "imap-login: Error: net_accept() failed: Too many open files";
    let main = ("dovecot.conf", "protocols = imap\nssl = no\nmail_location = maildir:~/Maildir\n");
    let unit = ("etc/systemd/system/dovecot.service.d/limits.conf", "[Service]\nLimitNOFILE=512\n");
    let with = tree(&[main, unit, ("mail.log", message)]);
    let text = out(&dovelint(with.path(), &["explain", message, "."]));
    assert!(text.contains("limits.conf:2: ") && text.contains("[unit-nofile-too-low]"), "{text}");
    let text = out(&dovelint(with.path(), &["explain", "--log", "mail.log", "."]));
    assert!(text.contains("dovecot.service.d/limits.conf:2: "), "{text}");

    let without = tree(&[main, ("mail.log", message)]);
    let text = out(&dovelint(without.path(), &["explain", message, "."]));
    assert!(
        text.ends_with("does not show the cause. The machine may: `dovelint --host` looks at it.\n"),
        "{text}"
    );
    let text = out(&dovelint(without.path(), &["explain", "--log", "mail.log", "."]));
    assert!(text.contains("not shown by the configuration, maybe by the machine"), "{text}");
    assert!(text.contains("`dovelint --host` looks at the machine."), "{text}");
    let text =
        out(&dovelint(without.path(), &["explain", "Error: Corrupted index cache file /x: Invalid", "."]));
    assert!(text.ends_with("No configuration shows the cause.\n"), "{text}");
}

#[test]
fn files_that_nothing_includes_are_looked_for_on_demand() {
    let folder = tree(&[
        ("dovecot.conf", "protocols = none\n!include parts/*.conf\n#!include parts/off.conf.bak\n"),
        ("parts/10-a.conf", "ssl = yes\n"),
        ("parts/20-b.cfg", ""),
        ("parts/off.conf.bak", ""),
        ("parts/README", ""),
        ("conf.d/30-c.conf", ""),
    ]);
    let run = |args: &[&str]| out(&dovelint(folder.path(), &[&["--format", "concise"], args].concat()));
    let text = run(&["--select", "orphan-config-file", "dovecot.conf"]);
    assert!(text.contains("dovecot.conf:2:1: advice: `20-b.cfg` in parts is never read"), "{text}");
    assert!(text.contains("dovecot.conf:1:1: advice: `30-c.conf` in conf.d is never read"), "{text}");
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(!run(&["dovecot.conf"]).contains("never read"));
}

/// A value that is rejected does not count as missing too.
#[test]
fn a_refused_value_is_one_finding() {
    let folder = tree(&[(
        "dovecot.conf",
        "protocols = imap\nmail_location = maildir:~/Maildir\nssl = no\nnamespace inbox {\n  inbox = true\n}\n",
    )]);
    let text = out(&dovelint(folder.path(), &["--format", "concise", "."]));
    assert!(text.contains("[invalid-boolean]") && !text.contains("[no-inbox-namespace]"), "{text}");
}

#[test]
fn pages_are_there_as_json() {
    let folder = tree(&[]);
    let names = |what: &str| -> Vec<String> {
        let output = dovelint(folder.path(), &["explain", "--format", "json", what]);
        assert_eq!(code(&output), 0, "{what}: {}", err(&output));
        let pages: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
        let pages = pages.as_array().expect("a list").iter();
        pages
            .map(|page| {
                assert!(page["text"].as_str().expect("a text").starts_with("# "), "{what}");
                page["name"].as_str().expect("a name").to_owned()
            })
            .collect()
    };
    assert_eq!(names("time-without-unit"), ["time-without-unit"]);
    assert_eq!(names("mbox requires client_limit=1 for service"), ["mbox-client-limit"]);
    assert!(names("tls").len() > 10);
    for wrong in ["mail_location", "no-such-lint"] {
        let output = dovelint(folder.path(), &["explain", "--format", "json", wrong]);
        assert_eq!(code(&output), 2, "{}", out(&output));
    }
}
