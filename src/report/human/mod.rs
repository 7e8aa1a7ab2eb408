//! The report for a person: findings with the lines of the files, arrows and help.

mod compact;
mod excerpt;
mod fold;
mod shown;

pub(super) use excerpt::Excerpt;
pub(super) use shown::Shown;

use std::collections::BTreeSet;
use std::io::{self, Write};

use miette::{GraphicalReportHandler, GraphicalTheme, ThemeCharacters, ThemeStyles};

use super::color::BOLD;
use super::{Counts, RootReport, Style, plural};
use crate::document::Document;
use crate::edit::Fix;
use crate::finding::Finding;
use fold::Folded;

/// From this many findings on a shorter way to see them is named.
const MANY: usize = 20;

/// The report: for each configuration its errors, then warnings, then advice, each in the order of the files. A finding
/// that says the same as one of a configuration above is drawn without its excerpt and help.
///
/// # Errors
/// When `out` cannot be written.
pub fn human(reports: &[RootReport], style: Style, out: &mut dyn Write) -> io::Result<()> {
    // Colours come last, as lines are put together.
    let plain = Style { color: false, ..style };
    let drawing = Drawing { handler: handler(plain, 0), style };
    let several = reports.len() > 1;
    let mut above = fold::Said::default();
    for report in reports {
        let folded = fold::folded(report, &mut above);
        if folded.is_empty() {
            continue;
        }
        if several {
            let name = crate::text::shown(&report.root.path);
            let heading = format!("== {name}: Dovecot {}", judged(&report.document));
            writeln!(out, "{}\n", style.paint(BOLD, &heading))?;
        }
        for (index, finding) in folded.iter().enumerate() {
            out.write_all(drawing.draw(finding, &report.document).as_bytes())?;
            // Findings without an excerpt follow each other without an empty line.
            if !finding.is_above || folded.get(index + 1).is_none_or(|next| !next.is_above) {
                writeln!(out)?;
            }
        }
    }
    Ok(())
}

/// The last lines: how many findings there are, which version was judged, and where to read on.
pub fn summary(reports: &[RootReport], counts: Counts, style: Style) -> String {
    let files = plural(counts.files, "file", "files");
    let ignored = match counts.ignored {
        0 => String::new(),
        n => format!("; {n} suppressed"),
    };
    let hidden = match counts.hidden {
        0 => String::new(),
        n => format!("; {n} below --severity"),
    };
    let version = versions(reports);
    if counts.findings() == 0 {
        return format!("No findings in {files}{version}{hidden}{ignored}.");
    }
    let mut parts = Vec::new();
    for (count, one, many) in [
        (counts.errors, "error", "errors"),
        (counts.warnings, "warning", "warnings"),
        (counts.advice, "advice", "advice"),
    ] {
        if count > 0 {
            parts.push(plural(count, one, many));
        }
    }
    let fixable = match counts.fixable {
        0 => String::new(),
        n if counts.safe == 0 => format!("; {n} fixable with --unsafe-fixes"),
        n if counts.safe == n => format!("; {n} fixable with --fix"),
        n => {
            format!("; {n} fixable: {} with --fix, {} more with --unsafe-fixes", counts.safe, n - counts.safe)
        }
    };
    let mut text = format!("{} in {files}{version}{fixable}{hidden}{ignored}.", parts.join(", "));
    text.push_str("\n`dovelint explain NAME` explains a finding");
    text.push_str(match counts.findings() {
        0..=MANY => ".",
        _ => "; `--format concise` or `--statistics` is shorter.",
    });
    textwrap::fill(&text, at_spaces(style.width))
}

/// Lines are broken at spaces alone, so that names, options and paths stay whole.
pub(super) fn at_spaces<'o>(width: usize) -> textwrap::Options<'o> {
    textwrap::Options::new(width)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

/// As which versions the configurations were judged.
fn versions(reports: &[RootReport]) -> String {
    let versions: BTreeSet<String> = reports.iter().map(|report| judged(&report.document)).collect();
    match versions.into_iter().collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        all => format!(", checked as Dovecot {}", all.join(" and ")),
    }
}

/// As which version a configuration was judged: `2.3.21 (newest 2.3)`.
fn judged(document: &Document) -> String {
    format!("{} ({})", document.version, document.basis.choice(document.version.series))
}

/// No spaces at line ends, no blank lines at the start.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim_start_matches('\n').trim_end().lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

pub(super) fn handler(style: Style, context: usize) -> GraphicalReportHandler {
    let characters = if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(style.width)
        .with_links(false)
        .with_context_lines(context)
        .without_cause_chain()
        .with_wrap_lines(true)
        .with_break_words(false)
}

/// What draws findings.
struct Drawing {
    handler: GraphicalReportHandler,
    style: Style,
}

impl Drawing {
    fn draw(&self, folded: &Folded<'_>, document: &Document) -> String {
        let finding = folded.finding;
        let mut text = self.header(finding);
        if folded.is_above {
            text.push_str(&fold::place_alone(finding, document, self.style));
            text.push_str(&fold::rest(folded, document, self.style));
            return text;
        }
        let (shown, elsewhere) = Shown::new(finding, document, self.style);
        let mut drawn = String::new();
        for shown in std::iter::once(&shown).chain(&elsewhere) {
            // Rendering fails only when a span is outside of its file, which no finding's is.
            let _ = self.handler.render_report(&mut drawn, shown);
        }
        drawn.push_str(&shown::help(finding, self.style));
        text.push_str(&compact::compact(&drawn, finding.severity, self.style));
        text.push_str(&fold::rest(folded, document, self.style));
        text
    }

    /// `warning[lint]: message`.
    fn header(&self, finding: &Finding) -> String {
        let code = format!("{}[{}]", finding.severity.as_str(), finding.lint.name);
        let first = format!("{code}: ");
        let message = format!("{first}{}", finding.message);
        let options = at_spaces(self.style.width).subsequent_indent("  ");
        let wrapped = textwrap::fill(&message, options);
        // The message alone is wrapped, so that colours do not count as letters.
        let rest = wrapped.strip_prefix(&code).unwrap_or(&wrapped);
        let painted = self.style.paint(finding.severity.paint(), &code);
        format!("{painted}{}\n", self.style.paint(BOLD, rest))
    }
}

/// What `--fix` would do, after the help.
fn mark(finding: &Finding) -> &'static str {
    if finding.fixes.iter().any(Fix::is_safe) {
        " [fix]"
    } else if finding.fixes.is_empty() {
        ""
    } else {
        " [unsafe fix]"
    }
}
