use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::hash::HashMap;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::{Kind, NoteKind, half_quoted};

lint! {
    name: "comment-kept-by-quote",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let kept: Vec<Span> =
        document.notes.iter().filter(|n| n.kind == NoteKind::OpenQuoteKeepsHash).map(|n| n.span).collect();
    if kept.is_empty() {
        return;
    }
    // A note is in the last physical line of its statement, or in one before it.
    let ends: HashMap<_, _> = document
        .statements
        .iter()
        .filter(|s| s.kind == Kind::Setting)
        .map(|s| ((s.span.file, s.span.end), s))
        .collect();
    for span in kept {
        let Some(statement) = ends.get(&(span.file, span.end)).copied() else { continue };
        let raw = document.bytes(statement, statement.value);
        let text = document.sources.bytes(span);
        let hash = text.windows(2).position(|pair| matches!(pair, [b' ' | b'\t', b'#']));
        // unterminated-quote is about quotes at the ends of a value; a `#` inside a word is meant.
        let Some(hash) = hash.filter(|_| half_quoted(raw).is_none()) else { continue };
        let start = span.start + hash as u32 + 1;
        let comment = Span { start, ..span };
        let key = document.text(statement, statement.key);
        let sign = char::from(text.first().copied().unwrap_or(b'"'));
        let finding = findings.add(
            &LINT,
            comment,
            format!("`{}` stays in the value of `{key}`", document.sources.text(comment)),
        );
        finding.label("not a comment: a quote before it is open");
        finding.also(Span { end: span.start + 1, ..span }, format!("this `{sign}` opens a quoted part"));
        finding.help("Put the comment on a line of its own, or put the value in quotes.");
        if !statement.is_continued() && !raw.contains(&b'"') && !raw.contains(&b'\\') {
            let value = document.locate(statement, statement.value);
            let before = Span { end: start, ..value };
            let Some(text) = document.sources.exact(before) else { continue };
            let quoted = format!("\"{}\" ", text.trim_end());
            finding.fix_unsafe("put the value before the `#` in quotes", [Edit::replace(before, quoted)]);
        }
    }
}
