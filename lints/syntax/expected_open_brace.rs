use std::collections::BTreeSet;

use super::conflict;
use crate::config::{Facts, ProblemKind};
use crate::document::Document;
use crate::edit::Edit;
use crate::finding::{Finding, Findings};
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::Kind;

lint! {
    name: "expected-open-brace",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    // here-document-not-allowed is about their lines.
    let heredocs = config.unsupported_heredocs();
    let rests: BTreeSet<usize> =
        config.interrupted_continuations().into_iter().filter_map(|(_, rest)| rest).collect();
    let mut conflicts = BTreeSet::new();
    for problem in config.problems() {
        let (ProblemKind::NoBrace, Some(index)) = (&problem.kind, problem.statement) else { continue };
        let Some(statement) = document.statements.get(index) else { continue };
        let text = document.bytes(statement, statement.key);
        // So does interrupted-continuation.
        if rests.contains(&index) {
            continue;
        }
        if heredocs.iter().any(|(start, end)| *start < index && end.is_some_and(|end| index <= end)) {
            continue;
        }
        // smart-quotes-or-nbsp says what is really wrong with such a line.
        if crate::text::lookalike(text).is_some() {
            continue;
        }
        if text.starts_with(conflict::OURS) {
            conflicts.insert(statement.span.file);
            let finding = findings.at(&LINT, problem, "a merge conflict was left in this file");
            finding.label("both sides are in the file, with the conflict markers");
            finding.help("Keep one side, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`.");
            continue;
        }
        if text.starts_with(conflict::THEIRS) && conflicts.contains(&statement.span.file) {
            continue;
        }
        let shown = crate::text::clipped(text, 60);
        let message = match text.first() {
            Some(b'}') => format!("`{shown}`: unexpected text after `}}`"),
            Some(b'{') => "this `{` has no section type before it on its line".to_owned(),
            _ => format!("`{shown}` is neither a setting nor a section header"),
        };
        let finding = findings.at(&LINT, problem, message);
        advise(document, index, &shown, finding);
    }
}

/// Says what to type, by what the line looks like.
fn advise(document: &Document, index: usize, text: &str, finding: &mut Finding) {
    let Some(statement) = document.statements.get(index) else { return };
    let span = statement.span;
    let is_plain = !statement.is_continued();
    if let Some(rest) = text.strip_prefix('}') {
        finding.label("a `}` must be alone on its line");
        finding.help("Put the `}` on a line of its own; only a comment may follow it.");
        if is_plain && rest.trim() == ";" {
            finding.fix_safe("remove the `;`", [Edit::replace(span, "}")]);
        }
    } else if text.starts_with('!') {
        finding.label("not a Dovecot directive");
        finding.help("Write `!include PATH` or `!include_try PATH`.");
    } else if let Some(head) = text.strip_suffix('{') {
        let words = head.split_whitespace().count();
        finding.label(if head.contains('=') {
            "a `=` in a section header"
        } else if words > 2 {
            "a section has one name"
        } else {
            "the `{` must be separated by a space"
        });
        if let Some(bare) = head.trim_end().strip_suffix('=') {
            finding.help("Remove the `=`: a section header is `type name {`.");
            if is_plain && span.end - span.start == text.len() as u32 {
                let bare = bare.trim_end();
                finding.fix_safe("remove the `=`", [Edit::replace(span, format!("{bare} {{"))]);
            }
        } else if words > 2 {
            finding.help("Write one section per name, or quote a name that contains spaces.");
        } else {
            finding.help("Put a space before the `{`.");
            let glued = head.ends_with(|c: char| !c.is_whitespace());
            if is_plain && glued && words > 0 {
                let brace = Span { start: span.end - 1, ..span };
                finding.fix_safe("put a space before the `{`", [Edit::insert_before(brace, " ")]);
            }
        }
    } else {
        finding.label("expected `=` or `{`");
        finding
            .help("Put the `{` at the end of this line if it is a section, or write `=` if it is a setting.");
        let is_head = is_plain && text.split_whitespace().count() <= 2 && !text.contains('=');
        if let Some(edits) = join_brace(document, index).filter(|_| is_head) {
            finding.fix_safe("put the `{` on this line", edits);
        }
    }
}

/// The edits that bring a `{` on the next line up to its head.
fn join_brace(document: &Document, index: usize) -> Option<[Edit; 2]> {
    let head = document.statements.get(index)?;
    let brace = document.statements.get(index + 1)?;
    let is_lone = brace.kind == Kind::Malformed && document.bytes(brace, brace.key) == b"{";
    if !is_lone || brace.span.file != head.span.file || brace.is_continued() {
        return None;
    }
    let file = document.sources.file(brace.span.file);
    let line = file.line(brace.span.start);
    let whole = Span::new(brace.span.file, file.line_range(line).start..file.next_line(line));
    let fills_line = document.sources.bytes(whole).trim_ascii() == b"{";
    let gone = if fills_line { whole } else { brace.span };
    Some([Edit::insert_after(head.span, " {"), Edit::delete(gone)])
}
