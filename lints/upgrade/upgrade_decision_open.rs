use crate::config::Facts;
use crate::document::DECISION_MARK;
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::syntax::NoteKind;

lint! {
    name: "upgrade-decision-open",
    severity: Advice, stage: Never, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for note in document.notes.iter().filter(|note| note.kind == NoteKind::Comment) {
        let text = document.sources.bytes(note.span);
        let Some(at) = memchr::memmem::find(text, DECISION_MARK.as_bytes()) else { continue };
        let rest = &text[at + DECISION_MARK.len()..];
        let Some(end) = memchr::memchr(b']', rest) else { continue };
        let code = crate::text::clipped(&rest[..end], 60);
        findings
            .add(&LINT, note.span, format!("the upgrade decision {code} is still open"))
            .severity(Severity::Advice)
            .label("below is what was written for now, or the old line as a comment")
            .help("Decide, change the lines below, and remove this comment.");
    }
}
