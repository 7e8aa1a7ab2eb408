//! Runs the command on small trees.

#![allow(
    clippy::expect_used,
    dead_code,
    reason = "a test that cannot go on says why by panicking; each uses a part"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

pub fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), files);
    folder
}

/// What build servers and hooks set: a test behaves the same there as by hand.
const AUTOMATED: [&str; 6] =
    ["CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "PRE_COMMIT", "GIT_INDEX_FILE"];

/// A program as a person runs it.
pub fn by_hand(program: &Path) -> Command {
    let mut command = Command::new(program);
    for name in AUTOMATED {
        command.env_remove(name);
    }
    command
}

pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = by_hand(Path::new(env!("CARGO_BIN_EXE_dovelint")));
    command.args(args).current_dir(folder).env_remove("NO_COLOR").env("LC_ALL", "C.UTF-8");
    command
}

pub fn dovelint(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("dovelint runs")
}

/// The command when no one reads what it prints.
pub fn into_closed_pipe(folder: &Path, args: &[&str]) -> Output {
    let mut child =
        command(folder, args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("dovelint runs");
    drop(child.stdout.take());
    child.wait_with_output().expect("it ends")
}

pub fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn code(output: &Output) -> i32 {
    output.status.code().expect("no signal")
}

/// What the command prints on both streams, and its exit code.
pub fn all(folder: &Path, args: &[&str]) -> String {
    let output = dovelint(folder, args);
    format!("$ dovelint {}\n{}{}exit code {}\n", args.join(" "), err(&output), out(&output), code(&output))
}

pub fn snapshot(name: &str, text: &str) {
    insta::with_settings!({snapshot_path => "../../snapshots/command", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!(name, text);
    });
}
