use crate::config::{Facts, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "autoexpunge-save-date-not-cached",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let is_cached = |name: &str| config.root().words(name).iter().any(|word| word.is("date.save"));
    if !config.is_set_in_any(SectionKind::MAILBOX, "autoexpunge") || is_cached("mail_always_cache_fields") {
        return;
    }
    for namespace in config.namespaces() {
        // These keep the date themselves.
        if matches!(namespace.location.driver.as_str(), "sdbox" | "mdbox") {
            continue;
        }
        for mailbox in namespace.mailboxes() {
            let age = &mailbox.autoexpunge;
            let Some(span) = config.place(age).filter(|_| age.seconds().is_some_and(|seconds| seconds > 0))
            else {
                continue;
            };
            findings
                .add(&LINT, span, "`autoexpunge` uses the date on which mail was saved, but `mail_always_cache_fields` lacks `date.save`")
                .label("another date may be used")
                .help("Add `date.save` to `mail_always_cache_fields`.");
            return;
        }
    }
}
