use super::{MAILBOX_GROUPS, Version};

/// A built-in group of 2.4, `@mailbox_defaults = NAME`.
#[derive(Debug)]
pub struct MailboxGroup {
    /// Its name.
    pub name: &'static str,
    /// The namespace of the INBOX that it makes.
    pub namespace: &'static str,
    /// The mailboxes in it.
    pub mailboxes: &'static [GroupMailbox],
}

/// A mailbox of a built-in group.
#[derive(Debug)]
pub struct GroupMailbox {
    /// Its name.
    pub name: &'static str,
    /// The flag that says what it is for.
    pub special_use: &'static str,
    pub(super) auto: &'static str,
    pub(super) auto_since: u8,
}

impl GroupMailbox {
    /// Its `mailbox_auto`, in the versions that set one.
    pub fn auto(&self, version: Version) -> Option<&'static str> {
        version.is_24_from(self.auto_since).then_some(self.auto)
    }
}

/// The group of `@mailbox_defaults` with this name.
pub fn mailbox_group(name: &[u8]) -> Option<&'static MailboxGroup> {
    MAILBOX_GROUPS.iter().find(|group| group.name.as_bytes() == name)
}
