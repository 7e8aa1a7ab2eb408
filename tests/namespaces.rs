//! What Dovecot says of the namespaces of a user, and what the lints say. The answers are those of 2.3.19
//! and 2.4.1, asked with `doveadm mailbox list`.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use dovelint::schema::Version;
use dovelint::source::Memory;

mod common;

/// The lints of what `namespaces_check()` refuses.
const LINTS: [&str; 7] = [
    "duplicate-namespace-prefix",
    "multiple-inbox-namespaces",
    "no-inbox-namespace",
    "no-listed-or-visible-namespace",
    "prefix-starts-with-separator",
    "prefix-without-trailing-separator",
    "separators-differ",
];

fn speaking(version: &str, text: &str) -> Vec<&'static str> {
    let version: Version = version.parse().expect("a version");
    let reader = Memory::new([("/d/dovecot.conf", text)]);
    let report = common::check(&reader, "/d/dovecot.conf", version, None, |lint| LINTS.contains(&lint.name));
    report.counting().map(|finding| finding.lint.name).collect()
}

const INBOX: &str = "namespace inbox {\n inbox = yes\n separator = /\n}\n";

#[test]
fn the_lints_of_2_3_say_what_dovecot_says() {
    let maildir = "mail_location = maildir:~/Maildir\n";
    let shared = "namespace shared {\n type = shared\n prefix = shared/%%u/\n location = maildir:%%h/Maildir\n subscriptions = no\n}\n";
    let of_maildir = "namespace inbox {\n inbox = yes\n}\n";
    let cases: [(String, &[&str]); 9] = [
        // The prefix of the namespace of other users ends before their name.
        (format!("{INBOX}{shared}"), &[]),
        (
            format!(
                "{INBOX}{shared}namespace pub {{\n prefix = shared/\n separator = /\n location = maildir:/p\n}}\n"
            ),
            &["duplicate-namespace-prefix"],
        ),
        // Maildir has `.`, other users `/`.
        (format!("{of_maildir}{shared}"), &["separators-differ"]),
        // What is not listed may have any prefix and separator.
        (
            format!(
                "{INBOX}namespace x {{\n prefix = ~/mail\n separator = .\n list = no\n hidden = yes\n}}\n"
            ),
            &[],
        ),
        (
            format!(
                "{INBOX}namespace x {{\n prefix = pub\n separator = .\n disabled = yes\n inbox = yes\n}}\n"
            ),
            &[],
        ),
        ("namespace x {\n prefix = pub\n disabled = yes\n}\n".to_owned(), &[]),
        (
            "namespace x {\n inbox = yes\n list = children\n}\n".to_owned(),
            &["no-listed-or-visible-namespace"],
        ),
        (
            "namespace x {\n inbox = yes\n prefix = pub/\n location = maildir:~/m:LAYOUT=index\n}\n"
                .to_owned(),
            &["prefix-without-trailing-separator"],
        ),
        (
            "namespace x {\n inbox = yes\n prefix = pub/\n location = maildir:~/m:LAYOUT=fs\n}\n".to_owned(),
            &[],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(speaking("2.3.19", &format!("{maildir}{text}")), expected, "{text}");
    }
}

#[test]
fn the_lints_of_2_4_say_what_dovecot_says() {
    let head = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\nmail_driver = maildir\nmail_path = ~/Maildir\n";
    let shared = "namespace shared {\n type = shared\n prefix = shared/$user/\n mail_path = %{owner_home}/Maildir\n subscriptions = no\n}\n";
    let cases: [(String, &[&str]); 5] = [
        (format!("{INBOX}{shared}"), &[]),
        (format!("namespace inbox {{\n inbox = yes\n}}\n{shared}"), &["separators-differ"]),
        (
            "namespace x {\n inbox = yes\n prefix = pub/\n mailbox_list_layout = index\n}\n".to_owned(),
            &["prefix-without-trailing-separator"],
        ),
        (
            "namespace x {\n inbox = yes\n prefix = pub/\n mail_driver = sdbox\n mail_path = ~/s\n}\n"
                .to_owned(),
            &[],
        ),
        ("namespace x {\n mailbox Trash {\n auto = create\n }\n}\n".to_owned(), &["no-inbox-namespace"]),
    ];
    for (text, expected) in cases {
        assert_eq!(speaking("2.4.1", &format!("{head}{text}")), expected, "{text}");
    }
}

/// Nothing is said of what a variable or a user database decides.
#[test]
fn what_may_change_is_left_alone() {
    let userdb =
        "userdb {\n driver = static\n args = uid=vmail namespace/inbox/inbox=yes\n}\nnamespace inbox {\n}\n";
    assert!(speaking("2.3", userdb).is_empty());
    let open = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\nnamespace inbox {\n inbox = %{env:INBOX}\n}\n";
    assert!(speaking("2.4", open).is_empty());
}
