use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};

use super::{Counts, RootReport, plural};
use crate::document::Document;
use crate::finding::{Finding, Label, Severity};
use crate::source::{SourceFile, Span};

/// How the report is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// With colours and links.
    pub color: bool,
    /// With lines and arrows of Unicode.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
}

/// Labels further away than this many lines get an excerpt of their own.
const NEAR: u32 = 30;

/// Lines longer than this are shown around the place alone.
const LONG: u32 = 400;

/// The report with the lines of the files, arrows and help.
///
/// # Errors
/// When `out` cannot be written.
pub fn human(reports: &[RootReport], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (handler, alone) = (handler(style, 1), handler(style, 0));
    for report in reports {
        for finding in report.counting() {
            // The lines around may hold the password of a database.
            let is_external = report.document.is_external(finding.span.file);
            let handler = if is_external { &alone } else { &handler };
            let shown = Shown::new(finding, &report.document, style);
            let mut text = String::new();
            // Rendering fails only when a span lies outside its file, which no finding's does.
            if handler.render_report(&mut text, &shown).is_err() {
                text = format!("{}: {}\n", finding.severity.as_str(), finding.message);
            }
            out.write_all(tidy(&text).as_bytes())?;
            // With colours the name itself is a link.
            if !style.color {
                writeln!(out, "  page: {}", finding.lint.url())?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

/// The last line.
pub fn summary(counts: Counts) -> String {
    let files = plural(counts.files, "file", "files");
    let ignored = match counts.ignored {
        0 => String::new(),
        n => format!("; {n} ignored"),
    };
    if counts.findings() == 0 {
        return format!("No findings in {files}{ignored}.");
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
        n if counts.safe == 0 => format!("; {} fix for --unsafe-fixes", plural(n, "has a", "have a")),
        n => format!("; {} fix, {} of them for --fix", plural(n, "has a", "have a"), counts.safe),
    };
    format!("{} in {files}{fixable}{ignored}.", parts.join(", "))
}

/// No blanks at line ends, no blank lines at the start.
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
        .with_links(style.color)
        .with_context_lines(context)
        .without_cause_chain()
        .with_wrap_lines(true)
        .with_break_words(false)
}

/// A finding as miette wants it.
#[derive(Debug)]
pub(super) struct Shown<'r> {
    pub severity: Severity,
    pub code: String,
    pub message: String,
    pub help: String,
    pub url: String,
    pub file: Excerpt<'r>,
    pub labels: Vec<LabeledSpan>,
    pub related: Vec<Shown<'r>>,
}

impl<'r> Shown<'r> {
    fn new(finding: &'r Finding, document: &'r Document, style: Style) -> Shown<'r> {
        let file = document.sources.file(finding.span.file);
        let line = file.line(finding.span.start);
        let is_near = |label: &&Label| {
            label.span.file == finding.span.file && file.line(label.span.start).abs_diff(line) <= NEAR
        };
        let (near, far): (Vec<&Label>, Vec<&Label>) = finding.labels.iter().partition(is_near);
        let spans = near.iter().map(|label| label.span).chain([first_lines(finding.span, file)]);
        let (start, end) =
            spans.fold((u32::MAX, 0), |(start, end), span| (start.min(span.start), end.max(span.end)));
        let excerpt = Excerpt::of(document, Span { start, end, ..finding.span });
        let own = LabeledSpan::new_primary_with_span(
            Some(excerpt.beside(finding.span, &finding.label, style.width)).filter(|text| !text.is_empty()),
            excerpt.place(first_lines(finding.span, file)),
        );
        let others = near.iter().filter(|label| excerpt.holds(label.span)).map(|label| {
            let text = excerpt.beside(label.span, &label.text, style.width);
            LabeledSpan::new_with_span(Some(text), excerpt.place(label.span))
        });
        let labels = std::iter::once(own).chain(others).collect();
        let fix = finding.fixes.first().map(|fix| fix.title.to_string());
        Shown {
            severity: finding.severity,
            code: format!("{}[{}]", finding.severity.as_str(), finding.lint.name),
            message: finding.message.to_string(),
            help: if finding.help.is_empty() { fix.unwrap_or_default() } else { finding.help.to_string() },
            url: if style.color { finding.lint.url() } else { String::new() },
            file: excerpt,
            labels,
            related: far.into_iter().map(|label| Shown::elsewhere(label, document)).collect(),
        }
    }

    fn elsewhere(label: &'r Label, document: &'r Document) -> Shown<'r> {
        let excerpt = Excerpt::of(document, label.span);
        Shown {
            severity: Severity::Advice,
            code: String::new(),
            message: label.text.to_string(),
            help: String::new(),
            url: String::new(),
            labels: vec![LabeledSpan::new_primary_with_span(None, excerpt.place(label.span))],
            file: excerpt,
            related: Vec::new(),
        }
    }
}

/// A span over many lines would show them all; its first line says where it begins.
fn first_lines(span: Span, file: &SourceFile) -> Span {
    let first = file.line(span.start);
    if file.line(span.end) > first + 2 { Span { end: file.line_range(first).end, ..span } } else { span }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.code.is_empty()).then(|| Box::new(&self.code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.url.is_empty()).then(|| Box::new(&self.url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.file)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        if self.related.is_empty() {
            return None;
        }
        Some(Box::new(self.related.iter().map(|related| related as &dyn Diagnostic)))
    }
}

/// The lines around the places of one finding, by the file's own line index, since miette's sources walk
/// the whole file for every label; made safe to print.
#[derive(Debug)]
pub(super) struct Excerpt<'r> {
    file: &'r SourceFile,
    from: u32,
    to: u32,
    data: Vec<u8>,
    name: Cow<'r, str>,
}

impl<'r> Excerpt<'r> {
    /// A part of a configuration, without its secrets.
    fn of(document: &'r Document, span: Span) -> Excerpt<'r> {
        let mask = |from, to| document.secrets().stars(document, Span { start: from, end: to, ..span });
        Excerpt::new(document.sources.file(span.file), span.start, span.end, mask)
    }

    /// The lines around a part of a file; `mask` takes out what may not be shown.
    pub(super) fn new(
        file: &'r SourceFile,
        start: u32,
        end: u32,
        mask: impl FnOnce(u32, u32) -> Vec<u8>,
    ) -> Excerpt<'r> {
        let (first, last) = (file.line(start), file.line(end.max(start)));
        let is_long = |line: u32| {
            let range = file.line_range(line);
            range.end - range.start > LONG
        };
        let (from, to) = if is_long(first) || is_long(last) {
            let line = file.line_range(first);
            (start.saturating_sub(LONG / 8).max(line.start), (start + LONG / 2).min(line.end))
        } else {
            let top = Some(first.saturating_sub(1).max(1)).filter(|line| !is_long(*line)).unwrap_or(first);
            let bottom =
                Some((last + 1).min(file.lines().max(1))).filter(|line| !is_long(*line)).unwrap_or(last);
            (file.line_range(top).start, file.line_range(bottom).end.max(file.line_range(last).end))
        };
        Excerpt { file, from, to, data: safe(&mask(from, to)), name: crate::text::shown(&file.shown) }
    }

    fn holds(&self, span: Span) -> bool {
        self.from <= span.start && span.start <= self.to
    }

    /// The text of a label, wrapped so that it ends within the width: it starts below the middle of its span.
    pub(super) fn beside(&self, span: Span, text: &str, width: usize) -> String {
        let column = self
            .file
            .position(span.start)
            .column
            .saturating_sub(self.file.position(self.from).column.max(1) - 1);
        let shown = (span.end.min(self.to).saturating_sub(span.start) / 2).min(LONG);
        let left = column as usize + shown as usize + 14;
        textwrap::fill(text, width.saturating_sub(left).max(28))
    }

    /// A span for miette, cut to what is shown.
    pub(super) fn place(&self, span: Span) -> SourceSpan {
        let end = span.end.min(self.to).max(span.start);
        (span.start as usize, (end - span.start) as usize).into()
    }
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let at = |offset: usize| u32::try_from(offset).unwrap_or(self.to).clamp(self.from, self.to);
        let (start, end) = (at(span.offset()), at(span.offset() + span.len()));
        let file = self.file;
        let first = file.line(start).saturating_sub(before as u32).max(file.line(self.from));
        let last = file.line(end.saturating_sub(u32::from(end > start))) + after as u32;
        let from = file.line_range(first).start.max(self.from);
        let to = file.line_range(last).end.clamp(from, self.to);
        let shift = |offset: u32| (offset - self.from) as usize;
        Ok(Box::new(Lines {
            data: &self.data[shift(from)..shift(to)],
            span: (from as usize, (to - from) as usize).into(),
            line: first.saturating_sub(1) as usize,
            // Without lines around it, this is the place that the head names.
            column: if before == 0 && after == 0 {
                file.position(start).column as usize - 1
            } else {
                (from - file.line_range(first).start) as usize
            },
            name: &self.name,
        }))
    }
}

/// The same number of bytes, with nothing in them that could steer a terminal or is no UTF-8.
fn safe(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if crate::text::steers(c) && !matches!(c, '\n' | '\t') {
                let replacement = if c == '\r' { b' ' } else { b'?' };
                out.extend(std::iter::repeat_n(replacement, c.len_utf8()));
            } else {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        out.extend(chunk.invalid().iter().map(|_| b'?'));
    }
    out
}

#[derive(Debug)]
struct Lines<'a> {
    data: &'a [u8],
    span: SourceSpan,
    line: usize,
    column: usize,
    name: &'a str,
}

impl<'a> SpanContents<'a> for Lines<'a> {
    fn data(&self) -> &'a [u8] {
        self.data
    }

    fn span(&self) -> &SourceSpan {
        &self.span
    }

    fn name(&self) -> Option<&str> {
        Some(self.name)
    }

    fn line(&self) -> usize {
        self.line
    }

    fn column(&self) -> usize {
        self.column
    }

    fn line_count(&self) -> usize {
        memchr::memchr_iter(b'\n', self.data).count() + 1
    }

    fn language(&self) -> Option<&str> {
        None
    }
}
