//! `dovelint fmt` as a person runs it: what is written, what is listed, what is left alone.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

mod runs;

use runs::{code, err, out, tree};

fn content(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).expect("the file")
}

fn run(folder: &Path, args: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dovelint"));
    command.arg("fmt").args(args).current_dir(folder);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("dovelint runs");
    // It may end before it reads.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    (code(&output), out(&output), err(&output))
}

const ROOT: &str = "!include   conf.d/*.conf\n";
const PART: &str = "service imap {\r\nclient_limit=1\r\n}";
const LAID: &str = "service imap {\r\n  client_limit = 1\r\n}\r\n";

#[test]
fn a_folder_stands_for_all_that_its_configurations_read_from_it() {
    let folder = tree(&[
        ("etc/dovecot.conf", "!include conf.d/*.conf\n!include ../usr/x.conf\nssl=no\n"),
        ("etc/conf.d/10.conf", PART),
        ("etc/conf.d/unread.txt", "a=b\n"),
        ("usr/x.conf", "a=b\n"),
        ("etc/real/20.conf", "c=d\n"),
    ]);
    symlink("../real/20.conf", folder.path().join("etc/conf.d/20.conf")).expect("a link");
    let part = folder.path().join("etc/conf.d/10.conf");
    fs::set_permissions(&part, fs::Permissions::from_mode(0o640)).expect("permissions");
    let (code, out, err) = run(folder.path(), &["etc"], "");
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", "dovelint: 3 files changed, 0 unchanged\n"));
    assert_eq!(content(&folder, "etc/conf.d/10.conf"), LAID);
    assert_eq!(content(&folder, "etc/real/20.conf"), "c = d\n");
    assert!(content(&folder, "etc/dovecot.conf").ends_with("ssl = no\n"));
    assert_eq!(content(&folder, "usr/x.conf"), "a=b\n", "a file from elsewhere is not of this folder");
    assert_eq!(content(&folder, "etc/conf.d/unread.txt"), "a=b\n");
    assert_eq!(fs::metadata(&part).expect("the file").permissions().mode() & 0o7777, 0o640);
    let (code, _, err) = run(folder.path(), &["etc"], "");
    assert_eq!((code, err.as_str()), (0, "dovelint: 0 files changed, 3 unchanged\n"));
}

#[test]
fn a_file_stands_for_itself() {
    let folder = tree(&[("dovecot.conf", ROOT), ("conf.d/10.conf", PART)]);
    let (code, _, err) = run(folder.path(), &["--quiet", "conf.d/10.conf", "./conf.d/10.conf"], "");
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(content(&folder, "conf.d/10.conf"), LAID);
    assert_eq!(content(&folder, "dovecot.conf"), ROOT);
}

#[test]
fn check_and_diff_write_nothing() {
    let folder = tree(&[("dovecot.conf", ROOT), ("conf.d/10.conf", PART)]);
    let (code, out, _) = run(folder.path(), &["--check", "."], "");
    assert_eq!((code, out.as_str()), (1, "./conf.d/10.conf\n./dovecot.conf\n"));
    let (code, patch, _) = run(folder.path(), &["--diff", "."], "");
    assert_eq!(code, 1);
    assert!(patch.contains("-!include   conf.d/*.conf\n+!include conf.d/*.conf\n"), "{patch}");
    assert_eq!(content(&folder, "conf.d/10.conf"), PART);
    run(folder.path(), &["."], "");
    for option in ["--check", "--diff"] {
        assert_eq!(run(folder.path(), &[option, "."], ""), (0, String::new(), String::new()));
    }
    assert_eq!(run(folder.path(), &["--check", "--diff", "."], "").0, 2);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = tree(&[
        ("dovecot.conf", "dovecot_config_version = 2.4.0\n!include conf.d/a.conf\n"),
        ("conf.d/a.conf", "x=y\n"),
    ]);
    let laid = |args: &[&str], input: &str| {
        let (code, out, err) = run(folder.path(), args, input);
        assert_eq!((code, err.as_str()), (0, ""));
        out
    };
    assert_eq!(laid(&["-"], "\"a  b\"=c\nd=e"), "\"a  b\"=c\nd = e\n");
    assert_eq!(laid(&["--dovecot", "2.4", "-"], "\"a  b\"=c"), "\"a  b\" = c\n");
    // The line is that of the configuration which includes a file of this name.
    assert_eq!(laid(&["--stdin-filename", "./conf.d/a.conf", "-"], "\"a  b\"=c"), "\"a  b\" = c\n");
    assert_eq!(laid(&["-"], "a = b\n"), "a = b\n");
    // So it is when the configuration spells that name in another way, and what continues there is seen.
    let spelled = tree(&[
        ("dovecot.conf", "!include ./conf.d/*.conf\n"),
        ("conf.d/1.conf", "mail_plugins=a \\\n"),
        ("conf.d/2.conf", "x=y\n"),
    ]);
    let (_, out, err) = run(spelled.path(), &["--stdin-filename", "conf.d/2.conf", "-"], "b=c\n");
    assert_eq!(out, "b=c\n");
    assert!(err.contains("unchanged"), "{err}");
    let (code, out, _) = run(folder.path(), &["--check", "-"], "a=b\n");
    assert_eq!((code, out.as_str()), (1, "<stdin>\n"));
    assert_eq!(content(&folder, "conf.d/a.conf"), "x=y\n");
    assert_eq!(run(folder.path(), &["-", "."], "").0, 2);
}

/// `b =   c` is a setting by itself, and the end of a value after the file that is read before it.
#[test]
fn a_line_that_began_in_another_file_is_left_alone() {
    let folder = tree(&[
        ("dovecot.conf", "!include conf.d/*.conf\n"),
        ("conf.d/1.conf", "mail_plugins=a \\\n"),
        ("conf.d/2.conf", "b=c\nssl=no\n"),
    ]);
    let (code, _, err) = run(folder.path(), &["."], "");
    assert_eq!(code, 0);
    assert!(err.contains("conf.d/2.conf: unchanged"), "{err}");
    assert_eq!(content(&folder, "conf.d/2.conf"), "b=c\nssl=no\n");
    assert_eq!(content(&folder, "dovecot.conf"), "!include conf.d/*.conf\n");
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder =
        tree(&[("dovecot.conf", ROOT), ("dovecot-sql.conf.ext", "driver=mysql\nconnect = host=x\n")]);
    let (code, _, err) = run(folder.path(), &["nowhere"], "");
    assert_eq!(
        (code, err.as_str()),
        (2, "dovelint: nowhere: no such file or folder\ndovelint: 0 files changed, 0 unchanged\n")
    );
    let (code, _, err) = run(folder.path(), &["dovecot-sql.conf.ext"], "");
    assert_eq!(code, 0);
    assert!(err.contains("dovecot-sql.conf.ext: unchanged: not a Dovecot configuration file"), "{err}");
    fs::set_permissions(folder.path().join("dovecot.conf"), fs::Permissions::from_mode(0o444))
        .expect("a mode");
    let (code, _, err) = run(folder.path(), &["dovecot.conf"], "");
    assert_eq!(code, 2);
    assert!(err.contains("dovecot.conf: this file is read-only; it is unchanged"), "{err}");
    assert_eq!(content(&folder, "dovecot.conf"), ROOT);
}
