//! The model of a configuration: scopes, what is assigned in them, and what Dovecot refuses. No rule is in here.

pub(in crate::config) mod bounds;
pub(in crate::config) mod obsolete;
pub(in crate::config) mod options;
pub(in crate::config) mod problem;
pub(in crate::config) mod scope;
pub(in crate::config) mod section;
