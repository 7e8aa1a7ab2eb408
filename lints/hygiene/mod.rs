//! Lints of the group *hygiene*.

pub use orphan_config_file::LINT as ORPHAN_CONFIG_FILE;
pub use unused_suppression::{LINT as UNUSED_SUPPRESSION, report as unused};

use super::lints;

lints! {
    "hygiene":
    conf_d_not_included,
    debug_enabled,
    duplicate_include,
    duplicate_passdb,
    global_after_filter,
    ignore_without_reason,
    log_thrown_away,
    malformed_ignore,
    orphan_config_file,
    setting_overridden,
    unknown_lint_in_ignore,
    unused_suppression,
}
