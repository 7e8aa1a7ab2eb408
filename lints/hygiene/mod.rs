//! Lints of the group *hygiene*.

mod global_after_filter;
mod setting_overridden;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&global_after_filter::LINT, &setting_overridden::LINT];
