//! Half-typed text is what a server lives on: it never panics, wherever the text ends.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use editor::{Editor, uri};
use serde_json::json;

mod editor;

/// Requests about a place.
const AT: [&str; 7] = [
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
    "textDocument/signatureHelp",
];

/// Requests about a text.
const ABOUT: [&str; 5] = [
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/documentLink",
    "textDocument/semanticTokens/full",
    "textDocument/formatting",
];

/// Texts that are not in any page: odd ends, odd bytes, sections in sections.
const ODD: [&str; 10] = [
    "service imap {\n  unix_listener \"a b\" {\n    mode = 0600 # x\n  }\n}\n",
    "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.0\ngroup @a b {\n  mail_path = <<EOT\nx\nEOT\n}\n@a = b\n",
    "mail_plugins = $mail_plugins \u{fc}\u{1f389} quota\\\n  acl\n# a\n# b\n# c\nssl_cert = </etc/x\n",
    "plugin {\n  sieve = file:~/sieve;active=~/.dovecot.sieve\n  quota_rule = *:storage=1G\n}\n!include_try \n!include *\n",
    "a = \"b\r\nc = 'd\r\r\n}\n{\n = \n=\n@\n$\n%\n%{\n%{user | \n",
    "protocol imap {\n  mail_max_userip_connections = 20\n  # dovelint: ignore[setting-overridden,\n",
    "local 10.0.0.0/8 {\n  protocol !imap {\n    ssl = required\n  }\n}\nmail_location = maildir:~/M:INDEX=/x\n",
    "service/imap/client_limit = 1\npassdb/x/driver = pam\n\\\n\\\nx\\\n",
    "dovecot_config_version = 2.4.0\nmail_plugins {\n  quota = yes\n}\nnamespace inbox {\n  mailbox Sent {\n    special_use = \\Sent\n",
    "\u{feff}ssl = yes\0no\n\u{2028}\n\t\t=\t\n",
];

/// Every example of every page.
fn examples() -> Vec<String> {
    let mut all = Vec::new();
    for lint in dovelint::lints::all() {
        for block in lint.page.split("```dovecot ").skip(1) {
            let (info, rest) = block.split_once('\n').unwrap_or_default();
            let text = rest.split("```").next().unwrap_or_default();
            let is_24 = info.contains("2.4");
            let head =
                if is_24 { "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n" } else { "" };
            all.push(format!("{head}{text}"));
        }
    }
    all
}

fn try_all(editor: &mut Editor, main: &str, text: &str) {
    editor.set(main, text);
    editor.settle();
    let line = text.matches('\n').count() as u32;
    let column = text.rsplit('\n').next().unwrap_or_default().encode_utf16().count() as u32;
    let place = json!({"line": line, "character": column});
    for method in AT {
        let _ = editor.ask(method, json!({"textDocument": {"uri": main}, "position": place}));
    }
    for method in ABOUT {
        let _ = editor.ask(method, json!({"textDocument": {"uri": main}}));
    }
    let range = json!({"start": {"line": line, "character": 0}, "end": place});
    let _ = editor.ask("textDocument/inlayHint", json!({"textDocument": {"uri": main}, "range": range}));
}

#[test]
fn every_prefix_of_odd_texts_passes() {
    let folder = tempfile::tempdir().expect("a folder");
    let main = uri(&folder.path().join("dovecot.conf"));
    let mut editor = Editor::new(folder.path());
    editor.open(&main, "");
    for text in ODD {
        for (at, _) in text.char_indices() {
            try_all(&mut editor, &main, &text[..at]);
        }
        try_all(&mut editor, &main, text);
        let line = text.matches('\n').count() as u32;
        for line in 0..=line {
            editor.actions(&main, line, None);
            editor.actions(&main, line, Some("source.fixAll"));
        }
    }
}

/// Each example is cut at other places, so that together they are cut everywhere.
#[test]
fn prefixes_of_the_examples_pass() {
    const APART: usize = 43;
    let folder = tempfile::tempdir().expect("a folder");
    let main = uri(&folder.path().join("dovecot.conf"));
    let mut editor = Editor::new(folder.path());
    editor.open(&main, "");
    for (number, text) in examples().iter().enumerate() {
        let ends = text.char_indices().map(|(at, _)| at).skip(number % APART).step_by(APART);
        for end in ends {
            editor.set(&main, &text[..end]);
            editor.settle();
        }
        let start = text.len() / 2;
        let middle = (start..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        try_all(&mut editor, &main, &text[..middle]);
        try_all(&mut editor, &main, text);
        let line = text.matches('\n').count() as u32;
        editor.actions(&main, line / 2, None);
    }
}
