//! Lints of the group *upgrade*.

mod dollar_variable_without_set;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&dollar_variable_without_set::LINT];
