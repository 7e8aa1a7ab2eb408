//! One finding for what is not Dovecot's text: templates, encrypted files, placeholders.

use std::ops::Range;

use crate::config::Config;
use crate::document::placeholder;
use crate::document::roots::is_named_as_template;
use crate::finding::{About, Finding, Findings, Lint, Severity, Stage};
use crate::hash::HashMap;
use crate::lints;
use crate::source::{FileId, Span};

/// The lint for templates and for placeholders.
const OF_TEMPLATES: &str = "unrendered-template";

/// The lint whose findings are at the head of a section, while Dovecot stops at the end of the file.
const OF_OPEN_SECTIONS: &str = "unclosed-section";

/// Where Dovecot stops, in the order in which it would: what it misses at the end of a file comes last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stop {
    is_at_end: bool,
    span: Span,
}

impl Stop {
    /// The earlier of a known stop and the one of a finding.
    fn first(known: Option<Stop>, finding: &Finding) -> Option<Stop> {
        let is_at_end = finding.lint.name == OF_OPEN_SECTIONS;
        let own = finding.is_refused().then_some(Stop { is_at_end, span: finding.span });
        known.into_iter().chain(own).min()
    }
}

/// Leaves out what lints say of files that are no configuration, and of placeholders. Where Dovecot refuses something
/// there, the finding for the file says so, at the place where Dovecot stops.
pub(super) fn speak_for_files(config: &Config<'_>, findings: &mut Findings, wanted: impl Fn(&Lint) -> bool) {
    if findings.is_empty() {
        return;
    }
    let document = config.document;
    let mut refused: HashMap<FileId, Option<Stop>> =
        document.completeness.foreign().map(|(file, _)| (file, None)).collect();
    let mut placeholders: Option<(Stop, Vec<u8>)> = None;
    let mut line = Placeholders::default();
    findings.retain(|finding| {
        if let Some(first) = refused.get_mut(&finding.span.file) {
            let is_own = finding.lint.about == About::File;
            if !is_own {
                *first = Stop::first(*first, finding);
            }
            return is_own;
        }
        if finding.lint.about == About::Placeholder {
            return true;
        }
        let Some(text) = line.at(config, finding.span) else { return true };
        let known = placeholders.as_ref().map(|(stop, _)| *stop);
        if let Some(first) = Stop::first(known, finding).filter(|first| Some(*first) != known) {
            placeholders = Some((first, text));
        }
        false
    });
    for finding in findings.iter_mut().filter(|finding| finding.lint.about == About::File) {
        if let Some(Some(first)) = refused.get(&finding.span.file) {
            finding.span = first.span;
            finding.severity(Severity::Error).stage(Stage::Parse);
        }
        // No one gives it to Dovecot, and its author knows.
        if is_named_as_template(&document.sources.file(finding.span.file).path) {
            finding.severity(Severity::Advice).stage(Stage::Never);
        }
    }
    if let Some((stop, text)) = placeholders
        && lints::find(OF_TEMPLATES).is_some_and(wanted)
    {
        lints::syntax::placeholder(findings, stop.span, &text);
    }
    keep_one_template(findings);
}

/// Leaves the finding for the template at which Dovecot stops: the others have the same cause.
fn keep_one_template(findings: &mut Findings) {
    let is_template = |finding: &Finding| finding.lint.name == OF_TEMPLATES;
    let place = |finding: &Finding| (!finding.is_refused(), finding.span);
    let Some(first) = findings.iter().filter(|f| is_template(f)).map(place).min() else { return };
    findings.retain(|finding| !is_template(finding) || place(finding) == first);
}

/// So many placeholders of a line are looked for.
const MOST: usize = 64;

/// The placeholders in the value on a line; a long one may have many findings.
#[derive(Debug, Default)]
struct Placeholders {
    line: Option<(FileId, u32)>,
    /// Where in the file, in order.
    places: Vec<Range<usize>>,
    /// Whether the first one is all of the value: `= #NAME#` is an empty value and a comment for Dovecot.
    is_whole: bool,
}

impl Placeholders {
    /// The placeholder in the value on the line of a finding, if the finding is about it.
    fn at(&mut self, config: &Config<'_>, span: Span) -> Option<Vec<u8>> {
        let file = config.document.sources.file(span.file);
        let row = file.line(span.start);
        if self.line != Some((span.file, row)) {
            let range = file.line_range(row);
            self.line = Some((span.file, row));
            self.read(&file.bytes[..range.end as usize], range.start as usize);
        }
        let (start, end) = (span.start as usize, span.end as usize);
        let first = self.places.first().filter(|_| self.is_whole);
        let found =
            first.or_else(|| self.places.iter().find(|place| start < place.end && end > place.start))?;
        Some(file.bytes[found.clone()].to_vec())
    }

    fn read(&mut self, text: &[u8], start: usize) {
        self.places.clear();
        self.is_whole = false;
        let Some(sign) = memchr::memchr(b'=', &text[start..]) else { return };
        let mut from = start + sign + 1;
        let gap = text[from..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        self.is_whole = text[from + gap..].starts_with(b"#")
            && placeholder(text[from + gap..].trim_ascii()).is_some_and(|found| found.start == 0);
        from += if self.is_whole { gap } else { 0 };
        while self.places.len() < MOST
            && let Some(found) = text.get(from..).and_then(placeholder)
        {
            self.places.push(from + found.start..from + found.end);
            from += found.end;
        }
    }
}
