//! Lints of the group *services*.

mod client_limit_capped_by_service_count;
mod default_process_limit_not_inherited;
mod drop_priv_with_chroot;
mod duplicate_listener;
mod fork_heavy_config;
mod implicit_tls_flag_mismatch;
mod listener_base_dir_prefix;
mod login_capacity_below_mail_capacity;
mod login_chroot_removed;
mod login_performance_mode_incomplete;
mod login_service_user;
mod mail_process_client_limit;
mod mbox_client_limit;
mod overlapping_listener;
mod process_min_avail_exceeds_limit;
mod process_reuse_with_many_uids;
mod reuse_port_min_avail;
mod singleton_process_limit;
mod stats_writer_unreachable;
mod sync_service_client_limit;
mod unlimited_mail_process_reuse;
mod vsz_limit_too_low;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &client_limit_capped_by_service_count::LINT,
    &default_process_limit_not_inherited::LINT,
    &drop_priv_with_chroot::LINT,
    &duplicate_listener::LINT,
    &fork_heavy_config::LINT,
    &implicit_tls_flag_mismatch::LINT,
    &listener_base_dir_prefix::LINT,
    &login_capacity_below_mail_capacity::LINT,
    &login_chroot_removed::LINT,
    &login_performance_mode_incomplete::LINT,
    &login_service_user::LINT,
    &mail_process_client_limit::LINT,
    &mbox_client_limit::LINT,
    &overlapping_listener::LINT,
    &process_min_avail_exceeds_limit::LINT,
    &process_reuse_with_many_uids::LINT,
    &reuse_port_min_avail::LINT,
    &singleton_process_limit::LINT,
    &stats_writer_unreachable::LINT,
    &sync_service_client_limit::LINT,
    &unlimited_mail_process_reuse::LINT,
    &vsz_limit_too_low::LINT,
];
