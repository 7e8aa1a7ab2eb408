//! `dovelint.toml`: where it is found, what it changes, and what is said when it is wrong.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

mod runs;

use runs::dovelint;

const BAD: &str = "auth_debug = maybe\nlogin_greeting = a#b\n";

/// A repository with these files.
fn tree(files: &[(&str, &str)]) -> TempDir {
    runs::tree(&[&[(".git/HEAD", "")], files].concat())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The findings of a run, as `file lint severity`, sorted.
fn findings(folder: &Path, args: &[&str]) -> Vec<String> {
    let output = dovelint(folder, &[args, &["--format", "json"]].concat());
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no JSON: {}", text(&output.stderr)));
    let mut lines: Vec<String> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|f| {
            let field = |name: &str| f[name].as_str().expect("a text").trim_start_matches("./").to_owned();
            format!("{} {} {}", field("file"), field("lint"), field("severity"))
        })
        .collect();
    lines.sort();
    lines
}

#[track_caller]
fn finds(settings: &str, args: &[&str], expected: &[&str]) {
    let folder = tree(&[("dovelint.toml", settings), ("d.conf", BAD)]);
    let found = findings(folder.path(), &[&["d.conf"], args].concat());
    let expected: Vec<String> = expected.iter().map(|line| format!("d.conf {line}")).collect();
    assert_eq!(found, expected, "{settings} {args:?}");
}

const HASH: &str = "ambiguous-hash warning";
const BOOLEAN: &str = "invalid-boolean error";

#[test]
fn the_file_says_which_lints_run() {
    finds("", &[], &[HASH, BOOLEAN]);
    finds("ignore = ['syntax']", &[], &[BOOLEAN]);
    finds("select = ['syntax']", &[], &[HASH]);
    finds("select = ['syntax', 'schema']\nignore = ['invalid-boolean']", &[], &[HASH]);
    finds("lints.syntax = 'off'", &[], &[BOOLEAN]);
    finds("lints.syntax = 'off'\nlints.ambiguous-hash = 'advice'", &[], &["ambiguous-hash advice", BOOLEAN]);
    finds("ignore = ['ambiguous-hash']\nlints.ambiguous-hash = 'error'", &[], &[BOOLEAN]);
    finds(
        "lints.syntax = 'error'\nlints.schema = 'warning'",
        &[],
        &["ambiguous-hash error", "invalid-boolean warning"],
    );
}

#[test]
fn the_command_line_wins() {
    finds("ignore = ['syntax']", &["--no-config"], &[HASH, BOOLEAN]);
    finds("ignore = ['syntax']", &["--ignore", "schema"], &[HASH]);
    finds("select = ['syntax']", &["--select", "schema"], &[BOOLEAN]);
    finds("ignore = ['syntax']", &["--select", "syntax"], &[]);
    finds("ignore = ['syntax']", &["--select", "ambiguous-hash"], &[HASH]);
    finds("lints.ambiguous-hash = 'off'", &["--select", "ambiguous-hash"], &[HASH]);
    finds("lints.ambiguous-hash = 'advice'", &["--select", "syntax"], &["ambiguous-hash advice"]);
    finds("lints.ambiguous-hash = 'advice'", &["--select", "schema"], &[BOOLEAN]);
    finds("format = 'concise'\nquiet = true", &[], &[HASH, BOOLEAN]);
}

/// A lint of another profile runs when it has a level, or when its profile is asked for.
#[test]
fn a_level_switches_on_a_lint_of_another_profile() {
    let conf = "# dovelint: ignore[invalid-boolean]\nauth_debug = maybe\n";
    for (settings, args, expected) in [
        ("", &[][..], false),
        ("profile = 'pedantic'", &[], true),
        ("lints.ignore-without-reason = 'warning'", &[], true),
        ("require-reason = true", &[], true),
        ("require-reason = true", &["--require-reason=false"], false),
        ("require-reason = true\nignore = ['hygiene']", &[], false),
        ("", &["--require-reason"], true),
        ("profile = 'pedantic'", &["--profile", "default"], false),
    ] {
        let folder = tree(&[("dovelint.toml", settings), ("d.conf", conf)]);
        let found = findings(folder.path(), &[&["d.conf"], args].concat());
        let has = found.iter().any(|line| line.contains("ignore-without-reason"));
        assert_eq!(has, expected, "{settings} {args:?}: {found:?}");
    }
}

#[test]
fn the_other_keys_count() {
    let code = |settings: &str, args: &[&str]| {
        let folder = tree(&[("dovelint.toml", settings), ("d.conf", "login_greeting = a#b\n")]);
        let output = dovelint(folder.path(), &[&["d.conf"], args].concat());
        (output.status.code().expect("no signal"), text(&output.stdout))
    };
    assert_eq!(code("", &[]).0, 1);
    assert_eq!(code("fail-on = 'error'", &[]).0, 0);
    assert_eq!(code("fail-on = 'error'\nlints.ambiguous-hash = 'error'", &[]).0, 1);
    assert_eq!(code("fail-on = 'error'", &["--fail-on", "warning"]).0, 1);
    assert!(code("format = 'concise'", &[]).1.starts_with("d.conf:1:"));
    assert!(code("format = 'concise'", &["--format", "json"]).1.starts_with('{'));
    assert!(code("", &[]).1.contains("1 warning"));
    assert!(!code("quiet = true", &[]).1.contains("1 warning"));
    assert!(code("quiet = true", &["--quiet=false"]).1.contains("1 warning"));
    assert!(code("color = 'always'", &[]).1.contains('\x1b'));
    assert!(!code("statistics = true", &[]).1.contains("d.conf"));
    assert!(code("dovecot = '2.4'\nformat = 'concise'", &[]).1.contains("config-version-missing"));

    let ignored = [("d.conf", "auth_debug = maybe # dovelint: ignore[invalid-boolean] -- x\n")];
    let folder = tree(&[&ignored[..], &[("dovelint.toml", "ignores = false")]].concat());
    assert_eq!(findings(folder.path(), &["d.conf"]).len(), 1);
    let summary = |args: &[&str]| text(&dovelint(folder.path(), args).stdout);
    assert!(summary(&["d.conf", "--no-ignores=false"]).contains("1 suppressed"));
}

/// An unsafe fix is applied when the file allows it, and only when fixes are asked for.
#[test]
fn the_file_allows_unsafe_fixes() {
    let conf = "mail_location = mbox:~/mail:INBOX=/var/mail/%u\nmail_access_groups = mail\n";
    let folder = tree(&[("dovelint.toml", "unsafe-fixes = true"), ("d.conf", conf)]);
    let name = "mail-access-groups-dangerous";
    let diff = |args: &[&str]| {
        text(&dovelint(folder.path(), &[&["--select", name, "d.conf"], args].concat()).stdout)
    };
    assert!(diff(&["--diff"]).contains("+mail_privileged_group = mail"), "{}", diff(&["--diff"]));
    assert_eq!(diff(&["--diff", "--unsafe-fixes=false"]), "");
    diff(&[]);
    assert_eq!(fs::read_to_string(folder.path().join("d.conf")).expect("a file"), conf);
}

#[test]
fn remap_is_relative_to_the_file() {
    let folder = tree(&[
        ("etc/dovelint.toml", "[remap]\n'/srv/mail' = '../elsewhere'"),
        ("etc/x/dovecot.conf", "!include /srv/mail/a.conf\n"),
        ("elsewhere/a.conf", BAD),
    ]);
    let found = findings(folder.path(), &["--select", "schema", "etc/x"]);
    assert_eq!(found, ["etc/../elsewhere/a.conf invalid-boolean error"]);
    let files = text(&dovelint(folder.path(), &["files", "etc/x/dovecot.conf"]).stdout);
    assert!(files.contains("elsewhere/a.conf"), "{files}");
}

#[test]
fn each_root_has_the_nearest_file() {
    let folder = tree(&[
        ("dovelint.toml", "select = ['syntax']"),
        ("a/dovecot.conf", BAD),
        ("b/.dovelint.toml", "select = ['schema']"),
        ("b/dovecot.conf", BAD),
        ("c/.git/HEAD", ""),
        ("c/dovecot.conf", BAD),
        ("d/dovelint.toml", "fail-on = 'never'\nformat = 'concise'"),
        ("d/.dovelint.toml", "this is not read"),
        ("d/dovecot.conf", BAD),
        ("own.toml", "ignore = ['syntax', 'schema']"),
    ]);
    let found = findings(folder.path(), &["."]);
    assert_eq!(
        found,
        [
            "a/dovecot.conf ambiguous-hash warning",
            "b/dovecot.conf invalid-boolean error",
            "c/dovecot.conf ambiguous-hash warning",
            "c/dovecot.conf invalid-boolean error",
            "d/dovecot.conf ambiguous-hash warning",
            "d/dovecot.conf invalid-boolean error",
        ]
    );
    assert_eq!(findings(folder.path(), &["--config", "own.toml", "."]), [""; 0]);
    assert_eq!(
        findings(&folder.path().join("b"), &["dovecot.conf"]).len(),
        1,
        "upward from the folder itself"
    );
    let code = |args: &[&str]| dovelint(folder.path(), args).status.code();
    assert_eq!(code(&["d"]), Some(0));
    assert_eq!(code(&["a", "d"]), Some(1), "each root by its own file");
    let shown = text(&dovelint(folder.path(), &["a", "d"]).stdout);
    assert!(shown.contains('╭'), "printed by the file of the folder of both: {shown}");
}

#[test]
fn overrides_go_by_the_file_of_a_finding() {
    let folder = tree(&[
        ("dovecot.conf", &format!("{BAD}!include conf.d/*.conf\n!include old/*.conf\n")),
        ("conf.d/vendor.conf", BAD),
        ("conf.d/own.conf", "mail_debug = maybe # dovelint: ignore[invalid-boolean] -- x\n"),
        ("old/a.conf", BAD),
        (
            "dovelint.toml",
            "ignore = ['ambiguous-hash']\n\
             [[overrides]]\npaths = ['conf.d/ven*.conf']\nignore = ['schema']\n\
             [[overrides]]\npaths = ['*/own.conf']\nlints.schema = 'off'\n\
             [[overrides]]\npaths = ['old']\nlints = { ambiguous-hash = 'error' }\n\
             [[overrides]]\npaths = ['old/*']\nlints = { invalid-boolean = 'advice' }\n",
        ),
    ]);
    // The comment in own.conf is not idle: its lint was not asked there.
    let expected = [
        "dovecot.conf invalid-boolean error",
        "old/a.conf ambiguous-hash error",
        "old/a.conf invalid-boolean advice",
    ];
    assert_eq!(findings(folder.path(), &["dovecot.conf"]), expected);
    let real = folder.path().canonicalize().expect("a path");
    let absolute = real.join("dovecot.conf");
    assert_eq!(
        findings(&real, &[absolute.to_str().expect("UTF-8")]).len(),
        3,
        "an absolute path is the same"
    );
    assert_eq!(findings(&real.join("old"), &["../dovecot.conf"]).len(), 3, "from another folder, too");
    assert_eq!(
        findings(folder.path(), &["--ignore", "syntax", "conf.d/vendor.conf"]).len(),
        3,
        "a list of the command line takes the place of all"
    );
}

#[test]
fn an_override_names_the_version_of_a_root() {
    let folder = tree(&[
        ("new/dovecot.conf", "auth_debug = yes\n"),
        ("old/dovecot.conf", "auth_debug = yes\n"),
        ("dovelint.toml", "dovecot = '2.4'\n[[overrides]]\npaths = ['ol*/**']\ndovecot = '2.3.13'\n"),
    ]);
    let output = dovelint(folder.path(), &["--format", "json", "."]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let lines: Vec<&str> = report["roots"]
        .as_array()
        .expect("roots")
        .iter()
        .filter_map(|root| root["dovecot"].as_str())
        .collect();
    assert_eq!(lines, ["2.4", "2.3"]);
}

#[test]
fn lints_know_what_the_options_say() {
    let message = |settings: &str, lint: &str, conf: &str| {
        let folder = tree(&[("dovelint.toml", settings), ("dovecot.conf", conf)]);
        text(&dovelint(folder.path(), &["--quiet", "--select", lint, "dovecot.conf"]).stdout)
    };
    let mode = "service imap-login {\n  service_count = 0\n}\n";
    let lint = "login-performance-mode-incomplete";
    assert!(message("", lint, mode).contains("process_min_avail = 4"));
    assert!(message("options.cores = 16", lint, mode).contains("process_min_avail = 16"));
    assert_eq!(message("options.cores = 1", lint, mode), "");

    let limit = "service imap {\n  process_limit = 4096\n}\n";
    let lint = "login-capacity-below-mail-capacity";
    assert!(message("", lint, limit).contains("sized for 4096"));
    let users = message("options.users = 500", lint, limit);
    assert!(users.contains("500 clients are expected"), "{users}");
    assert!(users.contains("process_limit = 500"), "{users}");
    assert_eq!(message("options.users = 100", lint, limit), "");
    assert!(message("options.users = 9000", lint, limit).contains("sized for 4096"));

    let groups = "mail_access_groups = mail\n";
    let lint = "mail-access-groups-dangerous";
    let own = "[options.'mail-access-groups-dangerous']\ngroups = ['postoffice']";
    assert_ne!(message("", lint, groups), "");
    assert_eq!(message(own, lint, groups), "");
    assert_ne!(message(own, lint, "mail_access_groups = postoffice\n"), "");
    assert_ne!(message(own, lint, "mail_access_groups = docker\n"), "");
}

/// What a person sees who has written something wrong.
#[test]
fn mistakes_are_shown_where_they_are() {
    let folder = tree(&[("dovecot.conf", BAD)]);
    let mut seen = String::new();
    for wrong in [
        "profil = \"pedantic\"\nquiet = \"yes\"\nusers = 5\n",
        "fail-on = \"errors\"\nformat = \"yaml\"\ndovecot = \"3.0\"\nselect = \"tls\"\n",
        "ignore = [\n  \"syntax\",\n  \"unknown-seting\",\n]\n\n[lints]\ntlss = \"off\"\n\"unknown-setting\" = \"warn\"\n",
        "fix = true\noutput = \"/etc/passwd\"\n",
        "[options]\nusers = 0\ncore = 4\n\n[options.\"unknown-setting\"]\n\n[options.\"mail-access-groups-dangerous\"]\ngroup = []\n",
        "[remap]\nshare = \"x\"\n\n[[overrides]]\nprofile = \"audit\"\nformat = \"json\"\n\n[[overrides]]\npaths = [\"/etc\", \"a**\"]\n",
        "ignore = [\"\\u001b[31m\"]\n",
        "profile = \"audit\n",
        "quiet = true\nquiet = false\n",
    ] {
        fs::write(folder.path().join("dovelint.toml"), wrong).expect("a file");
        for command in [&["."][..], &["config"], &["files", "."]] {
            let output = dovelint(folder.path(), command);
            assert_eq!(output.status.code(), Some(2), "{wrong}");
            assert_eq!(text(&output.stdout), "", "{wrong}");
            assert!(!output.stderr.contains(&0x1b), "{wrong}");
            if command[0] == "." {
                seen.push_str(&text(&output.stderr));
                seen.push('\n');
            }
        }
        assert_eq!(dovelint(folder.path(), &["--no-config", "."]).status.code(), Some(1));
    }
    insta::with_settings!({snapshot_path => "../snapshots/command", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("settings-mistakes", seen);
    });
}

#[test]
fn a_file_that_cannot_be_read_is_said_in_one_line() {
    let folder = tree(&[("dovecot.conf", BAD)]);
    fs::write(folder.path().join("latin.toml"), b"# \xe4\n").expect("a file");
    for (args, words) in [
        (&["--config", "nosuch.toml", "."][..], "nosuch.toml: no such file"),
        (&["--config", "latin.toml", "."], "not UTF-8"),
        (&["config", "nosuch"], "nosuch: no such file"),
        (&["config", "--ignore", "tlss"], "did you mean `tls`?"),
    ] {
        let output = dovelint(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let said = text(&output.stderr);
        assert!(said.contains(words) && said.lines().count() == 1, "{args:?}: {said}");
    }
    let both = dovelint(folder.path(), &["--config", "x", "--no-config", "."]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn config_says_what_is_in_force() {
    let folder = tree(&[
        ("dovecot.conf", BAD),
        ("old/dovecot.conf", BAD),
        (
            "dovelint.toml",
            "ignore = ['syntax']\nprofile = 'audit'\n[remap]\n'/srv' = 'srv'\n[lints]\ntls = 'error'\n\
             [options]\ncores = 4\n[options.mail-access-groups-dangerous]\ngroups = ['mail']\n\
             [[overrides]]\npaths = ['old']\nignore = ['schema']\nlints.tls = 'off'\n",
        ),
    ]);
    let run = |args: &[&str]| text(&dovelint(folder.path(), &[&["config"], args].concat()).stdout);
    let seen = [
        run(&[]),
        run(&["old/dovecot.conf", "--dovecot", "2.3.19", "--remap", "/x=y", "--no-ignores"]),
        run(&["--no-config"]),
        run(&["old/dovecot.conf", "--format", "json", "--ignore", "hygiene"]),
    ];
    insta::with_settings!({snapshot_path => "../snapshots/command", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("settings-config", seen.join("\n----\n"));
    });
    // What it prints is a settings file that says the same.
    let printed = run(&[]);
    fs::write(folder.path().join("dovelint.toml"), &printed).expect("a file");
    let values = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split("  #").next().unwrap_or("").trim_end().to_owned()).collect()
    };
    assert_eq!(values(&run(&[])), values(&printed));
}
