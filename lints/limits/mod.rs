//! Lints of the group *limits*.

mod auth_cache_size_tiny;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&auth_cache_size_tiny::LINT];
