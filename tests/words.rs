//! The words that dovelint does not use: in its documents, pages, messages and help texts.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

mod runs;

use runs::{dovelint, out};

/// A phrase, and what to write instead.
const BANNED: [(&str, &str); 58] = [
    ("mend", "fix"),
    ("mends", "fixes"),
    ("mended", "fixed"),
    ("mending", "fixing"),
    ("blank", "space"),
    ("blanks", "spaces"),
    ("behind", "after"),
    ("stand", "be, appear, go"),
    ("stands", "is, appears, goes"),
    ("stood", "was"),
    ("lie", "be, be stored"),
    ("lies", "is, is stored"),
    ("lay out", "format"),
    ("lays out", "formats"),
    ("laid out", "formatted"),
    ("in force", "effective, takes effect"),
    ("speak", "report, use"),
    ("speaks", "reports, uses"),
    ("clear text", "cleartext (adjective), plain text (noun)"),
    ("in the clear", "in plain text"),
    ("nobody", "no one"),
    ("somebody", "someone"),
    ("anybody", "anyone"),
    ("everybody", "everyone"),
    ("whoever", "anyone who"),
    ("anew", "again, re-"),
    ("beside", "next to"),
    ("besides", "in addition to"),
    ("take away", "remove"),
    ("takes away", "removes"),
    ("take it away", "remove it"),
    ("take it out", "remove it"),
    ("take the line away", "remove the line"),
    ("taken away", "removed"),
    ("leave away", "omit"),
    ("leave the quotes away", "omit the quotes"),
    ("leave out", "skip, hide, omit"),
    ("leaves out", "skips, hides, omits"),
    ("left out", "skipped, hidden, omitted"),
    ("bring along", "provide"),
    ("brings along", "provides"),
    ("passed over", "ignored, skipped"),
    ("passes over", "ignores, skips"),
    ("without a word", "silently"),
    ("not any more", "no longer"),
    ("no more", "no longer"),
    ("thrown away", "discarded"),
    ("throws away", "discards"),
    ("used again", "reused"),
    ("a name of 2.3", "2.3 name"),
    ("line of dovecot", "series of Dovecot"),
    ("lines of dovecot", "series of Dovecot"),
    ("dovecot line", "Dovecot series"),
    ("room", "module, space"),
    ("one a line", "one per line"),
    ("typing mistake", "typo"),
    ("outside of", "outside"),
    ("could not do its work", "could not run"),
];

/// What is written where a banned phrase is right: the phrase in its surroundings, and why.
const ALLOWED: [(&str, &str); 10] = [
    ("blank line", "a line with nothing on it"),
    ("blank lines", "lines with nothing on them"),
    ("behind a proxy", "a place in the network"),
    ("behind the proxy", "a place in the network"),
    ("left behind", "what remains after a process ended"),
    ("be no more", "a number"),
    ("no more than", "a number"),
    ("no more text", "the end of the text"),
    ("stand in for", "to replace"),
    ("no more memory", "an amount"),
];

/// Files that are not checked, or not as a whole, and why.
const EXCEPT: [(&str, &str); 2] = [
    ("docs/lints.md", "made of the pages; its own sentences are in tests/docs.rs"),
    ("src/source/git/store_tests.rs", "a test"),
];

/// The words between spaces: lower case, without marks at their ends; marks that end a sentence are words.
fn plain(text: &str) -> String {
    let mut words = String::from(" ");
    for word in text.split_whitespace() {
        let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
        let (before, after) = match word.find(inner) {
            Some(at) if !inner.is_empty() => (&word[..at], &word[at + inner.len()..]),
            _ => (word, ""),
        };
        if !before.is_empty() {
            words.push_str("| ");
        }
        if !inner.is_empty() {
            words.push_str(&inner.to_lowercase());
            words.push(' ');
        }
        if !after.is_empty() {
            words.push_str(if after == "," { ", " } else { "| " });
        }
    }
    words
}

/// What is wrong with a text, each with its surroundings.
fn wrong(text: &str) -> Vec<String> {
    let mut text = plain(text);
    for (allowed, _) in ALLOWED {
        text = text.replace(&format!(" {allowed} "), " … ");
    }
    let mut wrong: Vec<String> = Vec::new();
    let mut report = |phrase: &str, at: usize, instead: &str| {
        let from = text[..at].char_indices().rev().nth(30).map_or(0, |(at, _)| at);
        let to = text[at..].char_indices().nth(50).map_or(text.len(), |(after, _)| at + after);
        wrong.push(format!("`{phrase}` in `…{}…`: write {instead}", text[from..to].trim()));
    };
    for (phrase, instead) in BANNED {
        for (at, _) in text.match_indices(&format!(" {phrase} ")) {
            // `stands for` is English.
            let is_for = phrase.starts_with("stand") && text[at..].starts_with(&format!(" {phrase} for "));
            if !is_for {
                report(phrase, at, instead);
            }
        }
    }
    for (at, _) in text.match_indices(" , too | ") {
        report(", too.", at, "also, before the verb");
    }
    wrong
}

/// Without what is between backticks, and without addresses of links: those are code.
fn prose(text: &str) -> String {
    let without_code: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" _ ");
    let mut prose = String::new();
    let mut rest = without_code.as_str();
    while let Some((before, after)) = rest.split_once("](") {
        prose.push_str(before);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    prose + rest
}

/// The prose of a Markdown file: neither its blocks of code nor its title, which is the name of a lint.
fn markdown(text: &str) -> String {
    let mut is_code = false;
    let mut kept = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code && !line.starts_with("# ") {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    prose(&kept)
}

/// The text literals of Rust code that are sentences: not those of tests, nor those of one word.
fn literals(code: &str) -> Vec<String> {
    let code = code.split("\n#[cfg(test)]").next().unwrap_or_default();
    // A literal that continues on the next line.
    let code: String = code.split("\\\n").enumerate().fold(String::new(), |joined, (index, part)| {
        joined + if index == 0 { part } else { part.trim_start() }
    });
    let mut literals = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        // A quote that is escaped ends nothing.
        let line = line.replace("\\\\", "").replace("\\\"", "");
        for literal in line.split('"').skip(1).step_by(2).filter(|literal| literal.contains(' ')) {
            literals.push(prose(literal));
        }
    }
    literals
}

/// All files below a folder with this ending.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|own| own == ending) {
            found.push(path);
        }
    }
}

fn below(folders: &[&str], ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in folders {
        files(Path::new(folder), ending, &mut found);
    }
    found.retain(|path| EXCEPT.iter().all(|(except, _)| Path::new(except) != path));
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("UTF-8");
            (path, text)
        })
        .collect()
}

/// Fails with all that is wrong.
fn check(texts: impl IntoIterator<Item = (String, String)>) {
    let mut all = Vec::new();
    let mut checked = 0;
    for (place, text) in texts {
        checked += 1;
        all.extend(wrong(&text).into_iter().map(|wrong| format!("{place}: {wrong}")));
    }
    assert!(all.is_empty(), "{} wrong:\n{}", all.len(), all.join("\n"));
    assert!(checked > 0, "nothing was checked");
}

#[test]
fn documents_and_pages() {
    let mut documents = below(&["docs", "lints"], "md");
    for path in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        documents.push((path.into(), fs::read_to_string(path).expect("a document")));
    }
    check(documents.into_iter().map(|(path, text)| (path.display().to_string(), markdown(&text))));
}

#[test]
fn messages_and_helps() {
    let code = below(&["src", "lints"], "rs");
    check(code.into_iter().flat_map(|(path, code)| {
        let place = path.display().to_string();
        literals(&code).into_iter().map(move |text| (place.clone(), text))
    }));
}

/// What `--help` and the manual pages print.
#[test]
fn help_texts() {
    let pages = tempfile::tempdir().expect("a folder");
    let folder = pages.path().to_str().expect("UTF-8");
    let written = dovelint(Path::new("."), &["man", "--output", folder]);
    assert!(written.status.success(), "{}", out(&written));
    let mut texts = Vec::new();
    for entry in fs::read_dir(pages.path()).expect("the pages").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let page = fs::read_to_string(entry.path()).expect("a page");
        texts.push((name.clone(), prose(&page.replace("\\fB", "").replace("\\fR", ""))));
        let command = name.trim_end_matches(".1").trim_start_matches("dovelint").trim_start_matches('-');
        let args: &[&str] = if command.is_empty() { &["--help"] } else { &[command, "--help"] };
        texts.push((format!("{command} --help"), prose(&out(&dovelint(Path::new("."), args)))));
    }
    assert!(texts.len() > 10, "only {} texts", texts.len());
    check(texts);
}

/// What settings are for, as `dovelint explain` prints it.
#[test]
fn sentences_about_settings() {
    let text = fs::read_to_string("schema/about.json").expect("the sentences");
    let series: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let all = series.as_object().expect("series").values().filter_map(|one| one.as_object()).flatten();
    check(all.map(|(name, about)| (name.clone(), prose(about.as_str().unwrap_or_default()))));
}

#[test]
fn the_check_itself() {
    assert_eq!(wrong("Put a blank before it.").len(), 1);
    assert_eq!(wrong("Move the blank line, left behind; it stands for more.").len(), 0);
    assert_eq!(wrong("It stands in the file, and this one, too.").len(), 2);
    assert_eq!(wrong("lmtp-accepts-everybody").len(), 0);
    assert_eq!(wrong(&markdown("# behind\n```sh\nnobody\n```\n`whoever` [x](beside.md)\n")).len(), 0);
    assert_eq!(literals("let x = \"no \\\"blank\\\" here\"; // a space\nlet y = 'a';").len(), 1);
}
