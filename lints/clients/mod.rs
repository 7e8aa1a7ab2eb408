//! Lints of the group *clients*.

mod pop3_deleted_flag_missing;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&pop3_deleted_flag_missing::LINT];
