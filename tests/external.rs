//! The files that `args` and `dict {}` of 2.3 name: found, read, and judged with their own keys.

#![allow(clippy::expect_used, reason = "a test may stop")]

use dovelint::config::Config;
use dovelint::document::roots;
use dovelint::document::{self, Document, Found};
use dovelint::engine;
use dovelint::finding::Finding;
use dovelint::schema::ExternalKind;
use dovelint::source::{Memory, Remapped};

const ROOT: &str = "/etc/dovecot/dovecot.conf";

fn read(files: &[(&str, &str)]) -> Document {
    roots::read_from(&Memory::new(files.iter().copied()), files[0].0, None).expect("a document")
}

fn find(document: &Document) -> Vec<Finding> {
    engine::run(&Config::new(document, true), |lint| lint.name.starts_with("external-file")).into_sorted()
}

/// Series, lint and message of each finding in a file of this database.
fn judged(driver: &str, text: &str) -> Vec<String> {
    let main = format!("passdb {{\n  driver = {driver}\n  args = /etc/dovecot/x\n}}\n");
    of_file(&main, text)
}

fn of_dict(driver: &str, text: &str) -> Vec<String> {
    of_file(&format!("dict {{\n  q = {driver}:/etc/dovecot/x\n}}\n"), text)
}

fn of_file(main: &str, text: &str) -> Vec<String> {
    let document = read(&[(ROOT, main), ("/etc/dovecot/x", text)]);
    find(&document)
        .iter()
        .map(|finding| {
            let line = document.sources.file(finding.span.file).line(finding.span.start);
            let name = finding.lint.name.trim_start_matches("external-file-");
            assert_eq!(document.sources.file(finding.span.file).path, "/etc/dovecot/x");
            format!("{line} {name}: {}", finding.message)
        })
        .collect()
}

const SQL: &str = "driver = sqlite\nconnect = /x.db\n";

/// Each as `auth` of 2.3.19 takes or refuses it.
#[test]
fn what_auth_refuses() {
    let none: [String; 0] = [];
    assert_eq!(judged("sql", SQL), none);
    assert_eq!(judged("sql", &format!("{SQL}map {{\n  foo = bar\n}}\n")), none, "sections are passed over");
    assert_eq!(
        judged("sql", &format!("{SQL}pasword_query = x\n")),
        ["3 unknown-key: an SQL file has no setting `pasword_query`"]
    );
    assert_eq!(judged("sql", "connect = x\n"), ["1 required-key-missing: an SQL file needs `driver`"]);
    assert_eq!(judged("sql", "driver = sqlite\n"), ["1 required-key-missing: an SQL file needs `connect`"]);
    assert_eq!(
        judged("sql", "# nothing\n"),
        ["1 required-key-missing: an SQL file needs `driver` and `connect`"]
    );
    assert_eq!(
        judged("sql", "driver = mysqll\nconnect = x\n"),
        ["1 invalid-value: `driver` does not accept `mysqll`"]
    );
    assert_eq!(
        judged("sql", &format!("{SQL}userdb_warning_disable = true\n")),
        ["3 invalid-value: `userdb_warning_disable` does not accept `true`"]
    );
    assert_eq!(
        judged("sql", &format!("{SQL}foo bar\n}}\n")),
        [
            "3 line-malformed: `foo` is not followed by `=` or ` {`",
            "4 line-malformed: this `}` closes nothing"
        ]
    );
    assert_eq!(judged("sql", "driver = {{ driver }}\nconnect = x\n"), none, "a template");
    assert_eq!(judged("sql", "driver = $ENV:DRIVER\nconnect = x\n"), none);
    assert_eq!(judged("sql", "driver = pgsql\n!include pw.conf\n"), none, "the rest is elsewhere");
    assert_eq!(judged("sql", "driver = pgsql\nconect = x\n").len(), 1, "one cause, one finding");
    assert_eq!(judged("ldap", "hosts = a\n"), ["1 required-key-missing: an LDAP file needs `base`"]);
    assert_eq!(
        judged("ldap", "base = x\n"),
        ["1 required-key-missing: an LDAP file needs `uris` or `hosts`"]
    );
    let ldap = "base = x\nuris=ldap://a\nderef = NEVER\ntls = Yes\nldap_version = 0x3\n";
    assert_eq!(judged("ldap", ldap), none);
    assert_eq!(
        judged("ldap", &format!("{ldap}scope = one\ntls = y\nldap_version = x\ntls_require_cert=maybe\n")),
        [
            "6 invalid-value: `scope` does not accept `one`",
            "7 invalid-value: `tls` does not accept `y`",
            "8 invalid-value: `ldap_version` does not accept `x`",
            "9 invalid-value: `tls_require_cert` does not accept `maybe`"
        ]
    );
    assert_eq!(judged("oauth2", "client_id = x\n").len(), 1);
    assert_eq!(judged("oauth2", "tokeninfo_url = http://x\ntimeout_msecs = 1s\n"), none);
    assert_eq!(
        judged("oauth2", "tokeninfo_url = http://x\nintrospection_mode = GET\n"),
        ["2 invalid-value: `introspection_mode` does not accept `GET`"]
    );
    let dict = "uri = file:/d\nkey passdb {\n  key = x\n  format = json\n}\npassdb_fields {\n  any = %{dict:passdb}\n}\n";
    assert_eq!(judged("dict", dict), none);
    assert_eq!(
        judged("dict", "uri = file:/d\nkey passdb {\n  frmat = json\n}\nky a {\n}\nvalue_format = x\n"),
        [
            "3 unknown-key: a dict database file has no setting `frmat` in `key`",
            "5 unknown-key: a dict database file has no section `ky`",
            "7 invalid-value: `value_format` does not accept `x`"
        ]
    );
}

#[test]
fn what_dict_refuses() {
    let none: [String; 0] = [];
    let map = "connect = x\nmap {\n  pattern = shared/$a\n  table = t\n  value_field = v\n  fields {\n    x = $a\n  }\n}\n";
    assert_eq!(of_dict("mysql", map), none);
    assert_eq!(of_dict("file", "nonsense\n"), none, "a file of data");
    assert_eq!(
        of_dict(
            "pgsql",
            "driver = pgsql\nmap {\n  pattern = x\n  value_hexblob = 1\n  value_type = int,text\n  fields {\n    a = b\n  }\n}\n"
        ),
        [
            "1 required-key-missing: an SQL dictionary file needs `connect`",
            "1 unknown-key: an SQL dictionary file has no setting `driver`",
            "2 required-key-missing: `map` of an SQL dictionary file needs `table` and `value_field`",
            "4 invalid-value: `value_hexblob` does not accept `1`",
            "5 invalid-value: `value_type` does not accept `int,text`",
            "7 invalid-value: the value of `a` does not begin with `$`"
        ]
    );
    assert_eq!(
        of_dict("ldap", "uri = ldap://x\ntls = try\ntimeout = 1s\n"),
        ["3 invalid-value: `timeout` does not accept `1s`"]
    );
}

#[test]
fn older_versions_know_fewer_keys() {
    let files = [
        (ROOT, "passdb {\n  driver = oauth2\n  args = /etc/dovecot/o\n}\n"),
        ("/etc/dovecot/o", "tokeninfo_url = x\nopenid_configuration_url = y\n"),
    ];
    let document = |version: &str| {
        let version = version.parse().expect("a version");
        document::read(&Memory::new(files), ROOT, version).expect("a document")
    };
    assert!(find(&document("2.3.21")).is_empty());
    assert_eq!(find(&document("2.3.15")).len(), 1);
}

#[test]
fn files_are_looked_for_as_includes_are() {
    let main = "passdb {\n  driver = sql\n  args = /etc/dovecot/a\n}\nuserdb {\n  driver = sql\n  args = \
                \"/etc/dovecot/a\"\n}\npassdb {\n  driver = lua\n  args = file=/etc/dovecot/x.lua blocking=no\n}\npassdb {\n  driver = \
                ldap\n  args = /srv/secret\n}\npassdb {\n  driver = ldap\n  args = relative\n}\nplugin {\n  trash = /etc/dovecot/trash.conf\n}\n";
    let files = Memory::new([("tree/dovecot.conf", main), ("tree/a", SQL), ("tree/trash.conf", "1 Spam\n")]);
    let reader = Remapped::new(&files, vec![("/etc/dovecot".to_owned(), "tree".to_owned())]);
    let document = roots::read_from(&reader, "tree/dovecot.conf", None).expect("a document");
    let seen: Vec<_> = document
        .externals
        .iter()
        .map(|e| {
            (e.kind, e.shown.as_str(), e.is_in_tree, e.named_by.len(), matches!(e.outcome, Found::Missing))
        })
        .collect();
    assert_eq!(
        seen,
        [
            (ExternalKind::Sql, "tree/a", true, 2, false),
            (ExternalKind::Lua, "tree/x.lua", true, 1, true),
            (ExternalKind::Ldap, "/srv/secret", false, 1, true),
            (ExternalKind::Trash, "tree/trash.conf", true, 1, false),
        ]
    );
    let names: Vec<String> = find(&document).iter().map(|finding| finding.message.to_string()).collect();
    assert_eq!(names, ["`/etc/dovecot/x.lua` (a Lua script) does not exist"]);
    let config = Config::new(&document, true);
    let external = config.userdbs()[0].external().expect("the SQL file");
    assert_eq!(external.get("connect").map(|entry| entry.text.as_ref()), Some(&b"/x.db"[..]));
}

#[test]
fn such_a_file_alone_is_no_configuration() {
    let alone = |path: &str, text: &str| {
        let document = read(&[(path, text)]);
        (document.externals.first().map(|e| e.kind), find(&document).len())
    };
    assert_eq!(alone("/x/dovecot-sql.conf.ext", "#driver = \n"), (Some(ExternalKind::Sql), 0));
    assert_eq!(alone("/x/dovecot-dict-sql.conf.ext", "#connect = x\n"), (Some(ExternalKind::SqlDict), 0));
    assert_eq!(
        alone("/x/my.conf", "driver = mysql\nconnect = x\nuser_query = x\n"),
        (Some(ExternalKind::Sql), 0)
    );
    assert_eq!(alone("/x/my.conf", "hosts = a\nbase = x\ndn = b\n"), (Some(ExternalKind::Ldap), 0));
    assert_eq!(alone("/x/auth-sql.conf.ext", "passdb {\n  driver = sql\n}\n"), (None, 0));
    assert_eq!(alone("/x/dovecot-sql.conf", "protocols = imap\nmail_location = x\n"), (None, 0));
    assert_eq!(alone("/x/dovecot.conf", "driver = mysql\nconnect = x\n"), (None, 0));
    assert_eq!(
        alone("/x/dovecot-sql.conf.ext", "driver = mysql\nconect = x\n"),
        (Some(ExternalKind::Sql), 1)
    );
}

/// A list of the plugin trash: a priority and a folder in each line, anything else passed over.
#[test]
fn lists_of_the_plugin_trash() {
    let main = "plugin {\n  trash = /etc/dovecot/x\n}\n";
    assert_eq!(of_file(main, "# 1 Junk\n1 Junk\n-2 Old mail\nnonsense\n\n3 Trash\r\n"), [""; 0]);
    let found = of_file(main, "1 Junk\none Trash\n99999999999 Old\n");
    assert_eq!(
        found,
        [
            "2 invalid-value: `one` is not a priority for the folder `Trash`",
            "3 invalid-value: `99999999999` is not a priority for the folder `Old`"
        ]
    );
}
