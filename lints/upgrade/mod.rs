//! Lints of the group *upgrade*.

mod cleartext_setting_inverted;
mod config_version_changed;
mod config_version_missing;
mod config_version_unsupported;
mod database_args_removed;
mod dollar_variable_without_set;
mod external_driver_config;
mod inet_listener_address_removed;
mod local_name_multiple;
mod mail_location_needs_split;
mod plugin_section_removed;
mod removed_or_renamed_setting;
mod section_name_required;
mod storage_version_missing;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &cleartext_setting_inverted::LINT,
    &config_version_changed::LINT,
    &config_version_missing::LINT,
    &config_version_unsupported::LINT,
    &database_args_removed::LINT,
    &dollar_variable_without_set::LINT,
    &external_driver_config::LINT,
    &inet_listener_address_removed::LINT,
    &local_name_multiple::LINT,
    &mail_location_needs_split::LINT,
    &plugin_section_removed::LINT,
    &removed_or_renamed_setting::LINT,
    &section_name_required::LINT,
    &storage_version_missing::LINT,
];
