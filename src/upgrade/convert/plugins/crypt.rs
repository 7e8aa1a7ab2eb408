//! The plugin `mail_crypt`: keys as blocks.

use super::units;
use crate::config::ScopeId;
use crate::syntax::Form;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::{Code, NoteCode};

/// Plans the keys of a scope.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>, scope: ScopeId) {
    let all = units(job, scope);
    for unit in &all {
        match unit.name.as_str() {
            "mail_crypt_save_version" => match job.text(unit).as_ref() {
                b"0" => job.write(unit.node, vec![Item::set("crypt_write_algorithm", "")]),
                b"2" => job.drop(unit, NoteCode::DroppedDefault, "2.4 writes this version by default"),
                _ => job.comment_out(
                    unit,
                    Code::PluginUnknown,
                    "2.4 does not write this version of encryption",
                ),
            },
            "mail_crypt_global_public_key" => {
                if let Some(path) = file(job, unit) {
                    job.write(unit.node, vec![Item::set("crypt_global_public_key_file", path)]);
                }
            }
            _ => {}
        }
    }
    for (prefix, block, name) in [
        ("mail_crypt_global_private_key", "crypt_global_private_key", "main"),
        ("mail_crypt_private_key", "crypt_user_key_encryption_key", "k"),
    ] {
        keys(job, &all, prefix, block, name);
    }
}

/// The file of a key; none when it was made a comment.
fn file<'c>(job: &mut Job<'c>, unit: &Unit<'c>) -> Option<Vec<u8>> {
    let found = job.found(unit.assign);
    if found.form == Form::File {
        return Some(found.text.into_owned());
    }
    match job.decide_at(unit, Code::SslKeyNotAFile, "") {
        Some(path) => Some(path.into_bytes()),
        None => {
            job.plan(unit.node, Plan::Comment);
            None
        }
    }
}

/// Every old key stays, so that old mail can be read.
fn keys<'c>(job: &mut Job<'c>, all: &[Unit<'c>], prefix: &str, block: &str, name: &str) {
    for unit in all {
        let Some(number) = unit.name.strip_prefix(prefix) else { continue };
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let Some(path) = file(job, unit) else { continue };
        let mut inner = vec![Item::set("crypt_private_key_file", path)];
        let password = format!("{prefix}{number}_password");
        if let Some(password) = all.iter().find(|other| other.name == password) {
            inner.push(
                Item::set("crypt_private_key_password", job.text(password).into_owned()).from(password.node),
            );
            job.plan(password.node, Plan::Absorbed);
        }
        job.write(unit.node, vec![Item::named(block, format!("{name}{number}"), inner)]);
    }
}
