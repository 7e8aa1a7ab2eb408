use super::nfs_index_needs_fsync::needs;
use crate::config::Config;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "nfs-index-needs-mmap-disable", "storage", Error, Parse, Default,
    [V23, V24], fix: safe, whole: true, silent: unread, page: "nfs_index_needs_mmap_disable.md"
}

pub(super) fn check(config: &Config<'_>, findings: &mut Findings) {
    needs(config, findings, &LINT, ("mmap_disable", "yes"), |other, _| other.boolean() != Some(false));
}
