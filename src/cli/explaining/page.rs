//! A page on a terminal.

use std::fmt::Write as _;

use super::known::Page;
use crate::report::Style;
use crate::report::color::{BOLD, CODE, DIM, HEADING};

/// The page, wrapped to the terminal, with its facts under the title.
pub(super) fn rendered(page: Page, style: Style) -> String {
    let mut out = String::new();
    let width = style.width.min(90);
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in page.text().lines().chain([""]) {
        if let Some(info) = line.strip_prefix("```") {
            flush(&mut paragraph, &mut out, width, style);
            if let Some(info) = info.strip_prefix("dovecot ") {
                let _ = writeln!(out, "  {}", style.paint(DIM, &title(info)));
            }
            if in_code {
                out.push('\n');
            }
            in_code = !in_code;
        } else if in_code {
            let _ = writeln!(out, "    {}", style.paint(CODE, line));
        } else if let Some(title) = line.strip_prefix("# ") {
            let _ = writeln!(out, "{}", style.paint(BOLD, title));
            let _ = writeln!(out, "{}\n", style.paint(DIM, &facts(page)));
        } else if let Some(heading) = line.strip_prefix("## ") {
            flush(&mut paragraph, &mut out, width, style);
            let _ = writeln!(out, "{}\n", style.paint(HEADING, heading));
        } else if line.is_empty() {
            let had = !paragraph.is_empty();
            flush(&mut paragraph, &mut out, width, style);
            if had || out.ends_with("\x1b[0m\n") {
                out.push('\n');
            }
        } else if line.starts_with("- ") || line.starts_with('|') {
            flush(&mut paragraph, &mut out, width, style);
            paragraph.push_str(line);
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    if let Page::Lint(lint) = page
        && let Some(url) = lint.url()
    {
        let _ = writeln!(out, "{}", style.paint(DIM, &url));
    }
    // Examples leave no blank line of their own.
    out.replace("\n\n\n", "\n\n")
}

fn title(info: &str) -> String {
    match info.split_once(' ') {
        Some((kind, version)) => format!("{kind} ({version}):"),
        None => format!("{info}:"),
    }
}

fn facts(page: Page) -> String {
    let Page::Lint(lint) = page else { return "a log message".to_owned() };
    let lines: Vec<&str> = lint.dovecot.iter().map(|line| line.as_str()).collect();
    let fix = lint.fix.map(|safety| format!(", {} fix", safety.as_str())).unwrap_or_default();
    format!(
        "{}: {}, profile {}, Dovecot {}{fix}",
        lint.group,
        lint.severity.as_str(),
        lint.profile.as_str(),
        lines.join(" and ")
    )
}

fn flush(paragraph: &mut String, out: &mut String, width: usize, style: Style) {
    if paragraph.is_empty() {
        return;
    }
    let mut options =
        textwrap::Options::new(width.saturating_sub(2)).initial_indent("  ").subsequent_indent("  ");
    if paragraph.starts_with("- ") {
        options.subsequent_indent = "    ";
    }
    let wrapped = textwrap::fill(paragraph, options);
    let _ = writeln!(out, "{}", if style.color { code_spans(&wrapped) } else { wrapped });
    paragraph.clear();
}

/// What is between backticks in another colour.
fn code_spans(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    for (number, part) in text.split('`').enumerate() {
        if number % 2 == 1 {
            let _ = write!(out, "{CODE}{part}{CODE:#}");
        } else {
            out.push_str(part);
        }
    }
    out
}
