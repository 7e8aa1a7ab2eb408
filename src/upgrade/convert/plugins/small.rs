//! Plugins with a setting or two: compression, escapes in names, `AppArmor`.

use super::{units, write_for};
use crate::config::{ROOT, ScopeId};
use crate::upgrade::Code;
use crate::upgrade::convert::core::lists;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job, Plan, Unit};
use crate::upgrade::value::plain::words;

/// Plans those of a scope.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>, scope: ScopeId) {
    let all = units(job, scope);
    for unit in &all {
        match unit.name.as_str() {
            "zlib_save" => method(job, unit),
            "zlib_save_level" => level(job, scope, unit),
            "listescape_char" => {
                let text = job.text(unit).into_owned();
                job.write(unit.node, vec![Item::set("mailbox_list_storage_escape_char", text)]);
            }
            name if name.starts_with("fs_crypt_") => {
                job.comment_out(
                    unit,
                    Code::PluginUnknown,
                    "in 2.4 the settings of fs-crypt are in the block of its file system",
                );
            }
            _ => {}
        }
    }
    joined(job, &all, "apparmor_hat", "apparmor_hats");
    joined(job, &all, "fts_header_excludes", "fts_header_excludes");
    joined(job, &all, "fts_header_includes", "fts_header_includes");
}

/// What new mail is compressed with.
fn method<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    let text = job.text(unit).into_owned();
    if matches!(text.as_slice(), b"xz" | b"lzma") {
        match job.decide_at(unit, Code::ZlibXz, "") {
            Some(answer) if answer != "none" => {
                return job.write(unit.node, vec![Item::set("mail_compress_write_method", answer)]);
            }
            Some(_) => return job.drop(unit, "answered", "new mail is not compressed, as answered"),
            None => return job.plan(unit.node, Plan::Comment),
        }
    }
    job.write(unit.node, vec![Item::set("mail_compress_write_method", text)]);
}

/// How hard it is compressed is a setting of each method.
fn level<'c>(job: &mut Job<'c>, scope: ScopeId, unit: &Unit<'c>) {
    let method = [scope, ROOT].into_iter().find_map(|scope| job.own(scope, "plugin", "zlib_save"));
    let method = method.map(|unit| job.text(&unit).into_owned()).unwrap_or_default();
    let to = match method.as_slice() {
        b"gz" => "compress_gz_level",
        b"deflate" => "compress_deflate_level",
        b"bz2" => "compress_bz2_block_size_100k",
        b"zstd" => "compress_zstd_level",
        _ => return job.drop(unit, "dropped-default", "this compression has no level"),
    };
    let text = job.text(unit).into_owned();
    job.write(unit.node, vec![Item::set(to, text)]);
}

/// Numbered settings that are one list in 2.4.
fn joined<'c>(job: &mut Job<'c>, all: &[Unit<'c>], name: &str, to: &str) {
    let is_one = |unit: &&Unit<'c>| {
        unit.name.strip_prefix(name).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let parts: Vec<Unit<'c>> = all.iter().filter(is_one).cloned().collect();
    let texts: Vec<Vec<u8>> = parts.iter().map(|unit| job.text(unit).into_owned()).collect();
    let list: Vec<&[u8]> = texts.iter().flat_map(|text| words(text)).collect();
    write_for(job, &parts, vec![Item::set(to, list.join(&b' '))]);
}

/// The plugin listescape is part of 2.4, and switched on by its character.
pub(in crate::upgrade) fn escapes(job: &mut Job<'_>) {
    let is_set = job.units.iter().any(|unit| unit.table == "plugin" && unit.name == "listescape_char");
    let Some(unit) = lists::top_plugins(job) else { return };
    let has_mail = job.own(ROOT, "root", "mail_location").is_some();
    if is_set || !has_mail || !lists::has_plugin(job, "listescape") {
        return;
    }
    let items = vec![Item::set("mailbox_list_storage_escape_char", "\\")];
    job.insertions.push(Insertion { place: crate::edit::Place::After(unit.node), items });
}
