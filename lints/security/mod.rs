//! Lints of the group *security*.

mod passdb;

use super::lints;

lints! {
    "security":
    auth_failure_delay_zero,
    auth_service_as_root,
    config_socket_exposed,
    doveadm_network_without_password,
    extprograms_for_users,
    first_valid_uid_system_range,
    full_filesystem_access,
    haproxy_without_trusted_networks,
    lmtp_verbose_replies,
    login_user_equals_internal_user,
    mail_access_groups_dangerous,
    mail_user_is_dovecot_internal,
    nopassword_proxy_serves_sasl,
    passwords_in_logs,
    root_script_open_to_all,
    secret_in_world_readable_file,
    shared_namespace_without_acl,
    static_passdb_accepts_anything,
    submission_relay_cleartext,
    trusted_networks_too_broad,
    unauthenticated_listener_exposed,
    urlauth_enabled,
    username_chars_unrestricted,
    users_can_be_masters,
    valid_uid_range_inverted,
    var_mail_dotlock_permissions,
    world_writable_socket,
}
