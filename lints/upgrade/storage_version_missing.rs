use crate::config::{Facts, ProblemKind};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "storage-version-missing",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::StorageVersionMissing = &problem.kind else { continue };
        let line = "dovecot_storage_version = 2.4.0";
        let assign = config.root().get("dovecot_config_version").assign;
        let span = assign.map_or(problem.span, |assign| config.span(assign));
        let finding = findings.add(&LINT, span, "`dovecot_storage_version` is not set");
        finding.label("it belongs after this line").help(format!("Write `{line}` at the top level."));
        // An empty one is as good as none.
        if let Some(empty) = config.root().get("dovecot_storage_version").assign {
            finding.fix_safe(format!("write `{line}`"), [Edit::replace(config.span(empty), line)]);
        } else if assign.is_some() {
            finding.fix_safe(format!("write `{line}`"), lines::below(config, span, line));
        }
    }
}
