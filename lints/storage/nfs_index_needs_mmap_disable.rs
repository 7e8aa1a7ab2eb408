use super::nfs_index::needs;
use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "nfs-index-needs-mmap-disable",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    needs(config, findings, &LINT, ("mmap_disable", "yes"), |other, _| other.boolean() != Some(false));
}
