//! Lints of the group *security*.

mod mail_access_groups_dangerous;
mod valid_uid_range_inverted;
mod var_mail_dotlock_permissions;

use crate::finding::Lint;

/// The lints of this group.
pub static LINTS: &[&Lint] = &[
    &mail_access_groups_dangerous::LINT,
    &valid_uid_range_inverted::LINT,
    &var_mail_dotlock_permissions::LINT,
];
