//! What the packages install next to the command: completions and manual pages.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use runs::{code, dovelint, err, out, tree};

const COMMANDS: [&str; 5] = ["check", "explain", "lints", "show", "diff"];

/// Runs a program; none when this machine does not have it.
fn program(name: &str, args: &[&str]) -> Option<Output> {
    Command::new(name).args(args).env("LC_ALL", "C.UTF-8").env("MANWIDTH", "80").output().ok()
}

#[test]
fn completions_know_commands_options_and_lints() {
    let folder = tree(&[]);
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let output = dovelint(folder.path(), &["completions", shell]);
        assert_eq!(code(&output), 0, "{shell}: {}", err(&output));
        let script = out(&output);
        // PowerShell is not told the values of options.
        let values: &[&str] =
            if shell == "powershell" { &[] } else { &["pedantic", "mail-process-client-limit"] };
        for word in COMMANDS.iter().chain(&["fail-on"]).chain(values) {
            assert!(script.contains(word), "{shell}: no {word}");
        }
        let file = folder.path().join(shell);
        fs::write(&file, &script).expect("a file");
        if let Some(checked) = program(shell, &["-n", &file.to_string_lossy()]) {
            assert!(checked.status.success(), "{shell}: {}", err(&checked));
        }
    }
    assert_eq!(code(&dovelint(folder.path(), &["completions", "tcsh"])), 2);
}

/// What bash offers for the last of these words.
fn offered(script: &Path, words: &[&str]) -> Option<Vec<String>> {
    let line = words.join(" ");
    let text = format!(
        "source {}\nCOMP_WORDS=({line}{}) COMP_CWORD={}\n_dovelint dovelint \"${{COMP_WORDS[-1]}}\" \
         \"${{COMP_WORDS[-2]}}\"\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script.display(),
        if words.last().is_some_and(|word| word.is_empty()) { "''" } else { "" },
        words.len() - 1,
    );
    let output = program("bash", &["--norc", "-c", &text])?;
    assert_eq!(err(&output), "", "{text}");
    Some(out(&output).lines().map(str::to_owned).collect())
}

#[test]
fn bash_offers_what_fits() {
    let folder = tree(&[]);
    let script = folder.path().join("dovelint.bash");
    fs::write(&script, dovelint(folder.path(), &["completions", "bash"]).stdout).expect("a file");
    for (words, expected) in [
        (&["dovelint", "sho"][..], "show"),
        (&["dovelint", "explain", "mail-process-cl"], "mail-process-client-limit"),
        (&["dovelint", "--fail-on", ""], "advice"),
        (&["dovelint", "check", "--select", "serv"], "services"),
    ] {
        let Some(offered) = offered(&script, words) else { return };
        assert!(offered.iter().any(|word| word == expected), "{words:?}: {offered:?}");
    }
}

/// What is typed, and a word that a shell offers then.
const TYPED: [(&str, &str); 12] = [
    ("dovelint sho", "show"),
    ("dovelint --fail-on ", "advice"),
    ("dovelint --profile=ped", "pedantic"),
    ("dovelint check --select serv", "services"),
    ("dovelint --select mail-process-cl", "mail-process-client-limit"),
    ("dovelint explain mail-process-cl", "mail-process-client-limit"),
    ("dovelint show --pro", "--protocol"),
    ("dovelint show . --protocol subm", "submission"),
    ("dovelint show . mail_plu", "mail_plugins"),
    ("dovelint show . --why mail_plu", "mail_plugins"),
    ("dovelint fmt --ch", "--check"),
    ("dovelint dovecot.co", "dovecot.conf"),
];

#[test]
fn fish_offers_what_fits() {
    let folder = tree(&[("dovecot.conf", "")]);
    fs::write(folder.path().join("d.fish"), dovelint(folder.path(), &["completions", "fish"]).stdout)
        .expect("a file");
    for (typed, expected) in TYPED {
        let text = format!("source d.fish; complete -C '{typed}'");
        let fish =
            Command::new("fish").args(["--no-config", "-c", &text]).current_dir(folder.path()).output();
        let Ok(output) = fish else { return eprintln!("skipped: this machine has no fish") };
        assert_eq!(err(&output), "", "{typed}");
        let offered = out(&output);
        let is_it = |line: &str| line.split('\t').next().is_some_and(|word| word.ends_with(expected));
        assert!(offered.lines().any(is_it), "{typed}: {offered}");
    }
}

#[test]
fn zsh_offers_what_fits() {
    let folder = tree(&[("dovecot.conf", ""), ("ask.zsh", include_str!("runs/complete.zsh"))]);
    fs::write(folder.path().join("_dovelint"), dovelint(folder.path(), &["completions", "zsh"]).stdout)
        .expect("a file");
    for (typed, expected) in TYPED {
        let zsh = Command::new("zsh").args(["-f", "ask.zsh", typed]).current_dir(folder.path()).output();
        let Ok(output) = zsh else { return eprintln!("skipped: this machine has no zsh") };
        let offered = out(&output);
        assert!(
            offered.lines().any(|word| word.trim_end_matches(' ') == expected),
            "{typed}: {offered}{}",
            err(&output)
        );
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = tree(&[]);
    let output = dovelint(folder.path(), &["man", "--output", "pages/man1"]);
    assert_eq!((code(&output), err(&output)), (0, String::new()));
    let pages = folder.path().join("pages/man1");
    let read = |name: &str| fs::read_to_string(pages.join(name)).expect("a page");
    let top = read("dovelint.1");
    assert_eq!(top, out(&dovelint(folder.path(), &["man"])));
    for command in COMMANDS {
        assert!(top.contains(&format!("dovelint\\-{command}(1)")), "{top}");
        assert!(read(&format!("dovelint-{command}.1")).contains(".SH SYNOPSIS"), "{command}");
    }
    for page in fs::read_dir(&pages).expect("a folder") {
        let path = page.expect("a page").path();
        let path = path.to_string_lossy();
        for (name, args) in [("man", ["--warnings", "-l", &path]), ("mandoc", ["-Tlint", "-Wwarning", &path])]
        {
            let Some(checked) = program(name, &args) else { continue };
            assert!(checked.status.success(), "{name} {path}: {}{}", out(&checked), err(&checked));
            assert_eq!(err(&checked), "", "{name} {path}");
        }
    }
}

#[test]
fn pages_that_cannot_be_written_are_an_error() {
    let folder = tree(&[("taken", "")]);
    let output = dovelint(folder.path(), &["man", "--output", "taken"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("taken"), "{}", err(&output));
}
