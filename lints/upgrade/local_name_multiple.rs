use crate::config::{Facts, ProblemKind};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;
use crate::text::words::{SPACES, words};

lint! {
    name: "local-name-multiple",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::SeveralNames = &problem.kind else { continue };
        let Some(index) = problem.statement else { continue };
        let Some(head) = config.document.statements.get(index) else { continue };
        let names = config.document.bytes(head, head.value);
        let names: Vec<&[u8]> = words(names, SPACES).collect();
        let place = config.document.locate(head, head.value);
        let finding = findings.add(&LINT, place, format!("one `local_name` names {} hosts", names.len()));
        finding.label("2.4 allows one").help("Repeat the block for each name.");
        let closing = config.document.closing(index).and_then(|at| config.document.statements.get(at));
        let Some(closing) = closing.filter(|closing| closing.span.file == head.span.file) else { continue };
        if head.is_continued() || head.span.end > closing.span.start {
            continue;
        }
        let whole = head.span.to(closing.span);
        finding.fix_safe("one block for each name", lines::repeat(config, whole, b"local_name", &names));
    }
}
