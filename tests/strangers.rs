//! A tree of a stranger: what its settings, its names of files and its text may not do.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};

use runs::{code, command, dovelint, err, out, tree, write};

/// What a mailbox server does and what it should not do at once: a finding with an unsafe fix alone.
const UNSAFE: &str = "mail_location = mbox:~/mail:INBOX=/var/mail/%u\nmail_access_groups = mail\n";
const BAD: &str = "protocols = none\nssl = maybe\n";
const VICTIM: &str = "export PATH\n";

/// A repository in `tree/`, with what is around it.
fn around(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tree(&[
        ("tree/.git/HEAD", ""),
        ("tree/dovecot.conf", BAD),
        ("home/rc", VICTIM),
        ("home/b.json", "{}"),
    ]);
    write(folder.path(), files);
    folder
}

#[track_caller]
fn untouched(folder: &Path) {
    let names: Vec<_> = fs::read_dir(folder.join("home")).expect("a folder").flatten().collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(fs::read_to_string(folder.join("home/rc")).expect("a file"), VICTIM);
    assert_eq!(fs::read_to_string(folder.join("home/b.json")).expect("a file"), "{}");
    assert_eq!(fs::read_to_string(folder.join("tree/dovecot.conf")).expect("a file"), BAD);
}

#[test]
fn settings_do_not_choose_what_is_written() {
    let absolute = tree(&[("rc", VICTIM)]);
    let absolute = absolute.path().join("rc").to_string_lossy().into_owned();
    for path in ["../home/rc", "../home/new.json", "x/../../home/rc", &absolute, "/tmp/new.json", "..", ""] {
        let folder = around(&[("tree/dovelint.toml", &format!("baseline = '{path}'\n")), ("tree/x/y", "")]);
        for args in [&["--write-baseline", "tree"][..], &["tree"], &["tree", "--fix"], &["config", "tree"]] {
            let output = dovelint(folder.path(), args);
            assert_eq!(
                code(&output) == 2,
                !path.is_empty() || args[0] != "config",
                "{path} {args:?}: {}",
                err(&output)
            );
            untouched(folder.path());
        }
        assert!(fs::read_to_string(&absolute).is_err() || !Path::new("/tmp/new.json").exists());
    }
}

#[test]
fn links_lead_no_baseline_out_of_the_tree() {
    for (link, target, settings) in [
        ("known.json", "../home/rc", "baseline = 'known.json'"),
        ("known.json", "../home/new.json", "baseline = 'known.json'"),
        ("sub", "../home", "baseline = 'sub/new.json'"),
        ("sub", "../home", "baseline = 'sub/rc'"),
        (".dovelint-baseline.json", "../home/rc", ""),
        (".dovelint-baseline.json", "../home/new.json", ""),
        (".dovelint-baseline.json", "dovecot.conf", ""),
    ] {
        let folder = around(&[("tree/dovelint.toml", settings)]);
        symlink(target, folder.path().join("tree").join(link)).expect("a link");
        let output = dovelint(&folder.path().join("tree"), &["--write-baseline", "."]);
        assert_eq!(code(&output), 2, "{link} {settings}: {}", err(&output));
        assert_eq!(err(&output).lines().count(), 1, "{}", err(&output));
        untouched(folder.path());
    }
}

#[test]
fn a_baseline_of_settings_takes_the_place_of_nothing_else() {
    let folder = around(&[("tree/dovelint.toml", "baseline = 'dovecot.conf'\n")]);
    let output = dovelint(folder.path(), &["--write-baseline", "tree"]);
    assert_eq!(code(&output), 2);
    assert!(
        err(&output).contains("this is not a baseline; `--write-baseline=tree/dovecot.conf`"),
        "{}",
        err(&output)
    );
    untouched(folder.path());
    write(folder.path(), &[("tree/dovelint.toml", "baseline = 'known/all.json'\n"), ("tree/known/keep", "")]);
    for _ in 0..2 {
        assert_eq!(code(&dovelint(folder.path(), &["--write-baseline", "tree"])), 0, "its own it may be");
    }
    assert_eq!(code(&dovelint(folder.path(), &["tree"])), 0);
}

#[test]
fn settings_make_no_fix_unsafe() {
    let folder = tree(&[("dovelint.toml", "unsafe-fixes = true\n"), ("d.conf", UNSAFE)]);
    let args = ["--select", "mail-access-groups-dangerous", "d.conf"];
    let output = dovelint(folder.path(), &[&["--fix"], &args[..]].concat());
    assert_eq!(fs::read_to_string(folder.path().join("d.conf")).expect("a file"), UNSAFE);
    assert!(
        err(&output).contains("dovelint.toml:1: `unsafe-fixes` applies only to --diff"),
        "{}",
        err(&output)
    );
    let own = ["--fix", "--config", "dovelint.toml"];
    dovelint(folder.path(), &[&own[..], &args].concat());
    assert_eq!(fs::read_to_string(folder.path().join("d.conf")).expect("a file"), UNSAFE);
    let patch = out(&dovelint(folder.path(), &[&["--diff"], &args[..]].concat()));
    assert!(patch.contains("+mail_privileged_group = mail"), "{patch}");
    dovelint(folder.path(), &[&["--fix", "--unsafe-fixes"], &args[..]].concat());
    assert_ne!(fs::read_to_string(folder.path().join("d.conf")).expect("a file"), UNSAFE);
}

/// What is wrong in settings is shown, so they are no link to something else.
#[test]
fn settings_are_no_link_out_of_the_tree() {
    for name in ["dovelint.toml", ".dovelint.toml"] {
        for target in ["../home/rc", "/proc/self/environ", "/etc/passwd"] {
            let folder = around(&[]);
            symlink(target, folder.path().join("tree").join(name)).expect("a link");
            for args in [
                &["tree"][..],
                &["config", "tree"],
                &["show", "tree"],
                &["files", "tree"],
                &["fmt", "--check", "tree"],
            ] {
                let output = dovelint(folder.path(), args);
                assert_eq!(code(&output), 2, "{target} {args:?}");
                let said = out(&output) + &err(&output);
                assert!(said.contains("a link that leads out of the tree"), "{target} {args:?}: {said}");
                assert!(
                    !said.contains("export") && !said.contains("PATH=") && !said.contains("root:"),
                    "{said}"
                );
            }
        }
    }
    let folder =
        around(&[("tree/settings/shared.toml", "ignore = ['schema']\n"), ("tree/host/dovecot.conf", BAD)]);
    symlink("../settings/shared.toml", folder.path().join("tree/host/dovelint.toml")).expect("a link");
    assert_eq!(code(&dovelint(folder.path(), &["tree/host"])), 0, "within the repository it may be one");
}

#[test]
fn settings_and_baselines_are_of_bounded_size() {
    let folder = around(&[]);
    let large = |name: &str, size: u64| {
        let file = fs::File::create(folder.path().join("tree").join(name)).expect("a file");
        file.set_len(size).expect("a size");
    };
    large("known.json", (64 << 20) + 1);
    let output = dovelint(folder.path(), &["--baseline", "tree/known.json", "tree"]);
    assert_eq!((code(&output), err(&output).lines().count()), (2, 1), "{}", err(&output));
    large("dovelint.toml", (1 << 20) + 1);
    let output = dovelint(folder.path(), &["tree"]);
    assert_eq!((code(&output), err(&output).lines().count()), (2, 1), "{}", err(&output));
    for path in ["/dev/zero", "/dev/null", "tree"] {
        for option in ["--baseline", "--config"] {
            let output = dovelint(folder.path(), &[option, path, "tree/dovecot.conf"]);
            assert_eq!(
                (code(&output), err(&output).lines().count()),
                (2, 1),
                "{option} {path}: {}",
                err(&output)
            );
        }
    }
}

/// What lies in `/tmp` is of anybody: a script there is not one of a configuration in a folder below it.
/// Each is shown with its line, and thousands of them took minutes.
#[test]
fn few_of_many_mistakes_are_shown() {
    let mistakes = "[[overrides]]\nignore = [\"debug-enabled\"]\n".repeat(5000);
    let folder = tree(&[("dovecot.conf", "mail_debug = yes\n"), ("dovelint.toml", &mistakes)]);
    let output = dovelint(folder.path(), &["dovecot.conf"]);
    assert_eq!(code(&output), 2, "{}", err(&output));
    assert_eq!(err(&output).matches("an override needs `paths`").count(), 20);
    assert!(err(&output).contains("4980 more mistakes"), "{}", err(&output));
}

#[test]
fn what_lies_in_a_folder_for_all_hides_no_finding() {
    const NO_EFFECT: &str = "service imap {\n  client_limit = 5\n}\n";
    const SCRIPT: &str = "echo 'service_count = 0' >> /etc/dovecot/dovecot.conf\n";
    let folder = tree(&[("all/mine/dovecot.conf", NO_EFFECT), ("all/setup.sh", SCRIPT)]);
    let all = folder.path().join("all");
    let has_finding = || {
        let output = dovelint(folder.path(), &["check", "--format", "concise", "all/mine/dovecot.conf"]);
        out(&output).contains("client-limit-capped-by-service-count")
    };
    assert!(!has_finding());
    fs::set_permissions(&all, fs::Permissions::from_mode(0o1777)).expect("a mode");
    assert!(has_finding());
}

/// Files may be called like options; the hooks pass them after `--`.
#[test]
fn names_of_files_are_no_options() {
    let name = "--write-baseline=b.conf.ext";
    let folder = tree(&[(name, BAD), ("--fix", BAD), ("-q", BAD)]);
    for name in [name, "--fix", "-q"] {
        let output = dovelint(folder.path(), &["check", "--", name]);
        assert_eq!(code(&output), 1, "{name}: {}", err(&output));
        assert!(out(&output).contains("invalid-enum-value"), "{name}: {}", out(&output));
    }
    assert!(!folder.path().join("b.conf.ext").exists());
    let hooks = fs::read_to_string(".pre-commit-hooks.yaml").expect("the hooks");
    let entries = hooks.matches("  entry: ").count();
    assert_eq!(hooks.matches("  args: [\"--\"]").count(), entries, "{hooks}");
    assert_eq!(hooks.matches("  exclude: ").count(), entries, "{hooks}");
}

/// Text and names that a log of a build server would take for commands.
const COMMANDS: [&str; 6] = [
    "::error::planted",
    "  ::add-mask::x",
    "\t::stop-commands::x",
    "##[error]planted",
    "##vso[task.setvariable variable=A]planted",
    "##teamcity[buildStatus text='x']",
];

fn is_command(line: &str) -> bool {
    line.trim_start().starts_with("::")
        || ["##[", "##vso[", "##teamcity["].iter().any(|word| line.contains(word))
}

#[test]
fn nothing_of_a_tree_is_a_command_to_a_log() {
    let servers = ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"];
    for (text, server) in COMMANDS.into_iter().zip(servers.into_iter().cycle()) {
        // Once as a comment and a value, once as lines that are joined, once as the name of a file.
        let conf = format!(
            "# {text}\n{text}\nlogin_greeting = a \\\n{text}\nservice imap {{\n# {text}\n  client_limit=5\n}}\nssl = maybe\n{text}\n"
        );
        let here = format!(
            "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\nlogin_greeting = <<<E\n{text}\nE\nssl=maybe\n{text}\n"
        );
        let name = format!("{}.conf", text.replace('/', "_"));
        let folder = tree(&[("old.conf", &conf), ("new.conf", &here), (&name, "ssl=maybe\n  a=b\n")]);
        write(folder.path(), &[("dovelint.toml", "ignore = ['syntax']\n")]);
        let mut runs: Vec<Vec<&str>> = Vec::new();
        for file in ["old.conf", "new.conf", &name] {
            for format in ["human", "concise", "json", "json-lines", "sarif", "gitlab", "checkstyle", "junit"]
            {
                runs.push(vec!["check", "--no-config", "--format", format, "--", file]);
            }
            runs.extend([
                vec!["check", "--diff", "--unsafe-fixes", "--", file],
                vec!["check", "--statistics", "--", file],
                vec!["fmt", "--check", "--", file],
                vec!["fmt", "--diff", "--", file],
                vec!["files", "--", file],
                vec!["show", "--", file],
                vec!["show", "--format", "json", "--", file],
                vec!["show", "--why", "login_greeting", "--", file],
                vec!["diff", "--", file, "old.conf"],
                vec!["check", "--format", "human", "--", file, text],
                vec!["explain", "--", text],
                vec!["check", "--baseline", text, "--", file],
            ]);
        }
        for args in runs {
            let output = command(folder.path(), &args).env(server, "true").output().expect("dovelint runs");
            let said = out(&output) + &err(&output);
            let planted: Vec<&str> = said.lines().filter(|line| is_command(line)).collect();
            assert!(planted.is_empty(), "{args:?}: {planted:?}");
        }
        let output = command(folder.path(), &["--", "old.conf"]).env("GITHUB_ACTIONS", "true").output();
        let said = out(&output.expect("dovelint runs"));
        assert!(
            said.lines().all(|line| ["::error file=", "::warning file=", "::notice file="]
                .iter()
                .any(|own| line.starts_with(own))),
            "{said}"
        );
    }
}

/// A patch that goes to a file holds what the configuration holds.
#[test]
fn a_patch_in_a_file_is_as_it_is() {
    let folder = tree(&[("d.conf", "ssl=maybe\n::error::x\n  ##[x]\n")]);
    let patch = fs::File::create(folder.path().join("patch")).expect("a file");
    let status = command(folder.path(), &["fmt", "--diff", "d.conf"])
        .env("GITHUB_ACTIONS", "true")
        .stdout(patch)
        .status()
        .expect("dovelint runs");
    assert_eq!(status.code(), Some(1));
    let patch = fs::read_to_string(folder.path().join("patch")).expect("a file");
    assert!(patch.contains("\n ::error::x\n") && patch.contains("##[x]"), "{patch}");
}

const STEERING: &str = "ssl=\u{1b}[31mred\u{7}\u{202e}x\n# a\u{9b}b\nmail_debug=yes\n";

/// What a person sees on a terminal; none where there is no `script`.
fn on_a_terminal(folder: &Path, args: &str) -> Option<Output> {
    let line = format!("'{}' {args}", env!("CARGO_BIN_EXE_dovelint"));
    let mut command = Command::new("script");
    command
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("GITHUB_ACTIONS");
    command.output().ok()
}

#[test]
fn a_patch_steers_no_terminal() {
    let folder = tree(&[("d.conf", STEERING)]);
    for args in ["fmt --diff d.conf", "check --diff --unsafe-fixes d.conf", "show d.conf", "check d.conf"] {
        let Some(output) = on_a_terminal(folder.path(), args) else { return };
        let said = out(&output);
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']), "{args}: {said:?}");
    }
    let patch = out(&dovelint(folder.path(), &["fmt", "--diff", "d.conf"]));
    assert!(patch.contains("-ssl=\u{1b}[31mred\u{7}\u{202e}x\n"), "{patch:?}");
}

#[test]
fn arguments_steer_no_terminal() {
    let folder = tree(&[]);
    for args in [
        &["--\u{1b}[31m"][..],
        &["--fail-on", "\u{1b}]0;x\u{7}", "x"],
        &["check", "--diff", "--format", "json", "\u{202e}\n::error::x"],
        &["nosuch\u{1b}[2J", "more\n::error::x"],
        &["fmt", "--nosuch=\u{9b}x"],
        &["show"],
        &["show", "a", "--protocol", "\u{1b}"],
        &["explain", "\u{1b}[31m"],
    ] {
        let output =
            command(folder.path(), args).env("GITHUB_ACTIONS", "true").output().expect("dovelint runs");
        assert_eq!(code(&output), 2, "{args:?}");
        let said = out(&output) + &err(&output);
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']), "{args:?}: {said:?}");
        assert!(!said.lines().any(is_command), "{args:?}: {said:?}");
    }
}

#[test]
fn formats_for_programs_steer_no_terminal() {
    let name = "a\u{9b}31m\u{202e}\u{2028}.conf";
    let folder = tree(&[(name, STEERING), ("d.conf", STEERING)]);
    let formats = ["json", "json-lines", "sarif", "gitlab", "rdjson", "checkstyle", "junit", "markdown"];
    let checks = formats.map(|format| vec!["check", "--format", format, name]);
    let others = ["show", "upgrade", "capacity", "config", "files"]
        .map(|command| vec![command, "--format", "json", name]);
    let pair = vec!["diff", "--format", "json", name, "d.conf"];
    for args in checks.into_iter().chain(others).chain([pair]) {
        let said = out(&dovelint(folder.path(), &args));
        assert!(
            !said.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{2028}', '\u{9b}', '\u{7f}']),
            "{args:?}: {said:?}"
        );
        if args.contains(&"json") && !said.is_empty() {
            assert!(serde_json::from_str::<serde_json::Value>(&said).is_ok(), "{args:?}: {said}");
        }
    }
    let said = out(&dovelint(folder.path(), &["--format", "json", name]));
    let report: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(report["findings"][0]["file"], name, "the text is the same to a program");
}

/// The image of a machine is someone else's: its links and `..` would lead to files of this one.
#[test]
fn the_root_of_a_machine_is_not_left() {
    let folder = tree(&[
        ("secret.conf", "mail_debug = of-this-machine\n"),
        (
            "image/etc/dovecot/dovecot.conf",
            "protocols = imap\n!include ../../../secret.conf\n!include_try conf.d/*.conf\n",
        ),
        ("image/etc/dovecot/conf.d/a.conf", "!include /usr/share/dovecot/b.conf\n"),
        ("image/usr/share/dovecot/b.conf", "verbose_proctitle = of-the-image\n"),
    ]);
    let secret = folder.path().join("secret.conf");
    symlink(&secret, folder.path().join("image/etc/dovecot/conf.d/link.conf")).expect("a link");
    let main = "image/etc/dovecot/dovecot.conf";
    for args in [
        &["check", "--host-root", "image"][..],
        &["check", "--host-root", "image", "image/etc/dovecot"],
        &["check", "--host-root", "image", "--format", "json", main],
        &["check", "--host-root", "image", "--diff", main],
        &["capacity", "--host-root", "image", main],
        &["facts", "--host-root", "image"],
    ] {
        let output = dovelint(folder.path(), args);
        let said = out(&output) + &err(&output);
        assert!(!said.contains("of-this-machine"), "{args:?}: {said}");
        if args[0] == "check" && args.len() < 5 {
            assert!(said.contains("of-the-image") && said.contains("no file matches"), "{args:?}: {said}");
        }
    }
    // A link in the place of the main file.
    let main = folder.path().join(main);
    fs::remove_file(&main).expect("the main file");
    symlink(&secret, &main).expect("a link");
    let output = dovelint(folder.path(), &["check", "--host-root", "image"]);
    let said = out(&output) + &err(&output);
    assert!(!said.contains("of-this-machine"), "{said}");
}

#[test]
fn a_suffix_of_a_backup_leads_nowhere_else() {
    for suffix in ["", "/x", ".2.3/../../x", "\n", ".\u{1b}[31m"] {
        let folder = tree(&[("t/dovecot.conf", "protocols = imap\n")]);
        let output =
            dovelint(folder.path(), &["upgrade", "--in-place", "--backup", suffix, "t/dovecot.conf"]);
        assert_eq!(code(&output), 2, "{suffix:?}: {}", err(&output));
        assert_eq!(fs::read_dir(folder.path().join("t")).expect("a folder").count(), 1, "{suffix:?}");
    }
}

#[test]
fn names_in_workflow_commands_are_escaped() {
    let name = "a\u{1b}[31m\u{7},b:c.conf";
    let folder = tree(&[(name, BAD)]);
    let said = out(&dovelint(folder.path(), &["--format", "github", name]));
    assert!(said.starts_with("::error file=a\\u{1b}[31m\\u{7}%2Cb%3Ac.conf,line=2,"), "{said:?}");
}
