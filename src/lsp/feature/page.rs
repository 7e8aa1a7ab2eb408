//! The page of a lint as a hover shows it.

use crate::finding::Lint;
use crate::lsp::protocol::Markup;

/// The parts of a page that are shown.
const PARTS: [&str; 4] = ["What it finds", "Why it matters", "Fix", "When to ignore it"];

/// The page of a lint without its examples and sources.
pub fn of(lint: &Lint) -> String {
    let mut out = format!("**{}**", lint.name);
    for part in lint.page.split("\n## ").skip(1) {
        let (head, body) = part.split_once('\n').unwrap_or((part, ""));
        if PARTS.contains(&head.trim()) {
            out.push_str(&format!("\n\n**{}**\n\n{}", head.trim(), body.trim()));
        }
    }
    fences(&out)
}

/// ```` ```dovecot bad 2.3 ```` is a language that no client can colour; `dovecot` alone is one.
fn fences(text: &str) -> String {
    let line = |line: &str| match line.strip_prefix("```dovecot") {
        Some(rest) if rest.starts_with(' ') => "```dovecot".to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Markdown without its signs, for clients that show plain text.
pub fn plain(markdown: &str) -> String {
    let is_fence = |line: &&str| !line.starts_with("```");
    let line = |line: &str| line.replace("**", "").replace('`', "");
    markdown.lines().filter(is_fence).map(line).collect::<Vec<_>>().join("\n")
}

/// Text in the notation that a client wants.
pub fn markup(markdown: &str, is_markdown: bool) -> Markup {
    if is_markdown {
        Markup { kind: "markdown", value: markdown.to_owned() }
    } else {
        Markup { kind: "plaintext", value: plain(markdown) }
    }
}
