//! The order of filters.

use crate::edit::Tree;
use crate::upgrade::job::Job;

/// Moves filters so that those that counted in 2.3 count in 2.4.
pub(in crate::upgrade) fn order(_job: &mut Job<'_>, _tree: &mut Tree) {}
