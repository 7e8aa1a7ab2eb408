//! The lists of Sieve extensions, alike in both series.

/// Settings that add extensions and remove some.
pub(super) const LISTS: [&str; 2] = ["sieve_extensions", "sieve_global_extensions"];
