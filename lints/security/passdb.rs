//! For whom a passdb is.

use crate::config::Database;

/// Settings that limit it to some users or mechanisms.
const LIMITS: [&str; 3] = ["mechanisms", "mechanisms_filter", "username_filter"];

/// Whether a passdb is for some users or mechanisms only.
pub(super) fn is_limited(passdb: &Database<'_>) -> bool {
    let mut limits = LIMITS.iter();
    limits.any(|name| !passdb.get(name).text.is_empty() || !passdb.section.list_words(name).is_empty())
}
