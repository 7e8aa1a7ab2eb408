//! The small languages inside values, as `src/config` reads them: databases, mail locations, namespaces,
//! plugins.

#![allow(clippy::expect_used, reason = "a test may stop")]

use dovelint::config::{Config, Database, Field, MailLocation, Word};
use dovelint::document::Document;
use dovelint::document::roots;
use dovelint::source::{Memory, Span};
use dovelint::syntax::Form;

fn read(text: &str) -> Document {
    let reader = Memory::new([("/d.conf", text)]);
    roots::read_from(&reader, "/d.conf", None).expect("a document")
}

fn v24(text: &str) -> Document {
    read(&format!("dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n{text}"))
}

/// The text at a span, with its line.
fn at(document: &Document, span: Option<Span>) -> String {
    span.map_or("default".to_owned(), |span| {
        let line = document.sources.file(span.file).line(span.start);
        format!("{line}:{}", document.sources.text(span).as_str())
    })
}

fn words(document: &Document, words: &[Word<'_>]) -> Vec<String> {
    words.iter().map(|word| format!("{}@{}", word.shown().as_str(), at(document, word.span))).collect()
}

fn fields(document: &Document, fields: &[Field<'_>]) -> Vec<String> {
    fields
        .iter()
        .map(|field| {
            let value =
                field.value.as_ref().map(|value| format!("={}", value.shown().as_str())).unwrap_or_default();
            format!("{}{value}@{}", field.key.shown().as_str(), at(document, field.span()))
        })
        .collect()
}

/// Driver, options and target of the first database.
fn args(text: &str) -> (String, Vec<String>, Option<String>) {
    let document = read(text);
    let config = Config::new(&document, true);
    let databases: Vec<Database<'_>> = config.passdbs().into_iter().chain(config.userdbs()).collect();
    let args = databases[0].args();
    let target = args.target.map(|target| at(&document, target.span));
    (databases[0].driver.shown().as_str().to_owned(), fields(&document, &args.options), target)
}

#[test]
fn args_of_2_3_per_driver() {
    let static_db = "passdb {\n  driver = static\n  args = password=a=b nopassword=y  x\n}\n";
    assert_eq!(
        args(static_db),
        (
            "static".into(),
            vec!["password=a=b@3:password=a=b".into(), "nopassword=y@3:nopassword=y".into(), "x@3:x".into()],
            None
        )
    );
    let file = "passdb {\n  driver = passwd-file\n  args = scheme=PLAIN username_format=%n /etc/a b\n}\n";
    let (_, options, target) = args(file);
    assert_eq!(options.len(), 2);
    assert_eq!(target.as_deref(), Some("3:/etc/a b"));
    // A userdb takes everything else for the path.
    let file = "userdb {\n  driver = passwd-file\n  args = \"scheme=PLAIN /etc/a\"\n}\n";
    let (_, options, target) = args(file);
    assert!(options.is_empty());
    assert_eq!(target.as_deref(), Some("3:scheme=PLAIN /etc/a"));
    let pam = "passdb {\n  driver = pam\n  args = session=yes max_requests=20 mail\n}\n";
    let (_, options, target) = args(pam);
    assert_eq!(options, ["session=yes@3:session=yes", "max_requests=20@3:max_requests=20"]);
    assert_eq!(target.as_deref(), Some("3:mail"));
    let pam = "passdb {\n  driver = pam\n  args = failure_show_msg=yes\n}\n";
    assert_eq!(args(pam).2, None);
    let sql = "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n";
    assert_eq!(args(sql).2.as_deref(), Some("3:/etc/dovecot/dovecot-sql.conf.ext"));
    let lua = "passdb {\n  driver = lua\n  args = blocking=no file=/etc/a.lua\n}\n";
    assert_eq!(args(lua).2.as_deref(), Some("3:/etc/a.lua"));
    assert_eq!(args("passdb {\n}\n").0, "");
}

#[test]
fn fields_of_databases() {
    let document = read(
        "userdb {\n  driver = static\n  args = uid=vmail allow_all_users=yes\n  default_fields = home=/x\n  \
         override_fields = gid=5\n  skip = found\n}\npassdb {\n  driver = pam\n  deny = yes\n}\n\
         protocol imap {\n  passdb {\n    driver = ldap\n  }\n}\n",
    );
    let config = Config::new(&document, true);
    let userdbs = config.userdbs();
    assert_eq!(
        fields(&document, &userdbs[0].fields()),
        ["home=/x@4:home=/x", "uid=vmail@3:uid=vmail", "gid=5@5:gid=5"]
    );
    assert!(userdbs[0].args().flag("allow_all_users"));
    assert_eq!(userdbs[0].get("skip").shown(), "found");
    let drivers: Vec<String> =
        config.passdbs().iter().map(|db| db.driver.shown().as_str().to_owned()).collect();
    assert_eq!(drivers, ["pam", "ldap"]);
    assert!(config.passdbs()[0].is_on("deny"));
    let imap = config.protocol_view(b"imap").databases(dovelint::config::DatabaseKind::Passdb);
    assert_eq!(imap.len(), 2);
}

#[test]
fn databases_of_2_4() {
    let document = v24(
        "passwd_file_path = /etc/users\npassdb passwd-file {\n}\npassdb b {\n  driver = static\n  fields {\n    \
         nopassword = y\n    user = x\n  }\n}\ngroup @db one {\n  userdb sql {\n    sql_driver = mysql\n  }\n}\n\
         @db = one\n",
    );
    let config = Config::new(&document, true);
    let passdbs = config.passdbs();
    assert_eq!(words(&document, &[passdbs[0].driver.clone()]), ["passwd-file@4:passdb passwd-file {"]);
    assert_eq!(passdbs[0].around("passwd_file_path").shown(), "/etc/users");
    assert_eq!(passdbs[1].driver.shown(), "static");
    let own: Vec<String> =
        passdbs[1].fields().iter().map(|field| field.key.shown().as_str().to_owned()).collect();
    assert_eq!(own, ["nopassword", "user"]);
    assert!(passdbs[1].args().options.is_empty());
    let userdbs = config.userdbs();
    assert_eq!(userdbs[0].driver.shown(), "sql");
    assert_eq!(userdbs[0].around("sql_driver").shown(), "mysql");
}

fn location(document: &Document) -> (String, Option<String>, Vec<String>) {
    let config = Config::new(document, true);
    let location: MailLocation<'_> = config.root().mail_location();
    let path =
        location.path.as_ref().map(|path| format!("{}@{}", path.shown().as_str(), at(document, path.span)));
    (format!("{} {}", location.driver, location.layout), path, fields(document, &location.options))
}

#[test]
fn mail_locations_of_2_3() {
    let document = read("mail_location = mbox:~/mail:INBOX=/var/mail/%u:UTF-8:LAYOUT=Index:\n");
    let (kind, path, options) = location(&document);
    assert_eq!(kind, "mbox index");
    assert_eq!(path.as_deref(), Some("~/mail@1:~/mail"));
    assert_eq!(
        options,
        ["INBOX=/var/mail/%u@1:INBOX=/var/mail/%u", "UTF-8@1:UTF-8", "LAYOUT=Index@1:LAYOUT=Index"]
    );
    let (kind, path, options) = location(&read("mail_location = \"maildir:/a::b:INDEX=MEMORY\"\n"));
    assert_eq!(kind, "maildir maildir++");
    assert_eq!(path.as_deref(), Some("/a:b@1:/a::b"));
    assert_eq!(options, ["INDEX=MEMORY@1:INDEX=MEMORY"]);
    let (kind, path, _) = location(&read("mail_location = /var/mail:INDEX=x\n"));
    assert_eq!((kind.as_str(), path.as_deref()), (" fs", Some("/var/mail@1:/var/mail")));
    assert_eq!(location(&read("")), (" fs".into(), None, Vec::new()));
    let document = read("mail_location = maildir:~/M:INDEXS=x:utf-8:UTF-8=y:NO-NOSELECT\n");
    let config = Config::new(&document, true);
    let location = config.root().mail_location();
    let unknown: Vec<String> =
        location.unknown().map(|field| field.key.shown().as_str().to_owned()).collect();
    assert_eq!(unknown, ["INDEXS", "utf-8", "UTF-8"]);
}

#[test]
fn mail_locations_of_2_4() {
    let document = v24("mail_driver = maildir\nmail_index_path = /i\nmailbox_list_utf8 = yes\n");
    let (kind, path, options) = location(&document);
    assert_eq!(kind, "maildir maildir++");
    assert_eq!(path.as_deref(), Some("%{home}/Maildir@default"));
    assert_eq!(options, ["UTF-8@5:mailbox_list_utf8", "INDEX=/i@4:mail_index_path = /i"]);
    let document = v24("mail_driver = mdbox\nmail_path = ~/m\nmailbox_list_layout = index\n");
    let (kind, path, _) = location(&document);
    assert_eq!(kind, "mdbox index");
    assert_eq!(path.as_deref(), Some("~/m@4:~/m"));
}

#[test]
fn namespaces_and_mailboxes() {
    let document = read("mail_location = maildir:~/M\n");
    let config = Config::new(&document, true);
    let made = config.namespaces();
    assert_eq!(made.len(), 1);
    assert!(made[0].section.is_none() && made[0].inbox && made[0].subscriptions);
    let document = read(
        "mail_location = maildir:~/M\nnamespace inbox {\n  inbox = yes\n  separator = /\n  mailbox \"Sent Items\" \
         {\n    special_use = \\Sent \\Junk\n    auto = subscribe\n    autoexpunge = 30d\n  }\n}\nnamespace {\n  \
         type = public\n  prefix = P/\n  location = mdbox:/p\n  list = children\n  subscriptions = no\n}\n",
    );
    let config = Config::new(&document, true);
    let [inbox, public] = &config.namespaces()[..] else { panic!("two namespaces") };
    assert_eq!((inbox.name.as_ref(), inbox.location.driver.as_str()), (&b"inbox"[..], "maildir"));
    assert_eq!(at(&document, inbox.span), "2:namespace inbox {");
    assert_eq!((public.kind.shown().as_str(), public.list.shown().as_str()), ("public", "children"));
    assert!(!public.subscriptions && !public.inbox);
    assert_eq!(public.location.driver, "mdbox");
    let mailboxes = inbox.mailboxes();
    assert_eq!(mailboxes[0].name.as_ref(), b"Sent Items");
    assert_eq!(words(&document, &mailboxes[0].special_use), ["\\Sent@6:\\Sent", "\\Junk@6:\\Junk"]);
    assert_eq!(mailboxes[0].autoexpunge.seconds(), Some(30 * 86400));
}

#[test]
fn namespaces_of_2_4_with_groups() {
    let document = v24(
        "mail_driver = maildir\ngroup @boxes one {\n  namespace inbox {\n    mailbox Sent {\n      special_use = \
         \\Sent\n    }\n  }\n}\n@boxes = one\nnamespace inbox {\n  inbox = yes\n  mailbox Trash {\n    auto = \
         create\n  }\n}\nnamespace old {\n  mail_driver = mbox\n  mail_path = %{home}/old\n}\n",
    );
    let config = Config::new(&document, true);
    let [inbox, old] = &config.namespaces()[..] else { panic!("two namespaces") };
    assert!(inbox.inbox);
    let names: Vec<String> =
        inbox.mailboxes().iter().map(|m| String::from_utf8_lossy(&m.name).into_owned()).collect();
    assert_eq!(names, ["Sent", "Trash"]);
    assert_eq!(words(&document, &inbox.mailboxes()[0].special_use), ["\\Sent@7:\\Sent"]);
    assert_eq!((old.location.driver.as_str(), inbox.location.driver.as_str()), ("mbox", "maildir"));
    assert_eq!(old.location.path.as_ref().map(Word::shown).as_deref(), Some("%{home}/old"));
}

#[test]
fn plugins_of_2_3() {
    let document = read(
        "mail_plugins = acl\nmail_plugins = $mail_plugins  quota\nprotocol imap {\n  mail_plugins = imap_acl \
         $mail_plugins imap_quota\n}\nprotocol lda {\n  mail_plugins = sieve\n}\nplugin {\n  quota_rule = *:storage=1G\n  \
         quota_rule2 = Trash:storage=+1%%\n  quota_rule4 = x\n}\nprotocol lda {\n  plugin {\n    quota_rule = y\n  }\n}\n",
    );
    let config = Config::new(&document, true);
    assert_eq!(words(&document, &config.root().plugins()), ["acl@1:acl", "quota@2:quota"]);
    let imap = config.protocol_view(b"imap");
    assert_eq!(
        words(&document, &imap.plugins()),
        ["imap_acl@4:imap_acl", "acl@1:acl", "quota@2:quota", "imap_quota@4:imap_quota"]
    );
    let lda = config.protocol_view(b"lda");
    assert!(lda.has_plugin("sieve") && !lda.has_plugin("acl"));
    assert!(config.loads_plugin("sieve").is_some() && config.loads_plugin("fts").is_none());
    let rules = |view: &dovelint::config::View<'_>| {
        let series = view.plugin_series("quota_rule");
        series.iter().map(|(key, found)| format!("{key}={}", found.shown().as_str())).collect::<Vec<_>>()
    };
    assert_eq!(rules(&imap), ["quota_rule=*:storage=1G", "quota_rule2=Trash:storage=+1%%"]);
    assert_eq!(rules(&lda), ["quota_rule=y", "quota_rule2=Trash:storage=+1%%"]);
    assert_eq!(imap.plugin_settings().len(), 3);
    assert_eq!(config.plugin_setting("quota_rule4").map(|found| found.shown()).as_deref(), Some("x"));
    assert!(config.plugin_setting("quota").is_none());
}

#[test]
fn plugins_of_2_4() {
    let document = v24(
        "mail_plugins = acl quota\nprotocol imap {\n  mail_plugins {\n    imap_acl = yes\n    quota = no\n  }\n}\n",
    );
    let config = Config::new(&document, true);
    let imap = config.protocol_view(b"imap");
    let names: Vec<String> = imap.plugins().iter().map(|word| word.shown().as_str().to_owned()).collect();
    assert_eq!(names, ["imap_acl", "acl"]);
    assert!(config.loads_plugin("imap_acl").is_some());
}

#[test]
fn a_value_from_a_file_stays_one() {
    let document = read("ssl_cert = </etc/ssl/a.pem\nmail_home = \"</b\"\n");
    let config = Config::new(&document, true);
    let cert = config.root().get("ssl_cert");
    assert_eq!((cert.form, cert.shown().as_str()), (Form::File, "/etc/ssl/a.pem"));
    let home = config.root().get("mail_home");
    assert_eq!((home.form, home.shown().as_str()), (Form::Quoted, "</b"));
}

/// What packages add to `protocols` may be on another machine: then nothing that they could serve is off.
#[test]
fn protocols_that_are_not_here() {
    let main = "!include_try share/*.protocol\n!include_try local.conf\n";
    let expected = |files: &[(&str, &str)]| {
        let reader = Memory::new([&[("/d.conf", main)], files].concat());
        let document = roots::read_from(&reader, "/d.conf", None).expect("a document");
        let config = Config::new(&document, true);
        let (names, is_assumed) = config.root().expected_protocols();
        let names: Vec<_> = names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        (names.join(" "), is_assumed)
    };
    let local = ("/local.conf", "protocols = $protocols sieve\n");
    let imapd = ("/share/imapd.protocol", "protocols = $protocols imap\n");
    assert_eq!(expected(&[]), ("imap pop3 lmtp submission".to_owned(), true));
    assert_eq!(expected(&[local]), ("sieve imap pop3 lmtp submission".to_owned(), true));
    assert_eq!(expected(&[imapd, local]), ("imap sieve".to_owned(), false));
    assert_eq!(expected(&[("/local.conf", "protocols = imap\n")]), ("imap".to_owned(), false));
}
