//! What is read and what is not: nothing leaves the tree, and what was not read is not taken for absent.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};

mod runs;

use runs::{by_hand, code, command, dovelint, err, out, tree, write};

fn in_ci(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).env("CI", "true").output().expect("dovelint runs")
}

/// A text that must not be printed.
const MARK: &str = "zqx_marker";

/// `repo` with a configuration that reaches for `outside/secret` in every way, next to it.
fn hostile(is_repository: bool) -> tempfile::TempDir {
    let folder = tree(&[
        ("outside/secret", &format!("{MARK} = 1\n")),
        ("outside/dovecot.conf", &format!("{MARK} = 1\n")),
        ("outside/zqx_name.conf", ""),
        ("repo/dovecot.toml", ""),
    ]);
    let outside = folder.path().join("outside");
    let outside = outside.to_str().expect("UTF-8");
    write(
        folder.path(),
        &[(
            "repo/dovecot.conf",
            &format!(
                "protocols = imap\n!include ../outside/secret\n!include {outside}/secret\n!include link/secret\n\
                 !include_try ../outside/*\n!include_try {outside}/zqx*\n!include ../*/secret\n\
                 !include /mapped/secret\n!include file\n!include_try nowhere/../../outside/secret\n\
                 passdb {{\n  driver = sql\n  args = {outside}/secret\n}}\n\
                 dict {{\n  a = sqlite:{outside}/secret\n}}\nplugin {{\n  trash = {outside}/secret\n}}\n"
            ),
        )],
    );
    let repo = folder.path().join("repo");
    symlink("../outside", repo.join("link")).expect("a link");
    symlink("../outside/secret", repo.join("file")).expect("a link");
    fs::create_dir_all(repo.join("linked")).expect("a folder");
    symlink("../../outside/dovecot.conf", repo.join("linked/dovecot.conf")).expect("a link");
    if is_repository {
        fs::create_dir(repo.join(".git")).expect("a folder");
    }
    fs::write(repo.join("dovelint.toml"), "[remap]\n\"/mapped\" = \"../outside\"\n").expect("a file");
    folder
}

#[test]
fn nothing_outside_of_the_tree_is_read() {
    for is_repository in [true, false] {
        let folder = hostile(is_repository);
        for format in ["human", "concise", "json", "sarif", "gitlab", "junit", "checkstyle", "github"] {
            let output = in_ci(folder.path(), &["--format", format, "repo/dovecot.conf"]);
            let text = out(&output) + &err(&output);
            assert!(!text.contains(MARK) && !text.contains("zqx_name"), "{format}: {text}");
            assert!(text.contains("outside the tree"), "{format}: {text}");
            assert_eq!(code(&output), 1, "what is outside was not to be read");
        }
        for args in [
            &["show", "repo"][..],
            &["show", "--all", "repo/dovecot.conf"],
            &["files", "repo"],
            &["fmt", "--diff", "repo"],
            &["--fix", "repo"],
            &["diff", "repo", "repo/dovecot.conf"],
        ] {
            let output = in_ci(folder.path(), args);
            let text = out(&output) + &err(&output);
            assert!(!text.contains(MARK) && !text.contains("zqx_name"), "{args:?}: {text}");
        }
    }
}

/// By hand a repository is kept to as well, and everything else is read as Dovecot would.
#[test]
fn by_hand_a_repository_is_kept_to() {
    let marked = |folder: &Path, args: &[&str]| out(&dovelint(folder, args)).contains(MARK);
    let repository = hostile(true);
    assert!(!marked(repository.path(), &["repo/dovecot.conf"]));
    assert!(marked(repository.path(), &["--confine=false", "repo/dovecot.conf"]));
    let plain = hostile(false);
    assert!(marked(plain.path(), &["repo/dovecot.conf"]));
    assert!(!marked(plain.path(), &["--confine", "repo/dovecot.conf"]));
}

#[test]
fn a_main_file_that_leads_out_is_not_read() {
    let folder = hostile(true);
    let output = in_ci(folder.path(), &["repo/linked"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("outside the tree") && !err(&output).contains(MARK), "{}", err(&output));
    let output = in_ci(folder.path(), &["repo/link"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("outside the tree"), "{}", err(&output));
}

/// Whether something is there is not to be told from the answer.
#[test]
fn existence_outside_is_not_told() {
    let answer = |path: &str| {
        let folder = tree(&[("outside/there", "x = y\n"), ("repo/.git/x", "")]);
        let text =
            format!("!include ../outside/{path}\n!include_try link/{path}\nssl_cert = <../outside/{path}\n");
        write(folder.path(), &[("repo/dovecot.conf", &text)]);
        symlink("../outside", folder.path().join("repo/link")).expect("a link");
        out(&dovelint(folder.path(), &["--format", "json", "--profile", "audit", "repo"])).replace(path, "X")
    };
    assert_eq!(answer("there"), answer("nosuc"));
}

/// What the user names on the command line is theirs to name.
#[test]
fn places_that_the_user_names_are_read() {
    let folder = tree(&[
        ("share/a.protocol", "protocols = $protocols maybe\n"),
        ("repo/.git/x", ""),
        ("repo/dovecot.conf", "!include_try /usr/share/dovecot/protocols.d/*.protocol\n"),
    ]);
    let args = ["files", "--remap", "/usr/share/dovecot/protocols.d=share", "repo"];
    let text = out(&in_ci(folder.path(), &args));
    assert!(text.contains("share/a.protocol\n"), "{text}");
    let text = out(&in_ci(folder.path(), &["--format", "concise", "repo"]));
    assert!(
        !text.contains("file-not-read"),
        "what packages put elsewhere is missing in every checkout: {text}"
    );
}

/// A folder that is named is a tree, but for a link and for everything.
#[test]
fn a_named_folder_is_kept_to() {
    let folder = hostile(false);
    write(folder.path(), &[("case/outside/a.conf", "login_greeting = beside\n")]);
    write(
        folder.path(),
        &[("case/etc/dovecot.conf", "!include ../outside/a.conf\n!include ../../outside/secret\n")],
    );
    symlink("case", folder.path().join("named")).expect("a link");
    for (path, is_read) in
        [("case", true), ("case/etc", false), ("case/etc/dovecot.conf", false), ("named", false)]
    {
        for args in [&["show", path][..], &["files", path], &["--format", "concise", path]] {
            let output = in_ci(folder.path(), args);
            let text = out(&output) + &err(&output);
            assert!(!text.contains(MARK), "{args:?}: {text}");
            if args[0] == "show" {
                assert_eq!(text.contains("beside"), is_read, "{args:?}: {text}");
            }
        }
    }
}

/// Units and jobs are told by their names: those beside a main file are read up to the folder in which dovelint runs,
/// unless they are links.
#[test]
fn jobs_beside_a_configuration_are_found_without_a_repository() {
    let job = "5 * * * * root rdate -s time.example.org\n";
    let folder = tree(&[
        ("tree/etc/dovecot/dovecot.conf", "protocols = imap\nssl = no\n"),
        ("tree/etc/cron.d/clock", job),
    ]);
    let args = ["--select", "host", "--format", "concise", "--dovecot", "2.3", "etc/dovecot"];
    let here = folder.path().join("tree");
    let found = || out(&in_ci(&here, &args)).contains("periodic-clock-step");
    assert!(found(), "it is there");
    fs::rename(here.join("etc/cron.d/clock"), folder.path().join("clock")).expect("it moves");
    symlink("../../../clock", here.join("etc/cron.d/clock")).expect("a link");
    assert!(!found(), "a link leads out");
    fs::rename(folder.path().join("clock"), here.join("clock")).expect("it moves");
    fs::remove_file(here.join("etc/cron.d/clock")).expect("a link");
    symlink("../../clock", here.join("etc/cron.d/clock")).expect("a link");
    assert!(!found(), "a tree does not choose what is read");
}

/// A folder of several servers: the unit of one says nothing of the others, and is judged once.
#[test]
fn a_unit_counts_for_the_configuration_in_its_own_folder() {
    const UNIT: &str = "[Service]\nExecStart=/usr/sbin/dovecot -F\n";
    const MAIN: &str = "protocols = imap\nssl = no\n";
    let folder = tree(&[
        ("a/etc/dovecot.conf", MAIN),
        ("b/etc/dovecot.conf", MAIN),
        ("b/systemd/dovecot.service", UNIT),
        ("fail2ban/filter.d/dovecot.conf", "[Definition]\n"),
    ]);
    let units = |args: &[&str]| {
        let args = [&["--select", "unit-time-sync-ordering", "--format", "concise"], args].concat();
        out(&dovelint(folder.path(), &args))
    };
    assert_eq!(units(&["a/etc"]), "");
    assert!(units(&["b/etc"]).starts_with("b/systemd/dovecot.service:"), "{}", units(&["b/etc"]));
    for all in [".", "./b"] {
        let found = units(&[all]);
        assert_eq!(found.lines().count(), 1, "{found}");
        assert!(found.starts_with("./b/systemd/dovecot.service:"), "{found}");
    }
}

#[test]
fn a_settings_file_turns_it_on_and_never_off() {
    let folder = hostile(false);
    let repo = folder.path().join("repo");
    fs::write(repo.join("dovelint.toml"), "confine = true\n").expect("a file");
    assert!(!out(&dovelint(folder.path(), &["repo/dovecot.conf"])).contains(MARK));
    fs::write(repo.join("dovelint.toml"), "confine = false\n").expect("a file");
    let output = in_ci(folder.path(), &["repo/dovecot.conf"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("cannot turn `confine` off"), "{}", err(&output));
    fs::remove_file(repo.join("dovelint.toml")).expect("it is there");
    symlink("../outside/secret", repo.join("dovelint.toml")).expect("a link");
    let output = in_ci(folder.path(), &["repo/dovecot.conf"]);
    assert_eq!(code(&output), 2);
    assert!(!err(&output).contains(MARK) && err(&output).contains("out of the tree"), "{}", err(&output));
}

#[test]
fn files_of_the_kernel_are_never_read() {
    let text = "!include /proc/self/environ\n!include_try /proc/*/environ\n!include link\n!include_try folder/*\n\
                !include_try /sys/kernel/*\n!include /dev/zero\n!include zero\nmail_debug = <stdin\n\
                passdb {\n  driver = sql\n  args = /proc/self/environ\n}\n";
    let folder = tree(&[("dovecot.conf", text)]);
    for (link, target) in [("link", "/proc/self/environ"), ("folder", "/proc/self"), ("zero", "/dev/zero")] {
        symlink(target, folder.path().join(link)).expect("a link");
    }
    for args in [
        &["--confine=false", "--format", "json", "."][..],
        &["show", "--confine=false", "."],
        &["files", "."],
    ] {
        let output = command(folder.path(), args).env("ZQX", MARK).output().expect("dovelint runs");
        let text = out(&output) + &err(&output);
        assert!(!text.contains(MARK) && !text.contains("LC_ALL"), "{args:?}: {text}");
        assert!(text.contains("a kernel file"), "{args:?}: {text}");
    }
    for path in ["/proc/self/environ", "link", "/dev/zero"] {
        let output = dovelint(folder.path(), &[path]);
        assert_eq!(code(&output), 2, "{path}");
        assert_eq!(err(&output).lines().count(), 1, "{path}: {}", err(&output));
    }
}

/// The command as a user who is not root, when the test runs as root; else none.
fn as_nobody(folder: &Path, args: &[&str]) -> Option<Output> {
    const NOBODY: u32 = 65534;
    let program = folder.join("dovelint");
    fs::copy(env!("CARGO_BIN_EXE_dovelint"), &program).ok()?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).ok()?;
    let mut command = by_hand(&program);
    command.args(args).current_dir(folder);
    // As root, the system lets a process become another user; anyone else is no root already.
    if fs::read("/etc/shadow").is_ok() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.output().ok()
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

/// A server whose `conf.d` holds all that would otherwise be missing.
const PARTS: [(&str, &str); 2] = [
    ("c/dovecot.conf", "protocols = imap\n!include_try conf.d/*.conf\n!include_try conf.d/a.conf\n"),
    (
        "c/conf.d/a.conf",
        "mail_location = maildir:~/Maildir\npassdb {\n  driver = pam\n}\nuserdb {\n  driver = passwd\n}\n",
    ),
];

#[test]
fn what_may_not_be_read_is_not_absent() {
    for is_folder in [true, false] {
        let folder = tree(&PARTS);
        mode(&folder.path().join(if is_folder { "c/conf.d" } else { "c/conf.d/a.conf" }), 0o000);
        for format in ["human", "concise", "json", "sarif", "junit", "checkstyle", "gitlab"] {
            let Some(output) = as_nobody(folder.path(), &["--format", format, "c"]) else { return };
            assert_eq!(code(&output), 2, "{format}");
            assert!(out(&output).contains("file-not-read"), "{format}: {}", out(&output));
            for lint in ["include-not-found", "no-passdb", "no-userdb", "mail-location-unset", "tls-cert"] {
                assert!(!out(&output).contains(lint), "{format}: {lint}: {}", out(&output));
            }
        }
        let Some(output) = as_nobody(folder.path(), &["show", "c"]) else { return };
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains("a user who may read it"), "{}", err(&output));
        mode(&folder.path().join("c/conf.d"), 0o755);
    }
}

#[test]
fn a_folder_that_may_not_be_searched_may_hold_a_main_file() {
    let folder =
        tree(&[("c/sub/dovecot.conf", "protocols = none\n"), ("c/dovecot.conf", "protocols = none\n")]);
    mode(&folder.path().join("c/sub"), 0o000);
    let Some(output) = as_nobody(folder.path(), &["c"]) else { return };
    assert_eq!(
        (code(&output), err(&output).contains("c/sub: permission denied")),
        (2, true),
        "{}",
        err(&output)
    );
    fs::remove_file(folder.path().join("c/dovecot.conf")).expect("it is there");
    let Some(output) = as_nobody(folder.path(), &["c"]) else { return };
    assert_eq!(code(&output), 2);
    assert!(!err(&output).contains("no dovecot.conf"), "{}", err(&output));
    mode(&folder.path().join("c/sub"), 0o755);
}

#[test]
fn a_named_file_that_may_not_be_read_is_said() {
    let folder = tree(&[
        ("c/dovecot.conf", "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n"),
        ("c/dovecot-sql.conf.ext", "driver = sqlite\nconnect = /x\n"),
    ]);
    mode(&folder.path().join("c/dovecot-sql.conf.ext"), 0o000);
    let Some(output) = as_nobody(folder.path(), &["--format", "concise", "c"]) else { return };
    assert_eq!(code(&output), 2);
    let said = "c/dovecot.conf:3:10: warning: `c/dovecot-sql.conf.ext` was not read: permission denied";
    assert!(out(&output).contains(said), "{}", out(&output));
}

#[test]
fn names_that_are_no_text_are_said() {
    let folder = tree(&[
        ("c/dovecot.conf", "protocols = imap\n!include_try conf.d/*.conf\n"),
        ("c/conf.d/b.conf", ""),
    ]);
    let odd = |bytes: &[u8]| folder.path().join("c/conf.d").join(OsStr::from_bytes(bytes));
    // Where a name must be text, there is nothing to test.
    if fs::write(odd(b"10-\xff.conf"), "mail_location = maildir:~\n").is_err() {
        return;
    }
    fs::write(odd(b"other-\xff"), "").expect("a file");
    let output = dovelint(folder.path(), &["--format", "concise", "c"]);
    assert_eq!(code(&output), 2);
    assert!(out(&output).contains("its name is not UTF-8 [file-not-read]"), "{}", out(&output));
    assert!(!out(&output).contains("mail-location-unset"), "{}", out(&output));
    assert!(!out(&output).contains("more"), "what the pattern does not match is of no interest");
    fs::write(folder.path().join("c/dovecot.conf"), b"!include conf.d/10-\xff.conf\n").expect("a file");
    let output = dovelint(folder.path(), &["--format", "concise", "c"]);
    assert_eq!(code(&output), 2);
    assert!(!out(&output).contains("include-not-found"), "{}", out(&output));
}

#[test]
fn a_folder_whose_name_is_no_text_does_not_keep_the_others_from_being_read() {
    let folder = tree(&[("ok/dovecot.conf", "ssl = maybe\n")]);
    let odd = folder.path().join(OsStr::from_bytes(b"a\xff"));
    if fs::create_dir(&odd).is_err() {
        return;
    }
    fs::write(odd.join("dovecot.conf"), "").expect("a file");
    let output = dovelint(folder.path(), &["--format", "concise", "."]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("its name is not UTF-8"), "{}", err(&output));
    assert!(out(&output).contains("ok/dovecot.conf:1:7"), "{}", out(&output));
}

#[test]
fn what_cannot_be_read_is_said_once_with_its_reason() {
    let folder =
        tree(&[("dovecot.conf", "!include_try parts/*\n!include_try loop\n"), ("parts/a", "ssl = yes\n")]);
    let parts = folder.path().join("parts");
    fs::write(parts.join("program"), [b"\x7fELF".as_slice(), &[0; 600]].concat()).expect("a file");
    symlink("/dev/null", parts.join("device")).expect("a link");
    symlink("loop", folder.path().join("loop")).expect("a link");
    let output = dovelint(folder.path(), &["--format", "concise", "."]);
    assert_eq!(code(&output), 2);
    for said in [
        "parts/device` was not read: not a regular file",
        "`./parts/program`: this is not a text file",
        "`./loop` was not read: a symbolic link",
    ] {
        assert_eq!(out(&output).matches(said).count(), 1, "{said}: {}", out(&output));
    }
}

/// A missing brace or a malformed line may be why something is not set.
#[test]
fn text_that_does_not_count_where_it_is_keeps_conclusions_back() {
    let found = |text: &str| {
        let folder = tree(&[("dovecot.conf", text)]);
        out(&dovelint(folder.path(), &["--format", "concise", "."])).contains("[mail-location-unset]")
    };
    let rest = "protocols = imap\nuserdb {\n  driver = static\n  args = uid=v gid=v home=/h/%u\n}\n";
    assert!(found(rest), "it is found at all");
    assert!(!found(&format!("service auth {{\n{rest}mail_location = maildir:~\n")), "an open section");
    assert!(!found(&format!("{rest}mail_location maildir:~\n")), "a malformed line");
    assert!(!found(&format!("{rest}!include_try no/such/file\n")), "an include that gave nothing");
    assert!(found(&format!("{rest}!include_try local.conf\n")), "the administrator's own file");
}

/// Places of Dovecot on other systems, and of this tree on its server.
#[test]
fn what_is_named_by_its_place_on_the_server_is_found_beside_the_main_file() {
    for (folder_name, prefix) in [
        ("x", "/usr/local/etc/dovecot"),
        ("x", "/usr/pkg/etc/dovecot"),
        ("x", "/opt/homebrew/etc/dovecot"),
        ("srv/mail/config", "/srv/mail/config"),
    ] {
        let main = format!("{folder_name}/dovecot.conf");
        let part = format!("{folder_name}/conf.d/a.conf");
        let text = format!("!include {prefix}/conf.d/*.conf\n");
        let folder = tree(&[(&main, &text), (&part, "ssl = maybe\n")]);
        let text = out(&dovelint(folder.path(), &["--format", "concise", &main]));
        assert!(text.starts_with(&format!("{part}:1:7: error")), "{prefix}: {text}");
    }
    let folder = tree(&[("x/dovecot.conf", "!include /srv/other/conf.d/*.conf\n"), ("x/conf.d/a.conf", "")]);
    let text = out(&dovelint(folder.path(), &["x"]));
    assert!(text.contains("include-not-found") && text.contains("--remap"), "{text}");
}

#[test]
fn a_revision_is_kept_to_as_well() {
    let folder = hostile(false);
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(args);
        command.current_dir(folder.path().join("repo")).output().is_ok_and(|output| output.status.success())
    };
    if !git(&["init", "--quiet"]) {
        return;
    }
    assert!(git(&["add", "-A"]) && git(&["commit", "--quiet", "-m", "a"]));
    for args in
        [&["show", "repo/dovecot.conf@HEAD"][..], &["diff", "repo/dovecot.conf@HEAD", "repo/dovecot.conf"]]
    {
        for output in [in_ci(folder.path(), args), dovelint(folder.path(), args)] {
            let text = out(&output) + &err(&output);
            assert!(!text.contains(MARK), "{args:?}: {text}");
            assert!(text.contains("outside the tree"), "{args:?}: {text}");
        }
    }
    assert!(
        out(&dovelint(folder.path(), &["show", "--confine=false", "repo/dovecot.conf@HEAD"]))
            .contains("imap")
    );
}
