//! Configurations that one lint has to find, or has to leave alone, beside the examples of its page: the ways in
//! which the same mistake can be written.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use dovelint::config::Config;
use dovelint::finding::Stage;
use dovelint::lints;
use dovelint::schema::Version;
use dovelint::source::Memory;

#[allow(dead_code, reason = "the examples of the pages are read elsewhere")]
mod common;

use common::{files, whole};

/// A mistake, and the text of the line that is to blame; an empty one where nothing is wrong.
struct Variant {
    lint: &'static str,
    version: &'static str,
    text: &'static str,
    line: &'static str,
}

const fn bad(lint: &'static str, version: &'static str, text: &'static str, blamed: &'static str) -> Variant {
    Variant { lint, version, text, line: blamed }
}

const fn good(lint: &'static str, version: &'static str, text: &'static str) -> Variant {
    Variant { lint, version, text, line: "" }
}

const VARIANTS: &[Variant] = &[
    // What a variable stands for.
    bad(
        "mail-access-groups-dangerous",
        "2.3",
        "mail_privileged_group = mail\nmail_access_groups = $mail_privileged_group\n",
        "mail_access_groups = $mail_privileged_group",
    ),
    bad(
        "login-user-equals-internal-user",
        "2.4.5",
        "default_login_user = $SET:default_internal_user\n",
        "default_login_user = $SET:default_internal_user",
    ),
    bad(
        "mail-user-is-dovecot-internal",
        "2.3",
        "mail_uid = $default_internal_user\n",
        "mail_uid = $default_internal_user",
    ),
    good("mail-location-without-driver", "2.3.19", "mail_location = $ENV:MAIL\n"),
    good("mail-location-unknown-key", "2.3.19", "mail_location = $ENV:MAIL\n"),
    // What a group brings.
    bad(
        "cleartext-auth-allowed",
        "2.4",
        "protocols = imap\ngroup @login open {\n  auth_allow_cleartext = yes\n}\n@login = open\n",
        "  auth_allow_cleartext = yes",
    ),
    good(
        "mail-location-unset",
        "2.4",
        "group @mail home {\n  mail_driver = maildir\n  mail_path = ~/Maildir\n}\n@mail = home\nprotocols = imap\n",
    ),
    // With `ssl = no` nothing listens on the port of TLS.
    good(
        "tls-disabled",
        "2.3",
        "protocols = imap\nssl = no\nservice imap-login {\n  inet_listener imap {\n    address = 127.0.0.1\n  }\n}\n",
    ),
    bad(
        "cleartext-auth-allowed",
        "2.3",
        "ssl = no\ndisable_plaintext_auth = no\n",
        "disable_plaintext_auth = no",
    ),
    bad(
        "cleartext-auth-with-tls-required",
        "2.4",
        "ssl = required\nprotocol imap {\n  auth_allow_cleartext = yes\n}\n",
        "  auth_allow_cleartext = yes",
    ),
    bad(
        "tls-not-required",
        "2.3",
        "protocols = imap\nssl = required\nprotocol imap {\n  ssl = yes\n}\n",
        "  ssl = yes",
    ),
    bad(
        "tls-certificate-missing",
        "2.3",
        "protocols = imap pop3\nssl = yes\nprotocol imap {\n  ssl_cert = </c.pem\n  ssl_key = </k.pem\n}\n",
        "ssl = yes",
    ),
    good(
        "tls-certificate-missing",
        "2.3",
        "protocols = imap\nssl = yes\nprotocol imap {\n  ssl_cert = </c.pem\n  ssl_key = </k.pem\n}\n",
    ),
    bad(
        "remote-certificate-not-verified",
        "2.3",
        "submission_relay_ssl_verify = no\n",
        "submission_relay_ssl_verify = no",
    ),
    bad(
        "remote-certificate-not-verified",
        "2.3",
        "passdb {\n  driver = ldap\n  args = /etc/dovecot/ldap.conf.ext\n}\n# file: ldap.conf.ext\nhosts = a\nbase = dc=x\ntls_require_cert = never\n",
        "tls_require_cert = never",
    ),
    good(
        "remote-certificate-not-verified",
        "2.3",
        "passdb {\n  driver = ldap\n  args = /etc/dovecot/ldap.conf.ext\n}\n# file: ldap.conf.ext\nhosts = a\nbase = dc=x\ntls_require_cert = hard\n",
    ),
    bad(
        "weak-password-scheme",
        "2.3",
        "passdb {\n  driver = sql\n  args = /etc/dovecot/sql.conf.ext\n}\n# file: sql.conf.ext\ndriver = mysql\ndefault_pass_scheme = PLAIN-MD5\n",
        "default_pass_scheme = PLAIN-MD5",
    ),
    bad(
        "weak-password-scheme",
        "2.4",
        "passdb_default_password_scheme = MD5\n",
        "passdb_default_password_scheme = MD5",
    ),
    bad(
        "domain-stripped-for-virtual-users",
        "2.3",
        "auth_username_format = %n\npassdb {\n  driver = sql\n  args = /etc/dovecot/sql.conf.ext\n}\n# file: sql.conf.ext\ndriver = mysql\npassword_query = SELECT password FROM u WHERE domain = '%d'\n",
        "auth_username_format = %n",
    ),
    bad(
        "mail-uid-outside-valid-range",
        "2.3",
        "userdb {\n  driver = passwd-file\n  args = /etc/dovecot/users\n  default_fields = uid=499\n}\n",
        "  default_fields = uid=499",
    ),
    bad(
        "shared-home-or-mail-path",
        "2.4",
        "namespace inbox {\n  inbox = yes\n  mail_driver = maildir\n  mail_path = /var/vmail/all\n}\n",
        "  mail_path = /var/vmail/all",
    ),
    bad(
        "home-equals-mail-dir",
        "2.4",
        "mail_home = /v/%{user|domain}\nmail_driver = mbox\nmail_path = /v/%{user | domain}\n",
        "mail_path = /v/%{user | domain}",
    ),
    bad(
        "home-needed-but-unset",
        "2.3",
        "userdb {\n  driver = static\n  args = uid=vmail gid=vmail\n}\nmail_location = maildir:/v/%u:INDEX=~/index\n",
        "mail_location = maildir:/v/%u:INDEX=~/index",
    ),
    bad(
        "home-needed-but-unset",
        "2.3",
        "userdb {\n  driver = static\n  args = uid=vmail gid=vmail\n}\nmail_location = maildir:/v/%u\nprotocol lmtp {\n  mail_plugins = sieve\n}\nplugin {\n  sieve = file:~/sieve\n}\n",
        "  sieve = file:~/sieve",
    ),
    bad(
        "haproxy-without-trusted-networks",
        "2.3",
        "haproxy_trusted_networks =\nprotocols = imap\nservice imap-login {\n  inet_listener imaps {\n    haproxy = yes\n  }\n}\n",
        "    haproxy = yes",
    ),
    bad(
        "config-socket-exposed",
        "2.3",
        "service config {\n  unix_listener config {\n    mode = 0640\n  }\n}\n",
        "    mode = 0640",
    ),
    bad(
        "config-socket-exposed",
        "2.4",
        "service config {\n  unix_listener config {\n    mode = 0600\n    group = vmail\n  }\n}\n",
        "    group = vmail",
    ),
    bad(
        "world-writable-socket",
        "2.4",
        "service lmtp {\n  unix_listener /var/run/mail/lmtp {\n    mode = 0666\n  }\n}\n",
        "    mode = 0666",
    ),
    good(
        "world-writable-socket",
        "2.4",
        "service lmtp {\n  unix_listener /var/spool/postfix/private/lmtp {\n    mode = 0666\n  }\n}\n",
    ),
    bad(
        "static-passdb-accepts-anything",
        "2.3",
        "passdb {\n  driver = static\n  args = nopassword=y allow_nets=10.0.0.0/8\n}\n",
        "  args = nopassword=y allow_nets=10.0.0.0/8",
    ),
    bad(
        "var-mail-dotlock-permissions",
        "2.4",
        "mail_driver = mbox\nmail_path = ~/mail\nmail_inbox_path = /var/mail/%{user}\n",
        "mail_inbox_path = /var/mail/%{user}",
    ),
    // A filter that says the opposite.
    bad(
        "nfs-index-needs-fsync",
        "2.3",
        "mmap_disable = yes\nmail_nfs_index = yes\nmail_fsync = always\nprotocol lmtp {\n  mail_fsync = optimized\n}\n",
        "  mail_fsync = optimized",
    ),
    bad("fsync-never", "2.3", "protocol !imap {\n  mail_fsync = never\n}\n", "  mail_fsync = never"),
    good(
        "fsync-never",
        "2.3",
        "protocol !lmtp {\n  mail_fsync = optimized\n}\nprotocol imap {\n  mail_fsync = never\n}\n",
    ),
    bad(
        "nfs-settings-incomplete",
        "2.4",
        "mmap_disable = yes\nmail_fsync = optimized\n",
        "mmap_disable = yes",
    ),
    bad(
        "dbox-index-memory",
        "2.4",
        "mail_driver = sdbox\nsdbox {\n  mail_index_path = MEMORY\n}\n",
        "  mail_index_path = MEMORY",
    ),
    bad(
        "mbox-locks-disjoint",
        "2.4",
        "mail_driver = mbox\nmail_path = ~/mail\nmbox_write_locks {\n  fcntl = no\n}\n",
        "  fcntl = no",
    ),
    bad(
        "imap-plugin-outside-imap",
        "2.3",
        "mail_plugins = quota\nprotocol !imap {\n  mail_plugins = $mail_plugins imap_quota\n}\n",
        "  mail_plugins = $mail_plugins imap_quota",
    ),
    bad(
        "protocol-plugins-replace-global",
        "2.3",
        "mail_plugins = quota acl\nprotocol lmtp {\n  mail_plugins = quota sieve\n}\n",
        "  mail_plugins = quota sieve",
    ),
    good(
        "protocol-plugins-replace-global",
        "2.3",
        "mail_plugins = quota acl\nprotocol lmtp {\n  mail_plugins = acl quota sieve\n}\n",
    ),
    bad("quota-rule-invalid", "2.3", "plugin {\n  quota_rule = *:store=1G\n}\n", "  quota_rule = *:store=1G"),
    bad(
        "quota-count-needs-vsizes",
        "2.3",
        "plugin {\n  quota = count:User quota\n}\n",
        "  quota = count:User quota",
    ),
    bad(
        "quota-warning-service-missing",
        "2.3",
        "plugin {\n  quota_warning = storage=95%% quota-warning 95 %u\n}\n",
        "  quota_warning = storage=95%% quota-warning 95 %u",
    ),
    bad(
        "sieve-not-loaded-for-delivery",
        "2.3",
        "protocols = imap lmtp\nplugin {\n  sieve_before = /etc/dovecot/before.sieve\n}\n",
        "  sieve_before = /etc/dovecot/before.sieve",
    ),
    good(
        "sieve-not-loaded-for-delivery",
        "2.3",
        "protocols = imap lmtp\nplugin {\n  sieve = file:~/sieve;active=~/.dovecot.sieve\n}\n",
    ),
    bad(
        "sieve-script-in-maildir",
        "2.3",
        "mail_location = maildir:~/Maildir\nplugin {\n  sieve_dir = ~/Maildir/sieve\n}\n",
        "  sieve_dir = ~/Maildir/sieve",
    ),
    bad(
        "full-filesystem-access",
        "2.3",
        "mail_full_filesystem_access = yes\nprotocol imap {\n  mail_plugins = acl\n}\n",
        "mail_full_filesystem_access = yes",
    ),
];

/// `doveconf -n` reads no variable, so that what it gives is only refused when the server starts.
#[test]
fn a_variable_puts_a_check_off() {
    let text = "service anvil {\n  process_limit = $SET:default_process_limit\n}\n";
    for version in ["2.4.1", "2.4.5"] {
        let version: Version = version.parse().expect("a version");
        let reader = Memory::new(files("/etc/dovecot/dovecot.conf", &whole(text, version)));
        let document =
            dovelint::document::read(&reader, "/etc/dovecot/dovecot.conf", version).expect("a document");
        let config = Config::new(&document, true);
        let findings = lints::judge(&config, |lint| lint.name == "singleton-process-limit");
        let stages: Vec<Stage> = findings.iter().map(|finding| finding.stage).collect();
        assert_eq!(stages, [Stage::Start], "{version}");
    }
}

#[test]
fn every_way_to_write_it() {
    let mut wrong = Vec::new();
    for variant in VARIANTS {
        let version: Version = variant.version.parse().expect("a version");
        let reader = Memory::new(files("/etc/dovecot/dovecot.conf", &whole(variant.text, version)));
        let document =
            dovelint::document::read(&reader, "/etc/dovecot/dovecot.conf", version).expect("a document");
        let config = Config::new(&document, true);
        let findings = lints::judge(&config, |lint| lint.name == variant.lint);
        let lines: Vec<String> = findings
            .iter()
            .map(|finding| {
                let bytes: &[u8] = &document.sources.file(finding.span.file).bytes;
                let start = finding.span.start as usize;
                let from = bytes[..start].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
                let to = bytes[start..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| start + at);
                String::from_utf8_lossy(&bytes[from..to]).into_owned()
            })
            .collect();
        let expected: &[&str] = if variant.line.is_empty() { &[] } else { &[variant.line] };
        if lines != expected {
            wrong.push(format!("{} ({}): finds {lines:?}\n{}", variant.lint, variant.version, variant.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
