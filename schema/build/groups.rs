//! The table of built-in groups.

use super::code::{list, record, table, text};
use super::model::{BuiltInGroups, MailboxGroup, Series};

/// Adds the groups of 2.4.
pub fn write(code: &mut String, facts: &BuiltInGroups) {
    let rows: Vec<String> = facts.mailbox_defaults.iter().map(|(name, group)| row(name, group)).collect();
    let docs = "The groups of `@mailbox_defaults`, sorted by name.";
    table(code, docs, "pub(super) static MAILBOX_GROUPS", "MailboxGroup", &rows);
}

fn row(name: &str, facts: &MailboxGroup) -> String {
    let mailboxes = facts.mailboxes.iter().map(|mailbox| {
        record(
            "GroupMailbox",
            &[
                ("name", text(&mailbox.name)),
                ("special_use", text(&mailbox.special_use)),
                ("auto", text(&mailbox.auto)),
                ("auto_since", mailbox.auto_since.patch(Series::V24).to_string()),
            ],
        )
    });
    let fields =
        [("name", text(name)), ("namespace", text(&facts.namespace)), ("mailboxes", list(mailboxes))];
    record("MailboxGroup", &fields)
}
