use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "multiple-inbox-namespaces",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for set in config.namespace_sets() {
        let mut with_inbox = set.iter().filter(|namespace| namespace.inbox);
        let Some(first) = with_inbox.next() else { continue };
        // duplicate-namespace-prefix reports two with one prefix.
        let others = with_inbox.filter(|other| other.checked_prefix() != first.checked_prefix());
        for other in others {
            let Some(span) = config.place_in(other, "inbox") else { continue };
            let finding = findings.add(
                &LINT,
                span,
                format!(
                    "{} and {} both claim the INBOX, but there can be only one",
                    first.shown(),
                    other.shown()
                ),
            );
            finding.label("a second INBOX").help("Keep `inbox = yes` in one of them.");
            if let Some(place) = config.place_in(first, "inbox") {
                finding.also(place, "the first one");
            }
        }
    }
}
