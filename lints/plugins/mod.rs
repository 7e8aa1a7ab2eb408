//! Lints of the group *plugins*.

mod acl_rights_invalid;
mod fts_decoder_socket_missing;
mod fts_language_default_missing;
mod imap_plugin_outside_imap;
mod plugin_dependency_missing;
mod protocol_plugins_replace_global;
mod sieve_limits_reversed;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &acl_rights_invalid::LINT,
    &fts_decoder_socket_missing::LINT,
    &fts_language_default_missing::LINT,
    &imap_plugin_outside_imap::LINT,
    &plugin_dependency_missing::LINT,
    &protocol_plugins_replace_global::LINT,
    &sieve_limits_reversed::LINT,
];
