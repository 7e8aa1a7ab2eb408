//! Lints of the group *limits*.

mod anvil_client_limit_too_low;
mod auth_cache_exceeds_vsz;
mod auth_cache_size_tiny;
mod auth_client_limit_too_low;
mod cache_max_size_over_1g;
mod cache_purge_percentage;
mod director_expire_too_low;
mod user_ip_connection_limit_low;
mod vsz_limit_below_cache_size;
mod vsz_limit_below_cache_size_default;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &anvil_client_limit_too_low::LINT,
    &auth_cache_exceeds_vsz::LINT,
    &auth_cache_size_tiny::LINT,
    &auth_client_limit_too_low::LINT,
    &cache_max_size_over_1g::LINT,
    &cache_purge_percentage::LINT,
    &director_expire_too_low::LINT,
    &user_ip_connection_limit_low::LINT,
    &vsz_limit_below_cache_size::LINT,
    &vsz_limit_below_cache_size_default::LINT,
];
