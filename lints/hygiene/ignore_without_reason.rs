use crate::config::Config;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "ignore-without-reason", "hygiene", Advice, Never, Pedantic,
    [V23, V24], fix: none, whole: false, page: "ignore_without_reason.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let ignores = config.document.ignores.iter();
    for ignore in ignores.filter(|ignore| !ignore.is_malformed && ignore.reason.is_none()) {
        findings
            .add(&LINT, ignore.span, "this ignore does not say why")
            .label("no reason")
            .help("Write it behind two dashes: `# dovelint: ignore[lint-name] -- reason`.");
    }
}
