//! What the language server answers about a place.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use editor::{Editor, uri};
use serde_json::{Value, json};

mod editor;
mod runs;

/// A configuration in which one text is open.
struct Open {
    folder: tempfile::TempDir,
    editor: Editor,
}

impl Open {
    fn new(files: &[(&str, &str)]) -> Open {
        let folder = runs::tree(files);
        let editor = Editor::new(&folder.path().canonicalize().expect("a path"));
        let mut open = Open { folder, editor };
        for (name, text) in files {
            let uri = open.uri(name);
            open.editor.open(&uri, text);
        }
        open.editor.settle();
        open
    }

    fn uri(&self, name: &str) -> String {
        uri(&self.folder.path().canonicalize().expect("a path").join(name))
    }

    fn hover(&mut self, name: &str, line: u32, character: u32) -> String {
        let uri = self.uri(name);
        let hover = self.editor.at("textDocument/hover", &uri, line, character);
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    fn labels(&mut self, name: &str, line: u32, character: u32) -> Vec<String> {
        let uri = self.uri(name);
        let offered = self.editor.at("textDocument/completion", &uri, line, character);
        let items = offered["items"].as_array().expect("items");
        items.iter().map(|item| item["label"].as_str().expect("a label").to_owned()).collect()
    }

    fn hints(&mut self, name: &str) -> Vec<(u64, String)> {
        let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
        let params = json!({"textDocument": {"uri": self.uri(name)}, "range": range});
        let hints = self.editor.ask("textDocument/inlayHint", params).expect("hints");
        let text = |hint: &Value| hint["label"].as_str().expect("a text").to_owned();
        let line = |hint: &Value| hint["position"]["line"].as_u64().expect("a line");
        hints.as_array().expect("a list").iter().map(|hint| (line(hint), text(hint))).collect()
    }
}

const PLUGINS: &str = "mail_plugins = quota\nprotocol imap {\n  mail_plugins = $mail_plugins imap_quota\n}\n\
                       protocol pop3 {\n  mail_plugins = $mail_plugins\n}\n";

#[test]
fn a_variable_says_what_it_stands_for() {
    let mut open = Open::new(&[("dovecot.conf", PLUGINS)]);
    assert_eq!(open.hints("dovecot.conf"), [(2, "= quota".to_owned()), (5, "= quota".to_owned())]);
    assert!(open.hover("dovecot.conf", 2, 20).contains("With its variables: `quota imap_quota`"));
}

#[test]
fn a_variable_that_stands_for_nothing_has_no_hint() {
    let front = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.0\nmail_home = /srv/x\n";
    let text = format!("{front}mail_path = $SET:mail_home\nmail_inbox_path = $SET:nothing\n");
    let mut open = Open::new(&[("dovecot.conf", &text)]);
    assert_eq!(open.hints("dovecot.conf"), [(3, "= /srv/x".to_owned())]);
}

#[test]
fn a_variable_leads_to_the_place_that_it_reads() {
    let mut open = Open::new(&[("dovecot.conf", PLUGINS)]);
    let uri = open.uri("dovecot.conf");
    // Not to the line of another protocol between the two.
    let places = open.editor.at("textDocument/definition", &uri, 5, 20);
    assert_eq!(places[0]["range"]["start"]["line"], 0, "{places}");
}

#[test]
fn a_line_that_does_not_count_says_which_one_does() {
    let text = "imap_idle_notify_interval = 2 mins\nimap_idle_notify_interval = 29 mins\n";
    let mut open = Open::new(&[("dovecot.conf", text)]);
    assert_eq!(open.hints("dovecot.conf"), [(0, "overridden at dovecot.conf:2".to_owned())]);
}

#[test]
fn a_size_is_in_bytes_and_has_no_marks_of_messages() {
    let text = "service imap {\n  vsz_limit = 512M\n}\n";
    let mut open = Open::new(&[("dovecot.conf", text)]);
    let hover = open.hover("dovecot.conf", 1, 15);
    assert!(hover.contains("`512M` is 536870912 bytes."), "{hover}");
    assert!(hover.contains("Default: that of `default_vsz_limit`"), "{hover}");
}

const NEW: &str = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.0\nmail_plugins {\n  quota = yes\n  \n}\n\
                   group @limits small {\n  mail_max_userip_connections = 5\n}\nprotocol imap {\n  @limits = small\n}\n\
                   passdb static {\n  fields {\n    home = /srv/%{\n  }\n}\nmail_path = /srv/%{\n";

#[test]
fn a_key_of_a_list_is_no_setting() {
    let mut open = Open::new(&[("dovecot.conf", NEW)]);
    let hover = open.hover("dovecot.conf", 3, 4);
    assert!(hover.starts_with("**quota** — a plugin"), "{hover}");
    let labels = open.labels("dovecot.conf", 4, 2);
    assert!(
        labels.contains(&"imap_quota".to_owned()) && !labels.contains(&"mail_path".to_owned()),
        "{labels:?}"
    );
}

#[test]
fn a_group_says_where_it_is_defined_and_used() {
    let mut open = Open::new(&[("dovecot.conf", NEW)]);
    for (line, character) in [(6, 16), (10, 4), (10, 14)] {
        let hover = open.hover("dovecot.conf", line, character);
        assert!(hover.contains("defined at `dovecot.conf:7`"), "{hover}");
        assert!(hover.contains("used at `dovecot.conf:11`"), "{hover}");
    }
}

#[test]
fn variables_are_those_of_who_fills_them_in() {
    let mut open = Open::new(&[("dovecot.conf", NEW)]);
    let (auth, mail) = (open.labels("dovecot.conf", 14, 18), open.labels("dovecot.conf", 17, 19));
    let has = |labels: &[String], name: &str| labels.iter().any(|label| label == name);
    assert!(has(&auth, "mechanism") && has(&auth, "user | domain"), "{auth:?}");
    assert!(!has(&mail, "mechanism") && has(&mail, "user | domain"), "{mail:?}");
}

#[test]
fn the_default_of_a_size_is_written_as_people_do() {
    let mut open = Open::new(&[("dovecot.conf", "mail_cache\n")]);
    let uri = open.uri("dovecot.conf");
    let offered = open.editor.at("textDocument/completion", &uri, 0, 10);
    let items = offered["items"].as_array().expect("items");
    let item = items.iter().find(|item| item["label"] == "mail_cache_max_size").expect("the item");
    assert_eq!(item["detail"], "a size, default 1G");
}

#[test]
fn lints_that_are_found_below_come_first() {
    let mut open = Open::new(&[("dovecot.conf", "# dovelint: ignore[\nclient_limt = 5\n")]);
    assert_eq!(open.labels("dovecot.conf", 0, 19)[0], "unknown-setting");
}

#[test]
fn a_word_of_a_fixed_list_has_its_sentence() {
    let text = "ssl = required\nauth_mechanisms = plain login\nmail_fsync = \n";
    let mut open = Open::new(&[("dovecot.conf", text)]);
    assert!(open.hover("dovecot.conf", 0, 8).contains("`required`: Clients can log in only after"));
    assert!(open.hover("dovecot.conf", 1, 25).contains("`login`: Like PLAIN"));
    let uri = open.uri("dovecot.conf");
    let offered = open.editor.at("textDocument/completion", &uri, 2, 13);
    let items = offered["items"].as_array().expect("items");
    let always = items.iter().find(|item| item["label"] == "always").expect("the word");
    assert!(always.to_string().contains("Flushes after each write"), "{always}");
}

#[test]
fn a_finding_in_a_unit_can_be_ignored() {
    let unit = "[Service]\nTasksMax=100\n";
    let name = "systemd/system/dovecot.service.d/limits.conf";
    let mut open = Open::new(&[("dovecot.conf", "protocols = imap\n"), (name, unit)]);
    let params = json!({
        "textDocument": {"uri": open.uri(name)},
        "range": {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 3}},
        "context": {"diagnostics": []},
    });
    let actions = open.editor.ask("textDocument/codeAction", params).expect("actions");
    let ignore = actions
        .as_array()
        .and_then(|all| all.iter().find(|one| one["title"] == "Ignore unit-tasks-limit here"));
    let ignore = ignore.expect("the action").to_string();
    assert!(ignore.contains("# dovelint: ignore[unit-tasks-limit]"), "{ignore}");
}

#[test]
fn a_word_of_a_filter_or_an_include_says_what_it_does() {
    let files = [("dovecot.conf", "protocol imap {\n}\n!include_try local.conf\n"), ("local.conf", "")];
    let mut open = Open::new(&files);
    for character in [2, 10] {
        let hover = open.hover("dovecot.conf", 0, character);
        assert!(hover.contains("only for connections of this protocol"), "{hover}");
    }
    assert!(open.hover("dovecot.conf", 2, 3).starts_with("1 file"));
    let uri = open.uri("dovecot.conf");
    let places = open.editor.at("textDocument/definition", &uri, 2, 3);
    assert_eq!(places[0]["uri"], open.uri("local.conf"));
}

#[test]
fn a_name_of_the_other_series_says_what_became_of_it() {
    let mut open =
        Open::new(&[("dovecot.conf", &format!("{NEW}service imap {{\n  service_count = 1\n}}\n"))]);
    let hover = open.hover("dovecot.conf", 19, 4);
    assert!(hover.starts_with("**service_count** — a setting of 2.3"), "{hover}");
    assert!(hover.contains("In 2.4: `service_restart_request_count`"), "{hover}");
    let mut open = Open::new(&[("dovecot.conf", "mail_path = ~/Maildir\n")]);
    let hover = open.hover("dovecot.conf", 0, 4);
    assert!(hover.starts_with("**mail_path** — a setting of 2.4"), "{hover}");
    assert!(hover.contains("`mail_location`"), "{hover}");
}

#[test]
fn a_limit_that_a_service_inherits_says_from_where() {
    let mut open = Open::new(&[("dovecot.conf", "service imap-login {\n  client_limit = 7\n}\n")]);
    let hover = open.hover("dovecot.conf", 0, 10);
    assert!(hover.contains("client_limit: that of `default_client_limit`"), "{hover}");
    assert!(hover.contains("vsz_limit: that of `default_vsz_limit`"), "{hover}");
    let hover = open.hover("dovecot.conf", 1, 4);
    assert!(hover.contains("Default: that of `default_client_limit`"), "{hover}");
}

#[test]
fn a_variable_of_23_says_what_it_stands_for() {
    let mut open = Open::new(&[("dovecot.conf", "mail_home = /srv/%d/%{username}/%\n")]);
    let hover = open.hover("dovecot.conf", 0, 18);
    assert!(hover.contains("`%d` is what 2.4 calls `%{user | domain}`: the domain of the user."), "{hover}");
    let hover = open.hover("dovecot.conf", 0, 25);
    assert!(hover.contains("`%{username}` is what 2.4 calls `%{user | username}`"), "{hover}");
    let uri = open.uri("dovecot.conf");
    let offered = open.editor.at("textDocument/completion", &uri, 0, 33);
    assert!(offered.to_string().contains("the user with the domain"), "{offered}");
}

#[test]
fn references_find_lines_that_are_refused_and_blocks_of_lists() {
    let refused = "auth_cache_ttl = 3600\nprotocol imap {\n  auth_cache_ttl = 1h\n}\nauth_cache_ttl = 2h\n";
    let mut open = Open::new(&[("dovecot.conf", refused)]);
    let uri = open.uri("dovecot.conf");
    let lines = |places: &Value| -> Vec<u64> {
        let places = places.as_array().expect("places").iter();
        places.map(|place| place["range"]["start"]["line"].as_u64().expect("a line")).collect()
    };
    for line in [0, 4] {
        assert_eq!(lines(&open.editor.at("textDocument/references", &uri, line, 3)), [0, 2, 4]);
        assert_eq!(lines(&open.editor.at("textDocument/definition", &uri, line, 3)), [4]);
    }
    let mut open =
        Open::new(&[("dovecot.conf", &format!("{NEW}\nprotocol pop3 {{\n  mail_plugins {{\n  }}\n}}\n"))]);
    let uri = open.uri("dovecot.conf");
    assert_eq!(lines(&open.editor.at("textDocument/references", &uri, 2, 3)), [2, 20]);
}

#[test]
fn the_file_of_a_passdb_is_where_its_arguments_lead() {
    let mut open = Open::new(&[("users", "a:b\n"), ("dovecot.conf", "")]);
    let users = open.folder.path().canonicalize().expect("a path").join("users");
    let uri = open.uri("dovecot.conf");
    let text = format!("passdb {{\n  driver = passwd-file\n  args = scheme=CRYPT {}\n}}\n", users.display());
    open.editor.set(&uri, &text);
    let places = open.editor.at("textDocument/definition", &uri, 2, 30);
    assert_eq!(places[0]["uri"], open.uri("users"), "{places}");
    let links = open.editor.about("textDocument/documentLink", &uri);
    assert_eq!(links[0]["target"], open.uri("users"), "{links}");
}

#[test]
fn a_variable_can_be_written_out() {
    let mut open = Open::new(&[("dovecot.conf", PLUGINS)]);
    let uri = open.uri("dovecot.conf");
    let written = |open: &mut Open, line: u32| {
        let actions = open.editor.actions(&uri, line, Some("refactor"));
        assert!(actions.iter().all(|one| one["kind"] == "refactor.rewrite"), "{actions:?}");
        let edit = actions.first().map(|one| one["edit"]["documentChanges"][0]["edits"][0].clone());
        edit.map(|edit| edit["newText"].as_str().expect("a text").to_owned())
    };
    assert_eq!(written(&mut open, 2).as_deref(), Some("quota imap_quota"));
    assert_eq!(written(&mut open, 0), None, "it is what is written");
    let text = "mail_debug = no\nauth_cache_ttl = 5m\nmail_debug = yes\n\
                imapc_password = hunter2\ndoveadm_password = $imapc_password\n";
    open.editor.set(&uri, text);
    assert_eq!(written(&mut open, 0).as_deref(), Some("yes"));
    assert_eq!(written(&mut open, 1), None);
    assert_eq!(written(&mut open, 4), None, "a secret is not shown");
}
