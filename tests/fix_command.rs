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
const MENDED: &str = "# kept\r\nauth_cache_ttl = 3600s   # an hour\r\n\r\nservice imap {\n  client_limit = 5\n  service_count = 0\n}";

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
    assert_eq!(err, "dovelint: fixed 1 finding in 1 file\n");
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
    assert_eq!((code, err.as_str()), (2, "dovelint: --unsafe-fixes needs --fix or --diff\n"));
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
    assert!(err.contains("skipped 1 fix that would introduce another finding"), "{err}");
}

/// What works is not touched without being asked: neither what a person may have meant, nor what reads oddly.
#[test]
fn a_safe_fix_leaves_what_works() {
    for text in [
        "service imap {\n  client_limit = 20\n  service_count = 0\n  process_limit = 100\n}\n",
        "mail_plugins = quota acl\nprotocol lmtp {\n  mail_plugins = sieve\n}\n",
        "mail_debug = yes\nauth_debug_passwords = yes\n",
        "protocols = imap pop3\n",
        "mail_location = mbox:~/mail\n",
        "base_dir = \"\\/var/run/dovecot/\"\n",
        "protocol imap {\n  mail_plugins = imap_quota\n}\n",
        "service dict {\n  client_limit = 100\n}\n",
    ] {
        let folder = tree(&[("dovecot.conf", text)]);
        let (_, _, err) = run(folder.path(), &["--fix", "--profile", "audit", "."]);
        assert_eq!(content(&folder, "dovecot.conf"), text);
        assert_eq!(err, "", "{text}");
    }
}

/// What no fix settles is left alone, and is said to be.
#[test]
fn fixing_ends() {
    let continued = [
        ("dovecot.conf", "!include zz.inc\n!include_try local.conf\n"),
        ("zz.inc", "!include conf.d/*.conf \\\n"),
    ];
    let stray = [(
        "dovecot.conf",
        "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\nservice auth {\n}\n}\n\
         unix_listener /var/spool/postfix/private/auth {\n  mode = 0660\n}\n",
    )];
    for files in [&continued[..], &stray[..]] {
        let folder = tree(files);
        let fix = ["--fix", "--unsafe-fixes", "."];
        let (_, _, err) = run(folder.path(), &fix);
        assert!(!err.contains("fixed 50"), "{err}");
        let once: Vec<String> = files.iter().map(|(path, _)| content(&folder, path)).collect();
        assert!(once.iter().all(|text| !text.contains("_try_try") && !text.contains("\n\n\n")), "{once:?}");
        run(folder.path(), &fix);
        let twice: Vec<String> = files.iter().map(|(path, _)| content(&folder, path)).collect();
        assert_eq!(once, twice);
    }
}

/// Two fixes of one line: the second one sees the lines that the first one made of it.
/// Two lines in a row with the same mistake are both gone after one run, also when the second shows itself later.
#[test]
fn what_follows_a_removed_line_is_fixed_as_well() {
    let text = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\nlog_debug = yes\nlog_debug = category=mail \\\n";
    let folder = tree(&[("dovecot.conf", text)]);
    run(folder.path(), &["--fix", "--unsafe-fixes", "."]);
    let fixed = content(&folder, "dovecot.conf");
    let (_, _, err) = run(folder.path(), &["--fix", "--unsafe-fixes", "."]);
    assert_eq!((content(&folder, "dovecot.conf"), err.as_str()), (fixed, ""));
}

#[test]
fn no_fix_writes_between_the_lines_of_another() {
    let head = "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";
    let folder = tree(&[(
        "dovecot.conf",
        &format!(
            "{head}protocols {{\n  imap = yes\n}}\nmail_location = mbox:~/mail:LAYOUT=fs:INBOX=/var/mail/%u\n"
        ),
    )]);
    run(folder.path(), &["--fix", "--unsafe-fixes", "."]);
    let text = content(&folder, "dovecot.conf");
    let lines: Vec<&str> =
        text.lines().filter(|line| line.starts_with("mail_") || line.starts_with('}')).collect();
    let first = lines.iter().position(|line| line.starts_with("mail_")).expect("a line");
    let last = lines.iter().rposition(|line| line.starts_with("mail_")).expect("a line");
    assert!(lines[first..=last].iter().all(|line| line.starts_with("mail_")), "{text}");
}

/// What one fix writes for a line stays together, whatever another one puts below that line.
#[test]
fn no_section_comes_between_what_was_one_line() {
    let head =
        "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\nprotocols {\n  imap = yes\n}\n";
    let section = "protocol imap {\n  mail_max_userip_connections = 20\n}\n";
    let folders = "protocol imap {\n  imap_client_workarounds = tb-extra-mailbox-sep\n}\n";
    for (location, comment, added) in [
        ("maildir:~/Maildir:BROKENCHAR=+", "", ""),
        ("maildir:~/Maildir:BROKENCHAR=+", " # where it lies", ""),
        ("maildir:~/Maildir:LAYOUT=fs:BROKENCHAR=+", " # where it lies", folders),
    ] {
        let text = format!("{head}mail_location = {location}{comment}\n{section}");
        let folder = tree(&[("dovecot.conf", &text)]);
        run(folder.path(), &["--fix", "--unsafe-fixes", "--profile", "pedantic", "."]);
        let layout = if added.is_empty() { "" } else { "mailbox_list_layout = fs\n" };
        let expected = format!(
            "{head}mail_driver = maildir{comment}\nmail_path = ~/Maildir\n{layout}\
             mailbox_list_visible_escape_char = +\n{added}{section}"
        );
        assert_eq!(content(&folder, "dovecot.conf"), expected);
    }
}

/// What is right for 2.4 is refused by 2.3, which may still run.
#[test]
fn a_configuration_is_not_moved_to_the_other_series_by_chance() {
    let old = "mail_location = maildir:~/Maildir\nssl_cert = </etc/ssl/cert.pem\n";
    let new = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\nauth_cache_ttl = 3600\n";
    for (text, judged, own) in [(old, "2.4", "2.3"), (new, "2.3", "2.4")] {
        let folder = tree(&[("dovecot.conf", text)]);
        for option in ["--fix", "--diff"] {
            let (_, out, err) = run(folder.path(), &[option, "--dovecot", judged, "."]);
            let said = format!("dovecot.conf is a configuration for Dovecot {own}, which may reject");
            assert!(err.contains(&said) && err.contains("--unsafe-fixes"), "{option}: {err}");
            assert!(!out.contains("--- "), "{out}");
        }
        assert_eq!(content(&folder, "dovecot.conf"), text);
    }
    let folder = tree(&[("dovecot.conf", old)]);
    run(folder.path(), &["--fix", "--unsafe-fixes", "--dovecot", "2.4", "."]);
    assert_ne!(content(&folder, "dovecot.conf"), old);
}

/// Of many fixes the one that makes it worse is left out, however many rounds that would take one by one.
#[test]
fn one_bad_fix_does_not_keep_back_the_others() {
    let many = "auth_cache_ttl = 3600\n".repeat(80);
    let folder = tree(&[
        ("dovecot.conf", &format!("{many}!include conf.d\n")),
        ("conf.d/bad.conf", "service imap {\n"),
    ]);
    let (_, _, err) = run(
        folder.path(),
        &["--fix", "--unsafe-fixes", "--select", "time-without-unit,include-of-folder,unclosed-section", "."],
    );
    let text = content(&folder, "dovecot.conf");
    assert!(!text.contains("3600\n") && text.contains("!include conf.d\n"), "{err}{text}");
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
