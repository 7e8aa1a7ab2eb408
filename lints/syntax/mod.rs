//! Lints of the group *syntax*.

mod ambiguous_hash;
mod file_value_unreadable;

pub use file_value_unreadable::helper_speaks_first;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&ambiguous_hash::LINT, &file_value_unreadable::LINT];
