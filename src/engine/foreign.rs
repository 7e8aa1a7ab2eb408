//! One finding for what is not Dovecot's text: templates, encrypted files, placeholders.

use crate::config::Config;
use crate::document::placeholder;
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
        let Some(text) = placeholder_at(config, finding.span) else { return true };
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

/// The placeholder in the value on the line of a finding, if the finding is about it.
fn placeholder_at(config: &Config<'_>, span: Span) -> Option<Vec<u8>> {
    let file = config.document.sources.file(span.file);
    let range = file.line_range(file.line(span.start));
    let line = &file.bytes[range.start as usize..range.end as usize];
    let mut from = memchr::memchr(b'=', line)? + 1;
    // `= #NAME#` is an empty value and a comment for Dovecot.
    let value = line.get(from..)?.trim_ascii();
    if value.starts_with(b"#")
        && let Some(found) = placeholder(value).filter(|found| found.start == 0)
    {
        return Some(value[found].to_vec());
    }
    while let Some(found) = line.get(from..).and_then(placeholder) {
        let place = from + found.start..from + found.end;
        let (start, end) = (range.start + place.start as u32, range.start + place.end as u32);
        if span.start < end && span.end > start {
            return Some(line[place].to_vec());
        }
        from = place.end;
    }
    None
}
