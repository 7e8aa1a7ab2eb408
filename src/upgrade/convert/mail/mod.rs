//! Where mail is: locations, namespaces, mailboxes, dicts.

pub(in crate::upgrade) mod attachments;
pub(in crate::upgrade) mod dict;
pub(in crate::upgrade) mod location;
pub(in crate::upgrade) mod namespaces;
