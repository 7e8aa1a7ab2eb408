//! Lints of the group *auth*.

mod auth_policy_nonce_missing;
mod auth_worker_max_count_zero;
mod database_missing_driver;
mod default_password_scheme_changed;
pub(super) mod domain_stripped_for_virtual_users;
mod home_equals_mail_dir;
mod home_needed_but_unset;
mod last_passdb_continues;
mod mail_uid_missing;
mod mail_uid_outside_valid_range;
mod mechanism_needs_plain_password;
mod no_passdb;
mod no_userdb;
mod oauth2_settings_incomplete;
mod obsolete_pass_with_result;
pub(super) mod postfix_auth_socket_permissions;
mod shared_home_or_mail_path;
mod unknown_auth_driver;
mod unknown_auth_mechanism;
mod verbose_passwords_invalid;
mod weak_auth_mechanism;
mod weak_password_scheme;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &auth_policy_nonce_missing::LINT,
    &auth_worker_max_count_zero::LINT,
    &database_missing_driver::LINT,
    &default_password_scheme_changed::LINT,
    &domain_stripped_for_virtual_users::LINT,
    &home_equals_mail_dir::LINT,
    &home_needed_but_unset::LINT,
    &last_passdb_continues::LINT,
    &mail_uid_missing::LINT,
    &mail_uid_outside_valid_range::LINT,
    &mechanism_needs_plain_password::LINT,
    &no_passdb::LINT,
    &no_userdb::LINT,
    &oauth2_settings_incomplete::LINT,
    &obsolete_pass_with_result::LINT,
    &postfix_auth_socket_permissions::LINT,
    &shared_home_or_mail_path::LINT,
    &unknown_auth_driver::LINT,
    &unknown_auth_mechanism::LINT,
    &verbose_passwords_invalid::LINT,
    &weak_auth_mechanism::LINT,
    &weak_password_scheme::LINT,
];
