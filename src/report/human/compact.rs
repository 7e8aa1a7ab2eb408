//! What miette draws, in fewer lines and in our colours.

use crate::finding::Severity;
use crate::report::Style;
use crate::report::color::{CODE, DIM};

/// Puts a single label next to its line instead of below it, leaves out the corner at the end, and paints the rest.
pub(super) fn compact(drawn: &str, severity: Severity, style: Style) -> String {
    let lines: Vec<&str> = drawn.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let mut out = String::with_capacity(drawn.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if is_corner(line) {
            continue;
        }
        let below = lines[at..].iter().take_while(|line| is_mark_line(line)).count();
        let joined = beside(line, &lines[at..at + below], style.width);
        at += if joined.is_some() { below } else { 0 };
        for line in joined.as_deref().unwrap_or(line).lines() {
            out.push_str(&painted(line, severity, style));
            out.push('\n');
        }
    }
    out
}

/// `╰────`, which ends an excerpt.
fn is_corner(line: &str) -> bool {
    let line = line.trim_start();
    line.len() > 1 && line.starts_with(['╰', '`']) && line.chars().skip(1).all(|c| matches!(c, '─' | '-'))
}

/// Whether a line holds marks below a line of the file.
fn is_mark_line(line: &str) -> bool {
    line.trim_start().starts_with(['·', ':'])
}

/// A line of marks with the one label of the lines below it, wrapped next to them.
fn beside(marks: &str, below: &[&str], width: usize) -> Option<String> {
    let (first, rest) = below.split_first().filter(|_| is_mark_line(marks))?;
    let label = ["╰── ", "╰─┤ ", "`-- ", "`-| "].iter().find_map(|arrow| first.split_once(arrow))?.1;
    // Of a label in several lines the others begin with a bar; a second label has an arrow.
    let more: Option<Vec<&str>> = rest
        .iter()
        .map(|line| {
            let (gap, text) = line.split_once("│ ").or_else(|| line.split_once("| "))?;
            let is_gap = gap.trim_start_matches([' ', '·', ':']).is_empty();
            is_gap.then_some(text)
        })
        .collect();
    let text = std::iter::once(label).chain(more?).collect::<Vec<_>>().join(" ");
    let bare = marks.trim_start().trim_start_matches(['·', ':']).trim();
    let is_one =
        !bare.contains(' ') && bare.chars().all(|c| matches!(c, '─' | '┬' | '-' | ',' | '▲' | '^' | '|'));
    let line = if marks.contains('·') { "─" } else { "-" };
    let marks = marks.replace(['┬', ','], line);
    let column = textwrap::core::display_width(&marks) + 1;
    if !is_one || width < column + NARROW {
        return None;
    }
    let gutter: String = marks.chars().take_while(|c| matches!(c, ' ' | '·' | ':')).collect();
    let gutter = gutter.trim_end();
    let wrapped = textwrap::wrap(&text, super::at_spaces(width - column));
    let lines = wrapped.iter().enumerate().map(|(index, text)| match index {
        0 => format!("{marks} {text}"),
        _ => format!("{gutter}{}{text}", " ".repeat(column - textwrap::core::display_width(gutter))),
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// A label in less room than this is read worse next to its marks than below them.
const NARROW: usize = 24;

fn painted(line: &str, severity: Severity, style: Style) -> String {
    if !style.color {
        return line.to_owned();
    }
    if is_mark_line(line) {
        return style.paint(severity.paint(), line);
    }
    if let Some(rest) = line.strip_prefix("  help: ") {
        return format!("  {} {rest}", style.paint(CODE, "help:"));
    }
    // The number of the line, or the place.
    match line.find(['│', '|']) {
        Some(bar) if line[..bar].trim().chars().all(|c| c.is_ascii_digit()) => {
            let end = bar + line[bar..].chars().next().map_or(1, char::len_utf8);
            format!("{}{}", style.paint(DIM, &line[..end]), &line[end..])
        }
        _ if line.contains(['╭', '[']) && line.trim_start().starts_with(['╭', ',']) => {
            style.paint(DIM, line)
        }
        _ => line.to_owned(),
    }
}
