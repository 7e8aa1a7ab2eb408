use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "global-after-filter",
    severity: Warning, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::GlobalAfterFilter { earlier } = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        let key = &written.key;
        // A path such as service/imap/key reaches into the section, and Dovecot warns all the same.
        let (message, label) = if key.contains('/') {
            (format!("`{key}` is set again after the section that sets it"), "this one wins")
        } else {
            (
                format!("the global `{key}` comes after a filter that sets it"),
                "has no effect inside the filter above",
            )
        };
        findings
            .at(&LINT, problem, message)
            .label(label)
            .also(*earlier, "already set here")
            .help("Move the global line above the filter, or remove one of the two.");
    }
}
