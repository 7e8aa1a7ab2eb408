//! Lints of the group *hygiene*.

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[];
