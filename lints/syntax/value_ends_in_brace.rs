use std::collections::BTreeSet;

use crate::config::{Config, Facts, ProblemKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::Kind;

lint! {
    name: "value-ends-in-brace",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let mut known: Option<BTreeSet<usize>> = None;
    for (index, statement) in document.statements.iter().enumerate() {
        let raw = document.bytes(statement, statement.value);
        if statement.kind != Kind::Setting || !matches!(raw, [b'{'] | [.., b' ' | b'\t', b'{']) {
            continue;
        }
        // Where Dovecot itself refuses the line, its own lint reports.
        let known = known.get_or_insert_with(|| judged(config));
        if known.contains(&index) {
            continue;
        }
        let key = document.text(statement, statement.key);
        let span = document.locate(statement, statement.value);
        let finding = findings.add(
            &LINT,
            span,
            format!("the `{{` is part of `{key}`'s value and does not open a section"),
        );
        finding.label("a line with `=` is a setting");
        finding.help("Remove the `=` if this is a section header, otherwise the `{`.");
        if !statement.is_continued() {
            let brace = Span { start: span.end - 1, ..span };
            finding.fix_unsafe("remove the `{`", [Edit::delete(brace)]);
        }
    }
}

/// The statements that another lint reports.
fn judged(config: &Config<'_>) -> BTreeSet<usize> {
    let others =
        config.problems().iter().filter(|p| !matches!(p.kind, ProblemKind::GlobalAfterFilter { .. }));
    let causes = others.clone().filter_map(|problem| problem.cause.as_ref()).map(|cause| cause.span);
    let causes: BTreeSet<Span> = causes.collect();
    let statements = config.document.statements.iter().enumerate();
    let heads = statements.filter(|(_, statement)| causes.contains(&statement.span)).map(|(index, _)| index);
    others.filter_map(|problem| problem.statement).chain(heads).collect()
}
