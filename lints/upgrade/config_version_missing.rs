use crate::config::{Facts, ProblemKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "config-version-missing",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Unsafe, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::VersionMissing = &problem.kind else { continue };
        let finding = findings.at(&LINT, problem, "the first setting is not `dovecot_config_version`");
        finding.label("the version must come before this line");
        if let Some(later) = config.root().get("dovecot_config_version").assign {
            finding.also(config.span(later), "too late");
            finding.help("Move `dovecot_config_version` to the top of the main file.");
            continue;
        }
        let (help, storage) = match config.root().get("dovecot_storage_version").assign {
            Some(_) => ("", ""),
            None => (" and `dovecot_storage_version = 2.4.0`", "dovecot_storage_version = 2.4.0\n"),
        };
        finding.help(format!(
            "Write `dovecot_config_version = 2.4.0`{help} at the top of the main file; a 2.3 configuration must be converted first."
        ));
        let top = Span::new(config.document.root, 0..0);
        let text = format!("dovecot_config_version = 2.4.0\n{storage}");
        finding.fix_unsafe("write the version at the top", [Edit::insert_before(top, text)]);
    }
}
