//! Lints of the group *tls*.

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[];
