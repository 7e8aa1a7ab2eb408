//! Ignoring one finding by a comment.

use crate::document::{Document, Reach};
use crate::edit::{self, Edit};
use crate::engine::RootReport;
use crate::finding::{About, Finding};
use crate::lsp::pass;
use crate::lsp::session::Session;
use crate::source::Span;
use crate::syntax::{Kind, Statement};

/// What stands for the reason that the person has to give.
pub const REASON: &str = "why?";

/// The edit after which a finding is ignored and everything else is as it was; none where there is no such edit.
pub fn edit(session: &Session, at: usize, finding: &Finding) -> Option<Edit> {
    let report = &session.pass().reports[at];
    // No one means to ignore a finding about such a comment.
    if finding.lint.about == About::Suppression {
        return None;
    }
    let edit = comment(&report.document, finding)?;
    is_alone(session, at, report, finding, &edit).then_some(edit)
}

fn comment(document: &Document, finding: &Finding) -> Option<Edit> {
    let span = finding.span;
    let name = finding.lint.name;
    let known = document.ignores.iter().find(|ignore| {
        let is_part = matches!(ignore.reach, Some(Reach::Part(_)));
        ignore.span.file == span.file && is_part && !ignore.is_malformed && ignore.holds(span)
    });
    if let Some((_, last)) = known.and_then(|ignore| ignore.names.last()) {
        return Some(Edit::insert_after(*last, format!(", {name}")));
    }
    if document.statements.iter().all(|s| s.span.file != span.file) {
        return in_lines(document, finding);
    }
    let own =
        |s: &&Statement| s.span.file == span.file && s.span.start <= span.start && span.start <= s.span.end;
    let index = document.statements.iter().position(|s| own(&s))?;
    let statement = &document.statements[index];
    let file = document.sources.file(span.file);
    let line = file.line(statement.span.start);
    let range = file.line_range(line);
    let text = format!("# dovelint: ignore[{name}] -- {REASON}");
    match statement.kind {
        Kind::Open | Kind::Group if !statement.is_continued() => {
            let rest = file.bytes.get(statement.span.end as usize..range.end as usize)?;
            rest.trim_ascii().is_empty().then(|| {
                let end = Span::new(span.file, statement.span.end..range.end);
                Edit::replace(end, format!(" {text}"))
            })
        }
        Kind::Setting | Kind::Include | Kind::IncludeTry | Kind::Malformed
            if !statement.is_continued() && document.heredoc(index).is_none() =>
        {
            let before = file.bytes.get(range.start as usize..statement.span.start as usize)?;
            let indent = std::str::from_utf8(before).ok().filter(|indent| indent.trim().is_empty())?;
            let end = file.line_break(range.start);
            let start = Span::new(span.file, range.start..range.start);
            Some(Edit::insert_before(start, format!("{indent}{text}{end}")))
        }
        _ => None,
    }
}

/// A comment above the line of a finding in a file of lines, such as a unit or a crontab.
fn in_lines(document: &Document, finding: &Finding) -> Option<Edit> {
    let file = document.sources.file(finding.span.file);
    let range = file.line_range(file.line(finding.span.start));
    let line = file.bytes.get(range.start as usize..range.end as usize)?;
    let before = file.bytes.get(..range.start as usize)?.trim_ascii_end();
    // Nothing can be before the line that names the shell, or inside what goes over several lines.
    if line.starts_with(b"#!") || before.ends_with(b"\\") {
        return None;
    }
    let text =
        format!("# dovelint: ignore[{}] -- {REASON}{}", finding.lint.name, file.line_break(range.start));
    Some(Edit::insert_before(Span::new(finding.span.file, range.start..range.start), text))
}

/// Whether after an edit nothing is gone but one finding, and nothing has come.
fn is_alone(session: &Session, at: usize, report: &RootReport, finding: &Finding, edit: &Edit) -> bool {
    let file = report.document.sources.file(edit.span.file);
    if file.shown.starts_with('<') {
        return false;
    }
    let mut texts = session.texts().clone();
    let text = edit::apply(&file.bytes, edit.span.file, std::slice::from_ref(edit));
    let open = texts.iter().map(|(path, _)| path.clone());
    let same: Vec<String> =
        open.filter(|path| crate::document::roots::is_same_file(path, &file.shown)).collect();
    for path in same {
        texts.insert(path, text.clone());
    }
    texts.insert(file.shown.clone(), text);
    let engine = pass::engine(&session.pass().rules[at], texts);
    let checked = engine.check(std::slice::from_ref(&report.root));
    let Some(after) = checked.reports.first() else { return false };
    let grown = edit.text.len() as u32 - (edit.span.end - edit.span.start);
    let moved = |document: &Document, finding: &Finding, grown: u32| {
        let shown = document.sources.file(finding.span.file).shown.clone();
        let is_behind = shown == file.shown && finding.span.start >= edit.span.end;
        (shown, finding.span.start + if is_behind { grown } else { 0 }, finding.lint.name)
    };
    let others = report.counting().filter(|other| !std::ptr::eq(*other, finding));
    let mut before: Vec<_> = others.map(|one| moved(&report.document, one, grown)).collect();
    let mut now: Vec<_> = after.counting().map(|one| moved(&after.document, one, 0)).collect();
    before.sort();
    now.sort();
    before == now && after.document.statements.len() == report.document.statements.len()
}
