//! What holds for the fixes of every lint: which are safe, and how far their edits reach.

use crate::config::Config;
use crate::edit::{Edit, Effect};
use crate::finding::Findings;
use crate::hash::HashSet;
use crate::source::{FileId, Span};
use crate::syntax::{Part, Statement};

/// Decides for each fix whether it is safe, and leaves out those that reach too far.
pub(in crate::engine) fn bound(config: &Config<'_>, findings: &mut Findings) {
    if findings.iter().all(|finding| finding.fixes.is_empty()) {
        return;
    }
    let is_moved = config.is_whole && config.document.is_of_other_series();
    let reach = Reach::new(config, findings);
    for finding in findings.iter_mut() {
        let is_refused = finding.is_refused();
        // A file of a machine is only looked at, and its path may be that of another file here.
        let is_ours = |edit: &Edit| !config.document.is_of_machine(edit.span.file);
        finding.fixes.retain(|fix| fix.edits.iter().all(|edit| is_ours(edit) && reach.allows(edit)));
        for fix in &mut finding.fixes {
            if is_moved || fix.effect == Effect::Repair && !is_refused {
                fix.effect = Effect::Change;
            }
            fix.edits.iter_mut().for_each(|edit| edit.keep_line_ends(&config.document.sources));
        }
    }
}

/// The statements of the files that edits change, by place.
struct Reach {
    statements: Vec<Span>,
    /// Statements that began in another file: which of their bytes are where is not for an edit to guess.
    divided: Vec<Span>,
}

impl Reach {
    fn new(config: &Config<'_>, findings: &Findings) -> Reach {
        let document = config.document;
        let edits = findings.iter().flat_map(|finding| &finding.fixes).flat_map(|fix| &fix.edits);
        let files: HashSet<FileId> = edits.map(|edit| edit.span.file).collect();
        let edited = document.statements.iter().filter(|statement| files.contains(&statement.span.file));
        let mut statements: Vec<Span> = edited.map(|statement| statement.span).collect();
        statements.sort_unstable();
        statements.dedup();
        let mut divided = Vec::new();
        let first = |statement: &Statement| document.locate(statement, Part { start: 0, end: 1 });
        for statement in document.statements.iter().filter(|statement| statement.is_continued()) {
            let begin = first(statement);
            if begin.file != statement.span.file {
                let end = document.sources.file(begin.file).bytes.len() as u32;
                divided.extend([statement.span, Span { end, ..begin }]);
            }
        }
        Reach { statements, divided }
    }

    /// Whether an edit stays within one statement, or takes whole ones.
    fn allows(&self, edit: &Edit) -> bool {
        let span = edit.span;
        let meets =
            |other: &Span| other.file == span.file && other.start <= span.end && span.start <= other.end;
        if self.divided.iter().any(meets) {
            return false;
        }
        let from = self.statements.partition_point(|s| (s.file, s.end) <= (span.file, span.start));
        let met: Vec<&Span> = self.statements[from..]
            .iter()
            .take_while(|s| s.file == span.file && s.start < span.end.max(span.start + 1))
            .filter(|s| s.start < span.end && span.start < s.end)
            .collect();
        let begins_within = met.first().is_some_and(|first| first.start < span.start);
        let ends_within = met.last().is_some_and(|last| span.end < last.end);
        met.len() <= 1 || !begins_within && !ends_within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span::new(FileId(0), start..end)
    }

    #[test]
    fn an_edit_stays_within_a_statement_or_takes_whole_ones() {
        let reach =
            Reach { statements: vec![span(0, 5), span(6, 10), span(11, 20)], divided: vec![span(30, 40)] };
        let allows = |start, end| reach.allows(&Edit::replace(span(start, end), "x"));
        for (start, end) in [(0, 5), (2, 4), (5, 5), (0, 10), (5, 21), (12, 12), (8, 11), (21, 29)] {
            assert!(allows(start, end), "{start}..{end}");
        }
        for (start, end) in [(2, 8), (0, 8), (8, 20), (30, 30), (35, 36), (40, 41)] {
            assert!(!allows(start, end), "{start}..{end}");
        }
    }
}
