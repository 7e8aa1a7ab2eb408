//! The groups of settings that 2.4 has built in: `@mailbox_defaults = english`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Since;

/// The groups of each label, by name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltInGroups {
    pub mailbox_defaults: BTreeMap<String, MailboxGroup>,
}

/// What a group of `@mailbox_defaults` brings: the namespace of the INBOX, and mailboxes in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxGroup {
    pub namespace: String,
    pub mailboxes: Vec<GroupMailbox>,
}

/// A mailbox of such a group.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupMailbox {
    pub name: String,
    pub special_use: String,
    pub auto: String,
    /// Since when `mailbox_auto` is part of it.
    pub auto_since: Since,
}
