use crate::config::{Facts, ProblemKind};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "equals-in-section-head",
    severity: Warning, stage: Never, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let ProblemKind::SectionTypeAsSetting(setting) = &problem.kind else { continue };
        let Some(statement) = problem.statement.and_then(|index| document.statements.get(index)) else {
            continue;
        };
        let value = document.text(statement, statement.value);
        let Some(name) = value.strip_suffix('{') else { continue };
        let head = format!("{} {}", setting.name, name.trim_end()).trim_end().to_owned();
        let message =
            format!("`{head}` is not opened: because of the `=` this is a setting with the value `{value}`");
        let finding = findings.at(&LINT, problem, message);
        finding.label("accepted, but what follows is not inside a section");
        finding.help(format!("Write `{head} {{` without the `=`."));
        if !statement.is_continued() {
            let key = document.locate(statement, statement.key);
            let value = document.locate(statement, statement.value);
            let gap = Span { start: key.end, end: value.start, ..key };
            let is_closed = config
                .problems()
                .iter()
                .any(|later| matches!(later.kind, ProblemKind::UnexpectedClose) && later.span > problem.span);
            let edits = match document.exact(statement, statement.value) {
                _ if is_closed => vec![Edit::replace(gap, " ")],
                Some(value) => {
                    lines::split(config, statement.span, &[format!("{} {value}\n}}", setting.name)])
                }
                None => Vec::new(),
            };
            finding.fix_unsafe("remove the `=`", edits);
        }
    }
}
