//! Lints of the group *storage*.

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[];
