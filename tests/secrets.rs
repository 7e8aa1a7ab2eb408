//! No output of any command, format and option holds a secret, in whatever place and spelling it is written.
//!
//! `DOVELINT_SECRETS=100000 cargo test --release --test secrets` tries as many configurations.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fmt::Write as _;

use dovelint::config::effective::{Change, Question, Side, Trees, differences, one_sided};
use dovelint::config::{Config, Filter};
use dovelint::document::roots::{self, Options, Root, Texts};
use dovelint::engine::baseline::Baseline;
use dovelint::engine::{self, RootReport, Session, Uniform};
use dovelint::fmt;
use dovelint::report::{self, JsonPair, Pair, PatchStyle, ShowStyle, Showing, Style, Why};
use dovelint::schema::{Series, Version};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestRng, TestRunner};

mod editor;
mod runs;

const MAIN: &str = "/nowhere/dovecot/dovecot.conf";
const SQL: &str = "/nowhere/dovecot/dovecot-sql.conf.ext";

/// Leaks that are shown.
const MOST: usize = 30;

const WIDTHS: Style = Style { color: false, unicode: true, width: 100 };
const PATCH: PatchStyle = PatchStyle { style: WIDTHS, raw: true, secrets: false };

/// Settings whose value is a secret, with what is around them.
const KEYS_23: [&str; 14] = [
    "doveadm_password",
    "imapc_password",
    "pop3c_password",
    "submission_relay_password",
    "ssl_key_password",
    "ssl_key",
    "doveadm_api_key",
    "auth_policy_hash_nonce",
    "auth_policy_server_api_header",
    "plugin {\nmail_crypt_global_private_key2",
    "plugin {\nmail_crypt_private_key1",
    "plugin {\nmail_crypt_private_password",
    "remote 10.0.0.0/8 {\ndoveadm_password",
    "protocol imap {\nimapc_password",
];

const KEYS_24: [&str; 18] = [
    "doveadm_password",
    "imapc_password",
    "submission_relay_password",
    "ssl_server_key_password",
    "doveadm_api_key",
    "auth_policy_hash_nonce",
    "auth_policy_server_api_header",
    "passdb/static/password",
    "passdb static {\npassword",
    "passdb static {\npassdb_static_password",
    "passdb static {\nfields {\nuserdb_pass",
    "passdb static {\nfields/pass",
    "import_environment {\nMYSQL_PASSWORD",
    "import_environment/MYSQL_PWD",
    "pgsql x {\nparameters {\nsslpassword",
    "passdb lua {\nlua_settings {\ntoken",
    "oauth2 {\nclient_secret",
    "mysql x {\npassword",
];

/// Values that hold a secret; `@` stands for it.
const VALUES_23: [&str; 22] = [
    "passdb {\ndriver = static\nargs = password=@",
    "passdb {\ndriver = static\nargs = proxy=y password=@ host=x",
    "passdb {\ndriver = static\ndefault_fields = password=@ proxy=y",
    "passdb {\ndriver = static\noverride_fields = userdb_pass=@",
    "passdb {\ndriver = static\nargs = master_pass=@",
    "passdb {\ndriver = imap\nargs = host=x pass=@",
    "passdb {\ndriver = static\nargs = password={PLAIN}@",
    "passdb {\ndriver = static\nargs = {PLAIN}@",
    "passdb {\ndriver = static\nargs = password='@ x'",
    "passdb {\ndriver = static\nargs = password=\\\"x @\\\"",
    "passdb {\ndriver = static\nargs = password=a:@",
    "passdb {\npass = @",
    "auth_policy_server_url = https://user:@@host/x",
    "auth_policy_server_url = https://u:a/@@host",
    "auth_policy_server_url = https://host/?token=@",
    "auth_policy_server_url = https://host/?x=1&access_token=@&y=2",
    "plugin {\nfts_solr = url=https://host/?apikey=@",
    "dict {\na = redis:host=x:password=@",
    "import_environment = TZ MYSQL_PWD=@ GDB=1",
    "import_environment = FOO_TOKEN=@",
    "service x {\nexecutable = script --password @ -v",
    "service x {\nexecutable = script --token=@",
];

const VALUES_24: [&str; 6] = [
    "auth_policy_server_url = https://user:@@host/x",
    "fts_solr_url = https://host/?apikey=@",
    "oauth2_tokeninfo_url = https://host/?access_token=@",
    "service x {\nexecutable = script --password @ -v",
    "import_environment = TZ=%{env:TZ} MYSQL_PWD=@",
    "passdb static {\npassword = {PLAIN}@",
];

/// Lines of a file that `args` names.
const SQL_LINES: [&str; 4] =
    ["connect = host=x password=@ user=y", "connect = \"host=x password=@\"", "password = @", "dnpass = @"];

/// How a setting is written: `K` is its key, `S` the secret. Those from `LINES` on need no value as Dovecot takes it.
const WRITINGS: [&str; 38] = [
    "K = S",
    "K=S",
    "K = \"S\"",
    "K = 'S'",
    "K = S # note",
    "K = S#note",
    "K = \"S\" # note",
    "K = \"S",
    "K = S\"",
    "K = \"S\" x",
    "K = 'S",
    "K = \u{201c}S\u{201d}",
    "K = S {",
    "K = S \\",
    "K = \\\n  S",
    "K = \\\n  S \\\n  S",
    "K \\\n = S",
    "K = \\\n# note\n  S",
    "K = \\\n\n  S",
    "K = x \\\n# note\n  S",
    "K =\nS",
    "K = $S",
    "K = <S",
    "K = %S",
    "K = </S",
    "K = %{S}",
    "K: S",
    "K S",
    "K += S",
    "K -= S",
    "K == S",
    "\"K\" = S",
    "'K' = S",
    "#K = S",
    "  ## K: S",
    "#K = \\\n#  S",
    "K = <<END\nS\nEND",
    "K = S\0x",
];

#[derive(Debug, Clone)]
struct Case {
    version: Version,
    text: String,
    sql: String,
    marks: Vec<String>,
}

/// Letters that no word has in this order, so that four of them in a row are a leak.
fn mark() -> impl Strategy<Value = String> {
    let letter = || prop::sample::select("QXZJVWqxzjvw".chars().collect::<Vec<_>>());
    let digit = || prop::sample::select("02345679".chars().collect::<Vec<_>>());
    prop::collection::vec((letter(), letter(), digit()), 3..5)
        .prop_map(|parts| parts.into_iter().flat_map(|(a, b, c)| [a, b, c]).collect())
}

/// Two marks and what is between them.
fn secret(between: &'static [&'static str]) -> impl Strategy<Value = (String, Vec<String>)> {
    (mark(), prop::sample::select(between), mark())
        .prop_map(|(a, between, b)| (format!("{a}{between}{b}"), vec![a, b]))
}

const WHOLE: [&str; 17] =
    ["", "", "#", " ", "'", "\"", "`", "\\", "\\\\", "%", "$", "<", ":", "/", "@", "=", " # "];
const WORD: [&str; 12] = ["", "", "#", "'", "`", "\\", "%", "$", ":", "/", "=", ";"];
const IN_URL: [&str; 4] = ["", ":", "%", "="];

fn key_of(version: Version) -> impl Strategy<Value = &'static str> {
    let keys: &'static [&'static str] = if version.series == Series::V23 { &KEYS_23 } else { &KEYS_24 };
    prop::sample::select(keys)
}

/// A setting that is a secret, in some spelling.
fn whole(version: Version) -> impl Strategy<Value = (String, Vec<String>)> {
    let spelling = prop::sample::select(vec!["", "", "", "", "upper", "typo", "twice"]);
    (key_of(version), prop::sample::select(&WRITINGS[..]), secret(&WHOLE), spelling).prop_map(
        |(key, writing, (secret, marks), spelling)| {
            let (around, key) = key.rsplit_once('\n').map_or(("", key), |(around, key)| (around, key));
            let key = match spelling {
                "upper" => key.to_ascii_uppercase(),
                "typo" if key.contains("password") => key.replace("password", "pasword"),
                _ => key.to_owned(),
            };
            let mut line = String::new();
            for letter in writing.chars() {
                match letter {
                    'K' => line.push_str(&key),
                    'S' => line.push_str(&secret),
                    _ => line.push(letter),
                }
            }
            let again = if spelling == "twice" { format!("{line}\n") } else { String::new() };
            let close = "}\n".repeat(around.matches('{').count());
            (format!("{around}\n{line}\n{again}{close}"), marks)
        },
    )
}

/// A value that holds a secret.
fn part(version: Version) -> BoxedStrategy<(String, Vec<String>)> {
    let values: &'static [&'static str] = if version.series == Series::V23 { &VALUES_23 } else { &VALUES_24 };
    let writing =
        prop::sample::select(vec!["", "", " # note", "#note", "quoted", "cut", "commented", "colon"]);
    (prop::sample::select(values), writing, secret(&WORD), secret(&IN_URL))
        .prop_map(|(value, writing, word, in_url)| {
            let (secret, marks) = if value.contains("://") { in_url } else { word };
            let (around, line) = value.rsplit_once('\n').unwrap_or(("", value));
            let (key, value) = line.split_once(" = ").expect("a setting");
            // Only the first `@` stands for the secret.
            let value = value.replacen('@', &secret, 1);
            let line = match writing {
                "quoted" => format!("{key} = \"{value}\""),
                "cut" => format!("{key} = \\\n  {value}"),
                "commented" => format!("#{key} = {value}"),
                "colon" => format!("{key}: {value}"),
                more => format!("{key} = {value}{more}"),
            };
            let close = "}\n".repeat(around.matches('{').count());
            (format!("{around}\n{line}\n{close}"), marks)
        })
        .boxed()
}

/// Lines that lints are about, next to the secrets.
const NOISE: [&str; 8] = [
    "",
    "ssl = maybe\n",
    "mail_debug = yes\n",
    "mail_plugins = $nosuch\n",
    "listen = a#b\n",
    "no_such_setting = 1\n",
    "service imap {\nclient_limit = 5\n",
    "login_greeting = $doveadm_password\n",
];

fn case() -> impl Strategy<Value = Case> {
    let versions: Vec<Version> =
        ["2.3.13", "2.3.21", "2.4.1", "2.4.5"].iter().map(|text| text.parse().expect("a version")).collect();
    prop::sample::select(versions).prop_flat_map(|version| {
        let statements =
            prop::collection::vec(prop_oneof![2 => whole(version).boxed(), 1 => part(version)], 1..4);
        let sql = (
            prop::sample::select(&SQL_LINES[..]),
            secret(&WORD),
            prop::sample::select(vec!["", "#x", " # x", " \\"]),
        );
        let noise = prop::sample::select(&NOISE[..]);
        (statements, noise, noise_end(), sql).prop_map(
            move |(statements, before, after, (line, (secret, own), tail))| {
                let mut text = match version.series {
                    Series::V24 => {
                        "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n".to_owned()
                    }
                    Series::V23 => format!("passdb {{\ndriver = sql\nargs = {SQL}\n}}\n"),
                };
                text.push_str(before);
                let mut marks = own;
                for (statement, more) in statements {
                    text.push_str(&statement);
                    marks.extend(more);
                }
                text.push_str(after);
                let sql = format!("driver = mysql\n{}{tail}\nno_such = 1\n", line.replacen('@', &secret, 1));
                Case { version, text, sql, marks }
            },
        )
    })
}

fn noise_end() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&NOISE[..])
}

/// Everything that the commands print of a case.
fn outputs(case: &Case) -> Vec<(&'static str, Vec<u8>)> {
    let texts: Texts = [(MAIN, &case.text), (SQL, &case.sql)]
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text.clone().into_bytes()))
        .collect();
    let options = Options { version: Some(case.version), ..Options::default() };
    let root = Root { path: MAIN.to_owned(), is_whole: true };
    let read = || roots::read_over(&texts, &root, &options).expect("a document");
    let mut all: Vec<(&'static str, Vec<u8>)> = Vec::new();
    let document = read();
    let config = Config::new(&document, true);
    show(&config, &mut all);
    let refused: String = engine::run(&config, |_| true).iter().fold(String::new(), |mut all, finding| {
        let _ = writeln!(all, "{}", finding.message);
        all
    });
    all.push(("refusal", refused.into_bytes()));
    let findings = engine::judge(&config, |_| true);
    let mut debug = String::new();
    for finding in &findings {
        let _ =
            writeln!(debug, "{} {} {} {:?}", finding.message, finding.help, finding.label, finding.labels);
        for fix in &finding.fixes {
            let _ = writeln!(debug, "{}", fix.title);
        }
    }
    all.push(("texts", debug.into_bytes()));
    drop(config);
    reports(&[RootReport { root: root.clone(), document, findings }], &mut all);
    let rules = Uniform::new(Some(case.version), |_| true);
    let session = Session::new(&rules).with_texts(texts.clone());
    let fixed = session.fix(std::slice::from_ref(&root), &|_| true, true).expect("fixes");
    for file in &fixed.files {
        assert!(!has_sign(&file.after), "a fix writes a sign that stands around quotes:\n{}", case.text);
        let mut out = Vec::new();
        report::diff(&file.path, &file.before, &file.after, PATCH, &mut out).expect("written");
        all.push(("--diff", out));
    }
    for file in fmt::plan(&[(MAIN.to_owned(), options.clone())], &texts).files {
        let mut out = Vec::new();
        report::diff(&file.path, &file.before, &file.after, PATCH, &mut out).expect("written");
        all.push(("fmt --diff", out));
    }
    all
}

fn reports(reports: &[RootReport], all: &mut Vec<(&'static str, Vec<u8>)>) {
    let mut add = |name, write: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        write(&mut out);
        all.push((name, out));
    };
    add("human", &|out| report::human(reports, WIDTHS, out).expect("written"));
    add("concise", &|out| report::concise(reports, out).expect("written"));
    add("json", &|out| report::json(reports, out).expect("written"));
    add("json-lines", &|out| report::json_lines(reports, out).expect("written"));
    add("sarif", &|out| report::sarif(reports, out).expect("written"));
    add("github", &|out| report::github(reports, out).expect("written"));
    add("gitlab", &|out| report::gitlab(reports, out).expect("written"));
    add("checkstyle", &|out| report::checkstyle(reports, out).expect("written"));
    add("junit", &|out| report::junit(reports, None, out).expect("written"));
    add("statistics", &|out| report::statistics(reports, out).expect("written"));
    add("baseline", &|out| Baseline::of("/nowhere/b.json", reports).write(out).expect("written"));
}

fn show(config: &Config<'_>, all: &mut Vec<(&'static str, Vec<u8>)>) {
    let how = ShowStyle { style: WIDTHS, raw: true };
    let version = config.version();
    let mut add = |name, write: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        write(&mut out);
        all.push((name, out));
    };
    let question = Question::default();
    let showing = [Showing { config, tree: config.effective(&question), by_path: false }];
    add("show", &|out| report::show(&showing, how, out).expect("written"));
    add("show --format json", &|out| report::show_json(&showing, out).expect("written"));
    let connection = Filter::default();
    let asked = Question { connection: Some(connection.clone()), resolved: true, ..Question::default() };
    let tree = config.effective(&asked);
    let leaves = tree.leaves(version).into_iter().filter(|leaf| leaf.entry.is_some());
    let whys: Vec<Why<'_, '_>> =
        leaves.map(|leaf| Why { config, places: config.places(&leaf, &connection), leaf }).collect();
    add("--why", &|out| report::why(&whys, how, out).expect("written"));
    add("--why --format json", &|out| report::why_json(&whys, out).expect("written"));
    let trees = Trees::new(config);
    let side = Side::new(&trees);
    let name = || Some(("x".to_owned(), config));
    let pairs = [
        Pair { a: name(), b: None, differences: one_sided(&side, Change::Removed) },
        Pair { a: name(), b: name(), differences: differences(&side, &side) },
    ];
    add("diff", &|out| report::difference(&pairs, how, out).expect("written"));
    add("diff --format json", &|out| {
        report::difference_json(&pairs.each_ref().map(JsonPair::new), out).expect("written");
    });
}

/// A mark, or four letters in a row of one, that an output holds.
fn leak(out: &[u8], marks: &[String]) -> Option<String> {
    if has_sign(out) {
        return Some("a sign that stands around quotes".to_owned());
    }
    let letters = marks.iter().flat_map(|mark| mark.as_bytes().windows(4));
    letters
        .filter(|four| memchr::memmem::find(out, four).is_some())
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .next()
}

/// Whether a text holds one of the noncharacters that are around quotes while a message is put together.
fn has_sign(out: &[u8]) -> bool {
    ["\u{fdd0}", "\u{fdd1}"].iter().any(|sign| memchr::memmem::find(out, sign.as_bytes()).is_some())
}

fn lines_with(out: &[u8], four: &str) -> String {
    let text = String::from_utf8_lossy(out);
    text.lines().filter(|line| line.contains(four)).take(3).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_output_holds_a_secret() {
    let cases = std::env::var("DOVELINT_SECRETS").ok().and_then(|count| count.parse().ok()).unwrap_or(1000);
    let config = Runs { cases, failure_persistence: None, ..Runs::default() };
    // The same cases in each run of so many; another number gives others.
    let mut seed = [7; 32];
    seed[..4].copy_from_slice(&cases.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let strategy = case();
    let mut leaks = Vec::new();
    for _ in 0..cases {
        let case = strategy.new_tree(&mut runner).expect("a case").current();
        for (name, out) in outputs(&case) {
            if let Some(four) = leak(&out, &case.marks) {
                let lines = lines_with(&out, &four);
                leaks.push(format!("{name} holds {four}: {lines}\n--- of\n{}\n--- {}", case.text, case.sql));
                break;
            }
        }
        if leaks.len() >= MOST {
            break;
        }
    }
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n=======\n"));
}

/// Ways out by the command line: `@` is the configuration, `%` another one, `&` a file to write to.
const COMMANDS: [&[&str]; 34] = [
    &["check", "@"],
    &["check", "--format", "json", "@"],
    &["check", "--format", "sarif", "@"],
    &["check", "--format", "github", "@"],
    &["check", "--format", "gitlab", "@"],
    &["check", "--format", "junit", "@"],
    &["check", "--no-ignores", "@"],
    &["check", "--statistics", "@"],
    &["check", "--diff", "@"],
    &["fmt", "--diff", "@"],
    &["files", "@"],
    &["show", "@"],
    &["show", "--all", "--format", "json", "@"],
    &["show", "--why", "doveadm_password", "@"],
    &["show", "@@HEAD~0"],
    &["diff", "@@HEAD", "%"],
    &["diff", "--format", "json", "%", "@"],
    &["check", "--write-baseline=&", "@"],
    &["check", "--baseline", "@", "@"],
    &["check", "--config", "@", "@"],
    &["check", "--config", "%", "--format", "json", "@"],
    &["check", "--format", "json-lines", "@"],
    &["check", "--format", "concise", "@"],
    &["check", "--format", "checkstyle", "@"],
    &["check", "--format", "markdown", "@"],
    &["check", "--profile", "audit", "@"],
    &["show", "--why", "import_environment", "--format", "json", "@"],
    &["upgrade", "@"],
    &["upgrade", "--format", "json", "@"],
    &["upgrade", "--diff", "@"],
    &["upgrade", "--inline", "--diff", "@"],
    &["upgrade", "--commented", "--diff", "@"],
    &["capacity", "@"],
    &["config", "@"],
];

/// Those for which no version is given.
const EXPLAINED: [&[&str]; 3] = [
    &["explain", "doveadm_password", "@"],
    &["explain", "doveconf: Fatal: Error in configuration file x line 1: Unknown setting: x", "@"],
    &["explain", "--log", "@", "@"],
];

/// The values in an outline; its names are those of what is in the editor.
fn details(symbols: &serde_json::Value) -> Vec<String> {
    let all = symbols.as_array().into_iter().flatten();
    let of_one = |symbol: &serde_json::Value| {
        [vec![symbol["detail"].to_string()], details(&symbol["children"])].concat()
    };
    all.flat_map(of_one).collect()
}

/// What a language server tells an editor by itself or when it is asked about a place. An edit holds what is in the
/// editor already.
#[test]
fn no_editor_is_told_a_secret() {
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[13; 32]);
    let mut runner = TestRunner::new_with_rng(Runs::default(), seed);
    let strategy = case();
    let mut leaks = Vec::new();
    for _ in 0..40 {
        let case = strategy.new_tree(&mut runner).expect("a case").current();
        let text = case.text.replace(SQL, "dovecot-sql.conf.ext");
        let folder = runs::tree(&[("dovecot.conf", &text), ("dovecot-sql.conf.ext", &case.sql)]);
        let folder = folder.path().canonicalize().expect("a path");
        let mut editor = editor::Editor::new(&folder);
        let uris = ["dovecot.conf", "dovecot-sql.conf.ext"].map(|name| editor::uri(&folder.join(name)));
        for (uri, text) in uris.iter().zip([&text, &case.sql]) {
            editor.open(uri, text);
        }
        editor.settle();
        let mut said: Vec<(&str, String)> = vec![("messages", editor.shown.join("\n"))];
        said.extend(editor.published.values().map(|list| ("diagnostics", list.to_string())));
        for (uri, text) in uris.iter().zip([&text, &case.sql]) {
            for (line, content) in (0u32..).zip(text.lines()) {
                let end = content.chars().count() as u32;
                for character in [0, end / 2, end] {
                    said.push(("hover", editor.at("textDocument/hover", uri, line, character).to_string()));
                }
                let place = serde_json::json!({"line": line, "character": 0});
                let range = serde_json::json!({"start": place, "end": {"line": line, "character": end}});
                let params = serde_json::json!({
                    "textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []},
                });
                let actions = editor.ask("textDocument/codeAction", params).expect("actions");
                let titles =
                    actions.as_array().into_iter().flatten().map(|action| action["title"].to_string());
                said.extend(titles.map(|title| ("codeAction", title)));
            }
            let file = serde_json::json!({"textDocument": {"uri": uri}});
            let symbols = editor.ask("textDocument/documentSymbol", file).expect("symbols");
            said.push(("documentSymbol", details(&symbols).join("\n")));
        }
        for (name, out) in said {
            if let Some(four) = leak(out.as_bytes(), &case.marks) {
                let lines = lines_with(out.as_bytes(), &four);
                leaks.push(format!("{name} holds {four}: {lines}\n--- of\n{text}\n--- {}", case.sql));
                break;
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n=======\n"));
}

/// Makes what is in a folder the newest revision of a repository.
fn commit(folder: &std::path::Path) {
    for args in [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "--allow-empty", "-m", "all"]] {
        let run = std::process::Command::new("git")
            .current_dir(folder)
            .args(["-c", "user.name=x", "-c", "user.email=x@example.org"])
            .args(args)
            .output()
            .expect("git runs");
        assert!(run.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&run.stderr));
    }
}

/// The same by the program itself, with what it says on standard error.
#[test]
fn no_command_prints_a_secret() {
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let mut runner = TestRunner::new_with_rng(Runs::default(), seed);
    let strategy = case();
    let folder = tempfile::tempdir().expect("a folder");
    let main = folder.path().join("dovecot.conf");
    let sql = folder.path().join("dovecot-sql.conf.ext");
    let other = folder.path().join("other.conf");
    let baseline = folder.path().join("baseline.json");
    let mut leaks = Vec::new();
    let mut asked = 0;
    for _ in 0..24 {
        let case = strategy.new_tree(&mut runner).expect("a case").current();
        let text = case.text.replace(SQL, &sql.display().to_string());
        std::fs::write(&main, &text).expect("a file");
        std::fs::write(&sql, &case.sql).expect("a file");
        std::fs::write(&other, text.replacen('=', "= x", 1)).expect("a file");
        commit(folder.path());
        let version = case.version.to_string();
        let paths = [("@", &main), ("%", &other), ("&", &baseline)]
            .map(|(sign, path)| (sign, path.display().to_string()));
        let said_by = |command: &[&str]| {
            let _ = std::fs::remove_file(&baseline);
            let args = command.iter().map(|arg| {
                let sign = paths.iter().find(|(sign, _)| arg.starts_with(sign) || arg.ends_with(sign));
                sign.map_or((*arg).to_owned(), |(sign, path)| arg.replacen(sign, path, 1))
            });
            let run = std::process::Command::new(env!("CARGO_BIN_EXE_dovelint"))
                .args(args)
                .args(["--dovecot", &version].iter().filter(|_| command[0] != "explain"))
                .output()
                .expect("the program runs");
            [run.stdout, run.stderr, std::fs::read(&baseline).unwrap_or_default()].concat()
        };
        asked += usize::from(leak(&said_by(&["show", "--show-secrets", "@"]), &case.marks).is_some());
        for command in COMMANDS.iter().chain(&EXPLAINED) {
            let said = said_by(command);
            let text_said = String::from_utf8_lossy(&said);
            assert!(!text_said.contains("Usage:"), "{command:?}: {text_said}");
            assert!(!text_said.contains("not a revision"), "{command:?}: {text_said}");
            if let Some(four) = leak(&said, &case.marks) {
                let lines = lines_with(&said, &four);
                leaks.push(format!("{command:?} prints {four}: {lines}\n--- of\n{text}\n--- {}", case.sql));
            }
        }
    }
    assert!(asked > 0, "who asks for secrets sees none");
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n=======\n"));
}
