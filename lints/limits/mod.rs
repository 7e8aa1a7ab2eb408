//! Lints of the group *limits*.

mod demand;

use super::lints;

lints! {
    "limits":
    anvil_client_limit_too_low,
    auth_cache_exceeds_vsz,
    auth_cache_size_tiny,
    auth_client_limit_too_low,
    cache_max_size_over_1g,
    cache_purge_percentage,
    director_expire_too_low,
    proxy_capacity_low,
    stats_client_limit_too_low,
    user_ip_connection_limit_low,
    vsz_limit_below_cache_size,
    vsz_limit_below_cache_size_default,
}
