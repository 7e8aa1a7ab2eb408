use crate::config::{Config, ProblemKind};
use crate::source::Span;
use crate::syntax::NoteKind;

impl Config<'_> {
    /// Continuations that a comment or a blank line throws away, each with the statement below it when
    /// Dovecot refuses that one because its beginning is gone.
    pub fn interrupted_continuations(&self) -> Vec<(Span, Option<usize>)> {
        let document = self.document;
        let notes: Vec<Span> = document
            .notes
            .iter()
            .filter(|note| note.kind == NoteKind::LostContinuation)
            .map(|note| note.span)
            .collect();
        if notes.is_empty() {
            return Vec::new();
        }
        let mut places: Vec<_> = document
            .statements
            .iter()
            .enumerate()
            .map(|(index, statement)| (statement.span.file, statement.span.start, index))
            .collect();
        places.sort_unstable();
        let refused = self.problems().iter().filter(|problem| matches!(problem.kind, ProblemKind::NoBrace));
        let refused: std::collections::BTreeSet<usize> = refused.filter_map(|p| p.statement).collect();
        let below = |span: Span| {
            let at = places.partition_point(|(file, start, _)| (*file, *start) < (span.file, span.end));
            let (file, _, index) = places.get(at)?;
            (*file == span.file && refused.contains(index)).then_some(*index)
        };
        notes.into_iter().map(|span| (span, below(span))).collect()
    }
}
