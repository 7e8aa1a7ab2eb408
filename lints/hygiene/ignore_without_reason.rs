use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "ignore-without-reason",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Fragment,
    about: Suppression,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let ignores = config.document.ignores.iter();
    for ignore in ignores.filter(|ignore| !ignore.is_malformed && ignore.reason.is_none()) {
        findings
            .add(&LINT, ignore.span, "this suppression has no reason")
            .label("no reason")
            .help("Add it after two dashes: `# dovelint: ignore[lint-name] -- reason`.");
    }
}
