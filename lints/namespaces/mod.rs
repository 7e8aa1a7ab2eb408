//! Lints of the group *namespaces*.

mod alias_for_invalid;
mod separator_not_single_char;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&alias_for_invalid::LINT, &separator_not_single_char::LINT];
