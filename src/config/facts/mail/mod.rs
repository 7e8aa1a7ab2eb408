//! Mail: locations, namespaces, mailboxes, quota, plugins.

pub(in crate::config) mod folders;
pub(in crate::config) mod fts;
pub mod location;
pub(in crate::config) mod mailbox;
pub(in crate::config) mod namespace;
pub(in crate::config) mod namespace_set;
pub(in crate::config) mod plugin;
pub(in crate::config) mod quota;
pub(in crate::config) mod quota_root;
