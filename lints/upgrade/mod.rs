//! Lints of the group *upgrade*.

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[];
