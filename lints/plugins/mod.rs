//! Lints of the group *plugins*.

mod acl_rights_invalid;
mod acl_without_backend;
mod fts_decoder_socket_missing;
mod fts_language_default_missing;
mod fts_without_backend;
mod fts_words_invalid;
mod imap_plugin_outside_imap;
mod imapsieve_incomplete;
mod plugin_dependency_missing;
mod plugin_setting_typo;
mod protocol_plugins_replace_global;
mod quota_configured_not_loaded;
mod quota_count_needs_vsizes;
mod quota_not_in_delivery;
mod quota_root_invalid;
mod quota_rule_invalid;
mod quota_warning_order;
mod quota_warning_service_missing;
mod sieve_address_invalid;
mod sieve_limits_reversed;
mod sieve_name_invalid;
mod sieve_not_loaded_for_delivery;
mod sieve_script_in_maildir;
mod sieve_spamtest_incomplete;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &acl_rights_invalid::LINT,
    &acl_without_backend::LINT,
    &fts_decoder_socket_missing::LINT,
    &fts_language_default_missing::LINT,
    &fts_without_backend::LINT,
    &fts_words_invalid::LINT,
    &imap_plugin_outside_imap::LINT,
    &imapsieve_incomplete::LINT,
    &plugin_dependency_missing::LINT,
    &plugin_setting_typo::LINT,
    &protocol_plugins_replace_global::LINT,
    &quota_configured_not_loaded::LINT,
    &quota_count_needs_vsizes::LINT,
    &quota_not_in_delivery::LINT,
    &quota_root_invalid::LINT,
    &quota_rule_invalid::LINT,
    &quota_warning_order::LINT,
    &quota_warning_service_missing::LINT,
    &sieve_address_invalid::LINT,
    &sieve_limits_reversed::LINT,
    &sieve_name_invalid::LINT,
    &sieve_not_loaded_for_delivery::LINT,
    &sieve_script_in_maildir::LINT,
    &sieve_spamtest_incomplete::LINT,
];
