//! `args` of drivers without a file of settings.
//!
//! Source: `passdb-*.c` and `userdb-*.c`, 2.3.21.

use super::database::{Database, pairs};
use super::fields::{Fields, Origin};
use super::query::kept_parts;
use super::schemes;
use crate::config::value::boolean;
use crate::upgrade::NoteCode;
use crate::upgrade::convert::mail::location::replaced_by_field;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Unit};
use crate::upgrade::value::percent::{Who, converted};
use crate::upgrade::{Code, Detail};

/// What stands for `args`, without the fields in it.
pub(in crate::upgrade) fn items<'c>(
    job: &mut Job<'c>,
    database: &Database,
    unit: Option<&Unit<'c>>,
    text: &[u8],
    fields: &mut Fields,
) -> Vec<Item> {
    if database.driver == "passwd-file" {
        return passwd_file(job, database, unit, text);
    }
    let Some(unit) = unit else { return Vec::new() };
    match database.driver.as_str() {
        "pam" => pam(job, database, unit, text),
        "static" => fixed(job, database, unit, text, fields),
        "passwd" | "bsdauth" => passwd(job, unit, text, fields),
        "lua" => lua(job, database, unit, text),
        "imap" => imap(text),
        _ => {
            if !text.is_empty() {
                let driver = crate::text::printable(database.driver.as_bytes());
                job.comment_out(
                    unit,
                    Code::PluginUnknown,
                    format!("2.4 has no known settings of the driver `{driver}`"),
                );
            }
            Vec::new()
        }
    }
}

fn auth(text: &[u8]) -> Vec<u8> {
    converted(Who::Auth, text).unwrap_or_else(|_| text.to_vec())
}

fn no_cache_key(job: &mut Job<'_>, unit: &Unit<'_>) {
    job.note(
        NoteCode::CacheKey,
        Some(job.config.span(unit.assign)),
        "cache_key was removed: 2.4 determines it itself",
    );
}

fn pam<'c>(job: &mut Job<'c>, database: &Database, unit: &Unit<'c>, text: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    for (key, value) in pairs(text) {
        let own = |name: &str, value: &[u8]| Item::set(database.key(name), value);
        match (key.as_str(), value) {
            ("-session", _) => items.push(own("session", b"yes")),
            ("session" | "setcred" | "failure_show_msg" | "max_requests", Some(value)) => {
                items.push(own(&key, &value));
            }
            ("cache_key", Some(value)) => {
                no_cache_key(job, unit);
                if value.is_empty() {
                    items.push(Item::set("use_cache", "no"));
                }
            }
            ("blocking", Some(value)) => items.push(Item::set("use_worker", value)),
            ("*", None) => items.push(own("service_name", b"%{protocol | lower}")),
            (_, None) => items.push(own("service_name", &auth(key.as_bytes()))),
            _ => {}
        }
    }
    if database.driver == "pam"
        && job.own(database.scope, "passdb", "driver").is_some_and(|unit| *job.text(&unit) == *b"shadow")
    {
        items.clear();
    }
    items
}

fn fixed<'c>(
    job: &mut Job<'c>,
    database: &Database,
    unit: &Unit<'c>,
    text: &[u8],
    fields: &mut Fields,
) -> Vec<Item> {
    let mut items = Vec::new();
    for (key, value) in pairs(text) {
        match (key.as_str(), value) {
            ("password", Some(value)) if database.is_passdb() => {
                items.push(Item::set(database.key("password"), auth(&value)));
            }
            ("allow_all_users", value) if !database.is_passdb() => {
                items.push(Item::set(
                    database.key("allow_all_users"),
                    value.unwrap_or_else(|| b"yes".to_vec()),
                ));
            }
            (_, value) => {
                fields.add(job, unit, &key, value.as_deref(), Origin::Driver);
            }
        }
    }
    items
}

fn passwd<'c>(job: &mut Job<'c>, unit: &Unit<'c>, text: &[u8], fields: &mut Fields) -> Vec<Item> {
    let mut items = Vec::new();
    for (key, value) in pairs(text) {
        match (key.as_str(), value) {
            ("blocking", Some(value)) => items.push(Item::set("use_worker", value)),
            (_, value) => {
                fields.add(job, unit, &key, value.as_deref(), Origin::Driver);
            }
        }
    }
    items
}

/// Options, then a path that may hold spaces.
fn passwd_file<'c>(
    job: &mut Job<'c>,
    database: &Database,
    unit: Option<&Unit<'c>>,
    text: &[u8],
) -> Vec<Item> {
    let mut rest = text;
    let mut items = Vec::new();
    let mut format = None;
    while !rest.is_empty() && rest[0] != b'/' {
        let end = memchr::memchr(b' ', rest).unwrap_or(rest.len());
        let (word, behind) = (&rest[..end], rest[end..].trim_ascii_start());
        if let Some(value) = word.strip_prefix(b"username_format=") {
            format = Some(auth(value));
        } else if let Some(scheme) = word.strip_prefix(b"scheme=") {
            let span = unit.map(|unit| job.config.span(unit.assign));
            items.push(schemes::item(job, database, span, scheme));
        } else if !word.contains(&b'=') {
            break;
        }
        rest = behind;
    }
    // Without it the whole name is looked for as it was given; 2.4 takes the format of all databases.
    items.push(Item::set("auth_username_format", format.unwrap_or_else(|| b"%{user}".to_vec())));
    items.push(Item::set("passwd_file_path", auth(rest)));
    if let Some(unit) = unit {
        old_fields(job, database, unit, rest);
    }
    items
}

/// Lines of the file that return fields which 2.4 passes over.
fn old_fields<'c>(job: &mut Job<'c>, database: &Database, unit: &Unit<'c>, path: &[u8]) {
    let Ok(path) = std::str::from_utf8(path) else { return };
    if path.contains('%') {
        return;
    }
    let Some((text, _)) = (job.wanted.reach)(path) else { return };
    let prefix = "userdb_";
    let is_old = |word: &[u8]| {
        let name = word.split(|b| *b == b'=').next().unwrap_or_default();
        let name = String::from_utf8_lossy(name);
        let bare = name.strip_prefix(prefix);
        let bare = if database.is_passdb() { bare } else { bare.or(Some(&name)) };
        bare.is_some_and(|bare| {
            matches!(bare, "mail" | "mail_location" | "quota")
                || bare.starts_with("quota_rule")
                || bare.starts_with("quota2")
        })
    };
    let mut has_mail = false;
    let mut numbers = Vec::new();
    for (number, line) in text.split(|b| *b == b'\n').enumerate() {
        let extra = line.splitn(8, |b| *b == b':').nth(7).unwrap_or_default();
        if !line.starts_with(b"#") && extra.split(|b| *b == b' ').any(is_old) {
            numbers.push((number + 1).to_string());
            has_mail |= memchr::memmem::find(extra, b"mail").is_some();
        }
    }
    if !numbers.is_empty() {
        let shown = numbers.iter().take(20).cloned().collect::<Vec<_>>().join(", ");
        let parts = if has_mail { kept_parts(&replaced_by_field(job, None)) } else { String::new() };
        let lines = if numbers.len() == 1 { "line" } else { "lines" };
        let detail = Detail::More(format!("{path}: {lines} {shown}{parts}"));
        job.decide_at(unit, Code::PasswdFileFields, detail);
    }
}

fn lua<'c>(job: &mut Job<'c>, database: &Database, unit: &Unit<'c>, text: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    for (key, value) in pairs(text) {
        let value = value.unwrap_or_default();
        match key.as_str() {
            "file" => items.push(Item::set("lua_file", value)),
            "blocking" => items.push(Item::set("use_worker", value)),
            "scheme" if database.is_passdb() => {
                items.push(schemes::item(job, database, Some(job.config.span(unit.assign)), &value));
            }
            "cache_key" => {
                no_cache_key(job, unit);
                if value.is_empty() {
                    items.push(Item::set("use_cache", "no"));
                }
            }
            _ => {}
        }
    }
    job.decide_at(unit, Code::LuaScript, "");
    items
}

fn imap(text: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    for (key, value) in pairs(text) {
        let value = value.unwrap_or_default();
        items.push(match key.as_str() {
            "host" => Item::set("imapc_host", auth(&value)),
            "port" => Item::set("imapc_port", value),
            "ssl" => Item::set("imapc_ssl", value),
            "username" => Item::set("imapc_user", auth(&value)),
            "ssl_ca_dir" => Item::set("ssl_client_ca_dir", value),
            "ssl_ca_file" => Item::set("ssl_client_ca_file", value),
            "rawlog_dir" => Item::set("imapc_rawlog_dir", value),
            "allow_invalid_cert" => Item::set(
                "ssl_client_require_valid_cert",
                if boolean(&value) == Ok(true) { "no" } else { "yes" },
            ),
            _ => continue,
        });
    }
    items
}
