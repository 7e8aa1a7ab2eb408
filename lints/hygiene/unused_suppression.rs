use crate::config::Facts;
use crate::document::{Document, Ignore};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "unused-suppression",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment, silent: Unread,
    about: Suppression, effect: None,
}

/// Only who has seen the findings knows what an ignore is for: see [`report`].
fn check(_: &Facts<'_>, _: &mut Findings) {}

/// An ignore of which the name with this index matches no finding.
pub fn report(document: &Document, ignore: &Ignore, index: usize, findings: &mut Findings) {
    let Some((name, place)) = ignore.names.get(index) else { return };
    let finding = findings.add(&LINT, *place, format!("unused suppression: no `{name}` finding here"));
    finding.label(if ignore.reach.is_some() {
        "nothing to suppress"
    } else {
        "no setting or section follows"
    });
    finding.help("Remove the comment, so that it does not hide a later mistake.");
    // A machine is only looked at.
    if document.is_of_machine(ignore.span.file) {
        return;
    }
    let (title, span) = match ignore.names.get(index + 1).or_else(|| ignore.names.get(index.wrapping_sub(1)))
    {
        None => ("remove the comment", whole_comment(document, ignore.span)),
        Some((_, next)) if next.start > place.start => {
            ("remove the name", Span { end: next.start, ..*place })
        }
        Some((_, before)) => ("remove the name", Span { start: before.end, ..*place }),
    };
    finding.fix_same(title, [Edit::delete(span)]);
}

/// The comment with the spaces before it, and the line when nothing else is in it.
fn whole_comment(document: &Document, comment: Span) -> Span {
    let file = document.sources.file(comment.file);
    let line = file.line(comment.start);
    let line_start = file.line_range(line).start;
    let before = &file.bytes[line_start as usize..comment.start as usize];
    let start = line_start + before.trim_ascii_end().len() as u32;
    let end = if start == line_start { file.next_line(line) } else { comment.end };
    Span { start, end, ..comment }
}
