//! Lints of the group *clients*.

mod old_workarounds;

use super::lints;

lints! {
    "clients":
    mbox_no_child_folders,
    obsolete_client_workaround,
    outlook_pop3_nuls,
    pop3_deleted_flag_missing,
    pop3_uidl_not_unique,
    thunderbird_mailbox_separator,
    unknown_client_workaround,
    workaround_in_wrong_protocol,
}
