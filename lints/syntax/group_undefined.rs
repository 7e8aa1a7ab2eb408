use crate::config::{Config, Facts, ProblemKind, ScopeKind};
use crate::finding::Findings;
use crate::hash::{HashMap, HashSet};
use crate::lints::lint;

lint! {
    name: "group-undefined",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let unknown = config.problems().iter().filter(|p| matches!(p.kind, ProblemKind::UnknownGroup));
    let mut defined = None;
    let mut refused = None;
    for problem in unknown {
        let Some(statement) = problem.statement.and_then(|index| document.statements.get(index)) else {
            continue;
        };
        let label = document.text(statement, statement.key);
        let name = document.value(statement).text.into_owned();
        let shown = crate::text::clipped(&name, 60);
        let defined = defined.get_or_insert_with(|| groups(config));
        let key = document.bytes(statement, statement.key).to_vec();
        // group-not-at-top-level is about those that are refused where they are defined.
        let elsewhere = refused.get_or_insert_with(|| misplaced(config));
        if elsewhere.contains(&(key.clone(), name.clone())) {
            continue;
        }
        match defined.get(&(key, name)).and_then(|index| document.statements.get(*index)) {
            Some(head) => findings
                .at(&LINT, problem, format!("the group `{label} {shown}` is used above its definition"))
                .label("not defined yet")
                .also(head.span, "defined here")
                .help("Move the definition of the group above its first use."),
            None => findings
                .at(&LINT, problem, format!("there is no group `{label} {shown}`"))
                .label("never defined")
                .help(format!(
                    "Define it above this line with `group {label} {shown} {{`, or correct the name."
                )),
        };
    }
}

/// The groups of this configuration and where they are defined.
fn groups(config: &Config<'_>) -> HashMap<(Vec<u8>, Vec<u8>), usize> {
    let named = config.scopes().filter_map(|(_, scope)| match (&scope.kind, scope.opened) {
        (ScopeKind::Group { label, name }, Some(opened)) => Some(((label.to_vec(), name.to_vec()), opened)),
        _ => None,
    });
    named.collect()
}

/// The groups that are defined where they may not be.
fn misplaced(config: &Config<'_>) -> HashSet<(Vec<u8>, Vec<u8>)> {
    let document = config.document;
    let refused = config.problems().iter().filter(|p| matches!(p.kind, ProblemKind::GroupNotTop));
    let heads = refused.filter_map(|problem| document.statements.get(problem.statement?));
    heads
        .map(|head| (document.bytes(head, head.key).to_vec(), document.bytes(head, head.value).to_vec()))
        .collect()
}
