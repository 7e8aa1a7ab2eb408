use std::io::{self, Write};

use super::xml::escape;
use crate::document::Document;
use crate::finding::{Finding, Ignored, Severity};
use crate::hash::HashSet;
use crate::report::{RootReport, path, text};

/// A test report: a suite for each root, in it a case for each finding, and one that passes for each file
/// without any. A finding below `least` is no failure, since the exit code does not count it either; what is
/// ignored is skipped.
///
/// # Errors
/// When `out` cannot be written.
pub fn junit(reports: &[RootReport], least: Option<Severity>, out: &mut dyn Write) -> io::Result<()> {
    let suites: Vec<Suite> = reports.iter().map(|report| Suite::new(report, least)).collect();
    let sum = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"dovelint\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">",
        sum(|suite| suite.tests),
        sum(|suite| suite.failures),
        sum(|suite| suite.skipped),
    )?;
    for suite in &suites {
        suite.write(least, out)?;
    }
    writeln!(out, "</testsuites>")
}

struct Suite<'r> {
    report: &'r RootReport,
    /// The files of which nothing is said.
    clean: Vec<&'r str>,
    tests: usize,
    failures: usize,
    skipped: usize,
}

impl<'r> Suite<'r> {
    fn new(report: &'r RootReport, least: Option<Severity>) -> Suite<'r> {
        let spoken: HashSet<_> = report.findings.iter().map(|finding| finding.span.file).collect();
        let files = report.document.sources.files();
        let clean: Vec<&str> =
            files.filter(|(id, _)| !spoken.contains(id)).map(|(_, file)| file.shown.as_str()).collect();
        Suite {
            tests: report.findings.len() + clean.len(),
            failures: report.counting().filter(|finding| fails(finding, least)).count(),
            skipped: report.findings.len() - report.counting().count(),
            report,
            clean,
        }
    }

    fn write(&self, least: Option<Severity>, out: &mut dyn Write) -> io::Result<()> {
        let document = &self.report.document;
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">",
            escape(&path::relative(&document.sources.file(document.root).shown)),
            self.tests,
            self.failures,
            self.skipped,
        )?;
        writeln!(
            out,
            "    <properties>\n      <property name=\"dovecot\" value=\"{}\"/>\n      \
             <property name=\"dovecot.reason\" value=\"{}\"/>\n    </properties>",
            document.version,
            escape(&document.version_reason()),
        )?;
        for finding in &self.report.findings {
            case(document, finding, least, out)?;
        }
        for shown in &self.clean {
            let file = escape(&path::relative(shown));
            writeln!(out, "    <testcase classname=\"{file}\" name=\"no findings\" file=\"{file}\"/>")?;
        }
        writeln!(out, "  </testsuite>")
    }
}

fn fails(finding: &Finding, least: Option<Severity>) -> bool {
    least.is_some_and(|least| finding.severity >= least)
}

fn case(
    document: &Document,
    finding: &Finding,
    least: Option<Severity>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let source = document.sources.file(finding.span.file);
    let at = source.position(finding.span.start);
    let shown = path::relative(&source.shown);
    let file = escape(&shown);
    let name = finding.lint.name;
    let message = escape(&finding.message);
    writeln!(
        out,
        "    <testcase classname=\"{file}\" name=\"{name} at line {}, column {}\" file=\"{file}\" line=\"{}\">",
        at.line, at.column, at.line
    )?;
    let whole = format!("{shown}:{}:{}: {}\n{}", at.line, at.column, text(finding), finding.lint.more());
    match finding.ignored.as_ref().map(Ignored::reason) {
        Some(reason) => writeln!(out, "      <skipped message=\"{}\"/>", escape(reason))?,
        None if fails(finding, least) => writeln!(
            out,
            "      <failure type=\"{}\" message=\"{message}\">{}</failure>",
            finding.severity.as_str(),
            escape(&whole)
        )?,
        None => {
            writeln!(
                out,
                "      <system-out>{}: {}</system-out>",
                finding.severity.as_str(),
                escape(&whole)
            )?;
        }
    }
    writeln!(out, "    </testcase>")
}
