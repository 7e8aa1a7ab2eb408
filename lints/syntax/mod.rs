//! Lints of the group *syntax*.

mod ambiguous_hash;
mod backslash_lost_in_quotes;
mod expected_open_brace;
mod garbage_after_open_brace;
mod setting_without_equals;
mod unclosed_section;
mod unexpected_closing_brace;
mod unknown_escape_sequence;
mod unterminated_quote;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &ambiguous_hash::LINT,
    &backslash_lost_in_quotes::LINT,
    &expected_open_brace::LINT,
    &garbage_after_open_brace::LINT,
    &setting_without_equals::LINT,
    &unclosed_section::LINT,
    &unexpected_closing_brace::LINT,
    &unknown_escape_sequence::LINT,
    &unterminated_quote::LINT,
];
