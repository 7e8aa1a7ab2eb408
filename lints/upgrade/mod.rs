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
mod old_percent_variable;
mod plugin_section_removed;
mod protocols_not_enabled;
mod removed_or_renamed_setting;
mod removed_plugin;
mod removed_service;
mod section_name_required;
mod storage_version_missing;

pub(super) use removed_service::is_removed;

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
    &old_percent_variable::LINT,
    &plugin_section_removed::LINT,
    &protocols_not_enabled::LINT,
    &removed_or_renamed_setting::LINT,
    &removed_plugin::LINT,
    &removed_service::LINT,
    &section_name_required::LINT,
    &storage_version_missing::LINT,
];
