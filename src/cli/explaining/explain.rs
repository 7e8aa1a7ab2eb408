use std::fmt::Write as _;

use super::log_line;
use crate::cli::printing::output::{Output, style};
use crate::cli::{CLEAN, FAILED, complain};
use crate::finding::Lint;
use crate::report::Style;
use crate::schema;
use crate::settings::Color;

pub(in crate::cli) fn run(name: &str, color: Color) -> u8 {
    let text = match (crate::lints::find(name), log_line::find(name).as_slice()) {
        (Some(lint), _) => page(lint, style(color, false)),
        (None, [lint]) => page(lint, style(color, false)),
        (None, []) => {
            complain(&unknown(name));
            return FAILED;
        }
        (None, several) => choice(several),
    };
    let mut output = Output::standard();
    let written = output.writer().write_all(text.as_bytes());
    output.finish(written, CLEAN)
}

fn unknown(name: &str) -> String {
    if name.contains(' ') {
        return "no page knows this message; give the words that Dovecot logs, without time and user"
            .to_owned();
    }
    let near = schema::nearest(name, crate::lints::all().map(|lint| lint.name));
    let hint = near
        .map_or("`dovelint lints` lists all of them".to_owned(), |near| format!("did you mean `{near}`?"));
    format!("no lint is called `{name}`; {hint}")
}

/// Several pages know a message: their names, and what each finds.
fn choice(lints: &[&Lint]) -> String {
    let mut out = String::from("Several mistakes lead to this message:\n\n");
    for lint in lints {
        let finds = lint.page.split("## What it finds\n\n").nth(1).unwrap_or("");
        let first = finds.split("\n\n").next().unwrap_or("").replace('\n', " ");
        let options = textwrap::Options::new(78).initial_indent("    ").subsequent_indent("    ");
        let _ = writeln!(out, "  {}\n{}", lint.name, textwrap::fill(&first, options));
    }
    out.push_str("\n`dovelint check PATH` finds out which; `dovelint explain NAME` prints one page.\n");
    out
}

/// The page, wrapped to the terminal, with its facts under the title.
fn page(lint: &Lint, style: Style) -> String {
    let mut out = String::new();
    let width = style.width.min(90);
    let paint = |code: &str, text: &str| {
        if style.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in lint.page.lines().chain([""]) {
        if let Some(info) = line.strip_prefix("```") {
            flush(&mut paragraph, &mut out, width, style);
            if let Some(info) = info.strip_prefix("dovecot ") {
                let _ = writeln!(out, "  {}", paint("2", &title(info)));
            }
            if in_code {
                out.push('\n');
            }
            in_code = !in_code;
        } else if in_code {
            let _ = writeln!(out, "    {}", paint("36", line));
        } else if let Some(title) = line.strip_prefix("# ") {
            let _ = writeln!(out, "{}", paint("1", title));
            let _ = writeln!(out, "{}\n", paint("2", &facts(lint)));
        } else if let Some(heading) = line.strip_prefix("## ") {
            flush(&mut paragraph, &mut out, width, style);
            let _ = writeln!(out, "{}\n", paint("1;4", heading));
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
    let _ = writeln!(out, "{}", paint("2", &lint.url()));
    // Examples leave no blank line of their own.
    out.replace("\n\n\n", "\n\n")
}

fn title(info: &str) -> String {
    match info.split_once(' ') {
        Some((kind, version)) => format!("{kind} ({version}):"),
        None => format!("{info}:"),
    }
}

fn facts(lint: &Lint) -> String {
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

/// What stands between backticks in another colour.
fn code_spans(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    for (number, part) in text.split('`').enumerate() {
        if number % 2 == 1 {
            let _ = write!(out, "\x1b[36m{part}\x1b[39m");
        } else {
            out.push_str(part);
        }
    }
    out
}
