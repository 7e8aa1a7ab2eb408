use super::nfs_index::needs;
use crate::config::{Facts, Judged};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "nfs-index-needs-fsync",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    needs(config, findings, &LINT, ("mail_fsync", "always"), |other, judged| {
        other.text.as_ref() == b"always" || (judged == Judged::AtStart && other.is_open())
    });
}
