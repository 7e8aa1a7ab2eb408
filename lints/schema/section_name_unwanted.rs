use crate::config::{Facts, ProblemKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "section-name-unwanted",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::UnwantedName(setting) = &problem.kind else { continue };
        let name = setting.name;
        let finding = findings.at(&LINT, problem, format!("the section `{name}` must not have a name"));
        finding.label("no name allowed here").help(format!("Write `{name} {{`."));
        let Some(head) = problem.statement.and_then(|at| config.document.statements.get(at)) else {
            continue;
        };
        if !head.is_continued() && !head.name_quoted && head.key.end < head.value.end {
            let key = config.document.locate(head, head.key);
            let span = Span { start: key.end, end: problem.span.end, ..key };
            finding.fix_unsafe("remove the name", [Edit::delete(span)]);
        }
    }
}
