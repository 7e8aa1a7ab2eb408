use crate::config::Config;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::NoteKind;

lint! {
    "interrupted-continuation", "syntax", Warning, Never, Default,
    [V23, V24], fix: unsafe_only, whole: false, page: "interrupted_continuation.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let document = config.document;
    for note in document.notes.iter().filter(|note| note.kind == NoteKind::LostContinuation) {
        let file = document.sources.file(note.span.file);
        let text = document.sources.text(note.span);
        let text = text.lines().next().unwrap_or_default();
        let finding = findings.add(
            &LINT,
            note.span,
            format!("`{text}` is thrown away: a comment or a blank line stands inside its continuation"),
        );
        finding.label("this never reaches Dovecot");
        finding.help("Move the comment or the blank line above the continued setting.");
        let next = file.line_range(file.line(note.span.end) + 1);
        if next.is_empty() {
            continue;
        }
        let between = Span::new(note.span.file, next.clone());
        finding.also(between, "this ends the continuation");
        if document.sources.bytes(between).trim_ascii().starts_with(b"#") {
            let whole = Span { end: (next.end + 1).min(file.bytes.len() as u32), ..between };
            finding.fix_unsafe("remove the comment", [Edit::delete(whole)]);
        }
    }
}
