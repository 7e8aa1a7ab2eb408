//! Lints of the group *delivery*.

use super::lints;

lints! {
    "delivery":
    hostname_invalid,
    lmtp_accepts_everybody,
    lmtp_detail_without_delimiter,
    lmtp_domain_for_system_users,
    lmtp_postfix_socket_permissions,
    lmtp_socket_not_created,
    mbox_metadata_headers_not_filtered,
    postmaster_address_invalid,
    submission_relay_missing,
}
