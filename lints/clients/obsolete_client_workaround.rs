use crate::config::{Config, Facts, ProblemKind};
use crate::edit::Edit;
use crate::finding::{Findings, Severity};
use crate::lints::clients::old_workarounds;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "obsolete-client-workaround",
    severity: Warning, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment,
    refuses: Sometimes,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.version().series == Series::V23 {
        return check_23(config, findings);
    }
    for checked in config.checks("imap") {
        for word in checked.view.words("imap_client_workarounds") {
            let Some(token) =
                old_workarounds::WORDS.iter().find(|token| word.text.as_ref() == token.as_bytes())
            else {
                continue;
            };
            let Some(span) = word.span else { continue };
            let message = format!("2.4 rejects the workaround `{token}`");
            let finding = findings.add(&LINT, span, message);
            finding.severity(Severity::Error).stage(checked.judged);
            finding.label("no longer exists").help(format!("Remove `{token}`."));
            let Some(assign) = word.assign else { continue };
            // In a block the word is a key on a line of its own.
            let value = config.value_span(assign);
            let whole =
                if span.start < value.start { config.span(assign) } else { separated(config, value, span) };
            finding.fix_safe(format!("remove `{token}`"), [Edit::delete(whole)]);
        }
    }
}

fn check_23(config: &Config<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::ObsoleteWorkaround(token) = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        let value = config.document.locate(written.statement, written.statement.value);
        let bytes = config.document.sources.bytes(value);
        let at = memchr::memmem::find(bytes, token.as_bytes());
        let span = at.map_or(value, |at| {
            let start = value.start + at as u32;
            Span { start, end: start + token.len() as u32, ..value }
        });
        let finding = findings.add(&LINT, span, format!("the workaround `{token}` no longer does anything"));
        finding.label("ignored; 2.4 rejects it").help(format!("Remove `{token}`."));
        if at.is_some() && !written.statement.is_continued() {
            let edit = [Edit::delete(separated(config, value, span))];
            finding.fix_same(format!("remove `{token}`"), edit);
        }
    }
}

/// A word of a list with the spaces or commas after it, or before it when it is the last one.
fn separated(config: &Config<'_>, value: Span, word: Span) -> Span {
    let is_separator = |b: &&u8| matches!(**b, b' ' | b',' | b'\t');
    let after = config.document.sources.bytes(Span { start: word.end, end: value.end, ..value });
    let behind = after.iter().take_while(is_separator).count();
    if behind > 0 {
        return Span { end: word.end + behind as u32, ..word };
    }
    let before = config.document.sources.bytes(Span { end: word.start, ..value });
    let ahead = before.iter().rev().take_while(is_separator).count();
    Span { start: word.start - ahead as u32, ..word }
}
