//! Lints of the group *tls*.

use super::lints;

lints! {
    "tls":
    certificate_without_chain,
    certificate_without_its_key,
    cleartext_auth_allowed,
    cleartext_auth_with_tls_required,
    client_ca_missing,
    client_cert_without_ca,
    fingerprint_hash_unsafe,
    local_name_leading_dot,
    remote_certificate_not_verified,
    ssl_ca_misused,
    tls_certificate_missing,
    tls_disabled,
    tls_file_not_read,
    tls_file_prefix_in_2_4,
    tls_min_protocol_empty,
    tls_min_protocol_weak,
    tls_not_required,
    tls_options_invalid,
    tls_setting_ignored_in_subsection,
    tls_weak_ciphers,
}
