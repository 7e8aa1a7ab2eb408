//! Lints of the group *services*.

mod mail_process_client_limit;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[&mail_process_client_limit::LINT];
