use crate::config::{Facts, ProblemKind};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "config-version-changed",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::VersionChanged = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        let message = format!("`dovecot_config_version` changes to `{}` here", written.value);
        let finding = findings.at(&LINT, problem, message);
        finding.label("may be set only once").help("Remove this line and keep the first one.");
        if let Some(first) = config.root().get("dovecot_config_version").assign {
            finding.also(config.span(first), "it is set here");
        }
        finding.fix_safe("remove the line", lines::remove(config, written.statement.span));
    }
}
