//! Lints of the group *storage*.

mod dbox_index_memory;
mod fsync_never;
mod index_path_not_per_user;
mod mail_location_unknown_driver;
mod mail_location_unknown_key;
mod mail_location_unset;
mod mail_location_without_driver;
mod mail_path_has_driver_prefix;
mod mailbox_list_setting_invalid;
mod mbox_format;
mod mbox_locks_disjoint;
mod mbox_root_is_spool_file;
mod nfs_cache_flush_unsupported;
mod nfs_index_needs_fsync;
mod nfs_index_needs_mmap_disable;
mod nfs_settings_incomplete;
mod special_use_invalid;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &dbox_index_memory::LINT,
    &fsync_never::LINT,
    &index_path_not_per_user::LINT,
    &mail_location_unknown_driver::LINT,
    &mail_location_unknown_key::LINT,
    &mail_location_unset::LINT,
    &mail_location_without_driver::LINT,
    &mail_path_has_driver_prefix::LINT,
    &mailbox_list_setting_invalid::LINT,
    &mbox_format::LINT,
    &mbox_locks_disjoint::LINT,
    &mbox_root_is_spool_file::LINT,
    &nfs_cache_flush_unsupported::LINT,
    &nfs_index_needs_fsync::LINT,
    &nfs_index_needs_mmap_disable::LINT,
    &nfs_settings_incomplete::LINT,
    &special_use_invalid::LINT,
];
