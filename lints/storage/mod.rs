//! Lints of the group *storage*.

mod nfs_index;
mod spool;

use super::lints;

lints! {
    "storage":
    attachments_without_dbox,
    autoexpunge_save_date_not_cached,
    dbox_index_memory,
    dotlock_excl_disabled,
    fsync_never,
    inbox_beside_folders,
    inbox_path_of_mbox,
    index_path_not_per_user,
    list_index_required,
    mail_location_unknown_driver,
    mail_location_unknown_key,
    mail_location_unset,
    mail_location_without_driver,
    mail_path_has_driver_prefix,
    mailbox_list_setting_invalid,
    mbox_format,
    mbox_locks_disjoint,
    mbox_root_is_spool_file,
    metadata_file_shared,
    never_cache_fields,
    nfs_cache_flush_unsupported,
    nfs_index_needs_fsync,
    nfs_index_needs_mmap_disable,
    nfs_settings_incomplete,
    special_use_invalid,
}
