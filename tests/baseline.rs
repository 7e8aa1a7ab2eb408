//! `--baseline` and `--write-baseline`: what is known stays known, what is new is said.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

mod runs;

use runs::{code, err, out, tree};

const NAME: &str = ".dovelint-baseline.json";

/// The lints that are asked, so that a new one changes nothing here.
const LINTS: &str = "unknown-setting,invalid-enum-value,invalid-boolean,mail-process-client-limit";

fn old() -> TempDir {
    tree(&[
        ("dovecot.conf", "protocols = imap\nssl = maybe\n!include conf.d/*.conf\n"),
        (
            "conf.d/10-x.conf",
            "no_such_setting = 1\nprotocol imap {\n  no_such_setting = 1\n}\nno_such_setting = 1\n",
        ),
    ])
}

fn write(folder: &TempDir, path: &str, text: &str) {
    runs::write(folder.path(), &[(path, text)]);
}

fn text(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).expect("a file")
}

fn dovelint(folder: &Path, args: &[&str]) -> Output {
    let select: &[&str] = if args.contains(&"--select") { &[] } else { &["--select", LINTS] };
    runs::dovelint(folder, &[select, args].concat())
}

/// Lints with the baseline: the exit code, the findings, what is said besides.
fn held(folder: &TempDir, more: &[&str]) -> (i32, Vec<String>, String) {
    let args = [&["--format", "concise", "--baseline", NAME], more].concat();
    let output = dovelint(folder.path(), &args);
    (code(&output), out(&output).lines().map(str::to_owned).collect(), err(&output))
}

fn adopt(folder: &TempDir) {
    let output = dovelint(folder.path(), &["--write-baseline", "."]);
    assert_eq!(code(&output), 0, "{}", err(&output));
}

fn quiet() -> (i32, Vec<String>, String) {
    (0, Vec::new(), String::new())
}

#[test]
fn an_old_tree_is_adopted_with_one_command() {
    let folder = old();
    assert_eq!(dovelint(folder.path(), &["."]).status.code(), Some(1));
    let output = dovelint(folder.path(), &["--write-baseline", "."]);
    assert_eq!(code(&output), 0);
    assert!(out(&output).contains("4 suppressed"), "{output:?}");
    assert_eq!(
        err(&output),
        format!("dovelint: wrote 4 findings to {NAME}; `--baseline {NAME}` hides them\n")
    );
    assert_eq!(held(&folder, &["."]), quiet());
    runs::snapshot("baseline", &text(&folder, NAME));
    let json = dovelint(folder.path(), &["--format", "json", "--baseline", NAME, "."]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    assert!(findings.iter().all(|finding| finding["ignored"] == "baseline"), "{report}");
    assert_eq!(report["summary"]["ignored"], 4);
    assert_eq!(report["summary"]["errors"], 0);
    let sarif = dovelint(folder.path(), &["--format", "sarif", "--baseline", NAME, "."]);
    let log: serde_json::Value = serde_json::from_slice(&sarif.stdout).expect("JSON");
    for result in log["runs"][0]["results"].as_array().expect("results") {
        assert_eq!(
            result["suppressions"],
            serde_json::json!([{"kind": "external", "justification": "baseline"}])
        );
    }
}

#[test]
fn lines_may_move_and_blanks_may_change() {
    let folder = old();
    adopt(&folder);
    let part = text(&folder, "conf.d/10-x.conf");
    write(
        &folder,
        "conf.d/10-x.conf",
        &format!("# new\n\nmail_debug = yes\n{}", part.replace(" = ", "   =  ")),
    );
    write(&folder, "dovecot.conf", "protocols = imap\n!include conf.d/*.conf\n\tssl = maybe\n");
    // The text between the words counts as one space, wherever there was one.
    assert_eq!(held(&folder, &["."]), quiet());
}

#[test]
fn one_more_of_the_same_kind_is_new() {
    let folder = old();
    adopt(&folder);
    let part = text(&folder, "conf.d/10-x.conf");
    write(&folder, "conf.d/10-x.conf", &format!("{part}no_such_setting = 1\n"));
    let (code, lines, _) = held(&folder, &["."]);
    assert_eq!(code, 1);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("10-x.conf:6:1"), "the last one is the new one: {lines:?}");
    // In another section it is another one.
    write(&folder, "conf.d/10-x.conf", &format!("{part}protocol lmtp {{\n  no_such_setting = 1\n}}\n"));
    let (_, lines, _) = held(&folder, &["."]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("10-x.conf:7:3"), "{lines:?}");
}

#[test]
fn of_two_equal_ones_one_is_mended() {
    let folder = old();
    adopt(&folder);
    write(&folder, "conf.d/10-x.conf", "protocol imap {\n  no_such_setting = 1\n}\nno_such_setting = 1\n");
    let (code, lines, said) = held(&folder, &["."]);
    assert_eq!((code, lines), (0, Vec::new()));
    assert!(said.contains("1 finding of .dovelint-baseline.json is no longer there"), "{said}");
    assert!(said.contains(&format!("`--baseline {NAME} --write-baseline` rewrites it")), "{said}");
    assert!(said.contains("\n  conf.d/10-x.conf: unknown-setting\n"), "{said}");
    assert_eq!(held(&folder, &["--quiet", "."]), quiet());
    assert_eq!(held(&folder, &["--write-baseline", "--quiet", "."]), quiet());
    assert_eq!(held(&folder, &["."]), quiet());
    write(&folder, "conf.d/10-x.conf", "no_such_setting = 1\nno_such_setting = 1\n");
    assert_eq!(held(&folder, &["."]).0, 1, "the baseline forgot the one that was mended");
}

#[test]
fn a_file_may_be_renamed() {
    let folder = old();
    adopt(&folder);
    let part = folder.path().join("conf.d/10-x.conf");
    fs::copy(&part, folder.path().join("conf.d/30-y.conf")).expect("a copy");
    let (_, lines, _) = held(&folder, &["."]);
    assert_eq!(lines.len(), 3, "what is copied is new: {lines:?}");
    fs::remove_file(part).expect("removed");
    assert_eq!(held(&folder, &["."]), quiet());
    fs::remove_file(folder.path().join("conf.d/30-y.conf")).expect("removed");
    write(&folder, "conf.d/a.conf", "");
    let (code, _, said) = held(&folder, &["."]);
    assert_eq!(code, 0);
    assert!(said.contains("3 findings of"), "{said}");
    assert!(said.contains("unknown-setting (2 times)"), "{said}");
}

#[test]
fn another_root_is_not_judged_by_it() {
    let folder = tree(&[("a/dovecot.conf", "ssl = maybe\n"), ("b/dovecot.conf", "auth_debug = maybe\n")]);
    adopt(&folder);
    write(&folder, "b/dovecot.conf", "auth_debug = maybe\nssl = maybe\n");
    assert_eq!(held(&folder, &["a"]), quiet(), "what is not read is not said to be gone");
    let (code, lines, said) = held(&folder, &["b"]);
    assert_eq!(code, 1);
    assert!(!said.contains("baseline"), "{said}");
    assert_eq!(lines.len(), 1, "a finding of another file is another one: {lines:?}");
    // Lints that are not asked have nothing to say of it either.
    assert_eq!(held(&folder, &["--select", "ambiguous-hash", "."]), quiet());
}

#[test]
fn it_counts_from_every_folder() {
    let folder = old();
    adopt(&folder);
    let path = folder.path().join(NAME).to_string_lossy().into_owned();
    let root = folder.path().to_string_lossy().into_owned();
    let elsewhere = tempfile::tempdir().expect("a folder");
    for (run_in, tree) in [(elsewhere.path(), root.as_str()), (&folder.path().join("conf.d"), "..")] {
        let output = dovelint(run_in, &["--baseline", &path, tree]);
        assert_eq!(code(&output), 0, "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}

#[test]
fn fixes_leave_alone_what_is_known() {
    let folder = tree(&[("dovecot.conf", "service imap {\n  client_limit = 5\n  service_count = 100\n}\n")]);
    let before = text(&folder, "dovecot.conf");
    adopt(&folder);
    assert_eq!(held(&folder, &["--fix", "--unsafe-fixes", "."]).0, 0);
    assert_eq!(text(&folder, "dovecot.conf"), before);
    let output = dovelint(folder.path(), &["--fix", "--unsafe-fixes", "."]);
    assert_ne!(text(&folder, "dovecot.conf"), before, "{output:?}");
}

#[test]
fn comments_speak_before_the_baseline() {
    let folder = tree(&[("dovecot.conf", "ssl = maybe # dovelint: ignore[invalid-enum-value] -- a test\n")]);
    adopt(&folder);
    assert!(text(&folder, NAME).contains("\"findings\": [\n]"), "{}", text(&folder, NAME));
    assert_eq!(held(&folder, &["."]), quiet());
}

#[test]
fn passwords_stay_where_they_are() {
    let folder = tree(&[("dovecot.conf", "doveadm_passwort = x\nno_such_password = hunter2\n")]);
    adopt(&folder);
    assert!(!text(&folder, NAME).contains("hunter2"), "{}", text(&folder, NAME));
    assert_eq!(held(&folder, &["."]), quiet());
}

#[test]
fn what_is_no_baseline_is_one_message() {
    let folder = old();
    for (text, words) in [
        ("", "this is not a baseline"),
        ("[]", "this is not a baseline"),
        ("{\"version\": 1}", "missing field `findings`"),
        ("{\"version\": 7, \"findings\": []}", "a baseline of version 7"),
        ("{\"version\": 1, \"findings\": [{\"lint\": 1}]}", "this is not a baseline"),
        ("\u{0}\u{1}", "this is not a baseline"),
    ] {
        write(&folder, NAME, text);
        let (code, lines, said) = held(&folder, &["."]);
        assert_eq!((code, lines.len()), (2, 0), "{text}");
        assert!(said.contains(words) && said.contains(NAME), "{text}: {said}");
        assert!(said.contains("`--write-baseline` rewrites it"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    for (args, words) in [
        (&["--baseline", "nosuch", "."][..], "nosuch: no such file"),
        (&["--baseline", "conf.d", "."], "conf.d: "),
        (&["--write-baseline=no/such/folder", "."], "cannot write no/such/folder"),
        (&["--write-baseline=conf.d", "."], "conf.d"),
        (&["--write-baseline", "--fix", "."], "cannot be combined with --fix"),
        (&["--baseline", "a", "--write-baseline=b", "."], "name different files"),
    ] {
        let output = dovelint(folder.path(), args);
        let said = err(&output);
        assert_eq!(code(&output), 2, "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
    }
    let left: Vec<_> =
        fs::read_dir(folder.path()).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left.len(), 3, "nothing is left behind: {left:?}");
}

#[test]
fn half_a_run_writes_none() {
    let folder = old();
    write(&folder, NAME, "as it was");
    let output = dovelint(folder.path(), &["--write-baseline", ".", "nosuch"]);
    assert_eq!(code(&output), 2);
    assert_eq!(text(&folder, NAME), "as it was");
}
