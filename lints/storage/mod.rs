//! Lints of the group *storage*.

mod mailbox_list_setting_invalid;
mod nfs_index_needs_fsync;
mod nfs_index_needs_mmap_disable;
mod special_use_invalid;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &mailbox_list_setting_invalid::LINT,
    &nfs_index_needs_fsync::LINT,
    &nfs_index_needs_mmap_disable::LINT,
    &special_use_invalid::LINT,
];
