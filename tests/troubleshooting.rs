//! Each situation that the manual's page *Errors and Troubleshooting* describes, as far as a configuration can
//! show it: built here, and found.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::process::Command;

use dovelint::schema::{Series, Version};
use dovelint::source::Memory;

mod common;

/// The names of all lints that are about a text, of whatever profile.
fn found(series: Series, text: &str) -> Vec<&'static str> {
    let version = Version::newest(series);
    let main = "/etc/dovecot/dovecot.conf";
    let reader = Memory::new([(main, common::whole(text, version))]);
    let report = common::check(&reader, main, version, None, |_| true);
    report.counting().map(|finding| finding.lint.name).collect()
}

#[track_caller]
fn finds(lint: &str, text23: &str, text24: &str) {
    for (line, text) in [(Series::V23, text23), (Series::V24, text24)] {
        let found = found(line, text);
        assert!(found.contains(&lint), "{lint} in {line}: {found:?}\n{text}");
    }
}

/// What `dovelint explain` says of a line of the log.
#[track_caller]
fn explains(message: &str, lint: &str) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_dovelint")).args(["explain", message]).output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains(lint), "{message}: {text}");
}

#[test]
fn negative_uids() {
    let mbox23 = "protocols = imap\nmail_location = mbox:~/mail:INBOX=/var/mail/%u\n";
    let mbox24 =
        "protocols = imap\nmail_driver = mbox\nmail_path = ~/mail\nmail_inbox_path = /var/mail/%{user}\n";
    finds("mbox-metadata-headers-not-filtered", mbox23, mbox24);
    finds("mbox-format", mbox23, mbox24);
}

#[test]
fn outlook() {
    finds("outlook-pop3-nuls", "protocols = imap pop3\n", "protocols = imap pop3\n");
    let no_longer = "protocol imap {\n  imap_client_workarounds = outlook-idle\n}\n";
    assert!(found(Series::V23, no_longer).iter().any(|name| name.ends_with("-client-workaround")));
}

#[test]
fn thunderbird() {
    finds(
        "thunderbird-mailbox-separator",
        "mail_location = maildir:~/Maildir:LAYOUT=fs\n",
        "mail_driver = maildir\nmail_path = ~/Maildir\nmailbox_list_layout = fs\n",
    );
    finds(
        "mbox-no-child-folders",
        "mail_location = mbox:~/mail\n",
        "mail_driver = mbox\nmail_path = ~/mail\n",
    );
}

#[test]
fn the_cache_file_is_too_large() {
    finds("cache-max-size-over-1g", "mail_cache_max_size = 2G\n", "mail_cache_max_size = 2G\n");
    explains(
        "imap(bob): Error: Corrupted index cache file /srv/bob/dovecot.index.cache: Cache file too large",
        "index-cache-files-oversize",
    );
    let small = "protocols = imap\nservice imap {\n  vsz_limit = 128 M\n}\n";
    finds("vsz-limit-below-cache-size", small, small);
    let default = "protocols = imap\n";
    finds("vsz-limit-below-cache-size-default", default, default);
    explains(
        "Fatal: master: service(imap): child 123 returned error 83 (Out of memory (service imap { vsz_limit=1024 MB }, you may need to increase it))",
        "vsz-limit-below-cache-size",
    );
    explains(
        "Error: mmap(size=123456) failed with file /srv/bob/dovecot.index.cache: Cannot allocate memory",
        "vsz-limit-below-cache-size",
    );
}

/// UNIX Socket Resource Temporarily Unavailable
mod resource_temporarily_unavailable {
    use super::{explains, finds};

    const LOG: &str = "imap-login: Error: net_connect_unix(imap) failed: Resource temporarily unavailable";

    #[test]
    fn wrong_service_settings() {
        let many23 = "protocols = imap\nservice imap {\n  client_limit = 5\n  service_count = 0\n}\n";
        let many24 =
            "protocols = imap\nservice imap {\n  client_limit = 5\n  restart_request_count = unlimited\n}\n";
        finds("mail-process-client-limit", many23, many24);
        explains(LOG, "mail-process-client-limit");
        finds(
            "mbox-client-limit",
            &format!("mail_location = mbox:~/mail\n{many23}"),
            &format!("mail_driver = mbox\nmail_path = ~/mail\n{many24}"),
        );
        let few = "protocols = imap\nservice imap-login {\n  process_limit = 50\n}\n";
        finds("login-capacity-below-mail-capacity", few, few);
        let default = "protocols = imap\ndefault_process_limit = 4000\n";
        finds("default-process-limit-not-inherited", default, default);
    }

    #[test]
    fn out_of_file_descriptors() {
        let many = "protocols = imap\nservice imap-login {\n  process_limit = 2000\n}\n";
        finds("auth-client-limit-too-low", many, many);
        finds("anvil-client-limit-too-low", many, many);
        explains(
            "imap-login: Error: net_connect_unix(login/login) failed: Resource temporarily unavailable",
            "auth-client-limit-too-low",
        );
    }

    #[test]
    fn master_process_busy() {
        finds(
            "login-performance-mode-incomplete",
            "protocols = imap\nservice imap-login {\n  service_count = 0\n}\n",
            "protocols = imap\nservice imap-login {\n  restart_request_count = unlimited\n}\n",
        );
        finds(
            "unlimited-mail-process-reuse",
            "protocols = imap\nservice imap {\n  service_count = 0\n}\n",
            "protocols = imap\nservice imap {\n  restart_request_count = unlimited\n}\n",
        );
        let forks = "protocols = imap\nservice imap {\n  process_limit = 5000\n}\n";
        finds("fork-heavy-config", forks, forks);
    }
}

#[test]
fn change_group_operation_not_permitted() {
    let group = "mail_access_groups = mail\n";
    finds("mail-access-groups-dangerous", group, group);
    explains(
        "imap(user): Error: chown(/home/user/mail/.imap/INBOX, group=12(mail)) failed: Operation not permitted (egid=1000(user), group based on /var/mail/user - see https://doc.dovecot.org/admin_manual/errors/chgrp_no_perm/)",
        "mail-access-groups-dangerous",
    );
    finds(
        "var-mail-dotlock-permissions",
        "mail_location = mbox:~/mail:INBOX=/var/mail/%u\nmbox_write_locks = dotlock fcntl\n",
        "mail_driver = mbox\nmail_path = ~/mail\nmail_inbox_path = /var/mail/%{user}\nmbox_write_locks = dotlock fcntl\n",
    );
}

/// The sections of that page that describe something, with the one around each.
const SECTIONS: [&str; 23] = [
    "Negative UIDs",
    "Negative UIDs: Fixing",
    "Negative UIDs: mbox",
    "Negative UIDs: Maildir",
    "Specific Clients: Apple Mail.app",
    "Specific Clients: Outlook",
    "Specific Clients: Thunderbird",
    "Time Moved Backwards Error",
    "Time Moved Backwards Error: Time Synchronization",
    "Time Moved Backwards Error: Server Startup Time Synchronization",
    "Time Moved Backwards Error: What about Daylight Saving/Summer Time?",
    "Time Moved Backwards Error: Dovecot Shouldn't Just Die!",
    "CentOS/RHEL8 Mail Location",
    "CentOS/RHEL8 Mail Location: SystemD restrictions",
    "CentOS/RHEL8 Mail Location: SELinux",
    "dovecot.index.cache is Too Large: Problem 1",
    "dovecot.index.cache is Too Large: Problem 2",
    "UNIX Socket Resource Temporarily Unavailable",
    "UNIX Socket Resource Temporarily Unavailable: Wrong Service Settings",
    "UNIX Socket Resource Temporarily Unavailable: Out of File Descriptors",
    "UNIX Socket Resource Temporarily Unavailable: Master Process Busy",
    "UNIX Socket Resource Temporarily Unavailable: Listener Queue Size",
    "Change Group Operation Not Permitted",
];

/// Each section is in the table of `docs/troubleshooting.md` with lints or pages that there are, and a line of the log
/// leads to the first of them.
#[test]
fn every_section_has_its_lint_or_its_page() {
    let text = std::fs::read_to_string("docs/troubleshooting.md").expect("the table");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|'))
        .skip(2)
        .map(|row| row.splitn(3, " | ").collect())
        .collect();
    let sections: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(sections, SECTIONS);
    for row in rows {
        let names: Vec<&str> = row[1].split(", ").map(|name| name.trim_matches('`')).collect();
        for name in &names {
            let output = Command::new(env!("CARGO_BIN_EXE_dovelint"))
                .args(["explain", name])
                .output()
                .expect("it runs");
            assert!(output.status.success(), "{}: nothing is called {name}", row[0]);
        }
        let line = row.get(2).map_or("", |line| line.trim().trim_matches('`'));
        if !line.is_empty() {
            explains(line, names[0]);
        }
    }
}
