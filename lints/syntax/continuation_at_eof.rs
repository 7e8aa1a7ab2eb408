use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::{NoteKind, Part};

lint! {
    name: "continuation-at-eof",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for note in document.notes.iter().filter(|note| note.kind == NoteKind::OpenContinuation) {
        let text = document.sources.text(note.span);
        let finding = findings.add(
            &LINT,
            note.span,
            format!("`{text}` continues on a line that does not exist, so it is discarded"),
        );
        finding.label("ends with a backslash, but nothing follows");
        finding.help("Remove the backslash, or write the rest of the line.");
        let rest = Span {
            start: note.span.end,
            end: document.sources.file(note.span.file).bytes.len() as u32,
            ..note.span
        };
        let behind = document.sources.bytes(rest);
        // Without its backslash the line counts, so it is put where a person can see it.
        if let Some(at) = behind.iter().position(|b| *b == b'\\') {
            let end = rest.start + at as u32 + 1;
            // Backslashes in front of it would join the next line in its place.
            let is_joining = |byte: &&u8| matches!(**byte, b'\\' | b' ' | b'\t');
            let before = document.sources.bytes(note.span).iter().rev().take_while(is_joining);
            let before: Vec<u8> = before.copied().collect();
            let joining = before.iter().rposition(|byte| *byte == b'\\').map_or(0, |last| last + 1);
            let gap = Span { start: (end - 1).min(note.span.end - joining as u32), end, ..rest };
            finding.fix_unsafe("remove the backslash", [Edit::delete(gap)]);
        }
    }
    // At the end of an included file it joins the next line of the file that includes it.
    for statement in document.statements.iter().filter(|s| s.is_continued()) {
        let start = document.locate(statement, Part { start: 0, end: 1 });
        if start.file == statement.span.file {
            continue;
        }
        let file = document.sources.file(start.file);
        let line = Span::new(start.file, file.line_range(file.line(start.start)));
        findings
            .add(
                &LINT,
                Span { start: start.start, ..line },
                format!("the last line of {} continues in {}", file.shown, document.place(statement.span)),
            )
            .label("ends with a backslash, but the file ends")
            .also(statement.span, "Dovecot reads this line as the rest of it")
            .help("Remove the backslash, or write the rest of the line into the same file.");
    }
}
