//! Plugins with a setting or two: compression, escapes in names, `AppArmor`.

use super::{units, write_for};
use crate::config::{ROOT, ScopeId};
use crate::edit::Place;
use crate::upgrade::convert::core::lists::{self, default_words};
use crate::upgrade::item::Item;
use crate::upgrade::job::{Insertion, Job, Plan, Unit};
use crate::upgrade::value::plain::words;
use crate::upgrade::{Code, NoteCode};

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
    if scope != ROOT {
        log_lists(job, scope, &all);
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
            Some(_) => return job.drop(unit, NoteCode::Answered, "new mail is not compressed, as answered"),
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
        _ => return job.drop(unit, NoteCode::DroppedDefault, "this compression has no level"),
    };
    let text = job.text(unit).into_owned();
    job.write(unit.node, vec![Item::set(to, text)]);
}

/// The lists of the plugin `mail_log` in a filter. Up to 2.4.5 Dovecot crashes, and does not start, when a filter sets any
/// setting of the plugin and does not put words into both lists.
fn log_lists<'c>(job: &mut Job<'c>, scope: ScopeId, all: &[Unit<'c>]) {
    let own: Vec<&Unit<'c>> = all.iter().filter(|unit| unit.name.starts_with("mail_log_")).collect();
    let Some(end) = own.last() else { return };
    for name in ["mail_log_events", "mail_log_fields"] {
        let written = own.iter().find(|unit| unit.name == name);
        let is_empty = |unit: &&Unit<'c>| words(&job.text(unit)).next().is_none();
        if written.is_some_and(|unit| !is_empty(unit)) {
            continue;
        }
        let around = log_words_around(job, scope, name);
        let list: Vec<&[u8]> = words(&around).collect();
        let default = default_words(name);
        let item = match (written, list.first().or(default.first())) {
            (None, _) if !list.is_empty() => Item::set(name, list.join(&b' ')),
            (_, Some(first)) => {
                let off = if list.is_empty() { vec![*first] } else { list };
                Item::block(name, off.into_iter().map(|word| Item::set(word, "no")).collect())
            }
            (_, None) => continue,
        };
        match written {
            Some(unit) => job.write(unit.node, vec![item]),
            None => job.insertions.push(Insertion { place: Place::After(end.node), items: vec![item] }),
        }
    }
}

/// The words of a list of `mail_log` outside a filter.
fn log_words_around(job: &Job<'_>, scope: ScopeId, name: &str) -> Vec<u8> {
    let parent = |at: ScopeId| job.config.scope(at).parent;
    let mut around = std::iter::successors(parent(scope), |at| parent(*at));
    let written = around.find_map(|at| job.own(at, "plugin", name));
    written.map_or_else(|| default_words(name).join(&b' '), |unit| job.text(&unit).into_owned())
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
    job.insertions.push(Insertion { place: Place::After(unit.node), items });
}
