//! Lints of the group *clients*.

mod obsolete_client_workaround;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&obsolete_client_workaround::LINT];
