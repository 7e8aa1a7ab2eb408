//! Lints of the group *hygiene*.

mod setting_overridden;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&setting_overridden::LINT];
