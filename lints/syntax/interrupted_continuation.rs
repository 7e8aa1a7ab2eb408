use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "interrupted-continuation",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
    refuses: Sometimes,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for (lost, rest) in config.interrupted_continuations() {
        let file = document.sources.file(lost.file);
        let text = document.sources.text(lost);
        let text = text.lines().next().unwrap_or_default();
        let rest = rest.and_then(|index| document.statements.get(index));
        let finding = findings.add(
            &LINT,
            rest.map_or(lost, |rest| lost.to(rest.span)),
            format!("`{text}` is discarded: a comment or blank line interrupts the continuation"),
        );
        finding.label("this never reaches Dovecot");
        finding.help("Move the comment or the blank line above the continued setting.");
        if let Some(rest) = rest {
            finding.severity(Severity::Error).stage(Stage::Parse);
            finding.also(rest.span, "the rest, which is rejected without its beginning");
        }
        let line = file.line(lost.end) + 1;
        let next = file.line_range(line);
        if next.is_empty() {
            continue;
        }
        let between = Span::new(lost.file, next.clone());
        finding.also(between, "this ends the continuation");
        let goes_on = !file.bytes[(next.end as usize).min(file.bytes.len())..].trim_ascii().is_empty();
        if goes_on && document.sources.bytes(between).trim_ascii().starts_with(b"#") {
            let whole = Span { end: file.next_line(line), ..between };
            finding.fix_unsafe("remove the comment", [Edit::delete(whole)]);
        }
    }
}
