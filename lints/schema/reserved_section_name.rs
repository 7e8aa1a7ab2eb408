use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "reserved-section-name",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::ReservedName = &problem.kind else { continue };
        let name = config.document.sources.text(problem.span);
        findings
            .at(&LINT, problem, format!("the section name `{name}` begins with `__`"))
            .label("reserved for Dovecot")
            .help(format!("Choose another name, such as `{}`.", name.trim_matches(['_', '"'])));
    }
}
