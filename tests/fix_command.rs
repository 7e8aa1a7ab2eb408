//! `--fix` and `--diff` as a person runs them: what is written, what is kept, what is refused.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

mod runs;

use runs::tree;

const BAD: &str = "# kept\r\nauth_cache_ttl = 3600   # an hour\r\n\r\nservice imap {\n  client_limit = 5\n  service_count = 0\n}";
const MENDED: &str = "# kept\r\nauth_cache_ttl = 3600s   # an hour\r\n\r\nservice imap {\n  client_limit = 1\n  service_count = 0\n}";

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dovelint"));
    command.args(args).current_dir(folder).env_remove("GITHUB_ACTIONS");
    command
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = runs::dovelint(folder, args);
    (runs::code(&output), runs::out(&output), runs::err(&output))
}

fn content(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).expect("the file")
}

#[test]
fn safe_fixes_keep_everything_else() {
    let folder = tree(&[("dovecot.conf", "!include conf.d/*.conf\n"), ("real/10.conf", BAD)]);
    let real = folder.path().join("real/10.conf");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("permissions");
    fs::create_dir(folder.path().join("conf.d")).expect("a folder");
    symlink("../real/10.conf", folder.path().join("conf.d/10.conf")).expect("a link");
    let (_, _, err) = run(folder.path(), &["--fix", "."]);
    assert_eq!(err, "dovelint: fixed 2 findings in 1 file\n");
    assert_eq!(content(&folder, "real/10.conf"), MENDED);
    let link = fs::symlink_metadata(folder.path().join("conf.d/10.conf")).expect("the link");
    assert!(link.is_symlink(), "a link stays a link");
    assert_eq!(fs::metadata(&real).expect("the file").permissions().mode() & 0o7777, 0o640);
    let names = fs::read_dir(folder.path().join("real")).expect("a folder").count();
    assert_eq!(names, 1, "nothing is left beside it");
    let (_, _, err) = run(folder.path(), &["--fix", "."]);
    assert_eq!(err, "", "a second run has nothing to do");
}

#[test]
fn unsafe_fixes_are_asked_for() {
    let folder = tree(&[("dovecot.conf", "protocols = imap\nservice imap {\n  service_count = 0\n}\n")]);
    run(folder.path(), &["--fix", "."]);
    assert!(content(&folder, "dovecot.conf").contains("service_count = 0"));
    let (code, _, err) = run(folder.path(), &["--unsafe-fixes", "."]);
    assert_eq!((code, err.as_str()), (2, "dovelint: --unsafe-fixes goes with --fix or --diff\n"));
    run(folder.path(), &["--fix", "--unsafe-fixes", "."]);
    assert!(
        content(&folder, "dovecot.conf").contains("service_count = 100"),
        "{}",
        content(&folder, "dovecot.conf")
    );
}

#[test]
fn a_diff_is_a_patch_and_writes_nothing() {
    let folder = tree(&[("a/dovecot.conf", BAD), ("good.conf", "ssl = yes\n")]);
    let (code, patch, _) = run(folder.path(), &["--diff", "a"]);
    assert_eq!(code, 1);
    assert_eq!(content(&folder, "a/dovecot.conf"), BAD);
    let git = |args: &[&str]| {
        let mut git = Command::new("git");
        git.args(args)
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .stdout(Stdio::null());
        git.spawn()
    };
    if let Ok(mut child) = git(&["apply", "-"]) {
        child.stdin.take().expect("a pipe").write_all(patch.as_bytes()).expect("git reads it");
        assert!(child.wait().expect("git ends").success(), "{patch}");
        assert_eq!(content(&folder, "a/dovecot.conf"), MENDED);
    }
    assert_eq!(run(folder.path(), &["--diff", "good.conf"]), (0, String::new(), String::new()));
}

#[test]
fn standard_input_is_fixed_to_standard_output() {
    let folder = tree(&[]);
    let mut child = command(folder.path(), &["--fix", "--quiet", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("dovelint runs");
    child.stdin.take().expect("a pipe").write_all(BAD.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stdout), MENDED);
}

/// A root may spell the path of a file in another way than who hands it over.
#[test]
fn standard_input_is_the_file_however_a_root_spells_it() {
    let folder = tree(&[
        ("dovecot.conf", "!include ./conf.d/x.conf\n!include conf.d/../conf.d/y.conf\n"),
        ("conf.d/x.conf", "ssl = no\n"),
        ("conf.d/y.conf", "ssl = no\n"),
    ]);
    for name in ["conf.d/x.conf", "./conf.d/y.conf"] {
        let run = |args: &[&str]| {
            let mut command = command(folder.path(), &["--stdin-filename", name, "-"]);
            command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().expect("dovelint runs");
            child.stdin.take().expect("a pipe").write_all(BAD.as_bytes()).expect("it reads");
            let output = child.wait_with_output().expect("it ends");
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let concise = run(&["--format", "concise", "--select", "time-without-unit"]);
        assert_eq!(concise.lines().count(), 1, "{name}: {concise}");
        assert_eq!(run(&["--fix"]).split("error").next().expect("a text"), MENDED, "{name}");
        assert_eq!(content(&folder, "conf.d/x.conf"), "ssl = no\n");
    }
}

#[test]
fn what_cannot_be_written_is_said_and_stays() {
    let folder = tree(&[("dovecot.conf", BAD)]);
    let file = folder.path().join("dovecot.conf");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("permissions");
    let (code, _, err) = run(folder.path(), &["--fix", "."]);
    assert_eq!(code, 2);
    assert!(err.contains("dovecot.conf: this file is read-only; it is unchanged"), "{err}");
    assert_eq!(content(&folder, "dovecot.conf"), BAD);
}

/// Which of the fixes of a round makes it worse is found out; the others are applied.
#[test]
fn a_fix_that_makes_it_worse_is_left_out() {
    // `include-of-folder` would read `bad.conf`, which Dovecot refuses.
    let folder = tree(&[
        ("dovecot.conf", "!include conf.d\nauth_cache_ttl = 1 hours\n"),
        ("conf.d/bad.conf", "service imap {\n"),
    ]);
    let (_, _, err) = run(folder.path(), &["--fix", "--unsafe-fixes", "."]);
    assert_eq!(content(&folder, "dovecot.conf"), "!include conf.d\nauth_cache_ttl = 1 hours\n");
    assert!(err.contains("left out 1 fix, which would have led to another problem"), "{err}");
}

/// Whenever dovelint is killed, each file is what it was or what it should become.
#[test]
fn a_killed_run_leaves_whole_files() {
    let files: Vec<(String, String)> = (0..40)
        .map(|n| {
            (format!("conf.d/{n:02}.conf"), format!("# {n}\n{}\n", "auth_cache_ttl = 3600\n".repeat(n + 1)))
        })
        .collect();
    let mut all: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    all.push(("dovecot.conf", "!include conf.d/*.conf\n"));
    for round in 0..200u32 {
        let folder = tree(&all);
        let mut child = command(folder.path(), &["--fix", "--quiet", "."])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("dovelint runs");
        // Work of a different length each time, so that the signal meets it at another place.
        for _ in 0..round * 40 {
            let _ = fs::metadata(folder.path().join("dovecot.conf"));
        }
        let _ = child.kill();
        let _ = child.wait();
        for (path, text) in &files {
            let now = content(&folder, path);
            assert!(now == *text || now == text.replace("3600", "3600s"), "{path} in round {round}:\n{now}");
        }
    }
}
