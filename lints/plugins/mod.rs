//! Lints of the group *plugins*.

use super::lints;

lints! {
    "plugins":
    acl_rights_invalid,
    acl_without_backend,
    fts_decoder_socket_missing,
    fts_language_default_missing,
    fts_without_backend,
    fts_words_invalid,
    imap_plugin_outside_imap,
    imapsieve_incomplete,
    imapsieve_without_cause,
    plugin_dependency_missing,
    plugin_setting_typo,
    protocol_plugins_replace_global,
    quota_configured_not_loaded,
    quota_count_needs_vsizes,
    quota_not_in_delivery,
    quota_root_invalid,
    quota_rule_invalid,
    quota_warning_order,
    quota_warning_service_missing,
    sieve_address_invalid,
    sieve_extension_lone_sign,
    sieve_fileinto_disabled,
    sieve_global_script_never_run,
    sieve_limits_reversed,
    sieve_name_invalid,
    sieve_not_loaded_for_delivery,
    sieve_outside_delivery,
    sieve_personal_script_shared,
    sieve_program_folder_missing,
    sieve_script_in_maildir,
    sieve_spamtest_incomplete,
    sieve_storage_is_script,
}
