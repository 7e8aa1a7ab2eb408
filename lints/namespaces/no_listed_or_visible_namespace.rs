use crate::config::{Facts, Namespace};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "no-listed-or-visible-namespace",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for set in config.namespace_sets() {
        // Without an INBOX Dovecot says so first.
        let Some(inbox) = set.iter().find(|namespace| namespace.inbox) else { continue };
        let none = |is_so: fn(&Namespace<'_>) -> bool| !set.iter().any(is_so);
        let wrong = if none(|namespace| namespace.list.text.as_ref() == b"yes") {
            ("list", "no namespace has `list = yes`", "list = yes")
        } else if none(|namespace| !namespace.hidden) {
            ("hidden", "all namespaces are hidden", "hidden = no")
        } else if none(|namespace| namespace.subscriptions) {
            ("subscriptions", "no namespace keeps subscriptions", "subscriptions = yes")
        } else {
            continue;
        };
        let (key, message, text) = wrong;
        let Some(span) = config.place_in(inbox, key) else { continue };
        findings
            .add(&LINT, span, message)
            .label("every login fails")
            .help(format!("Write `{text}` in {}, or remove the line.", inbox.shown()));
    }
}
