use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "malformed-ignore",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
    about: Suppression,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for ignore in config.document.ignores.iter().filter(|ignore| ignore.is_malformed) {
        findings
            .add(&LINT, ignore.span, "cannot parse this dovelint comment")
            .label("it suppresses nothing")
            .help("Write `# dovelint: ignore[lint-name] -- reason`, or `ignore-file[lint-name]` for the whole file.");
    }
}
