use crate::config::{Facts, ProblemKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "unclosed-section",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        if !matches!(problem.kind, ProblemKind::Unclosed) {
            continue;
        }
        let head = document.sources.text(problem.span);
        let file = document.sources.file(problem.span.file);
        let end = file.bytes.len() as u32;
        let break_first = if file.bytes.ends_with(b"\n") { "" } else { "\n" };
        findings
            .at(&LINT, problem, format!("`{head}` is never closed"))
            .label("this section starts here but is never closed")
            .help("Add a `}` on its own line after the section's last setting.")
            .fix_unsafe(
                format!("close it at the end of {}", file.shown),
                [Edit::replace(Span::new(problem.span.file, end..end), format!("{break_first}}}\n"))],
            );
    }
}
