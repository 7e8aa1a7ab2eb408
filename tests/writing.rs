//! What is written besides fixes and layouts, what files keep, and what happens when nothing can be written.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::fs::{CWD, FileType, Mode, XattrFlags, getxattr, mknodat, setxattr};
use rustix::io::Errno;

mod runs;

use runs::{code, dovelint, err, out, tree};

const BAD: &str = "auth_cache_ttl = 3600\n";
const FIXED: &str = "auth_cache_ttl = 3600s\n";

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("the file")
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

/// The command through a shell, which redirects.
fn shell(folder: &Path, line: &str) -> std::process::Output {
    let mut shell = Command::new("sh");
    let own = env!("CARGO_BIN_EXE_dovelint");
    shell.arg("-c").arg(line).current_dir(folder).env("D", own).env_remove("GITHUB_ACTIONS");
    shell.output().expect("a shell")
}

/// An ACL as the kernel takes it: a version, then tag, permissions and name of each entry.
fn acl() -> Vec<u8> {
    const NOBODY: u32 = u32::MAX;
    let entry = |tag: u16, bits: u16, name: u32| {
        [&tag.to_le_bytes()[..], &bits.to_le_bytes(), &name.to_le_bytes()].concat()
    };
    [
        2u32.to_le_bytes().to_vec(),
        entry(0x01, 6, NOBODY),
        entry(0x02, 4, 1234),
        entry(0x04, 0, NOBODY),
        entry(0x10, 4, NOBODY),
        entry(0x20, 0, NOBODY),
    ]
    .concat()
}

/// The value of an extended attribute.
fn attribute(path: &Path, name: &str) -> Option<Vec<u8>> {
    let mut value = Vec::with_capacity(1024);
    getxattr(path, name, rustix::buffer::spare_capacity(&mut value)).ok().map(|_| value)
}

/// Sets an extended attribute; false where the file system has none.
fn set_attribute(path: &Path, name: &str, value: &[u8]) -> bool {
    match setxattr(path, name, value, XattrFlags::empty()) {
        Ok(()) => true,
        Err(Errno::NOTSUP) => false,
        Err(errno) => panic!("{name}: {errno}"),
    }
}

#[test]
fn acls_and_attributes_are_kept() {
    for command in [&["--fix", "--quiet", "."][..], &["fmt", "--quiet", "."]] {
        let folder = tree(&[("dovecot.conf", "auth_cache_ttl=3600\n")]);
        let path = folder.path().join("dovecot.conf");
        let has_acl = set_attribute(&path, "system.posix_acl_access", &acl());
        let has_own = set_attribute(&path, "user.comment", b"kept");
        let mode = fs::metadata(&path).expect("the file").mode();
        assert_eq!(code(&dovelint(folder.path(), command)), 0);
        assert_ne!(text(&path), "auth_cache_ttl=3600\n", "{command:?}");
        assert_eq!(attribute(&path, "system.posix_acl_access"), has_acl.then(acl));
        assert_eq!(attribute(&path, "user.comment"), has_own.then(|| b"kept".to_vec()));
        assert_eq!(fs::metadata(&path).expect("the file").mode(), mode);
    }
}

/// What a folder gives to new files, the old one need not have had.
#[test]
fn a_default_acl_of_the_folder_adds_nothing() {
    let folder = tree(&[("dovecot.conf", BAD)]);
    let path = folder.path().join("dovecot.conf");
    chmod(&path, 0o640);
    set_attribute(folder.path(), "system.posix_acl_default", &acl());
    assert_eq!(code(&dovelint(folder.path(), &["--fix", "."])), 0);
    assert_eq!((text(&path).as_str(), attribute(&path, "system.posix_acl_access")), (FIXED, None));
    assert_eq!(fs::metadata(&path).expect("the file").mode() & 0o7777, 0o640);
}

#[test]
fn hard_links_are_left_alone() {
    let folder = tree(&[("dovecot.conf", BAD)]);
    fs::hard_link(folder.path().join("dovecot.conf"), folder.path().join("other")).expect("another name");
    let output = dovelint(folder.path(), &["--fix", "--quiet", "."]);
    assert_eq!(code(&output), 2);
    assert!(
        err(&output).contains("dovecot.conf: this file has other names (hard links)"),
        "{}",
        err(&output)
    );
    assert_eq!(text(&folder.path().join("other")), BAD);
}

#[test]
fn only_what_is_in_the_named_folder_is_changed() {
    let outside = tree(&[("abs.conf", BAD), ("link.conf", BAD)]);
    let absolute = outside.path().join("abs.conf").to_string_lossy().into_owned();
    let folder = tree(&[
        ("etc/dovecot.conf", &format!("!include {absolute}\n!include ../up.conf\n!include link.conf\n{BAD}")),
        ("up.conf", BAD),
    ]);
    symlink(outside.path().join("link.conf"), folder.path().join("etc/link.conf")).expect("a link");
    let output = dovelint(folder.path(), &["--fix", "etc"]);
    for path in [&absolute, "etc/../up.conf", "etc/link.conf"] {
        let said = format!("{path}: not fixed, because it is outside the folder that you named");
        assert!(err(&output).contains(&said), "{path}: {}", err(&output));
    }
    assert!(text(&folder.path().join("etc/dovecot.conf")).ends_with(FIXED));
    dovelint(folder.path(), &["fmt", "etc"]);
    for path in
        [outside.path().join("abs.conf"), outside.path().join("link.conf"), folder.path().join("up.conf")]
    {
        assert_eq!(text(&path), BAD, "{}", path.display());
    }
    let patch = dovelint(folder.path(), &["--diff", "etc"]);
    assert_eq!((code(&patch), out(&patch).as_str()), (0, ""), "a patch would not, either");
    // Named itself, a file is fixed.
    assert!(err(&dovelint(folder.path(), &["--fix", "up.conf"])).contains("fixed 1 finding in 1 file"));
}

#[test]
fn fmt_follows_no_link_out_of_the_folder() {
    let folder = tree(&[("etc/dovecot.conf", "!include conf.d/*.conf\n"), ("other/a.conf", "ssl=no\n")]);
    fs::create_dir(folder.path().join("etc/conf.d")).expect("a folder");
    symlink("../../other/a.conf", folder.path().join("etc/conf.d/a.conf")).expect("a link");
    let output = dovelint(folder.path(), &["fmt", "etc"]);
    let said = "etc/conf.d/a.conf: unchanged: a link that leads out of the folder";
    assert!(err(&output).contains(said), "{}", err(&output));
    assert_eq!((code(&output), text(&folder.path().join("other/a.conf")).as_str()), (0, "ssl=no\n"));
}

#[test]
fn an_output_keeps_the_file_that_it_is_written_to() {
    let folder = tree(&[("dovecot.conf", BAD), ("real/report", "old"), ("two", "a longer report of before")]);
    let report = folder.path().join("real/report");
    chmod(&report, 0o600);
    let has_acl = set_attribute(&report, "system.posix_acl_access", &acl());
    symlink("real/report", folder.path().join("link")).expect("a link");
    fs::hard_link(folder.path().join("two"), folder.path().join("one")).expect("another name");
    for option in ["--output=", "--write-baseline="] {
        for name in ["link", "two", "new"] {
            dovelint(folder.path(), &[&format!("{option}{name}"), "--format=concise", "."]);
            let written = text(&folder.path().join(name));
            assert!(written.contains("time-without-unit"), "{name}: {written}");
        }
        assert!(folder.path().join("link").is_symlink());
        assert_eq!(attribute(&report, "system.posix_acl_access"), has_acl.then(acl));
        let other = fs::metadata(folder.path().join("one")).expect("the other name");
        assert_eq!(other.ino(), fs::metadata(folder.path().join("two")).expect("the name").ino());
    }
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 6, "nothing is left beside");
}

#[test]
fn an_output_that_is_no_file_is_written_to() {
    let folder = tree(&[("dovecot.conf", BAD)]);
    let args = ["--quiet", "--format=concise", "."];
    let plain = out(&dovelint(folder.path(), &args));
    for output in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        let output = dovelint(folder.path(), &[&args[..], &["--output", output]].concat());
        assert_eq!((code(&output), out(&output)), (1, plain.clone()));
    }
    shell(folder.path(), "echo before >log; $D --quiet --format=concise --output /dev/stdout . >>log");
    assert_eq!(text(&folder.path().join("log")), format!("before\n{plain}"));
    shell(folder.path(), "echo before >log; $D --quiet --format=concise --output /dev/fd/3 . 3>>log");
    assert_eq!(text(&folder.path().join("log")), format!("before\n{plain}"));
    let fifo = folder.path().join("fifo");
    mknodat(CWD, &fifo, FileType::Fifo, Mode::RWXU, 0).expect("a FIFO");
    let mut child = runs::command(folder.path(), &[&args[..], &["--output", "fifo"]].concat())
        .spawn()
        .expect("dovelint runs");
    let mut read = String::new();
    File::open(&fifo).expect("the FIFO").read_to_string(&mut read).expect("its text");
    child.wait().expect("it ends");
    assert_eq!(read, plain);
    let kind = fs::symlink_metadata(&fifo).expect("the FIFO").file_type();
    assert!(std::os::unix::fs::FileTypeExt::is_fifo(&kind), "it is still one");
    assert!(!folder.path().join("-").exists());
}

#[test]
fn an_output_that_cannot_be_written_is_said() {
    let folder = tree(&[("dovecot.conf", BAD)]);
    symlink("nowhere", folder.path().join("link")).expect("a link");
    for (output, said) in [
        ("link", "cannot write link: broken link"),
        ("no/report", "cannot write no/report: no such file or folder"),
        ("/dev/full", "cannot write the output: No space left on device"),
    ] {
        for option in ["--output", "--diff --output"] {
            let args: Vec<&str> = option.split(' ').chain([output, "."]).collect();
            let result = dovelint(folder.path(), &args);
            assert_eq!(code(&result), 2, "{output}");
            assert!(err(&result).contains(said), "{}", err(&result));
        }
    }
}

/// An error or a message that no one can read changes neither the exit code nor what is done.
#[test]
fn standard_error_may_be_closed_or_full() {
    let folder = tree(&[("dovecot.conf", BAD), ("dovelint.toml", "nosuch = 1\n")]);
    for to in ["2>/dev/full", "2>&-", "2>/dev/full >/dev/full", ">&- 2>&-"] {
        let code = |line: &str| code(&shell(folder.path(), &format!("$D {line} {to}")));
        assert_eq!(code("nosuch"), 2, "{to}");
        assert_eq!(code("fmt nosuch"), 2, "{to}");
        assert_eq!(code("files nosuch"), 2, "{to}");
        assert_eq!(code("diff nosuch nosuch"), 2, "{to}");
        assert_eq!(code("show nosuch"), 2, "{to}");
        assert_eq!(code("explain nosuch"), 2, "{to}");
        assert_eq!(code("--nosuch"), 2, "{to}");
        assert_eq!(code("."), 2, "{to}: the settings file is wrong");
        assert_eq!(code("fmt --no-config ."), 0, "{to}");
        assert_eq!(code("--no-config --write-baseline=b.json --output=report ."), 0, "{to}");
    }
    let closed = shell(folder.path(), "{ $D nosuch; echo $? >code; } 2>&1 | true; cat code");
    assert_eq!(out(&closed), "2\n");
}

#[test]
fn a_complaint_that_cannot_be_read_does_not_stop_the_other_files() {
    let folder = tree(&[("dovecot.conf", "!include *.inc\n"), ("a.inc", BAD), ("b.inc", BAD)]);
    chmod(&folder.path().join("a.inc"), 0o444);
    assert_eq!(code(&shell(folder.path(), "$D --fix . 2>/dev/full >/dev/null")), 2);
    assert_eq!(text(&folder.path().join("a.inc")), BAD);
    assert_eq!(text(&folder.path().join("b.inc")), FIXED);
}

#[test]
fn a_limit_on_file_sizes_is_an_error() {
    let folder = tree(&[("dovecot.conf", &format!("{}{BAD}", "# filler\n".repeat(1000))), ("report", "old")]);
    let before = text(&folder.path().join("dovecot.conf"));
    let output = shell(folder.path(), "ulimit -f 1; $D --fix --quiet --output report .");
    assert_eq!(code(&output), 2, "{}", err(&output));
    assert!(err(&output).contains("dovecot.conf: File too large"), "{}", err(&output));
    assert_eq!(text(&folder.path().join("dovecot.conf")), before);
    assert_eq!(code(&shell(folder.path(), "ulimit -f 0; $D --quiet . >new")), 2);
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 3, "no draft is left");
}

/// What a killed run leaves after goes away with the next one, whatever that has to do.
#[test]
fn leftovers_of_killed_runs_are_removed() {
    for args in [&["--fix", "."][..], &["fmt", "."], &["--output", "report", "."]] {
        let folder =
            tree(&[("dovecot.conf", "ssl = required\n"), (".dovelint-00000000000000ab.tmp", "half")]);
        dovelint(folder.path(), args);
        assert!(!folder.path().join(".dovelint-00000000000000ab.tmp").exists(), "{args:?}");
    }
    let folder = tree(&[("dovecot.conf", BAD), (".dovelint-00000000000000ab.tmp", "half")]);
    for args in [&["."][..], &["--diff", "."], &["fmt", "--check", "."], &["show", "."]] {
        dovelint(folder.path(), args);
        assert!(folder.path().join(".dovelint-00000000000000ab.tmp").exists(), "{args:?} writes nothing");
    }
}

/// Anyone who has the file open would go on to write to the old one.
#[test]
fn a_file_that_another_program_writes_is_left_alone() {
    let folder = tree(&[("dovecot.conf", BAD)]);
    let path = folder.path().join("dovecot.conf");
    let mut writer = Command::new("sh")
        .args(["-c", "exec 3>>dovecot.conf; echo; read end"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a shell");
    // It is open when the shell has said something.
    writer.stdout.take().expect("a pipe").read_exact(&mut [0]).expect("a line");
    let output = dovelint(folder.path(), &["--fix", "--quiet", "."]);
    drop(writer.stdin.take());
    writer.wait().expect("it ends");
    assert_eq!((code(&output), text(&path).as_str()), (2, BAD));
    assert!(err(&output).contains("another program is using this file"), "{}", err(&output));
    assert_eq!(code(&dovelint(folder.path(), &["--fix", "--quiet", "."])), 0);
    assert_eq!(text(&path), FIXED);
}
