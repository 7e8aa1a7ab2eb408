//! Lints of the group *tls*.

mod cleartext_auth_with_tls_required;
mod client_cert_without_ca;
mod fingerprint_hash_unsafe;
mod tls_min_protocol_empty;
mod tls_options_invalid;
mod tls_setting_ignored_in_subsection;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &cleartext_auth_with_tls_required::LINT,
    &client_cert_without_ca::LINT,
    &fingerprint_hash_unsafe::LINT,
    &tls_min_protocol_empty::LINT,
    &tls_options_invalid::LINT,
    &tls_setting_ignored_in_subsection::LINT,
];
