//! Logging in: user databases, mechanisms.

pub(in crate::config) mod auth;
pub(in crate::config) mod database;
pub(in crate::config) mod external;
pub(in crate::config) mod mechanism;
pub(in crate::config) mod old_field;
