//! Lints of the group *security*.

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[];
