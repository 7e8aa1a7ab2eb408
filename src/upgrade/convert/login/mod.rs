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
use crate::edit::NodeId;
use crate::hash::HashSet;
use crate::upgrade::NoteCode;

/// Plans every `passdb` and `userdb`.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    overridden(job);
    database::plan(job);
}

/// What a later line of the same section sets again goes: the name of the section may stand for the later driver.
fn overridden(job: &mut Job<'_>) {
    let all = job.units.clone();
    let (before, last): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter(|unit| matches!(unit.table, "passdb" | "userdb"))
        .partition(|unit| unit.is_replaced);
    // A file that is read twice sets all of it twice.
    let last: HashSet<NodeId> = last.into_iter().map(|unit| unit.node).collect();
    for unit in before {
        if job.is_free(unit.node) && !last.contains(&unit.node) {
            job.drop(&unit, NoteCode::Overridden, format!("a later line sets {} again", unit.name));
        }
    }
}

/// Whether a userdb that can be read returns a field.
pub(in crate::upgrade) fn userdb_gives(job: &Job<'_>, name: &str) -> bool {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let names_it = |text: &[u8]| text.split(|b| !is_word(b)).any(|word| word == name.as_bytes());
    job.config.userdbs().iter().any(|userdb| {
        let file = userdb.external();
        userdb.fields().iter().any(|field| field.is(name))
            || file.is_some_and(|file| file.entries.iter().any(|entry| names_it(&entry.text)))
    })
}

/// Whether a userdb returns a field, or may, because its fields are not in the configuration.
pub(in crate::upgrade) fn userdb_may_give(job: &Job<'_>, name: &str) -> bool {
    let is_bare = |driver: &[u8]| matches!(driver, b"static" | b"passwd" | b"nss");
    userdb_gives(job, name) || job.config.userdbs().iter().any(|userdb| !is_bare(&userdb.driver.text))
}
