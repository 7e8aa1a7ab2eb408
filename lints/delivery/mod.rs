//! Lints of the group *delivery*.

use super::lints;

lints! {
    "delivery":
    lmtp_domain_for_system_users,
    lmtp_postfix_socket_permissions,
    mbox_metadata_headers_not_filtered,
    postmaster_address_invalid,
    submission_relay_missing,
}
