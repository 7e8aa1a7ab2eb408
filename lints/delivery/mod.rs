//! Lints of the group *delivery*.

mod lmtp_domain_for_system_users;
mod lmtp_postfix_socket_permissions;
mod mbox_metadata_headers_not_filtered;
mod postmaster_address_invalid;
mod submission_relay_missing;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &lmtp_domain_for_system_users::LINT,
    &lmtp_postfix_socket_permissions::LINT,
    &mbox_metadata_headers_not_filtered::LINT,
    &postmaster_address_invalid::LINT,
    &submission_relay_missing::LINT,
];
