//! Lints of the group *upgrade*.

use super::lints;

lints! {
    "upgrade":
    cleartext_setting_inverted,
    config_version_changed,
    config_version_missing,
    config_version_unsupported,
    database_args_removed,
    dollar_variable_without_set,
    environment_variable_of_other_form,
    external_driver_config,
    field_outside_fields,
    inet_listener_address_removed,
    local_name_multiple,
    mail_location_needs_split,
    old_database_setting,
    old_percent_variable,
    old_userdb_field,
    plugin_of_2_4,
    plugin_section_removed,
    plugin_setting_of_2_4,
    protocols_not_enabled,
    removed_or_renamed_setting,
    removed_plugin,
    removed_service,
    section_name_required,
    storage_version_missing,
    upgrade_decision_open,
    userdb_field_of_2_4,
    variable_of_2_4,
}
