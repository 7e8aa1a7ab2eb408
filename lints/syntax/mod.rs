//! Lints of the group *syntax*.

mod ambiguous_hash;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&ambiguous_hash::LINT];
