//! Lints of the group *schema*.

mod unknown_setting;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&unknown_setting::LINT];
