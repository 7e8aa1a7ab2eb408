//! The language server publishes what `dovelint check` says of the saved texts.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::path::{Path, PathBuf};

use editor::{Editor, capabilities, uri};
use serde_json::json;

mod editor;
mod runs;

const MAIN: &str = "protocols = imap\n!include conf.d/*.conf\n";
const MASTER: &str = "service imap {\n  client_limit = 5\n}\nservice auth {\n  client_limit = 20000\n}\n";
const AUTH: &str = "auth_mechanisms = plain\npassdb {\n  driver = passwd-file\n  args = /x\n}\nuserdb {\n  driver = passwd\n}\n";

fn folder() -> tempfile::TempDir {
    runs::tree(&[("dovecot.conf", MAIN), ("conf.d/10-auth.conf", AUTH), ("conf.d/10-master.conf", MASTER)])
}

/// What the command line says of a folder.
fn checked(folder: &Path) -> Vec<(String, u64, String, String)> {
    let main = folder.join("dovecot.conf");
    let output = runs::dovelint(folder, &["check", "--format", "json", main.to_str().expect("a path")]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    let findings =
        report["findings"].as_array().expect("a list").iter().filter(|one| one["ignored"].is_null());
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let mut all: Vec<_> = findings
        .map(|one| {
            let line = one["start"]["line"].as_u64().expect("a line");
            (text(&one["file"]), line, text(&one["lint"]), text(&one["message"]))
        })
        .collect();
    all.sort();
    all
}

/// The tree, its path, the URI of the file of services, and an editor in which that file is open.
fn with_master() -> (tempfile::TempDir, PathBuf, String, Editor) {
    let folder = folder();
    let path = folder.path().canonicalize().expect("a path");
    let mut editor = Editor::new(&path);
    let master = uri(&path.join("conf.d/10-master.conf"));
    editor.open(&master, MASTER);
    editor.settle();
    (folder, path, master, editor)
}

#[test]
fn what_is_published_is_what_check_says_after_saving() {
    let (_folder, path, master, mut editor) = with_master();
    assert_eq!(editor.findings(), checked(&path));
    assert!(!editor.findings().is_empty());
    for text in [
        "",
        "service imap {\n",
        "nonsense = 1\n",
        "mail_plugins = $mail_plugins acl\nssl = maybe\n}\n",
        MASTER,
    ] {
        editor.set(&master, text);
        editor.settle();
        std::fs::write(path.join("conf.d/10-master.conf"), text).expect("a file");
        assert_eq!(editor.findings(), checked(&path), "{text}");
    }
}

#[test]
fn a_text_that_was_never_saved_is_read_as_if_it_were() {
    let folder = folder();
    let path = folder.path().canonicalize().expect("a path");
    let mut editor = Editor::new(&path);
    editor.open(&uri(&path.join("conf.d/99-new.conf")), "imap_idle_notify_interval = never\n");
    editor.settle();
    let found = editor.findings();
    std::fs::write(path.join("conf.d/99-new.conf"), "imap_idle_notify_interval = never\n").expect("a file");
    assert_eq!(found, checked(&path));
    assert!(found.iter().any(|(path, ..)| path.ends_with("99-new.conf")), "{found:?}");
}

#[test]
fn an_unsaved_include_makes_a_file_a_part() {
    let folder =
        runs::tree(&[("dovecot.conf", "protocols = imap\n"), ("extra/a.conf", "mail_plugins = acl\n")]);
    let path = folder.path().canonicalize().expect("a path");
    let mut editor = Editor::new(&path);
    editor.open(&uri(&path.join("extra/a.conf")), "nonsense = 1\n");
    editor.open(&uri(&path.join("dovecot.conf")), "protocols = imap\n!include extra/a.conf\n");
    editor.settle();
    assert!(
        editor
            .findings()
            .iter()
            .any(|(file, _, lint, _)| file.ends_with("a.conf") && lint == "unknown-setting")
    );
}

#[test]
fn only_what_changes_is_sent_again() {
    let folder = folder();
    let path = folder.path().canonicalize().expect("a path");
    let mut editor = Editor::new(&path);
    let (master, auth) = (uri(&path.join("conf.d/10-master.conf")), uri(&path.join("conf.d/10-auth.conf")));
    editor.open(&master, MASTER);
    editor.open(&auth, AUTH);
    editor.settle();
    editor.sent.clear();
    editor.set(&auth, &format!("# a comment\n{AUTH}"));
    editor.settle();
    assert!(editor.sent.contains(&auth), "marks move with the text");
    assert!(!editor.sent.contains(&master));
    editor.sent.clear();
    editor.close(&auth);
    editor.close(&master);
    editor.settle();
    assert_eq!(editor.findings(), [], "the last file of a configuration was closed");
}

#[test]
fn a_broken_settings_file_is_shown_once_and_the_last_good_one_stays() {
    let folder = folder();
    let path = folder.path().canonicalize().expect("a path");
    runs::write(&path, &[("dovelint.toml", "ignore = [\"mail-process-client-limit\"]\n")]);
    let mut editor = Editor::new(&path);
    let master = uri(&path.join("conf.d/10-master.conf"));
    editor.open(&master, MASTER);
    editor.settle();
    let good = editor.findings();
    assert!(!good.iter().any(|(_, _, lint, _)| lint == "mail-process-client-limit"));
    runs::write(&path, &[("dovelint.toml", "ignore = [\"no-such-lint\"]\nnonsense = 1\n")]);
    for _ in 0..2 {
        editor.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
        editor.settle();
    }
    assert_eq!(editor.shown.len(), 1, "{:?}", editor.shown);
    let (broken, rest): (Vec<_>, Vec<_>) =
        editor.findings().into_iter().partition(|(path, ..)| path.ends_with("dovelint.toml"));
    assert_eq!(broken.len(), 2, "{broken:?}");
    assert_eq!(rest, good);
    runs::write(&path, &[("dovelint.toml", "")]);
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
    editor.settle();
    assert_eq!(editor.findings(), checked(&path));
}

#[test]
fn an_unsaved_settings_file_counts() {
    let folder = folder();
    let path = folder.path().canonicalize().expect("a path");
    let mut editor = Editor::new(&path);
    editor.open(&uri(&path.join("conf.d/10-master.conf")), MASTER);
    editor.open(&uri(&path.join("dovelint.toml")), "ignore = [\"mail-process-client-limit\"]\n");
    editor.settle();
    assert!(!editor.findings().iter().any(|(_, _, lint, _)| lint == "mail-process-client-limit"));
}

#[test]
fn a_text_without_a_place_is_a_fragment() {
    let folder = folder();
    let mut editor = Editor::new(folder.path());
    editor.open("untitled:Untitled-1", "nonsense = 1\n");
    editor.open("git:/x/dovecot.conf", "nonsense = 1\n");
    editor.settle();
    assert_eq!(editor.published["untitled:Untitled-1"].as_array().map(Vec::len), Some(1));
    assert!(!editor.published.contains_key("git:/x/dovecot.conf"));
}

#[test]
fn a_client_without_related_places_reads_them_in_the_message() {
    let folder =
        runs::tree(&[("dovecot.conf", "protocol imap {\n  mail_plugins = acl\n}\nmail_plugins = quota\n")]);
    let path = folder.path().canonicalize().expect("a path");
    let mut can = capabilities();
    can["textDocument"]["publishDiagnostics"] = json!({});
    let mut editor = Editor::with(&path, &can);
    let main = uri(&path.join("dovecot.conf"));
    editor.open(&main, "protocol imap {\n  mail_plugins = acl\n}\nmail_plugins = quota\n");
    editor.settle();
    let all = editor.published[&main].as_array().expect("a list");
    let one = all.iter().find(|one| one["code"] == "global-after-filter").expect("the finding");
    assert!(one["message"].as_str().expect("a text").contains("\ndovecot.conf:2: "), "{one}");
    assert!(one.get("relatedInformation").is_none() && one.get("tags").is_none());
}

#[test]
fn a_malformed_change_leaves_the_text_alone() {
    let (_folder, _, master, mut editor) = with_master();
    let before = editor.findings();
    let place = json!({"line": -1, "character": 0});
    editor.change(&master, &json!({"range": {"start": place, "end": place}, "text": ""}));
    editor.tell("textDocument/didClose", json!({"textDocument": {"uri": "file:///nowhere"}}));
    editor.settle();
    assert_eq!(editor.findings(), before);
}
