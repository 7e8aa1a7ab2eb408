//! `connect` strings of SQL drivers.
//!
//! Source: `driver-mysql.c`, `driver-pgsql.c`, `driver-sqlite.c`, 2.3.21.

use super::database::pairs;
use crate::schema::upgrade_rule;
use crate::upgrade::Code;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Unit};
use crate::upgrade::value::percent::literal;
use crate::upgrade::value::plain::{New, converted};

/// The connection of a driver; `unit` names its file.
pub(in crate::upgrade) fn items(job: &mut Job<'_>, unit: &Unit<'_>, driver: &str, text: &[u8]) -> Vec<Item> {
    match driver {
        "mysql" => mysql(text),
        "pgsql" => pgsql(job, unit, text),
        "sqlite" => sqlite(text),
        "cassandra" => cassandra(text),
        _ => Vec::new(),
    }
}

fn mysql(text: &[u8]) -> Vec<Item> {
    let (mut hosts, mut inner) = (Vec::new(), Vec::new());
    let mut has_tls = false;
    for (key, value) in pairs(text) {
        let value = value.unwrap_or_default();
        if key == "host" || key == "hostaddr" {
            hosts.push(value);
            continue;
        }
        let Some(rule) = upgrade_rule("connect_mysql", &key) else { continue };
        if key.starts_with("ssl_") && !has_tls {
            // Any of these switched TLS on.
            has_tls = true;
            inner.push(Item::set("ssl", "yes"));
        }
        let value = match converted(rule.value, "", &value) {
            Ok(New::Text(text)) => text,
            _ => value,
        };
        inner.push(Item::set(if rule.to.is_empty() { &key } else { rule.to }, value));
    }
    if hosts.is_empty() {
        hosts.push(b"localhost".to_vec());
    }
    servers("mysql", hosts, &inner)
}

/// One block for each host. A host that no section can be called like is a setting in its block.
fn servers(kind: &str, hosts: Vec<Vec<u8>>, inner: &[Item]) -> Vec<Item> {
    let is_name = |host: &[u8]| {
        !host.is_empty()
            && !host.starts_with(b"__")
            && !host.iter().any(|b| matches!(b, b'"' | b'\\') || b.is_ascii_control())
    };
    let mut made = Vec::new();
    for (number, host) in hosts.into_iter().enumerate() {
        let mut own = inner.to_vec();
        let name = if is_name(&host) {
            host
        } else {
            own.insert(0, Item::set("host", literal(&host)));
            format!("server{}", number + 1).into_bytes()
        };
        made.push(Item::named(kind, name, own));
    }
    made
}

fn pgsql(job: &mut Job<'_>, unit: &Unit<'_>, text: &[u8]) -> Vec<Item> {
    let (mut hosts, mut own, mut parameters) = (Vec::new(), Vec::new(), Vec::new());
    for (key, value) in conninfo(text) {
        match key.as_str() {
            "host" => hosts.extend(value.split(|b| *b == b',').map(<[u8]>::to_vec)),
            "maxconns" => own.push(Item::set("connection_limit", value)),
            _ => parameters.push(Item::set(key, literal(&value))),
        }
    }
    if hosts.is_empty() {
        let answer = job.decide_at(unit, Code::PgsqlNoHost, "");
        hosts.push(answer.map_or_else(|| b"localhost".to_vec(), String::into_bytes));
    }
    if !parameters.is_empty() {
        own.push(Item::block("parameters", parameters));
    }
    servers("pgsql", hosts, &own)
}

/// The words of a string of libpq: `key=value` and `key='va\'lue'`.
fn conninfo(text: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if text[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let Some(length) = memchr::memchr(b'=', &text[at..]) else { break };
        let key = String::from_utf8_lossy(text[at..at + length].trim_ascii()).into_owned();
        at += length + 1;
        while text.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let mut value = Vec::new();
        let is_quoted = text.get(at) == Some(&b'\'');
        at += usize::from(is_quoted);
        while let Some(byte) = text.get(at) {
            at += 1;
            match byte {
                b'\\' => {
                    value.extend(text.get(at));
                    at += 1;
                }
                b'\'' if is_quoted => break,
                byte if !is_quoted && byte.is_ascii_whitespace() => break,
                byte => value.push(*byte),
            }
        }
        found.push((key, value));
    }
    found
}

fn sqlite(text: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    for word in text.split(|b| *b == b' ').filter(|word| !word.is_empty()) {
        if let Some(mode) = word.strip_prefix(b"journal_mode=") {
            items.push(Item::set("sqlite_journal_mode", mode));
        } else if let Some(value) = word.strip_prefix(b"readonly=") {
            items.push(Item::set("sqlite_readonly", value));
        } else {
            items.insert(0, Item::set("sqlite_path", literal(word)));
        }
    }
    items
}

fn cassandra(text: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut hosts: Vec<Vec<u8>> = Vec::new();
    for (key, value) in pairs(text) {
        let value = value.unwrap_or_default();
        match key.as_str() {
            "host" => hosts.push(value),
            "dbname" => items.push(Item::set("cassandra_keyspace", value)),
            "user" | "password" | "port" => {
                items.push(Item::set(format!("cassandra_{key}"), literal(&value)));
            }
            _ => {}
        }
    }
    items.insert(0, Item::set("cassandra_hosts", hosts.join(&b' ')));
    items
}
