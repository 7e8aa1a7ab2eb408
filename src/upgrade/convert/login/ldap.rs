//! LDAP: the file of settings as settings of the section.

use super::database::Database;
use super::fields::Fields;
use super::{files, ldap_attrs, schemes};
use crate::config::value::boolean;
use crate::schema::{ExternalKind, upgrade_rule};
use crate::upgrade::NoteCode;
use crate::upgrade::convert::core::generic::by_words;
use crate::upgrade::external::External;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Unit};
use crate::upgrade::value::percent::{Who, converted};
use crate::upgrade::value::plain::{New, converted as by_map};
use crate::upgrade::{Code, Detail};

/// What 2.3 has by itself and 2.4 has not. Source: `default_ldap_settings` in `db-ldap.c`, 2.3.21.
const PASS_ATTRS: &[u8] = b"uid=user,userPassword=password";
const USER_ATTRS: &[u8] = b"homeDirectory=home,uidNumber=uid,gidNumber=gid";
const FILTER: &[u8] = b"(&(objectClass=posixAccount)(uid=%u))";
const ITERATE_ATTRS: &[u8] = b"uid=user";
const ITERATE_FILTER: &[u8] = b"(objectClass=posixAccount)";

/// What stands for `args`; the fields are added to the others.
pub(in crate::upgrade) fn items<'c>(
    job: &mut Job<'c>,
    database: &Database,
    unit: Option<&Unit<'c>>,
    path: &[u8],
    fields: &mut Fields,
) -> Vec<Item> {
    let Some(unit) = unit else { return Vec::new() };
    let span = Some(job.config.span(unit.assign));
    let Some(file) = External::find_or_ask(job, ExternalKind::Ldap, path, unit.node, span) else {
        return Vec::new();
    };
    let path = String::from_utf8_lossy(path).into_owned();
    let is_last = job.is_last_user(&path, unit);
    let get = |key: &str| file.get(key).map(|line| line.text.clone());
    let binds = get("auth_bind").is_some_and(|text| boolean(&text) == Ok(true));
    let is_direct =
        database.is_passdb() && binds && get("auth_bind_userdn").is_some_and(|text| !text.is_empty());
    let (mut connection, mut rest) = (Vec::new(), Vec::new());
    for (index, line) in file.entries.iter().enumerate() {
        let is_common = upgrade_rule("file_ldap", &line.key).is_some_and(|rule| !rule.is_area);
        let is_common =
            is_common || matches!(line.key.as_str(), "hosts" | "sasl_bind" | "sasl_mech" | "debug_level");
        let is_own = is_common || is_used(database, &line.key);
        if (is_own || is_last) && job.take_comments(&path, index) {
            if is_common { connection.extend(line.comments()) } else { rest.extend(line.comments()) }
        }
        if !is_own || file.get(&line.key).is_some_and(|last| !std::ptr::eq(last, line)) {
            continue;
        }
        match line.key.as_str() {
            // 2.3 does not look at the hosts when there are URIs.
            "hosts" if get("uris").is_some() => {}
            "hosts" => connection.push(Item::set("ldap_uris", uris(&line.text))),
            "base" => connection.push(Item::set("ldap_base", base(job, &line.text))),
            "sasl_bind" => {}
            "sasl_mech" => {
                if get("sasl_bind").is_some_and(|text| boolean(&text) == Ok(true)) {
                    connection.push(Item::set("ldap_auth_sasl_mechanisms", line.text.clone()));
                }
            }
            "debug_level" => {
                if line.text.starts_with(b"-") {
                    job.note(
                        NoteCode::DroppedDefault,
                        Some(job.config.span(unit.assign)),
                        "a negative LDAP debug_level was removed",
                    );
                } else {
                    connection.push(Item::set("ldap_debug_level", line.text.clone()));
                }
            }
            "auth_bind" => rest.push(Item::set(database.key("bind"), line.text.clone())),
            "auth_bind_userdn" => rest.push(Item::set(database.key("bind_userdn"), auth(&line.text))),
            "blocking" => rest.push(Item::set("use_worker", line.text.clone())),
            "default_pass_scheme" => {
                rest.push(schemes::item(job, database, Some(job.config.span(unit.assign)), &line.text));
            }
            "pass_attrs" | "user_attrs" | "pass_filter" | "user_filter" | "iterate_attrs"
            | "iterate_filter" => {}
            key => connection.extend(setting(key, &line.text)),
        }
    }
    if is_last {
        rest.extend(file.last_comments());
    }
    if !is_direct {
        attributes(job, database, unit, &get, binds, fields);
        let name = if database.is_passdb() { "pass_filter" } else { "user_filter" };
        let filter = get(name).unwrap_or_else(|| FILTER.to_vec());
        rest.push(Item::set(database.key("filter"), auth(&filter)));
    }
    if !database.is_passdb() {
        iteration(database, &get, &mut rest);
    }
    let mut items = files::placed(job, unit.node, &file, &path, connection);
    items.extend(rest);
    items
}

fn is_used(database: &Database, key: &str) -> bool {
    match key {
        "auth_bind" | "auth_bind_userdn" | "default_pass_scheme" | "pass_attrs" | "pass_filter" => {
            database.is_passdb()
        }
        "user_attrs" | "user_filter" | "iterate_attrs" | "iterate_filter" => !database.is_passdb(),
        "blocking" => true,
        _ => false,
    }
}

fn auth(text: &[u8]) -> Vec<u8> {
    converted(Who::Auth, text).unwrap_or_else(|_| text.to_vec())
}

/// A base whose parts come from a name with dots must keep its commas from 2.4.3 on.
fn base(job: &Job<'_>, text: &[u8]) -> Vec<u8> {
    let new = String::from_utf8_lossy(&auth(text)).into_owned();
    if job.to().patch >= 3 {
        new.replace("| ldap_dn}", "| ldap_dn | safe}").into_bytes()
    } else {
        new.into_bytes()
    }
}

fn uris(hosts: &[u8]) -> Vec<u8> {
    let hosts = hosts.split(|b| *b == b' ').filter(|host| !host.is_empty());
    hosts.map(|host| [b"ldap://", host].concat()).collect::<Vec<_>>().join(&b' ')
}

/// A setting by the map.
fn setting(key: &str, text: &[u8]) -> Option<Item> {
    let rule = upgrade_rule("file_ldap", key).filter(|rule| !rule.is_gone)?;
    let new = match by_words(rule, text) {
        Some(new) => new,
        None => by_map(rule.value, "", text).ok()?,
    };
    let New::Text(text) = new else { return None };
    Some(Item::set(if rule.to.is_empty() { key } else { rule.to }, text))
}

fn attributes<'c>(
    job: &mut Job<'c>,
    database: &Database,
    unit: &Unit<'c>,
    get: &dyn Fn(&str) -> Option<Vec<u8>>,
    binds: bool,
    fields: &mut Fields,
) {
    let (name, default) =
        if database.is_passdb() { ("pass_attrs", PASS_ATTRS) } else { ("user_attrs", USER_ATTRS) };
    let text = get(name).unwrap_or_else(|| default.to_vec());
    // Anyone who binds as the user needs no password from the directory.
    let skipped = (database.is_passdb() && binds).then_some("password");
    let read = ldap_attrs::add(job, unit, &text, skipped, fields);
    ldap_attrs::decide(job, unit, &read.gone);
    if database.is_passdb() {
        return;
    }
    let (covered, open): (Vec<&String>, Vec<&String>) =
        read.of_attributes.iter().partition(|field| fields.has_default(field));
    let list = |names: &[&String]| names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    if !covered.is_empty() {
        job.decide_at(unit, Code::LdapDefaultField, Detail::More(format!("fields: {}", list(&covered))));
        fields.settle_defaults();
    }
    if !open.is_empty() {
        let answer =
            job.decide_at(unit, Code::LdapMissingAttribute, Detail::More(format!("fields: {}", list(&open))));
        match answer.as_deref().and_then(|answer| answer.strip_prefix("default")) {
            Some("") => fields.allow_missing(&|_| true),
            Some(named) => {
                let named: Vec<&str> = named.trim_start_matches('=').split([',', ' ']).collect();
                fields.allow_missing(&|field| named.contains(&field));
            }
            None => {}
        }
    }
}

/// Who asks for all users.
fn iteration(database: &Database, get: &dyn Fn(&str) -> Option<Vec<u8>>, rest: &mut Vec<Item>) {
    // Who wrote lookups of their own and none for all users does not ask for all of them.
    let is_default = get("user_attrs").is_none() && get("user_filter").is_none();
    let (attrs, filter) = (get("iterate_attrs"), get("iterate_filter"));
    if attrs.is_none() && filter.is_none() && !is_default {
        return;
    }
    let attrs = attrs.unwrap_or_else(|| ITERATE_ATTRS.to_vec());
    let inner = ldap_attrs::plain(&attrs).into_iter().map(|(name, value)| Item::set(name, value)).collect();
    rest.push(Item::block(database.key("iterate_fields"), inner));
    let filter = filter.unwrap_or_else(|| ITERATE_FILTER.to_vec());
    rest.push(Item::set(database.key("iterate_filter"), auth(&filter)));
}
