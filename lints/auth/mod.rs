//! Lints of the group *auth*.

use super::lints;

lints! {
    "auth":
    auth_policy_nonce_missing,
    auth_userdb_owner_differs,
    auth_worker_max_count_zero,
    database_args_not_a_path,
    database_missing_driver,
    default_password_scheme_changed,
    domain_stripped_for_virtual_users,
    home_equals_mail_dir,
    home_needed_but_unset,
    iterate_query_missing,
    last_passdb_continues,
    ldap_bind_userdn_ignored,
    ldap_passdb_without_password,
    mail_uid_missing,
    mail_uid_outside_valid_range,
    mechanism_needs_plain_password,
    no_passdb,
    no_userdb,
    oauth2_settings_incomplete,
    obsolete_pass_with_result,
    postfix_auth_socket_permissions,
    prefetch_without_other_userdb,
    scheme_does_not_fit_mechanism,
    setting_among_fields,
    shared_home_or_mail_path,
    unknown_auth_driver,
    unknown_auth_mechanism,
    userdb_field_misspelled,
    username_separator_refused,
    verbose_passwords_invalid,
    weak_auth_mechanism,
    weak_password_scheme,
}
