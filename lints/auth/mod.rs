//! Lints of the group *auth*.

mod auth_policy_nonce_missing;
mod auth_worker_max_count_zero;
mod database_missing_driver;
mod oauth2_settings_incomplete;
mod obsolete_pass_with_result;
mod verbose_passwords_invalid;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &auth_policy_nonce_missing::LINT,
    &auth_worker_max_count_zero::LINT,
    &database_missing_driver::LINT,
    &oauth2_settings_incomplete::LINT,
    &obsolete_pass_with_result::LINT,
    &verbose_passwords_invalid::LINT,
];
