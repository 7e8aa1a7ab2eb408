//! `dovelint upgrade`: small trees of 2.3 and the 2.4 trees that they become, the reports, and the command.
//!
//! `DOVELINT_UPDATE=1 cargo test --test upgrade` writes what comes of the cases; read it before it is committed.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::rc::Rc;

use dovelint::config::Config;
use dovelint::document;
use dovelint::schema::{Series, Version};
use dovelint::source::Memory;
use dovelint::upgrade::{self, Defaults, Placement, Upgrade, Wanted};

const SPLIT: &str = "=== 2.4";

/// The files of a part of a case, by the lines `# file: NAME`.
fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("# file: ") {
            Some(name) => files.push((format!("/etc/dovecot/{}", name.trim_end()), String::new())),
            None => files.iter_mut().rev().take(1).for_each(|(_, text)| text.push_str(line)),
        }
    }
    files
}

fn wanted(files: &[(String, String)]) -> Wanted {
    let own: Vec<(String, String)> = files.to_vec();
    Wanted {
        to: Version { series: Series::V24, patch: 0 },
        defaults: Defaults::New,
        storage_version: "2.4.0".to_owned(),
        answers: Vec::new(),
        placement: Placement::Auto,
        reach: Rc::new(move |path| {
            own.iter().find(|(name, _)| name == path).map(|(_, text)| (text.clone().into_bytes(), 0o644))
        }),
        is_commented: false,
        rejected: Vec::new(),
        taken: Rc::default(),
    }
}

fn upgraded(files: &[(String, String)], wanted: &Wanted) -> Upgrade {
    let memory = Memory::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let old = document::read(&memory, "/etc/dovecot/dovecot.conf", Version::newest(Series::V23))
        .expect("a document");
    let upgrade = upgrade::upgrade(&Config::new(&old, true), wanted);
    let new: Vec<(String, Vec<u8>)> =
        upgrade.files.iter().map(|file| (file.path.clone(), file.after.clone())).collect();
    let memory = Memory::new(new.iter().map(|(path, text)| (path.as_str(), text.clone())));
    for version in ["2.4.1", "2.4.5"] {
        let version: Version = version.parse().expect("a version");
        if version.patch < wanted.to.patch {
            continue;
        }
        let again = document::read(&memory, "/etc/dovecot/dovecot.conf", version).expect("a document");
        assert_eq!(upgrade::proven(&upgrade, &again, true), Ok(()), "{version}");
    }
    upgrade
}

/// What came of a case, as it is written below the old files.
fn shown(upgrade: &Upgrade) -> String {
    let mut out = format!("{SPLIT}\n");
    for decision in &upgrade.decisions {
        out.push_str(&format!("decision {}: {}\n", decision.code, decision.text));
    }
    for note in &upgrade.notes {
        out.push_str(&format!("note {}: {}\n", note.code, note.text));
    }
    for file in &upgrade.files {
        let name = file.path.trim_start_matches("/etc/dovecot/");
        out.push_str(&format!("# file: {name}\n{}", String::from_utf8_lossy(&file.after)));
    }
    out
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    cases.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    cases.sort();
    cases
}

#[test]
fn each_tree_becomes_what_it_should() {
    let is_update = std::env::var_os("DOVELINT_UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in cases() {
        let text = fs::read_to_string(&path).expect("a case");
        let (old, expected) = text.split_once(SPLIT).unwrap_or((&text, ""));
        let files = files(old);
        let found = shown(&upgraded(&files, &wanted(&files)));
        if is_update {
            fs::write(&path, format!("{old}{found}")).expect("it can be written");
        } else if found != format!("{SPLIT}{expected}") {
            wrong.push(format!("{}:\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_comment_and_no_statement_is_lost() {
    for path in cases() {
        let text = fs::read_to_string(&path).expect("a case");
        let files = files(text.split_once(SPLIT).map_or(&text, |(old, _)| old));
        let upgrade = upgraded(&files, &wanted(&files));
        let new: String =
            upgrade.files.iter().map(|file| String::from_utf8_lossy(&file.after).into_owned()).collect();
        for line in files.iter().flat_map(|(_, text)| text.lines()) {
            if let Some((_, comment)) = line.split_once("# ") {
                assert!(new.contains(&format!("# {comment}")), "{}: # {comment}\n{new}", path.display());
            }
        }
        let counts = upgrade.counts;
        let sum = counts.converted + counts.unchanged + counts.commented + counts.dropped;
        assert_eq!(counts.statements, sum, "{}", path.display());
    }
}

#[test]
fn the_line_ends_of_a_file_stay() {
    for path in cases() {
        let text = fs::read_to_string(&path).expect("a case");
        let unix = files(text.split_once(SPLIT).map_or(&text, |(old, _)| old));
        let dos: Vec<(String, String)> =
            unix.iter().map(|(path, text)| (path.clone(), text.replace('\n', "\r\n"))).collect();
        let (one, other) = (upgraded(&unix, &wanted(&unix)), upgraded(&dos, &wanted(&dos)));
        for (one, other) in one.files.iter().zip(&other.files) {
            let text = String::from_utf8_lossy(&other.after).into_owned();
            assert_eq!(String::from_utf8_lossy(&one.after), text.replace("\r\n", "\n"), "{}", one.path);
            assert!(!text.replace("\r\n", "").contains('\n'), "{}: {text:?}", one.path);
        }
    }
}

#[test]
fn an_answer_settles_a_decision() {
    let files = vec![(
        "/etc/dovecot/dovecot.conf".to_owned(),
        "protocols = imap\nmail_location = ~/Maildir\nmail_attachment_dir = /a\n".to_owned(),
    )];
    let mut wanted = wanted(&files);
    let codes = |wanted: &Wanted| -> Vec<&str> {
        upgraded(&files, wanted).decisions.iter().map(|decision| decision.code.name()).collect()
    };
    assert_eq!(codes(&wanted), ["mail-location-autodetect", "attachment-sis"]);
    wanted.answers = vec![
        "mail-location-autodetect@dovecot.conf:2=maildir".parse().expect("an answer"),
        "attachment-sis=posix".parse().expect("an answer"),
    ];
    assert!(codes(&wanted).is_empty());
    let new = String::from_utf8(upgraded(&files, &wanted).files[0].after.clone()).expect("text");
    assert!(new.contains("mail_driver = maildir\nmail_path = ~/Maildir\n") && !new.contains("sis"), "{new}");
    assert!("no-such-code=1".parse::<upgrade::Answer>().is_err());
}

#[test]
fn a_location_in_a_filter_is_not_one_for_everyone() {
    let codes = |text: &str| -> Vec<String> {
        let files = vec![("/etc/dovecot/dovecot.conf".to_owned(), text.to_owned())];
        let wanted = Wanted { defaults: Defaults::Keep, ..wanted(&files) };
        let decisions = upgraded(&files, &wanted).decisions;
        decisions.iter().map(|decision| format!("{}: {}", decision.code, decision.reason())).collect()
    };
    let users = "protocols = imap lmtp\nuserdb {\n  driver = passwd\n}\n";
    let place = "mail_location = maildir:~/Maildir\n";
    let inside = codes(&format!("{users}protocol lmtp {{\n  {place}}}\n"));
    assert_eq!(
        inside,
        [
            "mail-location-autodetect: The location of mail is set in filters only; elsewhere 2.4 does not detect the format as 2.3 did."
        ]
    );
    assert!(codes(&format!("{users}{place}protocol lmtp {{\n  {place}}}\n")).is_empty());
    assert!(
        codes(&format!("{users}namespace inbox {{\n  inbox = yes\n  location = maildir:~/M\n}}\n"))
            .is_empty()
    );
}

#[test]
fn whatever_2_4_rejects_is_found_in_one_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = "protocols = imap\nmail_location = maildir:~/Maildir\n".to_owned();
    for at in 0..100 {
        text.push_str(&format!("protocol x{at} {{\n  service imap {{\n    client_limit = {at}\n  }}\n}}\n"));
    }
    fs::write(folder.path().join("dovecot.conf"), text).expect("a file");
    let done = run(folder.path(), &["dovecot.conf", "--diff"]);
    assert_eq!(done.status.code(), Some(1), "{}", self::text(&done.stderr));
    assert_eq!(self::text(&done.stdout).matches("decide[value-rejected]").count(), 100);
}

#[test]
fn a_report_says_each_sentence_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = "protocols = imap\nmail_location = maildir:/srv/%Hu\nplugin {\n  other_key = x\n}\n";
    fs::write(folder.path().join("dovecot.conf"), lines).expect("a file");
    let report = text(&run(folder.path(), &["dovecot.conf"]).stdout);
    for said in ["2.4 has nothing for %Hu.", "No known 2.4 plugin reads `other_key`."] {
        assert_eq!(report.matches(said).count(), 1, "{report}");
    }
    assert!(
        !report.contains("no equivalent of this variable") && !report.contains("plugin reads this"),
        "{report}"
    );
}

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = runs::by_hand(Path::new(env!("CARGO_BIN_EXE_dovelint")));
    command.arg("upgrade").args(args).current_dir(folder).env("TERM", "dumb");
    command.output().expect("dovelint runs")
}

fn tree() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let old = folder.path().join("old");
    fs::create_dir_all(old.join("conf.d")).expect("a folder");
    fs::write(
        old.join("dovecot.conf"),
        "protocols = imap\nmail_location = maildir:~/Maildir\n!include conf.d/*.conf\npassdb {\n  driver = sql\n  args = \
         /etc/dovecot/sql.conf\n}\n",
    )
    .expect("a file");
    fs::write(old.join("conf.d/10.conf"), "login_access_sockets = tcpwrap\n").expect("a file");
    fs::write(
        old.join("sql.conf"),
        "driver = mysql\nconnect = host=db user=u password=geheim77\npassword_query = SELECT 1\n",
    )
    .expect("a file");
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_reports() {
    let folder = tree();
    let human = run(folder.path(), &["old"]);
    assert_eq!(human.status.code(), Some(1));
    runs::snapshot("upgrade-human", &text(&human.stdout));
    let json = run(folder.path(), &["old", "--format", "json"]);
    runs::snapshot("upgrade-json", &text(&json.stdout));
    let diff = run(folder.path(), &["old", "--diff"]);
    runs::snapshot("upgrade-diff", &text(&diff.stdout));
    for output in [&human, &json, &diff] {
        assert!(!text(&output.stdout).contains("geheim77"), "{}", text(&output.stdout));
    }
    assert!(text(&run(folder.path(), &["old", "--diff", "--show-secrets"]).stdout).contains("geheim77"));
}

#[test]
fn a_folder_gets_the_new_tree_and_a_second_run_does_nothing() {
    let folder = tree();
    let output = run(folder.path(), &["old", "--output", "new", "--quiet"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(
        text(&fs::read(folder.path().join("new/conf.d/10.conf")).expect("a file"))
            .contains("decide[tcpwrap-removed]")
    );
    assert!(!folder.path().join("new/sql.conf").exists(), "its settings are in the section");
    let again = run(folder.path(), &["new", "--diff"]);
    assert_eq!((again.status.code(), again.stdout.is_empty()), (Some(1), true));
    assert!(text(&again.stderr).contains("nothing to do; 2 decisions are open"), "{}", text(&again.stderr));
    let twice = run(folder.path(), &["old", "--output", "new"]);
    assert_eq!(twice.status.code(), Some(2));
}

#[test]
fn a_new_folder_in_the_old_one_is_not_copied_into_itself() {
    let folder = tree();
    let old = folder.path().join("old");
    fs::create_dir(old.join("more")).expect("a folder");
    fs::write(old.join("more/notes.txt"), "x\n").expect("a file");
    let done = run(folder.path(), &["old", "--output", "old/more/new", "--copy-all"]);
    assert!(done.status.code().is_some_and(|code| code < 2), "{}", text(&done.stderr));
    assert_eq!(fs::read(old.join("more/new/more/notes.txt")).expect("a copy"), b"x\n");
    assert!(!old.join("more/new/more/new").exists());
}

#[test]
fn a_file_without_end_is_not_copied() {
    let folder = tree();
    let large = fs::File::create(folder.path().join("old/mailbox")).expect("a file");
    large.set_len(1 << 40).expect("a sparse file");
    let done = run(folder.path(), &["old", "--output", "new", "--copy-all"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("mailbox: larger than"), "{}", text(&done.stderr));
}

/// Filters of which each counts before all that are below it, in the order in which they are now.
fn order_of_negated(count: usize) -> (Vec<String>, bool) {
    let filters =
        (0..count).map(|at| format!("protocol !x{at} {{\n  mail_max_userip_connections = {at}\n}}\n"));
    let text = format!("protocols = imap\n{}", filters.collect::<String>());
    let old = vec![("/etc/dovecot/dovecot.conf".to_owned(), text)];
    let upgraded = upgraded(&old, &wanted(&old));
    let upgraded: Vec<(String, String)> = upgraded
        .files
        .into_iter()
        .map(|file| (file.path, String::from_utf8_lossy(&file.after).into_owned()))
        .collect();
    let heads = upgraded.iter().flat_map(|(_, text)| text.lines());
    let heads = heads.filter(|line| line.starts_with("protocol ")).map(str::to_owned).collect();
    (heads, upgraded.iter().any(|(_, text)| text.contains("too many filters to compare")))
}

#[test]
fn filters_that_all_meet_are_turned_round() {
    let (heads, is_left) = order_of_negated(4);
    assert_eq!(heads, ["protocol !x3 {", "protocol !x2 {", "protocol !x1 {", "protocol !x0 {"]);
    assert!(!is_left);
    // More than anyone has stay as they are, and the report says so.
    let (heads, is_left) = order_of_negated(1000);
    assert_eq!(heads.first().map(String::as_str), Some("protocol !x0 {"));
    assert!(is_left);
}

#[test]
fn files_change_in_place_and_the_old_ones_are_kept() {
    let folder = tree();
    let old = fs::read(folder.path().join("old/dovecot.conf")).expect("a file");
    assert_eq!(run(folder.path(), &["old", "--in-place", "--quiet"]).status.code(), Some(1));
    assert_eq!(fs::read(folder.path().join("old/dovecot.conf.2.3")).expect("a file"), old);
    let new = text(&fs::read(folder.path().join("old/dovecot.conf")).expect("a file"));
    assert!(new.starts_with("dovecot_config_version = 2.4.0\n"), "{new}");
}

#[test]
fn a_tree_that_cannot_be_changed_gets_no_backups() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tree();
    let (file, kept) = (folder.path().join("old/dovecot.conf"), folder.path().join("old/dovecot.conf.2.3"));
    let mode = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode");
    let in_place = || run(folder.path(), &["old", "--in-place", "--quiet"]);
    mode(0o444);
    assert_eq!(in_place().status.code(), Some(2));
    assert!(!kept.exists());
    // What an earlier run kept is kept; another text of that name is not overwritten.
    mode(0o644);
    fs::write(&kept, "something else\n").expect("written");
    let output = in_place();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("this backup is there already"), "{}", text(&output.stderr));
    fs::copy(&file, &kept).expect("a copy");
    assert_eq!(in_place().status.code(), Some(1));
}

#[test]
fn connections_stay_in_their_file_when_it_is_for_fewer_eyes() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tree();
    let file = folder.path().join("old/sql.conf");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode");
    assert_eq!(run(folder.path(), &["old", "--output", "new", "--quiet"]).status.code(), Some(1));
    let main = text(&fs::read(folder.path().join("new/dovecot.conf")).expect("a file"));
    assert!(main.contains("!include sql.conf\n") && !main.contains("geheim77"), "{main}");
    let own = folder.path().join("new/sql.conf");
    assert!(text(&fs::read(&own).expect("a file")).contains("password = geheim77"));
    assert_eq!(fs::metadata(own).expect("a file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_2_3_refuses_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("dovecot.conf"), "no_such_setting = 1\n").expect("a file");
    let output = run(folder.path(), &["dovecot.conf", "--output", "new"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("dovecot.conf:1"), "{}", text(&output.stderr));
    assert!(!folder.path().join("new").exists());
}

#[test]
fn nothing_is_written_outside_of_the_tree() {
    let folder = tree();
    let old = folder.path().join("old");
    let other = folder.path().join("other.conf");
    fs::write(&other, "disable_plaintext_auth = no\n").expect("a file");
    fs::remove_file(old.join("conf.d/10.conf")).expect("it goes");
    std::os::unix::fs::symlink(&other, old.join("conf.d/10.conf")).expect("a link");
    let before = fs::read(old.join("dovecot.conf")).expect("a file");
    // By hand the file is read and not written; where reading keeps to the tree it is not read either.
    for confine in ["--confine=false", "--confine=true"] {
        let output = run(folder.path(), &["old", "--in-place", confine]);
        assert_eq!(output.status.code(), Some(2), "{confine}");
        assert!(text(&output.stderr).contains("outside the tree"), "{}", text(&output.stderr));
        assert_eq!(fs::read(old.join("dovecot.conf")).expect("a file"), before, "{confine}");
    }
    assert_eq!(fs::read(&other).expect("a file"), b"disable_plaintext_auth = no\n");
    assert!(!old.join("dovecot.conf.2.3").exists());
}

/// `..` in an include leads out of the new folder as well.
#[test]
fn a_new_tree_is_in_its_folder() {
    let main = "protocols = imap\nmail_location = maildir:~/Maildir\n!include conf.d/../own.conf\n\
                !include ../beside.conf\n!include ../../above.conf\n";
    let folder = tempfile::tempdir().expect("a folder");
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("a/b/old/conf.d")).expect("a folder");
    fs::create_dir_all(at("x/y")).expect("a folder");
    for (path, text) in [
        ("a/b/old/dovecot.conf", main),
        ("a/b/old/own.conf", "disable_plaintext_auth = no\n"),
        ("a/b/beside.conf", "auth_verbose = yes\n"),
        ("a/above.conf", "mail_debug = yes\n"),
    ] {
        fs::write(at(path), text).expect("a file");
    }
    for (here, old) in [("", "a/b/old"), ("a/b/old", ".")] {
        let new = at("x/y/new");
        let output = run(&at(here), &[old, "--confine=false", "--output", new.to_str().expect("text")]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let said = text(&output.stdout);
        assert!(said.contains("beside.conf is outside the tree"), "{said}");
        assert!(said.contains("above.conf is outside the tree"), "{said}");
        assert!(new.join("own.conf").exists() && new.join("dovecot.conf").exists());
        assert!(!at("x/y/beside.conf").exists() && !at("x/above.conf").exists());
        fs::remove_dir_all(new).expect("it goes");
    }
}

fn written(text: &str) -> Vec<(String, String)> {
    files(text)
}

#[test]
fn settings_in_comments_get_their_new_spelling_when_asked_for() {
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\n#disable_plaintext_auth = yes\n# mail_location = mbox:~/mail:INBOX=/var/mail/%u\n\
         # a sentence with = in it\n#mail_debug = no\nplugin {\n  #sieve_max_script_size = 1M\n  # fts_autoindex = yes\n}\n",
    );
    let mut wanted = wanted(&files);
    let plain = String::from_utf8(upgraded(&files, &wanted).files[0].after.clone()).expect("text");
    assert!(!plain.contains("auth_allow_cleartext"), "{plain}");
    wanted.is_commented = true;
    let new = String::from_utf8(upgraded(&files, &wanted).files[0].after.clone()).expect("text");
    let expected = "#disable_plaintext_auth = yes\n#auth_allow_cleartext = no\n\
                    # mail_location = mbox:~/mail:INBOX=/var/mail/%u\n# mail_driver = mbox\n# mail_path = ~/mail\n\
                    # mail_inbox_path = /var/mail/%{user}\n# a sentence with = in it\n";
    assert!(new.contains(expected), "{new}");
    assert!(new.contains("# fts_autoindex = yes\n"), "{new}");
}

#[test]
fn a_file_that_two_sections_include_is_decided_by_the_admin() {
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:~/Maildir\npassdb {\n  !include sql.inc\n}\nuserdb {\n  \
         !include sql.inc\n}\n# file: sql.inc\ndriver = static\nargs = uid=vmail\n",
    );
    let upgrade = upgraded(&files, &wanted(&files));
    let codes: Vec<&str> = upgrade.decisions.iter().map(|decision| decision.code.name()).collect();
    assert!(codes.contains(&"include-two-contexts"), "{codes:?}");
}

#[test]
fn answers_are_checked_and_taken() {
    for wrong in ["weak-password-scheme=alow", "no-passdb-left=x", "location-variable=", "passdb-dict=lua="] {
        assert!(wrong.parse::<upgrade::Answer>().is_err(), "{wrong}");
    }
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:/m/%u\npassdb {\n  driver = checkpassword\n  args = \
         /bin/check\n}\nuserdb {\n  driver = passwd\n}\nssl_key = text\nplugin {\n  quota = count:User\n  quota_rule = *:storage=10%%\n}\n",
    );
    let mut wanted = wanted(&files);
    wanted.answers = [
        "passdb-checkpassword=lua=/etc/dovecot/auth.lua",
        "ssl-key-not-a-file=/etc/ssl/key.pem",
        "quota-rule-form=1G",
        "tcpwrap-removed=checked",
    ]
    .map(|answer| answer.parse().expect("an answer"))
    .to_vec();
    let upgrade = upgraded(&files, &wanted);
    let new = String::from_utf8(upgrade.files[0].after.clone()).expect("text");
    assert!(upgrade.decisions.is_empty(), "{:?}", upgrade.decisions);
    for line in [
        "mail_path = /m/",
        "passdb lua {\n  lua_file = /etc/dovecot/auth.lua\n}",
        "ssl_server_key_file = /etc/ssl/key.pem",
        "quota_storage_size = 1G",
    ] {
        assert!(new.contains(line), "{line}:\n{new}");
    }
    assert_eq!(wanted.taken.borrow().len(), 3, "the answer about TCP wrappers has nothing to settle");
}

#[test]
fn a_word_in_a_file_that_cannot_be_read_is_decided_by_the_admin() {
    let text = "protocols = imap\nmail_location = maildir:~/Maildir\nplugin {\n  acl = vfile\n  acl_anyone = </etc/dovecot/anyone\n}\n";
    let mut files = vec![("/etc/dovecot/dovecot.conf".to_owned(), text.to_owned())];
    let codes: Vec<&str> =
        upgraded(&files, &wanted(&files)).decisions.iter().map(|decision| decision.code.name()).collect();
    assert_eq!(codes, ["external-file-missing"]);
    files.push(("/etc/dovecot/anyone".to_owned(), "allow\n".to_owned()));
    let upgrade = upgraded(&files, &wanted(&files));
    assert!(String::from_utf8_lossy(&upgrade.files[0].after).contains("imap_acl_allow_anyone = yes\n"));
}

#[test]
fn a_check_says_that_a_configuration_is_one_of_2_3() {
    let folder = tree();
    let check = |args: &[&str]| {
        let mut command = runs::by_hand(Path::new(env!("CARGO_BIN_EXE_dovelint")));
        command.arg("check").args(args).current_dir(folder.path()).env("TERM", "dumb");
        command.output().expect("dovelint runs")
    };
    let human = text(&check(&["old", "--dovecot", "2.4"]).stdout);
    assert!(
        human.starts_with("old/dovecot.conf: a 2.3 configuration; `dovelint upgrade` converts it: "),
        "{human}"
    );
    let json = check(&["old", "--dovecot", "2.4", "--format", "json"]);
    assert!(json.stdout.starts_with(b"{") || json.stdout.starts_with(b"["), "{}", text(&json.stdout));
    assert!(text(&json.stderr).contains("a 2.3 configuration"), "{}", text(&json.stderr));
    assert!(!text(&check(&["old"]).stdout).contains("a 2.3 configuration"));
}

#[test]
fn a_configuration_of_1_x_is_sent_to_2_3_first() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("dovecot.conf"),
        "protocols = imap\nauth default {\n  mechanisms = plain\n}\n",
    )
    .expect("a file");
    let output = run(folder.path(), &["dovecot.conf"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("doveconf -Pn"), "{}", text(&output.stderr));
}

/// The new main file of a tree, with answers.
fn answered(files: &[(String, String)], answers: &[&str], to: &str) -> (String, Vec<&'static str>) {
    let mut wanted = wanted(files);
    wanted.answers = answers.iter().map(|answer| answer.parse().expect("an answer")).collect();
    wanted.to = to.parse().expect("a version");
    let upgrade = upgraded(files, &wanted);
    let codes = upgrade.decisions.iter().map(|decision| decision.code.name()).collect();
    (String::from_utf8(upgrade.files[0].after.clone()).expect("text"), codes)
}

#[test]
fn a_missing_file_may_be_named_by_an_answer() {
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:~/Maildir\npassdb {\n  driver = sql\n  args = \
         /nowhere/sql.conf\n}\n# file: here.conf\ndriver = mysql\nconnect = host=__HOST__ dbname=mail\n\
         default_pass_scheme = SHA512-CRYPT\npassword_query = SELECT password FROM users WHERE name = '%u'\n",
    );
    let (new, codes) = answered(&files, &["external-file-missing=/etc/dovecot/here.conf"], "2.4.0");
    assert_eq!(codes, [""; 0], "{new}");
    // No section can be called like this host.
    for line in ["  mysql server1 {\n    host = __HOST__\n    dbname = mail\n  }\n", "name = '%{user}'\n"] {
        assert!(new.contains(line), "{line}:\n{new}");
    }
    let (_, codes) = answered(&files, &["external-file-missing=/nowhere/else.conf"], "2.4.0");
    assert_eq!(codes, ["external-file-missing"]);
    let (new, codes) = answered(&files, &["external-file-missing=skip"], "2.4.0");
    assert_eq!(codes, [""; 0], "{new}");
}

#[test]
fn fields_that_2_4_lacks_are_given_by_an_answer() {
    let text = "# file: dovecot.conf\nprotocols = imap\nssl = no\nmail_location = maildir:~/M\npassdb {\n  driver = pam\n}\n\
                userdb {\n  driver = static\n  args = uid=vmail mail=~/Mail\n}\n";
    let (tree, codes) =
        answered(&written(text), &["sql-field-mail=mail_driver=mbox mail_path=~/Mail"], "2.4.0");
    assert!(codes.is_empty(), "{codes:?}");
    assert!(tree.contains("mail_driver = mbox\n    mail_path = ~/Mail"), "{tree}");
    // An answer that gives no fields settles nothing.
    let (_, codes) = answered(&written(text), &["sql-field-mail=SELECT 1"], "2.4.0");
    assert_eq!(codes, ["sql-field-mail"]);
}

#[test]
fn ldap_fields_may_be_empty_by_an_answer() {
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:~/Maildir\nuserdb {\n  driver = ldap\n  args = \
         /etc/dovecot/ldap.conf\n}\n# file: ldap.conf\nuris = ldap://a\nbase = dc=a\nuser_attrs = homeDirectory=home, \
         uidNumber=uid, =gid=%{ldap:gidNumber}\n",
    );
    let (new, codes) = answered(&files, &["ldap-missing-attribute=default=home,gid"], "2.4.0");
    assert_eq!(codes, [""; 0], "{new}");
    for line in [
        "home = %{ldap:homeDirectory | default('')}\n",
        "uid = %{ldap:uidNumber}\n",
        "gid = %{ldap:gidNumber | default('')}\n",
    ] {
        assert!(new.contains(line), "{line}:\n{new}");
    }
    let (new, _) = answered(&files, &["ldap-missing-attribute=default"], "2.4.0");
    assert!(new.contains("uid = %{ldap:uidNumber | default('')}\n"), "{new}");
}

#[test]
fn numbers_and_paths_settle_decisions() {
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:~/Maildir\nservice imap-login {\n  process_limit = 9\n  \
         inet_listener imap {\n    reuse_port = yes\n  }\n}\nplugin {\n\n  sieve_user_log = ~/%n.log\n  quota = count:User\n  \
         quota_rule = *:storage=1G\n  quota_set = dict:file:/q\n}\n",
    );
    let (new, codes) = answered(&files, &["reuse-port-processes=4", "quota-set-removed=2G"], "2.4.5");
    assert_eq!(codes, [""; 0], "{new}");
    for line in [
        "  process_limit = 4\n  reuse_port = yes\n  process_min_avail = 4\n  inet_listener imap {",
        "quota_storage_size = 2G\n",
    ] {
        assert!(new.contains(line), "{line}:\n{new}");
    }
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:~/Maildir\nplugin {\n  sieve_user_log = ~/%n.log\n  \
         quota = count:User\n  quota_rule = *:storage=1G\n  quota_set = dict:file:/q\n}\n",
    );
    let (new, codes) =
        answered(&files, &["sieve-user-variable=/var/log/sieve", "quota-set-removed=checked"], "2.4.0");
    assert_eq!(codes, [""; 0], "{new}");
    assert!(new.contains("sieve_user_log_path = /var/log/sieve\n"), "{new}");
}

#[test]
fn settings_of_an_unknown_driver_are_kept_as_comments() {
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:~/Maildir\npassdb {\n  driver = vpopmail\n  args = \
         cache_key=%u quota_template=x\n}\n",
    );
    let (new, codes) = answered(&files, &[], "2.4.0");
    assert_eq!(codes, ["plugin-unknown"], "{new}");
    assert!(new.contains("# args = cache_key=%u quota_template=x\n"), "{new}");
}

#[test]
fn values_that_2_3_took_as_text_fit_their_settings() {
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:~/Maildir\nplugin {\n  \
         mail_crypt_require_encrypted_user_key = true\n  fts_autoindex = FALSE\n  sieve_vacation_send_from_recipient = maybe\n  \
         fts_autoindex_max_recent_msgs = many\n}\n",
    );
    let (new, codes) = answered(&files, &[], "2.4.0");
    assert_eq!(codes, ["plugin-unknown"], "{new}");
    for line in [
        "crypt_user_key_require_encrypted = yes\n",
        "fts_autoindex = no\n",
        "# fts_autoindex_max_recent_msgs = many\n",
    ] {
        assert!(new.contains(line), "{line}:\n{new}");
    }
    assert!(!new.contains("maybe"), "{new}");
}

#[test]
fn every_converted_statement_has_a_place_in_the_new_tree() {
    let files = written(
        "# file: dovecot.conf\nprotocol imap {\n  listen = *:143\n}\nmail_location = maildir:~/Maildir\npassdb {\n  driver = static\n  \
         args = password=x\n}\nplugin {\n  quota = count:User\n  quota_rule = *:storage=1G\n  quota_warning = storage=90%% warn\n  \
         imapsieve_mailbox1_name = Junk\n  imapsieve_mailbox1_causes = COPY\n  imapsieve_mailbox1_before = file:/s.sieve\n}\n",
    );
    let upgrade = upgraded(&files, &wanted(&files));
    let without: Vec<&str> = upgrade
        .conversions
        .iter()
        .filter(|one| one.fate == upgrade::Fate::Converted && one.new.is_none())
        .map(|one| one.id.as_str())
        .collect();
    // The braces of `plugin {}` are gone.
    assert_eq!(without, ["plugin"], "{:?}", upgrade.conversions);
    let new = String::from_utf8_lossy(&upgrade.files[0].after).into_owned();
    // The ports of a protocol were those of its service at the top level.
    assert!(
        new.contains("\nservice imap-login {\n  inet_listener imap {\n    port = 143\n  }\n}\n"),
        "{new}"
    );
    assert!(!new.contains("protocol imap {"), "{new}");
}

#[test]
fn a_check_says_what_keeps_a_2_3_tree_from_being_upgraded() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("dovecot.conf"), "mail_location = mbox:~/m\nmail_debug = perhaps\n")
        .expect("a file");
    let mut command = runs::by_hand(Path::new(env!("CARGO_BIN_EXE_dovelint")));
    command
        .args(["check", "dovecot.conf", "--dovecot", "2.4"])
        .current_dir(folder.path())
        .env("TERM", "dumb");
    let human = text(&command.output().expect("dovelint runs").stdout);
    assert!(
        human.starts_with("dovecot.conf: a 2.3 configuration that cannot be upgraded as it is"),
        "{human}"
    );
}

#[test]
fn a_removed_plugin_is_asked_about_once() {
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:~/Maildir\nmail_plugins = mailbox_alias antispam acl\n\
         protocol imap {\n  mail_plugins = $mail_plugins imap_acl\n}\nprotocol lmtp {\n  mail_plugins = $mail_plugins sieve\n}\n",
    );
    let (new, codes) = answered(&files, &[], "2.4.0");
    assert_eq!(codes, ["mailbox-alias-removed", "plugin-unknown"], "{new}");
    assert!(!new.contains("  mailbox_alias") && !new.contains("  antispam"), "{new}");
}

#[test]
fn secrets_of_strict_files_stay_in_strict_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let old = folder.path().join("old");
    fs::create_dir(&old).expect("a folder");
    let files = [
        (
            "dict.conf",
            "connect = host=h password=geheim1 dbname=d\nmap {\n  pattern = priv/x\n  table = t\n  username_field = u\n  value_field = v\n}\n",
        ),
        ("oauth2.conf", "introspection_url = https://a/\nclient_id = a\nclient_secret = geheim2\n"),
        ("ldap.conf", "uris = ldap://a\nbase = dc=a\ndnpass = geheim3\nauth_bind = yes\n"),
    ];
    let main = "protocols = imap\nmail_location = maildir:~/Maildir\ndict {\n  q = mysql:/etc/dovecot/dict.conf\n}\npassdb {\n  driver = \
                oauth2\n  mechanisms = oauthbearer\n  args = /etc/dovecot/oauth2.conf\n}\npassdb {\n  driver = ldap\n  args = \
                /etc/dovecot/ldap.conf\n}\n";
    fs::write(old.join("dovecot.conf"), main).expect("a file");
    for (name, text) in files {
        fs::write(old.join(name), text).expect("a file");
        fs::set_permissions(old.join(name), fs::Permissions::from_mode(0o600)).expect("a mode");
    }
    let output = run(folder.path(), &["old", "--output", "new", "--quiet"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", text(&output.stderr));
    let main = text(&fs::read(folder.path().join("new/dovecot.conf")).expect("a file"));
    assert!(!main.contains("geheim"), "{main}");
    for (number, (name, _)) in files.iter().enumerate() {
        let own = folder.path().join("new").join(name);
        assert!(text(&fs::read(&own).expect("a file")).contains(&format!("geheim{}", number + 1)), "{name}");
        assert_eq!(fs::metadata(own).expect("a file").permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn what_2_4_rejects_is_a_comment_and_a_decision() {
    let folder = tempfile::tempdir().expect("a folder");
    let main = "protocols = imap\nmail_location = maildir:~/Maildir\nplugin {\n  last_login_dict = redis:host=db.example.org\n}\n";
    fs::write(folder.path().join("dovecot.conf"), main).expect("a file");
    let output = run(folder.path(), &["dovecot.conf", "--output", "new", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("\"value-rejected\""), "{}", text(&output.stdout));
    let new = text(&fs::read(folder.path().join("new/dovecot.conf")).expect("a file"));
    assert!(new.contains("# last_login_dict = redis:host=db.example.org\n"), "{new}");
    let dropped = run(folder.path(), &["dovecot.conf", "--quiet", "--answer", "value-rejected=drop"]);
    assert_eq!(dropped.status.code(), Some(0), "{}", text(&dropped.stderr));
}

#[test]
fn the_grace_is_asked_for_where_users_have_limits_of_their_own() {
    let codes = |text: &str| -> Vec<&str> {
        let main = format!(
            "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:~/M\nmail_plugins = quota\n{text}"
        );
        let files = written(&main);
        let wanted = Wanted { defaults: Defaults::Keep, ..wanted(&files) };
        upgraded(&files, &wanted).decisions.iter().map(|decision| decision.code.name()).collect()
    };
    let users = |args: &str| format!("userdb {{\n  driver = static\n  args = home=/h/%u {args}\n}}\n");
    let (root, limit) = ("plugin {\n  quota = count:User\n}\n", "plugin {\n  quota_rule = *:storage=1G\n}\n");
    assert!(codes(&format!("{root}{limit}{}", users(""))).is_empty());
    assert!(codes(&format!("{root}{}", users(""))).is_empty());
    let own = users("quota_rule=*:storage=2G");
    assert_eq!(codes(&format!("{root}{limit}{own}")), ["quota-grace-percent"]);
    assert_eq!(
        codes(&format!("{root}userdb {{\n  driver = passwd-file\n  args = /u\n}}\n")),
        ["quota-grace-percent"]
    );
}

#[test]
fn another_search_index_is_loaded_as_answered() {
    let files = written(
        "# file: dovecot.conf\nprotocols = imap\nmail_location = maildir:~/M\nmail_plugins = fts fts_lucene\nplugin {\n  fts = \
         lucene\n}\n",
    );
    for (answer, plugins) in [("flatcurve", "fts fts_flatcurve"), ("solr", "fts fts_solr"), ("none", "")] {
        let (new, codes) = answered(&files, &[&format!("fts-backend-removed={answer}")], "2.4.0");
        assert!(codes.is_empty() && new.contains(&format!("mail_plugins = {plugins}\n")), "{new}");
    }
}
