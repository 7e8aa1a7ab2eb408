//! The databases of users.

pub(in crate::upgrade) mod args;
pub(in crate::upgrade) mod connect;
pub(in crate::upgrade) mod database;
pub(in crate::upgrade) mod fields;
pub(in crate::upgrade) mod files;
pub(in crate::upgrade) mod ldap;
pub(in crate::upgrade) mod ldap_attrs;
pub(in crate::upgrade) mod oauth2;
pub(in crate::upgrade) mod query;
pub(in crate::upgrade) mod schemes;
pub(in crate::upgrade) mod sql;

use super::super::job::Job;

/// Plans every `passdb` and `userdb`.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    database::plan(job);
}
