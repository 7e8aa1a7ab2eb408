use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "filter-network-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let is_mask = match problem.kind {
            ProblemKind::BadMask => true,
            ProblemKind::BadAddress => false,
            _ => continue,
        };
        let Some(statement) = problem.statement.and_then(|index| document.statements.get(index)) else {
            continue;
        };
        let name = document.text(statement, statement.value);
        let kind = document.text(statement, statement.key);
        let message = match name.split_once('/') {
            Some((_, mask)) if is_mask => format!("`{mask}` is not a network mask"),
            _ if name.is_empty() => format!("`{kind}` needs an address"),
            _ => format!("`{name}` is not an address"),
        };
        let finding = findings.at(&LINT, problem, message);
        if !name.is_empty() {
            finding.span = document.locate(statement, statement.value);
        }
        finding.label(if is_mask { "a mask is a number of bits" } else { "cannot be an address" });
        finding.help(format!("Write an address with a prefix length, `{kind} 192.0.2.0/24 {{`."));
    }
}
