//! Lints of the group *storage*.

mod fsync_never;
mod mailbox_list_setting_invalid;
mod mbox_locks_disjoint;
mod nfs_cache_flush_unsupported;
mod nfs_index_needs_fsync;
mod nfs_index_needs_mmap_disable;
mod nfs_settings_incomplete;
mod special_use_invalid;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &fsync_never::LINT,
    &mailbox_list_setting_invalid::LINT,
    &mbox_locks_disjoint::LINT,
    &nfs_cache_flush_unsupported::LINT,
    &nfs_index_needs_fsync::LINT,
    &nfs_index_needs_mmap_disable::LINT,
    &nfs_settings_incomplete::LINT,
    &special_use_invalid::LINT,
];
