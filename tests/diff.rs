//! `dovelint diff`: two configurations compared by the effective values, also at revisions of git.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use runs::{all, code, dovelint, err, out, snapshot, tree, write};
use serde_json::Value;
use tempfile::TempDir;

const OLD: &str = "\
ssl = no
login_greeting = Hello
doveadm_password = geheim
service imap {
  client_limit = 5
  vsz_limit = 1G
}
service pop3 {
  client_limit = 5
}
protocol imap {
  mail_plugins = quota
}
";

const NEW: &str = "\
# Another order, other spellings.
service imap {
  vsz_limit = 1024 M
  client_limit = 10
}
login_greeting = \"Hello\"
doveadm_password = anders
mail_debug = yes
ssl = yes
plugin {
  quota = maildir:User quota
}
";

#[test]
fn what_differs() {
    let folder = tree(&[("a/dovecot.conf", OLD), ("b/dovecot.conf", NEW)]);
    let text = all(folder.path(), &["diff", "a", "b"]);
    assert!(!text.contains("geheim") && !text.contains("anders"), "{text}");
    snapshot("diff", &text);
    let open = out(&dovelint(folder.path(), &["diff", "--secrets", "a", "b"]));
    assert!(open.contains("geheim") && open.contains("anders"), "{open}");
    let same = dovelint(folder.path(), &["diff", "a", "a"]);
    assert_eq!((code(&same), out(&same).as_str()), (0, ""));
    let colored = out(&dovelint(folder.path(), &["diff", "--color", "always", "a", "b"]));
    assert!(colored.contains("\x1b[32m"), "{colored}");
}

#[test]
fn the_json() {
    let folder = tree(&[("a/dovecot.conf", OLD), ("b/dovecot.conf", NEW)]);
    let output = dovelint(folder.path(), &["diff", "--format", "json", "a", "b"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    insta::with_settings!({snapshot_path => "../snapshots/command", prepend_module_to_snapshot => false}, {
        insta::assert_json_snapshot!("diff-json", report, {".dovelint" => "[version]"});
    });
}

#[test]
fn two_lines_of_dovecot() {
    let old =
        "mail_max_userip_connections = 20\nservice imap {\n  service_count = 100\n}\nlogin_greeting = A\n";
    let new = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\nlogin_greeting = B\n\
               mail_max_userip_connections = 20\nservice imap {\n  restart_request_count = 100\n}\n";
    let folder = tree(&[("a/dovecot.conf", old), ("b/dovecot.conf", new)]);
    snapshot("diff-lines", &all(folder.path(), &["diff", "a", "b"]));
}

#[test]
fn several_roots_are_paired_by_their_place() {
    let folder = tree(&[
        ("a/x/dovecot.conf", "ssl = no\n"),
        ("a/y/dovecot.conf", "ssl = no\ndoveadm_password = geheim\nnamespace in {\n  prefix = x\n}\n"),
        ("b/x/dovecot.conf", "ssl = required\n"),
        ("b/z/dovecot.conf", "protocol imap {\n  mail_plugins = acl\n}\nssl = no\n"),
    ]);
    let text = all(folder.path(), &["diff", "a", "b"]);
    assert!(!text.contains("geheim"), "{text}");
    snapshot("diff-roots", &text);
    let output = dovelint(folder.path(), &["diff", "--format", "json", "a", "b"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let changes = |pair: usize| {
        let all = report["pairs"][pair]["differences"].as_array().expect("differences").iter();
        all.map(|d| format!("{} {}", d["change"].as_str().expect("a change"), d["name"])).collect::<Vec<_>>()
    };
    assert_eq!(
        changes(1),
        [r#"removed "doveadm_password""#, r#"removed "ssl""#, r#"removed "namespace/in/prefix""#]
    );
    assert_eq!(changes(2), [r#"added "ssl""#, r#"added "protocol/imap/mail_plugins""#]);
    assert!(report["pairs"][1]["b"].is_null() && report["pairs"][1]["differences"][0]["b"].is_null());
}

/// What a section has built in is no difference when the section comes or goes.
#[test]
fn defaults_are_not_added() {
    let folder = tree(&[
        ("a/dovecot.conf", "ssl = no\n"),
        ("b/dovecot.conf", "ssl = no\nnamespace in {\n  prefix = x\n}\n"),
    ]);
    for (args, mark) in [(["diff", "a", "b"], "+"), (["diff", "b", "a"], "-")] {
        let text = out(&dovelint(folder.path(), &args));
        assert!(text.contains(&format!("{mark} prefix = x")) && !text.contains("location"), "{text}");
    }
}

fn git(folder: &Path, args: &[&str]) {
    let identity =
        ["-c", "user.name=Someone", "-c", "user.email=someone@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git")
        .args(identity)
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", err(&output));
}

/// A repository with two revisions of a tree in a folder; the working copy differs once more.
fn repository() -> TempDir {
    let folder = tree(&[
        ("etc/dovecot/dovecot.conf", "!include conf.d/*.conf\n!include /etc/dovecot/local.conf\n"),
        ("etc/dovecot/conf.d/10-ssl.conf", "ssl = no\n"),
        ("etc/dovecot/conf.d/20-gone.conf", "mail_debug = yes\n"),
        ("etc/dovecot/local.conf", "login_greeting = one\n"),
        ("shared/extra.conf", "auth_verbose = yes\n"),
        ("empty/readme", ""),
    ]);
    let at = folder.path();
    symlink("../../../shared/extra.conf", at.join("etc/dovecot/conf.d/30-link.conf")).expect("a link");
    git(at, &["init", "-q", "-b", "trunk"]);
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "-m", "one"]);
    git(at, &["tag", "one"]);
    fs::remove_file(at.join("etc/dovecot/conf.d/20-gone.conf")).expect("it is gone");
    write(
        at,
        &[("etc/dovecot/local.conf", "login_greeting = two\n"), ("shared/extra.conf", "auth_verbose = no\n")],
    );
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "-m", "two"]);
    write(at, &[("etc/dovecot/conf.d/10-ssl.conf", "ssl = required\n")]);
    folder
}

#[test]
fn revisions_of_git() {
    let folder = repository();
    let at = folder.path();
    let text = [
        all(at, &["diff", "etc/dovecot@one", "etc/dovecot@HEAD"]),
        all(at, &["diff", "etc/dovecot@HEAD", "etc/dovecot"]),
        all(&at.join("etc/dovecot"), &["diff", "@one", "."]),
        all(at, &["diff", "etc/dovecot/conf.d/10-ssl.conf@one", "etc/dovecot/dovecot.conf@trunk"]),
    ];
    snapshot("diff-git", &text.join("\n"));
    let absolute = at.join("etc/dovecot");
    let absolute = format!("{}@HEAD~1", absolute.display());
    let output = dovelint(Path::new("/"), &["diff", &absolute, &absolute]);
    assert_eq!((code(&output), err(&output).as_str()), (0, ""));
}

#[test]
fn show_reads_revisions_too() {
    let folder = repository();
    let run = |args: &[&str]| out(&dovelint(folder.path(), &[&["show"], args].concat()));
    let text = run(&["etc/dovecot@one"]);
    assert!(text.contains("login_greeting = one") && text.contains("mail_debug = yes"), "{text}");
    let text = run(&["etc/dovecot@HEAD", "ssl", "login_greeting"]);
    assert!(text.contains("ssl = no") && text.contains("login_greeting = two"), "{text}");
    let text = run(&["etc/dovecot@one", "--why", "auth_verbose"]);
    assert!(text.contains("30-link.conf:1"), "{text}");
}

#[test]
fn trouble_with_revisions_is_one_clear_message() {
    let folder = repository();
    let outside = tree(&[("dovecot.conf", "ssl = no\n"), ("a@b", "ssl = no\n")]);
    for (at, path, words) in [
        (folder.path(), "etc/dovecot@nosuch", "`nosuch` is not a revision"),
        (folder.path(), "etc/dovecot@--all", "`--all` is not a revision"),
        (folder.path(), "etc@HEAD~5", "`HEAD~5` is not a revision"),
        (folder.path(), "nosuch@HEAD", "no such file or folder at this revision"),
        (folder.path(), "empty@HEAD", "no Dovecot configuration in this folder"),
        (folder.path(), "nosuch", "no such file or folder"),
        (outside.path(), "dovecot.conf@HEAD", "no git repository"),
    ] {
        for args in [&["diff", path, "."][..], &["show", path]] {
            let output = dovelint(at, args);
            assert_eq!(code(&output), 2, "{args:?}: {}", err(&output));
            assert!(err(&output).contains(words), "{args:?}: {}", err(&output));
            assert_eq!(err(&output).lines().count(), 1, "{args:?}: {}", err(&output));
            assert!(out(&output).is_empty(), "{args:?}");
        }
    }
    let output = dovelint(outside.path(), &["diff", "a@b", "dovecot.conf"]);
    assert_eq!((code(&output), err(&output).as_str()), (0, ""), "a path with an @ that exists is a path");
    let output = Command::new(env!("CARGO_BIN_EXE_dovelint"))
        .args(["diff", "etc/dovecot@HEAD", "etc/dovecot"])
        .current_dir(folder.path())
        .env("PATH", "/nonexistent")
        .output()
        .expect("dovelint runs");
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("`git` command, which is not installed"), "{}", err(&output));
}
