//! Lints of the group *tls*.

mod certificate_without_chain;
mod cleartext_auth_allowed;
mod cleartext_auth_with_tls_required;
mod client_ca_missing;
mod client_cert_without_ca;
mod fingerprint_hash_unsafe;
mod remote_certificate_not_verified;
mod tls_certificate_missing;
mod tls_disabled;
mod tls_file_not_read;
mod tls_file_prefix_in_2_4;
mod tls_min_protocol_empty;
mod tls_min_protocol_weak;
mod tls_not_required;
mod tls_options_invalid;
mod tls_setting_ignored_in_subsection;
mod tls_weak_ciphers;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &certificate_without_chain::LINT,
    &cleartext_auth_allowed::LINT,
    &cleartext_auth_with_tls_required::LINT,
    &client_ca_missing::LINT,
    &client_cert_without_ca::LINT,
    &fingerprint_hash_unsafe::LINT,
    &remote_certificate_not_verified::LINT,
    &tls_certificate_missing::LINT,
    &tls_disabled::LINT,
    &tls_file_not_read::LINT,
    &tls_file_prefix_in_2_4::LINT,
    &tls_min_protocol_empty::LINT,
    &tls_min_protocol_weak::LINT,
    &tls_not_required::LINT,
    &tls_options_invalid::LINT,
    &tls_setting_ignored_in_subsection::LINT,
    &tls_weak_ciphers::LINT,
];
