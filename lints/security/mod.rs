//! Lints of the group *security*.

mod config_socket_exposed;
mod doveadm_network_without_password;
mod extprograms_for_users;
mod full_filesystem_access;
mod haproxy_without_trusted_networks;
mod login_user_equals_internal_user;
mod mail_access_groups_dangerous;
mod mail_user_is_dovecot_internal;
mod passwords_in_logs;
mod secret_in_world_readable_file;
mod static_passdb_accepts_anything;
mod trusted_networks_too_broad;
mod unauthenticated_listener_exposed;
mod valid_uid_range_inverted;
mod var_mail_dotlock_permissions;
mod world_writable_socket;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &config_socket_exposed::LINT,
    &doveadm_network_without_password::LINT,
    &extprograms_for_users::LINT,
    &full_filesystem_access::LINT,
    &haproxy_without_trusted_networks::LINT,
    &login_user_equals_internal_user::LINT,
    &mail_access_groups_dangerous::LINT,
    &mail_user_is_dovecot_internal::LINT,
    &passwords_in_logs::LINT,
    &secret_in_world_readable_file::LINT,
    &static_passdb_accepts_anything::LINT,
    &trusted_networks_too_broad::LINT,
    &unauthenticated_listener_exposed::LINT,
    &valid_uid_range_inverted::LINT,
    &var_mail_dotlock_permissions::LINT,
    &world_writable_socket::LINT,
];
