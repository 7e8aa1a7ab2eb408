//! Lints of the group *plugins*.

mod acl_rights_invalid;
mod fts_decoder_socket_missing;
mod fts_language_default_missing;
mod sieve_limits_reversed;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &acl_rights_invalid::LINT,
    &fts_decoder_socket_missing::LINT,
    &fts_language_default_missing::LINT,
    &sieve_limits_reversed::LINT,
];
