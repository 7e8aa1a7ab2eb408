//! `dovelint show`: the effective values, with their origins, as a configuration that Dovecot reads again.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::fs;
use std::path::Path;

use dovelint::config::Config;
use dovelint::config::effective::{Node, Question};
use dovelint::document::Document;
use dovelint::document::roots;
use dovelint::report::{self, ShowStyle, Showing, Style};
use dovelint::schema::Version;
use dovelint::source::{Disk, Overlay};
use runs::{all, code, dovelint, err, out, snapshot, tree};
use serde_json::Value;

/// Values that are hard to write, sections of all kinds, secrets.
const HARD_23: &str = "\
login_greeting = It's ready
login_log_format = '\"%$: x\"'
doveadm_password = geheim
mail_location = maildir:~/Mail # as ever
mail_plugins = quota
ssl_key = </etc/ssl/private/mail.pem
auth_username_chars =
plugin {
  quota = maildir:User quota
  sieve = ~/\"x\" it's
  fts_solr = url=http://user:geheim@host/
}
passdb {
  driver = ldap
  args = uris=ldap://host pass=geheim
}
passdb {
  driver = pam
}
namespace \"in box\" {
  inbox = yes
  mailbox \"Sent Messages\" {
    special_use = \\Sent
  }
}
service auth {
  unix_listener /var/spool/postfix/private/auth {
    mode = 0660
  }
}
protocol imap {
  mail_plugins = $mail_plugins imap_quota
}
local 10.0.0.0/8 {
  protocol imap {
    login_greeting = \"  padded # not a comment  \"
  }
}
";

const HARD_24: &str = "\
dovecot_config_version = 2.4.5
dovecot_storage_version = 2.4.0
login_greeting = It's ready
login_log_format = <<X
two
END
X
doveadm_password = geheim
ssl_server_key_file = <<KEY
-----BEGIN
KEY
mail_driver = maildir
mail_path = ~/Mail
imap_id_send {
  \"a b\" = \"x  # \"
  name = it's
}
mail_plugins {
  acl = yes
  quota = no
}
service imap {
  client_limit = 5
}
namespace inbox {
  mailbox \"Sent Messages\" {
    special_use = \\Sent
  }
}
passdb sql {
  query = SELECT 'a' \\
    FROM b
  sql_driver = mysql
  mysql 127.0.0.1 {
    user = x
    password = y
  }
}
protocol imap {
  mail_plugins = quota acl
}
";

#[test]
fn the_examples() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for line in ["2.3", "2.4"] {
        let path = format!("examples/{line}");
        let text = all(here, &["show", &path]);
        assert!(!text.contains('\x1b'), "no colours in a pipe");
        snapshot(&format!("show-{line}"), &text);
    }
}

#[test]
fn hard_values_and_secrets() {
    for (line, text) in [("2.3", HARD_23), ("2.4", HARD_24)] {
        let folder = tree(&[("dovecot.conf", text)]);
        let text = all(folder.path(), &["show", "dovecot.conf"]);
        assert!(!text.contains("geheim"), "{text}");
        snapshot(&format!("show-hard-{line}"), &text);
        let open = out(&dovelint(folder.path(), &["show", "--secrets", "dovecot.conf"]));
        assert!(open.contains("geheim") && !open.contains("hidden"), "{open}");
    }
}

#[test]
fn what_is_named_is_shown_with_its_default() {
    let folder = tree(&[("dovecot.conf", HARD_23)]);
    let run = |args: &[&str]| all(folder.path(), &[&["show", "dovecot.conf"], args].concat());
    let text = [
        run(&["mail_plugins"]),
        run(&["service/imap/client_limit"]),
        run(&["namespace"]),
        run(&["passdb/2", "ssl"]),
        run(&["service/imap"]),
        run(&["mail_plugin"]),
        run(&["ssl_server_key_file"]),
        run(&["nothing_like_it"]),
    ];
    snapshot("show-named", &text.join("\n"));
}

/// Debian begins with no protocol, Dovecot with three: what is written says something on either.
#[test]
fn what_is_written_is_shown_where_builds_have_other_defaults() {
    let text = "protocols = imap pop3 lmtp\nmbox_write_locks = dotlock fcntl\nverbose_proctitle = no\n";
    let folder = tree(&[("dovecot.conf", text)]);
    let shown = out(&dovelint(folder.path(), &["show", "--dovecot", "2.3.19", "."]));
    assert!(shown.contains("protocols = imap pop3 lmtp") && shown.contains("mbox_write_locks"), "{shown}");
    assert!(!shown.contains("verbose_proctitle"), "{shown}");
}

/// Debian's packages each add their protocol to none, by files that its dovecot.conf includes.
#[test]
fn protocols_of_packages_are_added_to_none() {
    let main = "!include_try share/protocols.d/*.protocol\n!include_try local.conf\n";
    let imapd = ("share/protocols.d/imapd.protocol", "protocols = $protocols imap\n");
    let local = ("local.conf", "protocols = $protocols sieve\n");
    let run = |files: &[(&str, &str)], args: &[&str]| {
        let folder = tree(&[&[("dovecot.conf", main)], files].concat());
        all(folder.path(), &[&["show", "dovecot.conf"], args].concat())
    };
    let text = [
        run(&[imapd, local], &[]),
        run(&[imapd, local], &["--why", "protocols"]),
        run(&[imapd], &["protocols"]),
        // The files are on another machine.
        run(&[], &["protocols"]),
        run(&[local], &["protocols"]),
        run(&[local], &[]),
        run(&[("local.conf", "protocols = imap\n")], &["protocols"]),
    ];
    snapshot("show-protocols", &text.join("\n"));
}

#[test]
fn every_name_of_a_setting_of_2_4() {
    let folder = tree(&[("dovecot.conf", HARD_24)]);
    for name in ["client_limit", "service_client_limit", "service/imap/client_limit"] {
        let text = out(&dovelint(folder.path(), &["show", "dovecot.conf", name]));
        assert!(text.contains("client_limit = 5"), "{name}: {text}");
    }
    let text = err(&dovelint(folder.path(), &["show", "dovecot.conf", "mail_location"]));
    assert!(text.contains("it belongs to 2.3; in 2.4 it is `mail_"), "{text}");
}

#[test]
fn why_a_value_is_in_force() {
    let text = "\
mail_plugins = quota
mail_plugins = $mail_plugins acl
protocol imap {
  mail_plugins = $mail_plugins imap_quota
}
protocol pop3 {
  mail_plugins = pop3only
}
local 10.0.0.0/8 {
  ssl = no
}
local 10.1.0.0/16 {
  ssl = required
}
";
    let folder = tree(&[("dovecot.conf", text)]);
    let run = |args: &[&str]| all(folder.path(), &[&["show", "dovecot.conf", "--why"], args].concat());
    let text = [
        run(&["mail_plugins"]),
        run(&["mail_plugins", "--protocol", "imap"]),
        run(&["ssl", "--local", "10.1.2.3"]),
        run(&["service/imap/client_limit"]),
        run(&["mail_plugin"]),
        run(&["ssl", "--local", "x"]),
    ];
    snapshot("show-why-2.3", &text.join("\n"));
}

#[test]
fn why_in_2_4() {
    let text = "\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
mail_path = ~/a
mail_path = ~/b
ssl_server_key_file = /a
local 10.1.0.0/16 {
  mail_path = ~/narrow
}
local 10.0.0.0/8 {
  mail_path = ~/wide
}
service imap {
  client_limit = 5
}
";
    let folder = tree(&[("dovecot.conf", text)]);
    let run = |args: &[&str]| all(folder.path(), &[&["show", "dovecot.conf", "--why"], args].concat());
    let text = [
        run(&["mail_path"]),
        run(&["mail_path", "--local", "10.1.2.3"]),
        run(&["service_client_limit"]),
        run(&["ssl_server_key_file", "--secrets"]),
    ];
    snapshot("show-why-2.4", &text.join("\n"));
}

/// Groups and lists of 2.4, for which several places make one value.
const GROUPS: &str = "\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
group @place unused {
  mail_path = ~/unused
}
group @place common {
  mail_path = ~/common
  mail_index_path = ~/index
  service imap {
    client_limit = 7
  }
}
group @place lmtp {
  mail_path = ~/lmtp
}
@place = common
mail_path = ~/Mail
mail_path = $SET:mail_path of mine
mail_plugins {
  quota = yes
}
mail_plugins = acl
mail_plugins {
  fts = yes
  notify = no
}
protocol imap {
  mail_plugins {
    imap_quota = yes
  }
}
protocol lmtp {
  @place = lmtp
  mail_plugins = sieve
}
service/imap/process_limit = 20
namespace inbox {
  mailbox Sent {
    auto = create
  }
}
@mailbox_defaults = english
userdb static {
  fields {
    uid = vmail
  }
}
";

#[test]
fn why_with_groups_and_lists() {
    let folder = tree(&[("dovecot.conf", GROUPS)]);
    let run = |args: &[&str]| all(folder.path(), &[&["show", "dovecot.conf", "--why"], args].concat());
    let text = [
        run(&["mail_path"]),
        run(&["mail_path", "--protocol", "lmtp"]),
        run(&["mail_index_path", "--dovecot", "2.4.1"]),
        run(&["client_limit"]),
        run(&["process_limit"]),
        run(&["mail_plugins"]),
        run(&["mail_plugins", "--protocol", "imap"]),
        run(&["mail_plugins", "--protocol", "lmtp"]),
        run(&["group @place/unused/mail_path"]),
        run(&["mailbox"]),
        run(&["userdb/static/fields/uid"]),
        all(folder.path(), &["show", "dovecot.conf", "namespace", "--dovecot", "2.4.1"]),
    ];
    snapshot("show-why-groups", &text.join("\n"));
}

/// `doveconf service/pop3` shows the built-in services of 2.4 as well.
#[test]
fn built_in_services_have_defaults() {
    let folder = tree(&[("dovecot.conf", GROUPS)]);
    let run = |args: &[&str]| all(folder.path(), &[&["show", "dovecot.conf"], args].concat());
    let text = [
        run(&["service/pop3/client_limit"]),
        run(&["service/imap/client_limit"]),
        run(&["--why", "service/pop3/client_limit"]),
        run(&["service/auth/client_limit"]),
        run(&["--all", "--dovecot", "2.4.1", "service/imap/unix_listener"]),
    ];
    snapshot("show-services-2.4", &text.join("\n"));
}

/// `doveconf SETTING` shows what a group brings where it is used, in all versions.
#[test]
fn what_a_group_brings_is_shown_by_name() {
    let folder = tree(&[("dovecot.conf", GROUPS)]);
    for version in ["2.4.1", "2.4.5"] {
        let run =
            |name: &str| out(&dovelint(folder.path(), &["show", "dovecot.conf", "--dovecot", version, name]));
        assert!(run("mail_index_path").contains("mail_index_path = ~/index"), "{version}");
        assert!(run("service/imap/client_limit").contains("client_limit = 7"), "{version}");
        assert!(!run("mail_path").contains("group"), "{version}");
        assert!(run("login_greeting").contains("login_greeting = Dovecot ready."), "{version}");
        assert!(run("group @place/common").contains("client_limit = 7"), "{version}");
    }
}

#[test]
fn a_section_that_lacks_what_it_requires_is_shown_without_braces() {
    let head = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.0\n";
    let text = format!(
        "{head}mail_ext_attachment_min_size = 1M\nquota_clone {{\n  unset = yes\n  dict redis {{\n  }}\n}}\n"
    );
    let folder = tree(&[("dovecot.conf", &text)]);
    let shown = out(&dovelint(folder.path(), &["show", "dovecot.conf"]));
    assert!(shown.contains("\nmail_ext_attachment_min_size = 1M "), "{shown}");
    assert!(shown.contains("\nquota_clone {\n  unset = yes "), "{shown}");
}

#[test]
fn the_json() {
    let folder = tree(&[("dovecot.conf", "!include conf.d/a.conf\n"), ("conf.d/a.conf", HARD_23)]);
    let args = ["show", "--format", "json", "dovecot.conf", "doveadm_password", "namespace", "ssl"];
    let report: Value = serde_json::from_slice(&dovelint(folder.path(), &args).stdout).expect("JSON");
    insta::with_settings!({snapshot_path => "../snapshots/command", prepend_module_to_snapshot => false}, {
        insta::assert_json_snapshot!("show-json", report, {".dovelint" => "[version]"});
    });
    let args = ["show", "--format", "json", "dovecot.conf", "--why", "mail_plugins"];
    let report: Value = serde_json::from_slice(&dovelint(folder.path(), &args).stdout).expect("JSON");
    insta::with_settings!({snapshot_path => "../snapshots/command", prepend_module_to_snapshot => false}, {
        insta::assert_json_snapshot!("show-why-json", report, {".dovelint" => "[version]"});
    });
}

#[test]
fn several_roots_and_trouble() {
    let folder = tree(&[("a/dovecot.conf", "ssl = no\n"), ("b/dovecot.conf", "ssl = maybe\n"), ("c/x", "")]);
    snapshot("show-roots", &all(folder.path(), &["show", "."]));
    for args in [&["show", "nosuch"][..], &["show", "c"], &["show"]] {
        let output = dovelint(folder.path(), args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(out(&output).is_empty(), "{args:?}");
    }
}

#[test]
fn origins_are_dim_and_a_dumb_terminal_is_spared() {
    let folder = tree(&[("dovecot.conf", "ssl = no\n")]);
    let text = out(&dovelint(folder.path(), &["show", "--color", "always", "."]));
    assert!(text.contains("ssl = no  \x1b[2m# dovecot.conf:1\x1b[0m"), "{text}");
    let output = runs::into_closed_pipe(folder.path(), &["show", "--all", "."]);
    assert_eq!((err(&output).as_str(), code(&output)), ("", 0));
}

/// Every value with its path.
fn values(document: &Document) -> Vec<(String, Vec<u8>)> {
    let config = Config::new(document, true);
    let tree = config.effective(&Question::default());
    let leaves = tree.leaves(document.version);
    leaves
        .iter()
        .map(|leaf| (leaf.name(), leaf.entry.map(|entry| entry.value.to_vec()).unwrap_or_default()))
        .collect()
}

fn shown(document: &Document) -> Vec<u8> {
    let config = Config::new(document, true);
    let tree: Node<'_> = config.effective(&Question::default());
    let showing = Showing { config: &config, tree, by_path: false };
    let style = Style { color: false, unicode: true, width: 80 };
    let mut out = Vec::new();
    report::show(&[showing], ShowStyle { style, raw: true }, &mut out).expect("it is written");
    out
}

fn feed_back(path: &str, document: &Document) -> Option<String> {
    let files = std::iter::once((path.to_owned(), shown(document))).collect();
    let disk = Overlay::new(&Disk, &files);
    let again = match roots::read_from(&disk, path, Some(document.version)) {
        Ok(again) => again,
        Err(trouble) => return Some(trouble.message),
    };
    let (before, after) = (values(document), values(&again));
    let differ = before != after;
    differ.then(|| {
        let lost: Vec<_> = before.iter().filter(|value| !after.contains(value)).collect();
        let new: Vec<_> = after.iter().filter(|value| !before.contains(value)).collect();
        let show = |all: &[&(String, Vec<u8>)]| {
            let texts =
                all.iter().map(|(name, value)| format!("{name} = {}", String::from_utf8_lossy(value)));
            texts.collect::<Vec<_>>().join("; ")
        };
        format!("lost [{}], new [{}]", show(&lost), show(&new))
    })
}

#[test]
fn what_is_shown_can_be_read_again() {
    let folder = Path::new("tests/cases");
    let text = fs::read_to_string(folder.join("expected.json")).expect("the answers");
    let known: Value = serde_json::from_str(&text).expect("JSON");
    let (mut compared, mut wrong) = (0, Vec::new());
    for (name, case) in known["cases"].as_object().expect("cases") {
        let line = if name.trim_end_matches(".conf").ends_with("23") { "2.3" } else { "2.4" };
        let path = folder.join(case["file"].as_str().expect("a file")).to_string_lossy().into_owned();
        for (version, said) in case.as_object().expect("answers").iter().filter(|(v, _)| v.starts_with(line))
        {
            if said["exit"].as_i64() != Some(0) {
                continue;
            }
            let version: Version = version.parse().expect("a version");
            let mut document = roots::read_from(&Disk, &path, Some(version)).expect("a document");
            document.shows_secrets = true;
            compared += 1;
            if let Some(what) = feed_back(&path, &document) {
                wrong.push(format!("{version} {name}: {what}"));
            }
        }
    }
    assert!(compared > 900, "only {compared} were compared");
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
}
