//! Lints of the group *host*: the configuration against its unit and its machine.

use super::lints;

mod places;
mod tls_files;
mod walks;

lints! {
    "host":
    certificate_expired_or_mismatched,
    dh_parameters_too_small,
    index_cache_files_oversize,
    inotify_limits,
    internal_users_missing,
    key_file_permissions,
    mail_in_private_tmp,
    mail_on_nfs_without_nfs_settings,
    periodic_clock_step,
    selinux_mail_label,
    service_executable_missing,
    sieve_binaries_stale,
    somaxconn_below_backlog,
    time_wait_sync_disabled,
    uid_near_signed_limit,
    unit_memory_limit,
    unit_nofile_too_low,
    unit_sandbox_breaks_dovecot,
    unit_sandbox_hides_mail,
    unit_tasks_limit,
    unit_time_sync_ordering,
    var_mail_group_permissions,
}
