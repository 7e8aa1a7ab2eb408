//! Recovery: one mistake, one finding.
//!
//! Dovecot stops at its first error; dovelint goes on. A head without its brace still opens a section
//! when its end is there, and a section that is never closed is found by its indentation, so that what
//! only goes wrong because of it is not reported on its own.

use crate::config::{Cause, CauseKind, Config, Problem, ProblemKind};
use crate::document::Document;
use crate::schema;
use crate::source::Span;
use crate::syntax::Kind;

/// What a malformed line does to the sections around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) enum Recovery {
    /// It is the section header.
    Opens,
    /// It is the end of a section.
    Closes,
    /// Neither.
    Nothing,
}

/// What a line that is neither a setting nor a section was meant to be.
pub(in crate::config) fn recover(document: &Document, index: usize) -> Recovery {
    let statement = &document.statements[index];
    let text = document.bytes(statement, statement.key);
    if text.first() == Some(&b'}') {
        return Recovery::Closes;
    }
    if text == b"{" || text.ends_with(b"{") || lost_its_brace(document, index, text) {
        return Recovery::Opens;
    }
    Recovery::Nothing
}

/// Whether this is a section type with at most a name, and the next line is further right.
fn lost_its_brace(document: &Document, index: usize, text: &[u8]) -> bool {
    let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let Some(first) = words.next().filter(|_| words.nth(1).is_none()) else { return false };
    let (Some(head), Some(next)) = (document.statements.get(index), document.statements.get(index + 1))
    else {
        return false;
    };
    let column = |span: Span| document.sources.file(span.file).position(span.start).column;
    let is_further_right = head.span.file == next.span.file
        && matches!(next.kind, Kind::Setting | Kind::Open)
        && column(head.span) < column(next.span);
    is_further_right && is_section_type(document, first)
}

fn is_section_type(document: &Document, word: &[u8]) -> bool {
    let mut settings = schema::all(document.version.series).iter();
    schema::is_filter(word)
        || word == b"plugin"
        || settings.any(|s| s.name.as_bytes() == word && s.kind(document.version).is_section())
}

/// Whether this is a `{` on a line of its own below its head, which was reported already.
pub(in crate::config) fn continues_head(document: &Document, index: usize) -> bool {
    let text = |index: usize| {
        let statement = &document.statements[index];
        (statement.kind == Kind::Malformed).then(|| document.bytes(statement, statement.key))
    };
    text(index) == Some(b"{") && index.checked_sub(1).and_then(text).is_some_and(|head| head != b"{")
}

/// Reports the sections that are still open at the end, the innermost first, as Dovecot does.
pub(in crate::config) fn report(config: &mut Config<'_>, open: &[usize]) {
    name_lost_heads(config);
    let Some(innermost) = open.last() else { return };
    let document = config.document;
    let guilty = guilty(document, open).unwrap_or(*innermost);
    // What comes after the guilty head is judged in the wrong section.
    let range = guilty + 1..document.statements.len();
    if !leave_consequences(config, range, CauseKind::Unclosed, guilty) {
        config.report(ProblemKind::Unclosed, guilty, document.statements[guilty].span);
    }
}

/// A setting whose value ends in `{` was meant to be the section header: the lines of that section are judged around
/// it, and its `}` closes nothing.
fn name_lost_heads(config: &mut Config<'_>) {
    let document = config.document;
    let is_head = |index: &usize| {
        let statement = &document.statements[*index];
        let value = document.bytes(statement, statement.value);
        statement.kind == Kind::Setting && matches!(value, [b'{'] | [.., b' ' | b'\t', b'{'])
    };
    let is_close = |problem: &Problem| matches!(problem.kind, ProblemKind::UnexpectedClose);
    let closes: Vec<usize> =
        config.problems.iter().filter(|p| is_close(p)).filter_map(|p| p.statement).collect();
    let mut from = 0;
    for close in closes {
        let start = close.saturating_sub(LOST_SECTION).max(from);
        from = close + 1;
        if let Some(head) = (start..close).rev().find(is_head) {
            leave_consequences(config, head + 1..close + 1, CauseKind::BraceInValue, head);
        }
    }
}

/// How many statements a section has at most whose head is looked for.
const LOST_SECTION: usize = 200;

/// Of the problems in these statements that only follow from a mistake, the first is where Dovecot stops, so it stays and
/// names the mistake; the others would be noise. Whether there are any.
fn leave_consequences(
    config: &mut Config<'_>,
    range: std::ops::Range<usize>,
    kind: CauseKind,
    guilty: usize,
) -> bool {
    let document = config.document;
    let span = document.statements[guilty].span;
    let statement = &document.statements[guilty];
    let text = match kind {
        CauseKind::Unclosed => crate::text::clipped(document.sources.bytes(span), 60),
        CauseKind::BraceInValue => document.text(statement, statement.key),
    };
    let mut cause = Some(Cause { kind, span, text, place: document.place(span) });
    let is_consequence = |problem: &Problem| {
        problem.statement.is_some_and(|statement| range.contains(&statement))
            && match problem.kind {
                ProblemKind::UnknownSetting { .. }
                | ProblemKind::UnknownSection { .. }
                | ProblemKind::FilterNesting { .. }
                | ProblemKind::NetworkOutside
                | ProblemKind::SectionInList
                | ProblemKind::AuthInFilter
                | ProblemKind::WrongVersion(_)
                | ProblemKind::BlockOnSetting { refused: true, .. }
                | ProblemKind::GroupNotTop => true,
                ProblemKind::UnexpectedClose => kind == CauseKind::BraceInValue,
                _ => false,
            }
    };
    config.problems.retain_mut(|problem| {
        if !is_consequence(problem) {
            return true;
        }
        problem.cause = cause.take();
        problem.cause.is_some()
    });
    cause.is_none()
}

/// The head whose end is missing: the first open one that is followed by a statement at its own
/// indentation or further left although it is still open.
fn guilty(document: &Document, open: &[usize]) -> Option<usize> {
    let indent = |index: usize| {
        let span = document.statements[index].span;
        document.sources.file(span.file).position(span.start).column
    };
    open.iter().copied().find(|head| {
        let left = indent(*head);
        let file = document.statements[*head].span.file;
        let mut inside = document.statements[head + 1..].iter().enumerate().take(10_000);
        inside.any(|(offset, statement)| {
            statement.span.file == file && statement.kind != Kind::Close && indent(head + 1 + offset) <= left
        })
    })
}
