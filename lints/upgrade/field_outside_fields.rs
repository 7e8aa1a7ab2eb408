use crate::config::{Facts, Problem, ProblemKind, Unknown, UnknownName, Written};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "field-outside-fields",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let all: Vec<_> =
        config.unknowns().filter(|(_, unknown)| matches!(unknown.what, Unknown::Field)).collect();
    // The fields of one section belong in one block.
    for fields in all.chunk_by(|(one, _), (next, _)| section(one) == section(next) && follows(one, next)) {
        let [(problem, _), ..] = fields else { continue };
        let names: Vec<&str> = fields.iter().map(|(_, unknown)| unknown.name.as_str()).collect();
        let what = if fields.len() == 1 { "is a field, not a setting" } else { "are fields, not settings" };
        let message = format!("{} {what} of `{}`", crate::text::listed(&names), section(problem));
        let finding = findings.at(&LINT, problem, message);
        finding.label("outside `fields {}`");
        finding.help("Put these lines between `fields {` and `}`.");
        if let Some(edits) = block(config, fields) {
            finding.fix_safe("write `fields {}`", edits);
        }
    }
}

/// The head of the section around a problem.
fn section(problem: &Problem) -> &str {
    match &problem.kind {
        ProblemKind::UnknownSetting { section, .. } => section,
        _ => "",
    }
}

fn follows(one: &Problem, next: &Problem) -> bool {
    one.statement.zip(next.statement).is_some_and(|(one, next)| one + 1 == next)
}

/// The edits that put the lines into one block; none where a value is more than plain text.
fn block(config: &Facts<'_>, fields: &[(&Problem, &UnknownName)]) -> Option<Vec<Edit>> {
    let written: Vec<Written<'_>> =
        fields.iter().map(|(problem, _)| config.written(problem)).collect::<Option<_>>()?;
    let mut text = String::from("fields {\n");
    for one in &written {
        let value = config.document.sources.exact(one.replaceable?)?;
        text.push_str(&format!("  {} = {value}\n", one.key));
    }
    text.push('}');
    let (first, rest) = written.split_first()?;
    let mut edits = lines::split(config, first.statement.span, &[text]);
    edits.extend(rest.iter().flat_map(|one| lines::remove(config, one.statement.span)));
    Some(edits)
}
