//! The formats of `check --format`, as programs read them.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

mod runs;

use runs::out;

const FORMATS: [&str; 9] =
    ["human", "concise", "json", "json-lines", "sarif", "github", "gitlab", "checkstyle", "junit"];

/// A configuration with findings of all severities, an ignored one, two equal ones, and
/// names and values that no format may stumble over.
const TREE: [(&str, &str); 4] = [
    ("dovecot.conf", "protocols = imap\n!include conf.d/*.conf\n"),
    ("conf.d/clean.conf", "# nothing to say\n"),
    (
        "conf.d/10% a,b:c & <d> 'ä'.conf",
        "ssl = <b>\"&'%0A::error::x\nauth_debug = ä\u{1}b\nlogin_greeting = ä#b\n",
    ),
    (
        "conf.d/20-imap.conf",
        "service imap {\n  client_limit = 5 # dovelint: ignore[mail-process-client-limit] -- <measured> & \"right\"\n  \
         service_count = 100\n}\nno_such_setting = 1\nno_such_setting = 1\nauth_cache_ttl = 3600\n\
         mail_debug = yes\nprotocol imap {\n  mail_max_userip_connections = 20\n}\nmail_max_userip_connections = 50\n",
    ),
];

/// The lints that are asked, so that a new one changes nothing here.
const LINTS: &str = "invalid-enum-value,invalid-boolean,ambiguous-hash,mail-process-client-limit,unknown-setting,\
                     time-without-unit,debug-enabled,global-after-filter";

fn tree() -> TempDir {
    runs::tree(&TREE)
}

fn command(folder: &Path, args: &[&str]) -> Command {
    runs::command(folder, &[&["--select", LINTS], args].concat())
}

fn dovelint(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("dovelint runs")
}

fn report(folder: &Path, format: &str) -> String {
    out(&dovelint(folder, &["--format", format, "dovecot.conf"]))
}

fn json(folder: &Path, format: &str) -> Value {
    serde_json::from_str(&report(folder, format)).expect("JSON")
}

fn snapshot(name: &str, text: &str) {
    let text = text.replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"[version]\"");
    runs::snapshot(&format!("format-{name}"), &text);
}

#[test]
fn every_format_is_as_it_was() {
    let folder = tree();
    for format in ["json-lines", "github", "gitlab", "checkstyle", "junit"] {
        snapshot(format, &report(folder.path(), format));
    }
    // The pages of the lints are compared elsewhere.
    let mut sarif = json(folder.path(), "sarif");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array_mut().expect("rules");
    for rule in rules {
        let page = rule["help"]["markdown"].as_str().expect("a page");
        assert!(page.starts_with(&format!("# {}", rule["id"].as_str().expect("a name"))));
        for field in ["help", "shortDescription", "fullDescription"] {
            let text = rule[field]["text"].as_str().expect("a text");
            assert!(!text.is_empty(), "{field} of {}", rule["id"]);
            rule[field] = "[of the page]".into();
        }
    }
    snapshot("sarif", &serde_json::to_string_pretty(&sarif).expect("JSON"));
}

#[test]
fn json_lines_are_the_findings_of_the_json() {
    let folder = tree();
    let whole = json(folder.path(), "json");
    let lines: Vec<Value> = report(folder.path(), "json-lines")
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect();
    assert_eq!(whole["findings"].as_array().expect("findings"), &lines);
}

#[test]
fn exit_codes_and_output_are_the_same_for_every_format() {
    let folder = tree();
    for format in FORMATS {
        let run = |more: &[&str]| {
            let args = [&["--format", format, "--quiet", "dovecot.conf"], more].concat();
            let output = dovelint(folder.path(), &args);
            assert!(output.stderr.is_empty(), "{format}: {}", String::from_utf8_lossy(&output.stderr));
            (output.status.code(), out(&output))
        };
        let (code, text) = run(&[]);
        assert_eq!(code, Some(1), "{format}");
        assert_eq!(run(&["--fail-on", "never"]).0, Some(0), "{format}");
        let (code, nothing) = run(&["--output", "report"]);
        assert_eq!((code, nothing.as_str()), (Some(1), ""), "{format}");
        assert_eq!(fs::read_to_string(folder.path().join("report")).expect("a file"), text, "{format}");
        assert!(text.ends_with('\n'), "{format}");
        let wild = |c: char| c.is_control() && !matches!(c, '\n' | '\r');
        assert!(!text.contains(wild), "{format}: a control character: {text:?}");
    }
}

#[test]
fn every_format_says_as_which_version_it_judged_and_why() {
    let folder = tree();
    for format in FORMATS.into_iter().chain(["markdown", "rdjson"]) {
        let both = |more: &[&str]| {
            let args = [&["--format", format, "--select", LINTS, "dovecot.conf"], more].concat();
            let output = dovelint(folder.path(), &args);
            let text = out(&output) + &String::from_utf8_lossy(&output.stderr);
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let text = both(&[]);
        assert!(text.contains("2.3.21") && text.contains("newest 2.3"), "{format}: {text}");
        let text = both(&["--dovecot", "2.3.19"]);
        assert!(text.contains("2.3.19") && text.contains("as asked"), "{format}: {text}");
    }
}

#[test]
fn a_closed_pipe_is_quiet_in_every_format() {
    let folder = runs::tree(&[("d.conf", &"no_such_setting = 1\n".repeat(2000))]);
    for format in FORMATS {
        let args = ["--select", LINTS, "--format", format, "d.conf"];
        let output = runs::into_closed_pipe(folder.path(), &args);
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert_eq!(output.status.code(), Some(1), "{format}");
    }
}

#[test]
fn nothing_wrong_is_a_whole_report_too() {
    let folder = runs::tree(&[("dovecot.conf", "protocols = imap\n")]);
    let sarif = json(folder.path(), "sarif");
    assert_eq!(sarif["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(json(folder.path(), "gitlab"), serde_json::json!([]));
    assert_eq!(report(folder.path(), "github"), "");
    assert_eq!(report(folder.path(), "json-lines"), "");
    assert!(report(folder.path(), "junit").contains("tests=\"1\" failures=\"0\""));
    assert!(!report(folder.path(), "checkstyle").contains("<file"));
}

#[test]
fn a_workflow_of_github_gets_its_commands() {
    let folder = tree();
    let run = |args: &[&str]| {
        out(&command(folder.path(), args).env("GITHUB_ACTIONS", "true").output().expect("dovelint runs"))
    };
    let text = run(&["dovecot.conf"]);
    assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
    assert!(run(&["--format", "concise", "dovecot.conf"]).starts_with("conf.d/"));
    assert_eq!(run(&["--output", "report", "dovecot.conf"]), "");
    assert!(fs::read_to_string(folder.path().join("report")).expect("a file").contains("help: "));
}

/// What a runner makes of a command: its properties and its text.
fn parsed(line: &str) -> (String, Vec<(String, String)>, String) {
    let (head, text) =
        line.strip_prefix("::").and_then(|rest| rest.split_once("::")).expect("::command properties::text");
    let (name, properties) = head.split_once(' ').expect("properties");
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let value = |text: &str| data(&text.replace("%3A", ":").replace("%2C", ","));
    let properties = properties.split(',').map(|pair| pair.split_once('=').expect("key=value"));
    let properties = properties.map(|(key, text)| (key.to_owned(), value(text))).collect();
    (name.to_owned(), properties, data(text))
}

#[test]
fn workflow_commands_say_what_the_json_says() {
    let folder = tree();
    let whole = json(folder.path(), "json");
    let findings = whole["findings"].as_array().expect("findings");
    let counting: Vec<&Value> = findings.iter().filter(|finding| finding["ignored"].is_null()).collect();
    let text = report(folder.path(), "github");
    assert_eq!(text.lines().count(), counting.len(), "a line each: {text}");
    for (line, finding) in text.lines().zip(counting) {
        let (_, properties, text) = parsed(line);
        let keys: Vec<&str> = properties.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["file", "line", "col", "endLine", "title"]);
        assert_eq!(properties[0].1, finding["file"].as_str().expect("a file"));
        assert_eq!(properties[1].1, finding["start"]["line"].to_string());
        assert_eq!(properties[2].1, finding["start"]["column"].to_string());
        assert!(text.starts_with(finding["message"].as_str().expect("a message")), "{text}");
    }
}

#[test]
fn fingerprints_stay_when_lines_move_and_are_never_the_same() {
    let folder = tree();
    let of_sarif = |log: &Value| -> Vec<String> {
        let results = log["runs"][0]["results"].as_array().expect("results");
        results.iter().map(|result| result["partialFingerprints"]["dovelint/v1"].to_string()).collect()
    };
    let of_gitlab = |report: &Value| -> Vec<String> {
        report.as_array().expect("issues").iter().map(|issue| issue["fingerprint"].to_string()).collect()
    };
    let before = (of_sarif(&json(folder.path(), "sarif")), of_gitlab(&json(folder.path(), "gitlab")));
    let path = folder.path().join("conf.d/20-imap.conf");
    let text = fs::read_to_string(&path).expect("a file");
    fs::write(&path, format!("# new\n\n{}", text.replace("  service_count", "\n\tservice_count")))
        .expect("a file");
    let after = (of_sarif(&json(folder.path(), "sarif")), of_gitlab(&json(folder.path(), "gitlab")));
    assert_eq!(before, after);
    let (mut sarif, mut gitlab) = before;
    for all in [&mut sarif, &mut gitlab] {
        let number = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), number, "each finding has its own");
    }
}

#[test]
fn what_counts_fails_in_junit_and_nothing_else() {
    let folder = tree();
    let failures = |fail_on: &str| {
        let text =
            out(&dovelint(folder.path(), &["--format", "junit", "--fail-on", fail_on, "dovecot.conf"]));
        text.matches("<failure ").count()
    };
    let whole = json(folder.path(), "json");
    let errors = whole["summary"]["errors"].as_u64().expect("a number");
    assert_eq!(failures("never"), 0);
    assert_eq!(failures("error") as u64, errors);
    assert!(failures("advice") > failures("error"));
}

#[test]
fn paths_are_relative_to_the_folder_in_which_it_runs() {
    let folder = tree();
    let whole = fs::canonicalize(folder.path()).expect("a path");
    let run = |format: &str, path: &str| out(&dovelint(folder.path(), &["--format", format, path]));
    let absolute = whole.join("dovecot.conf").to_string_lossy().into_owned();
    for format in ["sarif", "github", "gitlab", "checkstyle", "junit"] {
        assert_eq!(run(format, "dovecot.conf"), run(format, "./dovecot.conf"), "{format}");
        assert_eq!(run(format, "dovecot.conf"), run(format, &absolute), "{format}");
    }
}

/// Nothing in a configuration, its file names included, moves the text around it or begins another line.
#[test]
fn nothing_steers_who_reads() {
    let name = "a\nb\u{202e}.conf";
    let value = "service x\u{202e}y {\n}\nssl = \u{2067}no\nmail_plugins = $no\u{1b}[2J\n";
    let folder = runs::tree(&[("dovecot.conf", "!include a*.conf\n"), (name, value)]);
    let run = |args: &[&str]| out(&runs::dovelint(folder.path(), args));
    let to_read: [&[&str]; 5] = [
        &["."],
        &["--format", "concise", "."],
        &["--color", "always", "."],
        &["files", "dovecot.conf"],
        &["fmt", "--check", name],
    ];
    for args in to_read {
        let text = run(args);
        assert!(!text.contains(['\u{202e}', '\u{2067}']), "{args:?}\n{text}");
        assert!(!text.lines().any(|line| line.starts_with('b')), "{args:?}\n{text}");
    }
    let concise = run(&["--format", "concise", "."]);
    assert!(concise.lines().count() > 2, "{concise}");
    for line in concise.lines() {
        assert!(line.ends_with(']') && line.contains(".conf:"), "{line}\n{concise}");
    }
    assert!(concise.contains("a\\nb\\u{202e}.conf:3:7: error: "), "{concise}");
    let errors = String::from_utf8(runs::dovelint(folder.path(), &["no\u{202e}\nb"]).stderr).expect("UTF-8");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(!errors.contains('\u{202e}'), "{errors}");
}
