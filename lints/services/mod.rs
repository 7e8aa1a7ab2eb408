//! Lints of the group *services*.

use super::lints;

lints! {
    "services":
    client_limit_capped_by_service_count,
    default_process_limit_not_inherited,
    dict_holds_service_settings,
    drop_priv_with_chroot,
    duplicate_listener,
    fork_heavy_config,
    implicit_tls_flag_mismatch,
    listener_base_dir_prefix,
    login_capacity_below_mail_capacity,
    login_chroot_removed,
    login_finite_service_count,
    login_performance_mode_incomplete,
    login_service_user,
    mail_process_client_limit,
    mail_service_not_root,
    mbox_client_limit,
    metrics_without_writer,
    overlapping_listener,
    postlogin_service_missing,
    process_min_avail_exceeds_limit,
    process_reuse_with_many_uids,
    reuse_port_min_avail,
    singleton_process_limit,
    stats_several_processes,
    stats_writer_unreachable,
    sync_service_client_limit,
    unlimited_mail_process_reuse,
    vsz_limit_too_low,
}
