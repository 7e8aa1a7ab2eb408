//! Every fenced block of the documents is run, or read by what it is written for.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

mod runs;

use runs::{code, dovelint, err, out};

/// A fenced block.
struct Block {
    document: String,
    info: String,
    text: String,
}

impl Block {
    fn name(&self) -> String {
        let first = self.text.lines().next().unwrap_or_default();
        format!("{} ```{} {first}", self.document, self.info)
    }
}

fn blocks() -> Vec<Block> {
    let documents = fs::read_dir("docs").expect("docs").flatten().map(|entry| entry.path());
    let mut blocks = Vec::new();
    for path in documents.chain(["README.md".into(), "CONTRIBUTING.md".into()]) {
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a document");
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(info) = line.trim_start().strip_prefix("```") else { continue };
            let own: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "```").collect();
            let document = path.display().to_string();
            blocks.push(Block { document, info: info.to_owned(), text: own.join("\n") + "\n" });
        }
    }
    blocks
}

/// Blocks that are run elsewhere, with the reason.
fn is_run_elsewhere(block: &Block) -> bool {
    let of_settings = ["toml", "toml wrong", "text", "console"];
    let of_recipes =
        ["sh", "sh gate", "sh container", "yaml playbook", "yaml workflow", "yaml gitlab", "yaml pre-commit"];
    match block.document.as_str() {
        // tests/settings_docs.rs: read as settings, and what is said of them compared.
        "docs/settings.md" => of_settings.contains(&block.info.as_str()),
        // tests/recipes: with Ansible, pre-commit, the schemas of GitHub and GitLab, and a sandbox for the shell.
        "docs/ci.md" => of_recipes.contains(&block.info.as_str()),
        // tests/packages/install runs them by their words; what needs another system says so there.
        "docs/install.md" => block.info.starts_with("sh "),
        // CI does nothing else: it builds, runs the tests, and lints the examples with what it built.
        "README.md" => {
            ["cargo fetch --locked\n", "cargo test --locked\n", "target/release/dovelint examples/2.3\n"]
                .iter()
                .any(|first| block.info == "sh" && block.text.starts_with(first))
        }
        _ => false,
    }
}

/// The server's tree that the documents use, below `etc/dovecot`, in a git repository, and some files next to it.
fn server() -> TempDir {
    let folder = runs::tree(&[
        ("etc/dovecot/dovecot.conf", "protocols = imap\n!include conf.d/*.conf\n"),
        ("etc/dovecot/conf.d/10-mail.conf", &format!("{}mail_plugins = quota\n", "\n".repeat(11))),
        (
            "etc/dovecot/conf.d/10-master.conf",
            &format!("{}service imap {{\n  client_limit = 5\n  service_count = 100\n}}\n", "\n".repeat(6)),
        ),
        (
            "etc/dovecot/conf.d/20-imap.conf",
            "\nprotocol imap {\n  mail_plugins = $mail_plugins imap_quota\n}\n",
        ),
        ("dovecot.conf", "protocols = imap\n!include conf.d/*.conf\n"),
        ("conf.d/10-mail.conf", "mail_plugins = quota\n"),
        ("mail.conf", "protocols = imap\n"),
        ("hosts/old/dovecot.conf", "protocols = imap\n"),
    ]);
    for args in [
        &["init", "-q"][..],
        &["add", "."],
        &["-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "x"],
    ] {
        let status = Command::new("git").args(args).current_dir(folder.path()).status().expect("git");
        assert!(status.success(), "git {args:?}");
    }
    folder
}

/// The words of a command as the shell would take them, with the server's folder in the place of `/etc/dovecot`.
fn words(command: &str, folder: &Path) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for c in command.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            _ => words.last_mut().expect("a word").push(c),
        }
    }
    let here = format!("{}/etc/dovecot", folder.display());
    words.retain(|word| !word.is_empty());
    let new = format!("{}/new", folder.display());
    words
        .into_iter()
        .map(|word| word.replace("/etc/dovecot", &here).replace("/tmp/dovecot-2.4", &new))
        .collect()
}

/// Runs the commands of a block one after the other; each must be one that dovelint understands, and find its files.
fn run(block: &Block, folder: &Path) -> Result<(), String> {
    for line in block.text.lines() {
        let Some(at) = line.find("dovelint ") else { continue };
        let command = line[at + "dovelint ".len()..].split(" #").next().unwrap_or_default();
        let (command, input) = command.split_once('<').unwrap_or((command, "dovecot.conf"));
        let input = fs::File::open(folder.join(input.trim())).expect("the input");
        let output = Command::new(env!("CARGO_BIN_EXE_dovelint"))
            .args(words(command, folder))
            .current_dir(folder)
            .env_remove("GITHUB_ACTIONS")
            .stdin(Stdio::from(input))
            .output()
            .expect("dovelint runs");
        if code(&output) == 2 {
            return Err(format!("{command}: {}", err(&output)));
        }
    }
    Ok(())
}

/// What a command prints is what is shown; `…` stands for more.
fn compare(block: &Block) -> Result<(), String> {
    let (command, lines) = block.text.split_once('\n').expect("a command and what it prints");
    let command = command.strip_prefix("$ dovelint ").ok_or("no command of dovelint")?;
    let server = server();
    let folder = server.path();
    if command.starts_with("diff") {
        let file = folder.join("etc/dovecot/conf.d/10-master.conf");
        let text =
            fs::read_to_string(&file).expect("the file").replace("= 5\n", "= 10\n  process_limit = 512\n");
        fs::write(&file, text).expect("the file");
    }
    let here = if command.contains("examples/") { Path::new(".") } else { folder };
    let args = words(command, folder);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let printed = out(&dovelint(here, &args)).replace(&folder.display().to_string(), "");
    let mut rest = printed.lines();
    match lines.lines().filter(|line| *line != "…").find(|line| !rest.any(|other| other == *line)) {
        Some(line) => Err(format!("`{line}` is not printed by {command}\n{printed}")),
        None => Ok(()),
    }
}

fn check(block: &Block) -> Result<(), String> {
    let server = server();
    let folder = server.path();
    let write = |path: &str| fs::write(folder.join(path), &block.text).expect("a file");
    let clean = |args: &[&str]| {
        let output = dovelint(folder, args);
        if code(&output) == 0 { Ok(()) } else { Err(out(&output) + &err(&output)) }
    };
    match block.info.as_str() {
        "text" if block.text.starts_with("$ ") => compare(block),
        "sh" => run(block, folder),
        // Steps and jobs that call dovelint: the shapes of these files are checked by their consumers.
        "yaml" if block.text.contains("dovelint ") => run(block, folder),
        "toml" => {
            write("dovelint.toml");
            clean(&["config"])
        }
        // Facts of a machine; what is found is of no matter.
        "toml facts" => {
            write("facts.toml");
            fs::create_dir(folder.join("machine")).expect("a folder");
            let args = ["--host-root", "machine", "--host-facts", "facts.toml", "etc/dovecot"];
            let output = dovelint(folder, &args);
            if code(&output) == 2 { Err(err(&output)) } else { Ok(()) }
        }
        "dovecot" => {
            write("excerpt.inc");
            clean(&["--fail-on", "advice", "excerpt.inc"])
        }
        // Settings of editors.
        "json" if !block.text.contains("findings") => {
            serde_json::from_str::<Value>(&block.text).map(drop).map_err(|error| error.to_string())
        }
        // A drop-in for the unit beside the configuration.
        "ini" => {
            fs::create_dir_all(folder.join("etc/systemd/system/dovecot.service.d")).expect("a folder");
            write("etc/systemd/system/dovecot.service.d/limit.conf");
            clean(&["--select", "unit-nofile-too-low", "etc/dovecot"])
        }
        "json" => {
            let baseline: Value = serde_json::from_str(&block.text).map_err(|error| error.to_string())?;
            let known = baseline["findings"].as_array().expect("findings").len();
            write("etc/dovecot/known.json");
            let folder = folder.join("etc/dovecot");
            let output = dovelint(&folder, &["--baseline", "known.json", "--format", "json", "."]);
            let report: Value = serde_json::from_slice(&output.stdout).map_err(|_| err(&output))?;
            let is_known = |finding: &&Value| finding["ignored"] == "baseline";
            let found = report["findings"].as_array().expect("findings").iter().filter(is_known).count();
            if found == known { Ok(()) } else { Err(format!("{found} of {known} are known\n{report}")) }
        }
        _ => Err("nothing runs or reads it".to_owned()),
    }
}

#[test]
fn every_block_is_run_or_read() {
    let blocks = blocks();
    let wrong: Vec<String> = blocks
        .iter()
        .filter(|block| !is_run_elsewhere(block))
        .filter_map(|block| check(block).err().map(|why| format!("{}\n{why}", block.name())))
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), blocks.len(), wrong.join("\n"));
    assert!(blocks.len() > 25, "only {} blocks", blocks.len());
}
