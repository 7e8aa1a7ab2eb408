use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::document::Document;
use crate::finding::{Finding, Ignored, Severity, Stage};
use crate::host::Machine;
use crate::report::{Counts, RootReport, SCHEMA};
use crate::source::Span;

#[derive(Serialize)]
struct Report<'r> {
    schema: u32,
    dovelint: &'static str,
    roots: Vec<Root<'r>>,
    findings: All<'r>,
    summary: Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<Host<'r>>,
}

/// The machine that the configurations were judged with.
#[derive(Serialize)]
struct Host<'r> {
    root: &'r str,
    not_read: Vec<NotRead>,
}

#[derive(Serialize)]
struct NotRead {
    path: String,
    why: String,
    lints: Vec<&'static str>,
}

impl Host<'_> {
    fn new(machine: &Machine) -> Host<'_> {
        let not_read = machine.not_seen().into_iter().map(|seen| NotRead {
            path: crate::text::printable(seen.path.as_bytes()),
            why: seen.reason(),
            lints: seen.lints,
        });
        Host { root: machine.root(), not_read: not_read.collect() }
    }
}

#[derive(Serialize)]
struct Root<'r> {
    path: &'r str,
    dovecot: &'static str,
    version: String,
    version_reason: String,
    files: Vec<&'r str>,
}

/// The findings, made one by one while they are written.
struct All<'r>(&'r [RootReport]);

impl Serialize for All<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for report in self.0 {
            for finding in &report.findings {
                list.serialize_element(&Shown::new(&report.document, finding))?;
            }
        }
        list.end()
    }
}

#[derive(Serialize)]
struct Shown<'r> {
    lint: &'static str,
    group: &'static str,
    severity: Severity,
    stage: Stage,
    message: &'r str,
    help: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(flatten)]
    place: Place<'r>,
    labels: Vec<Label<'r>>,
    fixes: Vec<Fix<'r>>,
    ignored: Option<&'r str>,
    /// As which version its configuration was judged.
    version: String,
    version_reason: String,
}

#[derive(Serialize)]
struct Place<'r> {
    file: &'r str,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct Label<'r> {
    #[serde(flatten)]
    place: Place<'r>,
    text: &'r str,
}

#[derive(Serialize)]
struct Fix<'r> {
    title: &'r str,
    safe: bool,
    edits: Vec<Edit<'r>>,
}

#[derive(Serialize)]
struct Edit<'r> {
    file: &'r str,
    start: u32,
    end: u32,
    text: &'r str,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    advice: usize,
    ignored: usize,
    fixable: usize,
    files: usize,
}

fn place(document: &Document, span: Span) -> Place<'_> {
    let file = document.sources.file(span.file);
    let position = |offset: u32| {
        let at = file.position(offset);
        Position { line: at.line, column: at.column, offset }
    };
    Place { file: &file.shown, start: position(span.start), end: position(span.end) }
}

impl<'r> Shown<'r> {
    fn new(document: &'r Document, finding: &'r Finding) -> Shown<'r> {
        let file = |span: Span| document.sources.file(span.file).shown.as_str();
        let own = Label { place: place(document, finding.span), text: &finding.label };
        let others = finding
            .labels
            .iter()
            .map(|label| Label { place: place(document, label.span), text: &label.text });
        Shown {
            lint: finding.lint.name,
            group: finding.lint.group,
            severity: finding.severity,
            stage: finding.stage,
            message: &finding.message,
            help: &finding.help,
            url: finding.lint.url(),
            place: place(document, finding.span),
            labels: std::iter::once(own).filter(|own| !own.text.is_empty()).chain(others).collect(),
            fixes: crate::report::fixes(document, finding)
                .map(|fix| Fix {
                    title: &fix.title,
                    safe: fix.is_safe(),
                    edits: fix
                        .edits
                        .iter()
                        .map(|edit| Edit {
                            file: file(edit.span),
                            start: edit.span.start,
                            end: edit.span.end,
                            text: &edit.text,
                        })
                        .collect(),
                })
                .collect(),
            ignored: finding.ignored.as_ref().map(Ignored::reason),
            version: document.version.to_string(),
            version_reason: document.version_reason(),
        }
    }
}

/// Everything as one JSON object.
///
/// # Errors
/// When `out` cannot be written.
pub fn json(reports: &[RootReport], out: &mut dyn Write) -> io::Result<()> {
    let counts = Counts::of(reports);
    let roots = reports
        .iter()
        .map(|report| {
            let document = &report.document;
            let sources = &document.sources;
            Root {
                path: &sources.file(document.root).shown,
                dovecot: document.version.series.as_str(),
                version: document.version.to_string(),
                version_reason: document.version_reason(),
                files: document.files().map(|file| sources.file(file).shown.as_str()).collect(),
            }
        })
        .collect();
    let report = Report {
        schema: SCHEMA,
        dovelint: env!("CARGO_PKG_VERSION"),
        roots,
        findings: All(reports),
        summary: Summary {
            errors: counts.errors,
            warnings: counts.warnings,
            advice: counts.advice,
            ignored: counts.ignored,
            fixable: counts.fixable,
            files: counts.files,
        },
        host: reports.iter().find_map(|report| report.document.machine()).map(Host::new),
    };
    crate::report::json_text::pretty(out, &report)?;
    writeln!(out)
}

/// The findings of [`json`], one object a line.
///
/// # Errors
/// When `out` cannot be written.
pub fn json_lines(reports: &[RootReport], out: &mut dyn Write) -> io::Result<()> {
    for report in reports {
        for finding in &report.findings {
            crate::report::json_text::line(out, &Shown::new(&report.document, finding))?;
            writeln!(out)?;
        }
    }
    Ok(())
}
