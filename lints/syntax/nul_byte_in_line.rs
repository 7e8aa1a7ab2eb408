use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::NoteKind;

lint! {
    name: "nul-byte-in-line",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let mut last = None;
    for note in document.notes.iter().filter(|note| note.kind == NoteKind::AfterNul) {
        // A file in UTF-16 has one in every line; once is enough.
        if last.replace(note.span.file) == Some(note.span.file) {
            continue;
        }
        let bytes = document.sources.bytes(note.span);
        let is_wide = memchr::memchr_iter(0, bytes).count() * 3 > bytes.len() && bytes.len() > 2;
        let finding = findings.add(&LINT, note.span, "a NUL byte ends this line for Dovecot");
        finding.label("not read");
        if is_wide {
            finding.help("Save the file as UTF-8; it looks like UTF-16.");
        } else {
            let nul = Span { end: note.span.start + 1, ..note.span };
            finding.help("Remove the NUL byte.");
            finding.fix_unsafe("remove the NUL byte", [Edit::delete(nul)]);
        }
    }
}
