//! What a configuration means for a server, in the words of a mail admin.

pub(in crate::config) mod login;
pub(in crate::config) mod mail;
pub(in crate::config) mod server;
