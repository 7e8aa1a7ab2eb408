//! What is asked for in a way that makes no sense gets one clear answer and exit code 2.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::fs;

use runs::{all, code, command, dovelint, err, out, tree};

const GOOD: &str = "protocols = none\nssl = yes\n";
const BAD: &str = "protocols = none\nssl = maybe\n";

#[test]
fn what_makes_no_sense_is_refused() {
    let folder = tree(&[("d.conf", GOOD), ("b.json", "{}"), ("etc/dovecot.conf", GOOD)]);
    for (args, words) in [
        (&["--dovecot", "2.2.36", "d.conf"][..], "write 2.3, 2.4 or X.Y.Z"),
        (&["--dovecot", "2.3.99", "d.conf"], "is newer than the newest known version; `2.3` means 2.3.21"),
        (&["--dovecot", "2.4.9", "d.conf"], "is newer than the newest known version; `2.4` means 2.4.5"),
        (&["--write-baseline", "b.json", "d.conf"], "after a `=`: --write-baseline=b.json"),
        (&["--write-baseline", "new.json", "d.conf"], "after a `=`: --write-baseline=new.json"),
        (&["--baseline", "etc", "d.conf"], "etc: a folder; name a file"),
        (&["--config", "etc", "d.conf"], "etc: a folder; name a file"),
        (&["--diff", "--format", "json", "d.conf"], "'--diff' cannot be used with '--format <FORMAT>'"),
        (&["--diff", "--statistics", "d.conf"], "cannot be used with"),
        (&["--fix", "--diff", "d.conf"], "cannot be used with"),
        (&["--statistics", "--format", "json", "d.conf"], "--statistics has no other format"),
        (&["--stdin-filename", "x.conf", "d.conf"], "give `-` as the path"),
        (&["fmt", "--stdin-filename", "x.conf", "d.conf"], "give `-` as the path"),
        (&["show", "-"], "only check and fmt read standard input"),
        (&["files", "-"], "only check and fmt read standard input"),
        (&["config", "-"], "only check and fmt read standard input"),
        (&["diff", "-", "d.conf"], "only check and fmt read standard input"),
        (&["diff", "d.conf", "-"], "only check and fmt read standard input"),
        (&["check", ""], "the path is empty"),
        (&["show", ""], "the path is empty"),
        (&["fmt", ""], "the path is empty"),
        (&["--output", "", "d.conf"], "the path is empty"),
        (&["--baseline", "", "d.conf"], "the path is empty"),
        (&["--config", "", "d.conf"], "the path is empty"),
        (&["show", "d.conf", "--protocol", "nosuch"], "no protocol is called `nosuch`; Dovecot has `"),
        (&["show", "d.conf", "--protocol", "impa"], "did you mean `imap`?"),
        (&["show", "d.conf", "--protocol", ""], "no protocol is called ``"),
        (&["show", "d.conf", "--why", "ssl", "--protocol", "nosuch"], "no protocol is called `nosuch`"),
    ] {
        let output = dovelint(folder.path(), args);
        assert_eq!(code(&output), 2, "{args:?}: {}{}", out(&output), err(&output));
        assert!(err(&output).contains(words), "{args:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{args:?}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("b.json")).expect("a file"), "{}");
    assert!(!folder.path().join("new.json").exists());
}

#[test]
fn what_makes_sense_is_done() {
    let folder = tree(&[
        ("d.conf", "ssl = yes\nprotocol own {\n  mail_debug = yes\n}\n"),
        ("-", GOOD),
        ("bad.conf", BAD),
        ("known.json", "{\"version\": 1, \"findings\": []}"),
    ]);
    for (args, expected) in [
        (&["show", "d.conf", "--protocol", "own"][..], 0),
        (&["show", "d.conf", "--protocol", "imap"], 0),
        (&["show", "d.conf", "--protocol", "quota-status"], 0),
        (&["show", "./-"], 0),
        (&["--dovecot", "2.3.21.1", "d.conf", "--fail-on", "never"], 0),
        (&["--statistics", "--format", "human", "bad.conf"], 1),
        (&["--baseline", "known.json", "--write-baseline=known.json", "bad.conf"], 0),
    ] {
        let output = dovelint(folder.path(), args);
        assert_eq!(code(&output), expected, "{args:?}: {}", err(&output));
    }
    // A format of the command line wins over statistics of a settings file.
    fs::write(folder.path().join("dovelint.toml"), "statistics = true\n").expect("a file");
    assert!(out(&dovelint(folder.path(), &["--format", "json", "bad.conf"])).starts_with('{'));
    assert!(!out(&dovelint(folder.path(), &["bad.conf"])).contains("bad.conf"));
}

/// The effective values in a configuration that doveconf refuses are a guess, so that no gate passes on it.
#[test]
fn a_difference_to_what_is_refused_is_no_answer() {
    let folder = tree(&[("good.conf", GOOD), ("bad.conf", BAD)]);
    for (a, b) in [("good.conf", "bad.conf"), ("bad.conf", "good.conf"), ("bad.conf", "bad.conf")] {
        let output = dovelint(folder.path(), &["diff", a, b]);
        assert_eq!(code(&output), 2, "{a} {b}");
        assert!(err(&output).contains("doveconf rejects bad.conf: bad.conf:2"), "{}", err(&output));
    }
    assert_eq!(code(&dovelint(folder.path(), &["diff", "good.conf", "good.conf"])), 0);
}

#[test]
fn help_begins_with_what_a_command_does() {
    let list = out(&dovelint(std::path::Path::new("."), &["--help"]));
    let commands =
        list.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for line in commands {
        assert!(line.split_whitespace().count() > 2, "`{line}` says nothing");
    }
    let folder = tree(&[]);
    for (command, first) in [
        ("check", "Lint configurations (same as `dovelint PATH`)"),
        ("show", "Print the effective configuration, each value with the line that sets it"),
        ("diff", "Compare the effective settings of two configurations"),
        ("config", "Print dovelint's own settings and where each comes from"),
        ("fmt", "Format configuration files without changing their meaning"),
        ("files", "Print which files are read, in which order, and why"),
        ("explain", "Explain a lint, a setting, a line of Dovecot's log, or a whole log"),
        ("lints", "List lints, each with what it finds"),
    ] {
        for args in [[command, "--help"], [command, "-h"], ["help", command]] {
            let said = out(&dovelint(folder.path(), &args));
            assert!(said.starts_with(first), "{args:?}: {said}");
        }
    }
    assert!(out(&dovelint(folder.path(), &["show", "--help"])).contains("Exit code: 0, or 1 if"));
    assert!(out(&dovelint(folder.path(), &["diff", "--help"])).contains("Exit code: 0 if nothing differs"));
}

/// What comes after a group of options would be under its heading.
#[test]
fn a_heading_is_only_above_its_own_options() {
    for (command, heading, own) in [
        ("check", "The machine", &["--host"][..]),
        ("capacity", "The machine", &["--host"]),
        ("show", "For one connection", &["--protocol", "--local", "--remote"]),
    ] {
        let help = out(&dovelint(std::path::Path::new("."), &[command, "--help"]));
        let below = help.lines().skip_while(|line| !line.starts_with(heading)).skip(1);
        let options: Vec<&str> = below
            .take_while(|line| !line.ends_with(':'))
            .map(str::trim)
            .filter(|line| line.starts_with("--"))
            .collect();
        assert!(!options.is_empty(), "{command}: {help}");
        let other = options.iter().find(|option| !own.iter().any(|own| option.starts_with(own)));
        assert_eq!(other, None, "{command}");
    }
}

#[test]
fn files_of_a_revision_are_listed() {
    let folder = tree(&[("dovecot.conf", "!include a.conf\n"), ("a.conf", GOOD)]);
    let git = |args: &[&str]| {
        let identity =
            ["-c", "user.name=Someone", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let run =
            std::process::Command::new("git").args(identity).args(args).current_dir(folder.path()).status();
        assert!(run.is_ok_and(|status| status.success()), "git {args:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "all"]);
    fs::remove_file(folder.path().join("a.conf")).expect("it is gone");
    runs::snapshot("files-git", &all(folder.path(), &["files", "dovecot.conf@HEAD"]));
}

/// A settings file or an environment must not make a format that was asked for another one.
#[test]
fn a_workflow_gets_the_format_that_was_asked_for() {
    let folder = tree(&[("bad.conf", BAD)]);
    let run = |args: &[&str]| {
        let output = command(folder.path(), args).env("GITHUB_ACTIONS", "true").output();
        out(&output.expect("dovelint runs"))
    };
    assert!(run(&["bad.conf"]).starts_with("::error "));
    assert!(run(&["--format", "json", "bad.conf"]).starts_with('{'));
    assert!(!run(&["--statistics", "bad.conf"]).contains("::"));
}
