//! Lints of the group *limits*.

mod auth_cache_size_tiny;
mod director_expire_too_low;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&auth_cache_size_tiny::LINT, &director_expire_too_low::LINT];
