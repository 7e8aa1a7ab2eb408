//! Where a folder is searched for configurations, and what is left out.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::path::Path;

use runs::{code, dovelint, err, out, tree};

/// The main files that `dovelint files` finds, and what it skips.
fn found(folder: &Path, args: &[&str]) -> (Vec<String>, Vec<String>) {
    let output = dovelint(folder, &[&["files"], args].concat());
    assert_eq!((code(&output), err(&output)), (0, String::new()));
    let text = out(&output);
    let skipped = text.lines().filter_map(|line| line.strip_prefix("skipped: ")).map(str::to_owned);
    let mains = text.lines().filter(|line| line.ends_with("dovecot.conf")).map(str::to_owned);
    (mains.collect(), skipped.collect())
}

const PLAIN: &str = "protocols = none\n";

fn several(more: &[(&str, &str)]) -> tempfile::TempDir {
    let mut files = vec![
        ("a/dovecot.conf", PLAIN),
        ("build/dovecot.conf", PLAIN),
        ("old/deep/dovecot.conf", PLAIN),
        ("old/kept/dovecot.conf", PLAIN),
    ];
    files.extend(more);
    tree(&files)
}

#[test]
fn git_ignores_what_is_not_searched() {
    let folder = several(&[(".gitignore", "# made\n/build/\n"), ("old/.gitignore", "*\n!kept\n!kept/**\n")]);
    let (mains, skipped) = found(folder.path(), &["."]);
    assert_eq!(mains, ["./a/dovecot.conf", "./old/kept/dovecot.conf"]);
    assert_eq!(skipped, ["build/ (ignored by .gitignore:2)", "old/deep/ (ignored by old/.gitignore:1)"]);
    assert_eq!(found(folder.path(), &["--no-gitignore", "."]).0.len(), 4);
    // A folder that is named is searched.
    assert_eq!(found(folder.path(), &["build"]).0, ["build/dovecot.conf"]);
    // So is a file.
    assert_eq!(found(folder.path(), &["old/deep/dovecot.conf"]).0, ["old/deep/dovecot.conf"]);
}

#[test]
fn rules_above_count_up_to_the_top_of_the_repository() {
    let folder = several(&[(".gitignore", "deep\n")]);
    assert_eq!(found(folder.path(), &["old"]).0.len(), 2);
    std::fs::create_dir(folder.path().join(".git")).expect("a folder");
    let (mains, skipped) = found(folder.path(), &["old"]);
    assert_eq!(mains, ["old/kept/dovecot.conf"]);
    assert!(skipped[0].starts_with("old/deep/ (ignored by /"), "{skipped:?}");
}

#[test]
fn exclude_counts_from_the_settings_file_or_the_current_folder() {
    let folder =
        several(&[("dovelint.toml", "exclude = [\"build\", \"old/*\", \"!old/kept\"]\ngitignore = false\n")]);
    let (mains, skipped) = found(folder.path(), &["."]);
    assert_eq!(mains, ["./a/dovecot.conf", "./old/kept/dovecot.conf"]);
    assert_eq!(
        skipped,
        ["build/ (excluded by `build`, dovelint.toml:1)", "old/deep/ (excluded by `old/*`, dovelint.toml:1)"]
    );
    let (mains, _) = found(folder.path(), &["--exclude", "a/", "."]);
    assert_eq!(mains, ["./old/kept/dovecot.conf"]);
}

#[test]
fn an_include_is_read_wherever_it_is() {
    let folder = tree(&[
        (".gitignore", "secret.conf\nconf.d/\n"),
        ("dovecot.conf", "!include secret.conf\n!include conf.d/*.conf\n"),
        ("secret.conf", PLAIN),
        ("conf.d/a.conf", PLAIN),
    ]);
    let text = out(&dovelint(folder.path(), &["files", "--exclude", "*.conf.ext", "."]));
    assert!(text.contains("secret.conf\n") && text.contains("conf.d/a.conf\n"), "{text}");
}

#[test]
fn where_all_is_left_out_the_message_says_so() {
    let folder = tree(&[(".gitignore", "*.conf\n"), ("dovecot.conf", PLAIN)]);
    let output = dovelint(folder.path(), &["."]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("--no-gitignore"), "{}", err(&output));
    let output = dovelint(folder.path(), &["--no-gitignore", "--exclude", "dovecot.conf", "."]);
    assert!(code(&output) == 2 && err(&output).contains("`exclude`"), "{}", err(&output));
}

#[test]
fn mistakes_in_patterns_are_named() {
    let folder = tree(&[("dovelint.toml", "exclude = [\"[a\"]\n"), ("dovecot.conf", PLAIN)]);
    let output = dovelint(folder.path(), &["."]);
    assert!(code(&output) == 2 && err(&output).contains("not a valid pattern"), "{}", err(&output));
    let output = dovelint(folder.path(), &["--no-config", "--exclude", "[a", "."]);
    assert!(code(&output) == 2 && err(&output).contains("must be closed"), "{}", err(&output));
}

#[test]
fn patterns_and_names_have_a_limit() {
    let lines = (0..20_000).map(|number| format!("*a*b{number}*c")).collect::<Vec<_>>().join("\n");
    let mut files = vec![(".gitignore".to_owned(), lines)];
    files.extend((0..2_000).map(|number| (format!("{number:a>150}/x"), String::new())));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let output = dovelint(tree(&files).path(), &["."]);
    assert!(code(&output) == 2 && err(&output).contains("match too many names"), "{}", err(&output));
}

#[test]
fn init_writes_a_file_that_can_be_used_and_keeps_one_that_is_there() {
    let folder = tree(&[("dovecot.conf", PLAIN)]);
    let output = dovelint(folder.path(), &["init"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let written = std::fs::read_to_string(folder.path().join("dovelint.toml")).expect("the file");
    assert_eq!(out(&dovelint(folder.path(), &["init", "--output", "-"])), written);
    assert!(written.contains("#gitignore = true\n") && written.contains("#exclude = []\n"), "{written}");
    assert_eq!(code(&dovelint(folder.path(), &["."])), code(&dovelint(folder.path(), &["--no-config", "."])));
    std::fs::write(folder.path().join("dovelint.toml"), "quiet = true\n").expect("a file");
    let output = dovelint(folder.path(), &["init", "."]);
    assert!(code(&output) == 2 && err(&output).contains("was not changed"), "{}", err(&output));
    let kept = std::fs::read_to_string(folder.path().join("dovelint.toml")).expect("the file");
    assert_eq!(kept, "quiet = true\n");
}

#[test]
fn files_of_other_programs_are_skipped() {
    let folder = tree(&[
        ("dovecot/dovecot.conf", PLAIN),
        (
            "init/dovecot.conf",
            "description \"an IMAP server\"\n\nstart on runlevel [2345]\nexec dovecot -F\n",
        ),
        ("logstash/dovecot.conf", "# grok\ninput {\n  beats {\n    port => 5044\n  }\n}\n"),
        ("logwatch/dovecot.conf", "Title = \"Dovecot\"\nLogFile = maillog\n"),
        ("security/limits.d/dovecot.conf", "dovecot soft nofile 65535\n"),
        ("sysctl.d/dovecot.conf", "fs.inotify.max_user_instances = 1024\n"),
        ("sysusers.d/dovecot.conf", "u dovecot - \"Dovecot\"\n"),
        ("patches/dovecot.conf", "--- a/dovecot.conf\n+++ b/dovecot.conf\n@@ -1 +1 @@\n"),
        ("nginx/dovecot.conf", "mail {\n  server {\n    listen 143;\n  }\n}\n"),
    ]);
    let output = dovelint(folder.path(), &["."]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    for program in ["Upstart", "Logstash", "logwatch", "pam_limits", "sysctl", "sysusers", "a patch", "nginx"]
    {
        let lines =
            err(&output).lines().filter(|line| line.contains("skipped, ") && line.contains(program)).count();
        assert_eq!(lines, 1, "{program}: {}", err(&output));
    }
}

#[test]
fn what_several_configurations_say_is_explained_once() {
    let bad = "protocols = none\nauth_cache_ttl = 3600\n";
    let files: Vec<(String, &str)> = (0..3).map(|host| (format!("host{host}/dovecot.conf"), bad)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let folder = tree(&files);
    let text = out(&dovelint(folder.path(), &["--select", "time-without-unit", "."]));
    assert_eq!(text.matches("error[time-without-unit]").count(), 3, "{text}");
    assert_eq!(text.matches("help:").count(), 1, "{text}");
    for host in ["host1", "host2"] {
        assert!(text.contains(&format!("  ./{host}/dovecot.conf:2: as above [fix]\n")), "{text}");
    }
}

#[test]
fn files_of_other_programs_with_our_name_are_passed_by() {
    for (text, reason) in [
        ("description \"mail\"\nstart on runlevel [2345]\nrespawn\n", "a job of Upstart"),
        ("@@ -0,0 +1,3 @@\n[Definition]\nfailregex = x\n", "a patch"),
        ("input {\n  file {\n  }\n}\nfilter {\n  \"a\", \"b\"\n}\n", "a file of Logstash"),
        (
            "one two three\nfour five\nsix seven eight\n",
            "no configuration of Dovecot: it has no setting of it",
        ),
        // Lists of settings, without a section: a filter and a service of a program that bans addresses.
        ("failregex = x\nipregex = y\n", "no configuration of Dovecot: it has no setting of it"),
        (
            "enabled = 1\nprotocol = tcp\nattempts = 30\nblock_expire = 600\n",
            "no configuration of Dovecot: it has no setting of it",
        ),
    ] {
        let folder = tree(&[("dovecot.conf", text)]);
        let output = dovelint(folder.path(), &["."]);
        assert!(
            err(&output).contains(&format!("dovecot.conf: skipped, {reason}")),
            "{text}: {}",
            err(&output)
        );
        assert_eq!(out(&output), "", "{text}");
    }
    // One slip does not make it another program's.
    let folder = tree(&[("dovecot.conf", "protocols = none\nno such line\nnor this one\nnor that\n")]);
    assert_eq!(code(&dovelint(folder.path(), &["."])), 1);
    // Nor do several misspelt settings.
    let folder = tree(&[("dovecot.conf", "mial_debug = yes\nprotocolls = imap\n")]);
    assert_eq!(code(&dovelint(folder.path(), &["."])), 1);
}

#[test]
fn a_menu_is_no_file_of_a_dictionary() {
    let menu =
        "== Restart ==== : echo \"no function\"\n-Sensors : sensors | awk '{print $1$2}'\n===== System : x\n";
    let folder = tree(&[("dovecot/dovecot.conf", PLAIN), ("vdr/commands.conf", menu)]);
    let output = dovelint(folder.path(), &["files", "."]);
    assert!(!out(&output).contains("commands.conf"), "{}", out(&output));
}

/// What a run over a folder says, one finding a line.
fn said(files: &[(&str, &str)]) -> String {
    let folder = tree(files);
    out(&dovelint(folder.path(), &["--format", "concise", "--color", "never", "."]))
}

#[test]
fn an_excerpt_called_dovecot_conf_is_no_whole_configuration() {
    // Lines that are copied to `local.conf` of 2.4.
    let text = "mail_driver = maildir\nmail_path = ~/Maildir\nauth_allow_cleartext = no\n";
    assert_eq!(said(&[("dovecot.conf", text)]), "");
    assert_eq!(said(&[("dovecot.conf", "protocols = imap\nlisten = *\n")]), "");
    let parts =
        "passdb passwd-file {\n  passwd_file_path = /srv/passwd\n}\nssl = yes\nauth_allow_cleartext = no\n";
    assert_eq!(said(&[("conf.d/dovecot.conf", parts)]), "");
    // With more of what a server needs it is one.
    let more = "protocols = imap\nmail_driver = maildir\nmail_path = ~/Maildir\nssl = required\n";
    assert!(
        said(&[("dovecot.conf", more)]).contains("[config-version-missing]"),
        "{}",
        said(&[("dovecot.conf", more)])
    );
}

#[test]
fn templates_of_one_configuration_are_one_finding() {
    let files = [
        ("dovecot.conf", "!include conf.d/*.conf\nprotocols = imap\n"),
        ("conf.d/10-a.conf", "{% if a %}\nssl = no\n{% endif %}\n"),
        ("conf.d/20-b.conf", "service lmtp {\n  unix_listener {{ pipe }} {\n  }\n}\n"),
        ("conf.d/30-c.conf", "mail_max_userip_connections = {{ most }}\n"),
    ];
    let text = said(&files);
    assert_eq!(text.matches("[unrendered-template]").count(), 1, "{text}");
    assert!(text.contains("conf.d/10-a.conf:1:1: "), "{text}");
    // Without a main file each is looked at, and one of them is enough.
    assert_eq!(said(&files[1..3]).matches("[unrendered-template]").count(), 1);
}

#[test]
fn a_file_named_as_a_template_may_be_one() {
    let text = "protocols = imap\n{% if a %}\nssl = no\n{% endif %}\n";
    for (name, is_error) in
        [("dovecot.conf", true), ("dovecot.conf.j2", false), ("templates/dovecot.conf", false)]
    {
        let folder = tree(&[(name, text)]);
        let output = dovelint(folder.path(), &["--format", "concise", "--color", "never", "."]);
        assert_eq!(out(&output).contains(": error: "), is_error, "{name}: {}", out(&output));
    }
}

#[test]
fn files_that_go_behind_those_of_the_package_are_not_all() {
    let main =
        ("dovecot.conf", "!include_try /usr/share/dovecot/protocols.d/*.protocol\n!include conf.d/*.conf\n");
    let own = "protocols = imap\nmail_location = maildir:~/Maildir\nnamespace {\n  prefix = INBOX/\n}\n";
    assert!(!said(&[main, ("conf.d/99-own.conf", own)]).contains("[no-inbox-namespace]"));
    assert!(said(&[main, ("conf.d/10-own.conf", own)]).contains("[no-inbox-namespace]"));
}

#[test]
fn variables_that_a_script_fills_in_are_no_mistakes() {
    let main = ("dovecot.conf", "protocols = submission\nsubmission_relay_host = $RELAY_HOST\nssl = no\n");
    let script = ("entrypoint.sh", "envsubst < /x/dovecot.conf > /etc/dovecot.conf.d\n");
    assert!(said(&[main]).contains("[undefined-variable]"));
    let text = said(&[main, script]);
    assert!(text.contains("[unrendered-template]") && !text.contains("[undefined-variable]"), "{text}");
}

#[test]
fn named_databases_do_not_make_a_main_file_one_of_2_4() {
    let text = "protocols = imap\npassdb a {\n  driver = pam\n}\nuserdb b {\n  driver = passwd\n}\n";
    assert!(!said(&[("dovecot.conf", text)]).contains("[config-version-missing]"));
}

#[test]
fn folders_are_searched_to_a_depth() {
    let deep = |levels: usize| format!("{}dovecot.conf", "a/".repeat(levels));
    let folder = tree(&[(deep(201).as_str(), PLAIN)]);
    let output = dovelint(folder.path(), &["check", "."]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("more than 200 levels of folders"), "{}", err(&output));
    assert_eq!(code(&dovelint(folder.path(), &["check", &"a/".repeat(150)])), 0);
}
