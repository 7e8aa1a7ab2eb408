//! Lints of the group *hygiene*.

mod debug_enabled;
mod duplicate_passdb;
mod global_after_filter;
mod ignore_without_reason;
mod malformed_ignore;
mod orphan_config_file;
mod setting_overridden;
mod unknown_lint_in_ignore;
mod unused_suppression;

pub use orphan_config_file::LINT as ORPHAN_CONFIG_FILE;
pub use unused_suppression::{LINT as UNUSED_SUPPRESSION, report as unused};

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &debug_enabled::LINT,
    &duplicate_passdb::LINT,
    &global_after_filter::LINT,
    &ignore_without_reason::LINT,
    &malformed_ignore::LINT,
    &orphan_config_file::LINT,
    &setting_overridden::LINT,
    &unknown_lint_in_ignore::LINT,
    &unused_suppression::LINT,
];
