//! Lints of the group *clients*.

mod mbox_no_child_folders;
mod obsolete_client_workaround;
mod outlook_pop3_nuls;
mod pop3_deleted_flag_missing;
mod thunderbird_mailbox_separator;
mod unknown_client_workaround;
mod workaround_in_wrong_protocol;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &mbox_no_child_folders::LINT,
    &obsolete_client_workaround::LINT,
    &outlook_pop3_nuls::LINT,
    &pop3_deleted_flag_missing::LINT,
    &thunderbird_mailbox_separator::LINT,
    &unknown_client_workaround::LINT,
    &workaround_in_wrong_protocol::LINT,
];
