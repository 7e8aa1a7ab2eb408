use crate::config::Config;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "malformed-ignore", "hygiene", Warning, Never, Default,
    [V23, V24], fix: none, whole: false, page: "malformed_ignore.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for ignore in config.document.ignores.iter().filter(|ignore| ignore.is_malformed) {
        findings
            .add(&LINT, ignore.span, "this comment speaks to dovelint and cannot be understood")
            .label("it ignores nothing")
            .help("Write `# dovelint: ignore[lint-name] -- reason`, or `ignore-file[lint-name]` for the whole file.");
    }
}
