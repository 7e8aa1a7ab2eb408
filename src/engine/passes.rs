//! What holds for the findings of every lint, once all have spoken.

use crate::config::Config;
use crate::document::Document;
use crate::finding::{Findings, Stage};
use crate::hash::HashMap;
use crate::source::Span;
use crate::syntax::{Form, Kind, Statement};

/// Leaves out what another lint says better: one cause, one finding.
pub(super) fn yield_to_others(findings: &mut Findings) {
    if findings.iter().all(|finding| finding.lint.yields_to.is_empty()) {
        return;
    }
    let yielding = findings.iter().flat_map(|finding| finding.lint.yields_to);
    let mut places: HashMap<&str, Vec<Span>> = yielding.map(|other| (other.to, Vec::new())).collect();
    for finding in findings.iter() {
        if let Some(found) = places.get_mut(finding.lint.name) {
            found.push(finding.span);
        }
    }
    for found in places.values_mut() {
        found.sort_unstable();
    }
    findings.retain(|finding| {
        !finding.lint.yields_to.iter().any(|other| {
            let found = places.get(other.to).map_or(&[][..], Vec::as_slice);
            if other.here { around(found, finding.span).is_some() } else { !found.is_empty() }
        })
    });
}

/// Makes what findings say safe to show, no matter who asks: names and values in it may hold anything, and some are secret.
pub(super) fn seal(document: &Document, findings: &mut Findings) {
    if findings.is_empty() {
        return;
    }
    let secrets = document.secrets();
    for finding in findings.iter_mut() {
        let labels = finding.labels.iter().map(|label| label.span);
        let near = secrets.near(document, std::iter::once(finding.span).chain(labels));
        for text in finding.texts_mut() {
            text.replace(|part, _| crate::text::shown(part).into_owned());
            secrets.seal(text, &near);
        }
    }
}

/// What is in another file or in the environment is not known, so nothing judges it by the path or the name of
/// the variable that is in its place. `doveconf -n` does: it checks the type of what is written.
pub(super) fn leave_unread_values(config: &Config<'_>, findings: &mut Findings) {
    let document = config.document;
    let unread = |statement: &Statement| {
        let raw = document.bytes(statement, statement.value);
        let is_elsewhere = match raw.first() {
            Some(b'<') => document.value(statement).form == Form::File,
            _ => raw.contains(&b'$') && memchr::memmem::find(raw, b"$ENV:").is_some(),
        };
        is_elsewhere.then(|| document.locate(statement, statement.value))
    };
    let settings = document.statements.iter().filter(|statement| statement.kind == Kind::Setting);
    let mut places: Vec<Span> = settings.filter_map(unread).collect();
    if places.is_empty() {
        return;
    }
    places.sort_unstable();
    findings.retain(|finding| {
        let span = finding.span;
        let place = around(&places, span);
        // Next to a variable there may be words that are known.
        let is_read = |place: Span| {
            let whole = document.sources.bytes(place);
            let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
            let (from, to) = ((span.start - place.start) as usize, (span.end - place.start) as usize);
            let start = whole[..from].iter().rposition(is_blank).map_or(0, |at| at + 1);
            let end = whole[to..].iter().position(is_blank).map_or(whole.len(), |at| to + at);
            !whole.starts_with(b"<") && memchr::memmem::find(&whole[start..end], b"$ENV:").is_none()
        };
        finding.stage == Stage::Parse || finding.lint.judges_the_text() || place.is_none_or(is_read)
    });
}

/// `doveconf` checks the text after a `<` as if it were the value; a server reads the file and takes what is in it.
/// Tried with servers 2.3.19, 2.4.1 and 2.4.5.
pub(super) fn say_who_reads_files(config: &Config<'_>, findings: &mut Findings) {
    let document = config.document;
    for bad in config.bad_values() {
        let statement = bad.written.statement;
        let taken = document.value(statement);
        if taken.form != Form::File || !taken.text.starts_with(b"/") {
            continue;
        }
        let place = document.locate(statement, statement.value);
        let (key, value) = (&bad.written.key, &bad.written.value);
        for finding in findings.iter_mut().filter(|f| f.is_refused() && f.span == place) {
            finding.message =
                format!("`doveconf` rejects `{value}` for `{key}`, which needs {}", bad.kind.describe())
                    .into();
            finding.label = "the server reads the file; `doveconf` does not".into();
            finding.help =
                format!("Write the value itself after `{key} =`, so that `doveconf` accepts it.").into();
            finding.fixes.clear();
        }
    }
}

/// Dovecot names the last physical line of a continued statement, so what it refuses reaches down to there.
pub(super) fn reach_last_lines(config: &Config<'_>, findings: &mut Findings) {
    let mut continued: Vec<Span> =
        config.document.statements.iter().filter(|s| s.is_continued()).map(|s| s.span).collect();
    if continued.is_empty() {
        return;
    }
    continued.sort_unstable();
    for finding in findings.iter_mut().filter(|f| f.stage == Stage::Parse) {
        if let Some(span) = around(&continued, finding.span) {
            finding.span.end = span.end;
        }
    }
}

/// The last of these sorted places that begins at a span or before it, if the span is in it.
fn around(places: &[Span], span: Span) -> Option<Span> {
    let before = places.partition_point(|place| (place.file, place.start) <= (span.file, span.start));
    let place = places[..before].last()?;
    (place.file == span.file && span.end <= place.end).then_some(*place)
}
