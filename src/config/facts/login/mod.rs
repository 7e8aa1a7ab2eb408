//! Logging in: user databases, mechanisms.

pub(in crate::config) mod auth;
pub(in crate::config) mod database;
pub(in crate::config) mod external;
pub(in crate::config) mod mechanism;
pub(in crate::config) mod old_field;
pub(in crate::config) mod scheme;

/// The protocols by which mail programs log in. LMTP has no logins.
pub const LOGIN_PROTOCOLS: [&str; 4] = ["imap", "pop3", "submission", "sieve"];
