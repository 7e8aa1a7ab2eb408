//! The report for a person: the most dangerous first, what needs no answer last.

use std::io::{self, Write};

use super::Upgraded;
use crate::report::color::BOLD;
use crate::report::human::at_spaces;
use crate::report::{Style, plural};
use crate::text;
use crate::upgrade::{Code, Decision, Severity};

/// Writes the report.
///
/// # Errors
/// What writing gives.
pub fn upgrade_human(all: &[Upgraded], style: Style, out: &mut dyn Write) -> io::Result<()> {
    for (number, one) in all.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        root(one, style, out)?;
    }
    Ok(())
}

fn root(one: &Upgraded, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let upgrade = &one.upgrade;
    let counts = upgrade.counts;
    let others = match upgrade.files.len().saturating_sub(1) {
        0 => String::new(),
        n => format!(" and {}", plural(n, "file", "files")),
    };
    let head = format!(
        "{}{others}: {}, {} converted, {} unchanged, {} kept as comments, {} dropped, {}",
        text::shown(&one.root.path),
        plural(counts.statements, "statement", "statements"),
        counts.converted,
        counts.unchanged,
        counts.commented,
        counts.dropped,
        plural(upgrade.decisions.len(), "decision", "decisions"),
    );
    wrapped(&head, "", "  ", style, out)?;
    let mut severity = None;
    for decision in &upgrade.decisions {
        if severity != Some(decision.code.severity()) {
            severity = Some(decision.code.severity());
            writeln!(out, "\n{}", title(decision.code.severity(), style))?;
        }
        writeln!(out)?;
        self::decision(one, decision, style, out)?;
    }
    if !upgrade.notes.is_empty() {
        writeln!(out, "\n{}", style.paint(BOLD, "Good to know; nothing to decide"))?;
        for note in &upgrade.notes {
            let place = note.span.map_or_else(String::new, |span| place(one, span) + ": ");
            let line = format!("{place}{} ({})", one.veiled(&note.text), note.code);
            wrapped(&line, "  - ", "    ", style, out)?;
        }
    }
    if !upgrade.todo.is_empty() {
        writeln!(out, "\n{}", style.paint(BOLD, "To do in addition to the tree"))?;
        for todo in &upgrade.todo {
            wrapped(&one.veiled(todo), "  - ", "    ", style, out)?;
        }
    }
    Ok(())
}

fn title(severity: Severity, style: Style) -> String {
    let text = match severity {
        Severity::Access => "To decide: who gets in",
        Severity::Mail => "To decide: mail",
        Severity::Service => "To decide: what runs",
        Severity::Info => "To decide: the rest",
    };
    style.paint(BOLD, text)
}

/// A place of the old tree, from the folder of the main file.
fn place(one: &Upgraded, span: crate::source::Span) -> String {
    crate::report::place::short(&one.document, span)
}

fn decision(one: &Upgraded, decision: &Decision, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let code = decision.code;
    let old = decision.span.map_or_else(String::new, |span| place(one, span));
    wrapped(&format!("{code}  {old}"), "  ", "    ", style, out)?;
    if !decision.text.is_empty() {
        wrapped(&one.veiled(&decision.text), "    | ", "    | ", style, out)?;
    }
    wrapped(&one.veiled(&decision.reason()), "    ", "    ", style, out)?;
    wrapped(code.question(), "    ", "    ", style, out)?;
    if !code.answers().is_empty() {
        wrapped(&answers(code), "    answer: ", "      ", style, out)?;
    }
    if let Some((file, line)) = &decision.new {
        let written =
            format!("{}:{line}: {}", text::shown(one.new_path(file)), one.veiled(&decision.written));
        wrapped(written.trim_end_matches([':', ' ']), "    written for now: ", "      ", style, out)?;
    }
    Ok(())
}

/// The option that answers a decision, and what else it takes.
fn answers(code: Code) -> String {
    let Some((first, others)) = code.answers().split_first() else { return String::new() };
    let others = if others.is_empty() { String::new() } else { format!(" (or {})", others.join(", ")) };
    format!("--answer {code}={first}{others}")
}

fn wrapped(text: &str, first: &str, next: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let text = text::printable(text.as_bytes());
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) && first.len() + text.len() <= style.width {
        return writeln!(out, "{}", format!("{first}{text}").trim_end());
    }
    // Names and paths are there to be copied.
    let options = at_spaces(style.width).break_words(false).initial_indent(first).subsequent_indent(next);
    for line in textwrap::wrap(&text, options) {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
