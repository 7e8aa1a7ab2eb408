//! Dicts: URIs, and the section `dict {}`.

use crate::schema::ExternalKind;
use crate::syntax::Kind;
use crate::upgrade::convert::login::{connect, files};
use crate::upgrade::external::External;
use crate::upgrade::item::Item;
use crate::upgrade::job::{Job, Plan, Unit};
use crate::upgrade::value::percent::{Who, converted, literal};
use crate::upgrade::value::plain::{split, with_unit};
use crate::upgrade::{Code, NoteCode};

/// Plans `dict {}` and `mail_attribute_dict`.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for index in 0..job.document.statements.len() {
        let statement = &job.document.statements[index];
        if statement.kind == Kind::Open
            && job.document.key(statement).as_ref() == b"dict"
            && let Some(node) = job.node_of(index)
        {
            job.plan(node, Plan::Head { kind: b"dict_server".to_vec(), name: None });
        }
    }
    for unit in job.units.clone() {
        if !job.is_free(unit.node) {
            continue;
        }
        if unit.table == "dict" {
            served(job, &unit);
        } else if unit.name == "mail_attribute_dict" {
            in_block(job, &unit, "mail_attribute");
        }
    }
}

/// A setting that holds a URI, as a block with the dict in it.
pub(in crate::upgrade) fn in_block<'c>(job: &mut Job<'c>, unit: &Unit<'c>, block: &str) {
    if unit.is_replaced {
        return job.drop(unit, NoteCode::Overridden, format!("a later line sets {} again", unit.name));
    }
    let text = job.text(unit).into_owned();
    if text.is_empty() {
        return job.drop(unit, NoteCode::DroppedDefault, format!("{} was empty", unit.name));
    }
    match of_uri(&text) {
        Some(dict) => job.write(unit.node, vec![Item::block(block, vec![dict])]),
        None => job.comment_out(unit, Code::PluginUnknown, "2.4 has no such dict"),
    }
}

/// The block of a URI; none for a driver that is gone.
pub(in crate::upgrade) fn of_uri(text: &[u8]) -> Option<Item> {
    let (driver, inner) = parts(text)?;
    Some(Item::named("dict", driver, inner))
}

/// The driver of a URI and its settings.
fn parts(text: &[u8]) -> Option<(&'static str, Vec<Item>)> {
    let (driver, rest) = split(text, b':').unwrap_or((text, b""));
    Some(match driver {
        b"file" => {
            let path = split(rest, b':').map_or(rest, |(path, _)| path);
            ("file", vec![Item::set("path", converted(Who::Mail, path).ok()?)])
        }
        b"redis" => ("redis", redis(rest)),
        b"proxy" => {
            let (socket, name) = match rest.iter().rposition(|b| *b == b':') {
                Some(at) => (&rest[..at], &rest[at + 1..]),
                None => (&b""[..], rest),
            };
            let mut inner = Vec::new();
            if !socket.is_empty() {
                inner.push(Item::set("socket_path", socket));
            }
            inner.push(Item::set("name", name));
            ("proxy", inner)
        }
        b"fs" => ("fs", super::attachments::chain(rest)?),
        _ => return None,
    })
}

/// `host=…:port=…`. Source: `redis_dict_init()` in `dict-redis.c`, 2.3.21.
fn redis(text: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    for part in text.split(|b| *b == b':').filter(|part| !part.is_empty()) {
        let Some((key, value)) = split(part, b'=') else { continue };
        let (name, value) = match key {
            b"host" => ("redis_host", value.to_vec()),
            b"port" => ("redis_port", value.to_vec()),
            b"prefix" => ("redis_key_prefix", literal(value)),
            b"db" => ("redis_db_id", value.to_vec()),
            b"path" => ("redis_socket_path", value.to_vec()),
            b"expire_secs" => ("redis_expire", with_unit(value, b"s")),
            b"timeout_msecs" => ("redis_request_timeout", with_unit(value, b"ms")),
            b"password" => ("redis_password", literal(value)),
            _ => continue,
        };
        items.push(Item::set(name, value));
    }
    items
}

/// A dict that the dict server gives to others.
fn served<'c>(job: &mut Job<'c>, unit: &Unit<'c>) {
    if unit.is_replaced {
        return job.drop(
            unit,
            NoteCode::Overridden,
            format!("a later line sets the dict {} again", unit.name),
        );
    }
    let text = job.text(unit).into_owned();
    if let Some((driver, inner)) = parts(&text) {
        let mut all = vec![Item::set("driver", driver)];
        // The block is not called like the driver, so its settings need the name of the driver.
        all.extend(inner.into_iter().map(|item| match item {
            Item::Set { key, value, from }
                if matches!(key.as_slice(), b"path" | b"name" | b"socket_path") =>
            {
                Item::Set { key: [driver.as_bytes(), b"_", &key].concat(), value, from }
            }
            other => other,
        }));
        return job.write(unit.node, vec![Item::named("dict", &unit.name, all)]);
    }
    let (driver, path) = split(&text, b':').unwrap_or((&text, b""));
    if !matches!(driver, b"mysql" | b"pgsql" | b"sqlite" | b"cassandra") {
        return job.comment_out(
            unit,
            Code::PluginUnknown,
            "2.4 has no such dict, or needs its settings in the block",
        );
    }
    let driver = String::from_utf8_lossy(driver).into_owned();
    let mut inner = vec![Item::set("driver", "sql")];
    let span = Some(job.config.span(unit.assign));
    match External::find_or_ask(job, ExternalKind::SqlDict, path, unit.node, span) {
        Some(file) => {
            let path = String::from_utf8_lossy(path).into_owned();
            let (connection, maps) = tables(job, unit, &driver, &file);
            inner.extend(files::placed(job, unit.node, &file, &path, connection));
            inner.extend(maps);
        }
        None => inner.push(Item::set("sql_driver", driver)),
    }
    job.write(unit.node, vec![Item::named("dict", &unit.name, inner)]);
}

/// The connection and the maps of a file.
fn tables(job: &mut Job<'_>, unit: &Unit<'_>, driver: &str, file: &External) -> (Vec<Item>, Vec<Item>) {
    let mut connection = vec![Item::set("sql_driver", driver)];
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(entry) = file.entries.get(at) {
        if entry.is_in("") && entry.key == "connect" {
            connection.extend(entry.comments());
            connection.extend(connect::items(job, unit, driver, &entry.text));
        } else if entry.is_in("map") && entry.key.is_empty() {
            let end = file.entries[at + 1..].iter().position(|next| {
                !next.section.starts_with("map") || next.key.is_empty() && next.is_in("map")
            });
            let end = end.map_or(file.entries.len(), |length| at + 1 + length);
            items.extend(entry.comments());
            items.push(map(&file.entries[at + 1..end]));
            at = end;
            continue;
        } else {
            items.extend(entry.comments());
        }
        at += 1;
    }
    items.extend(file.last_comments());
    (connection, items)
}

/// One `map {}`.
fn map(entries: &[crate::upgrade::external::Line]) -> Item {
    let own = |key: &str| {
        entries
            .iter()
            .rev()
            .find(|entry| entry.is_in("map") && entry.key == key)
            .map(|entry| entry.text.clone())
    };
    let pattern = own("pattern").map(|text| unbraced(&text).0).unwrap_or_default();
    let mut inner = Vec::new();
    let type_of = if own("value_hexblob").is_some_and(|text| text == b"yes") {
        Some(b"hexblob".to_vec())
    } else {
        own("value_type")
    };
    for entry in entries {
        inner.extend(entry.comments());
        if !entry.is_in("map") {
            if entry.is_in("map/fields") && !entry.key.is_empty() {
                let (value, kind) = unbraced(&entry.text);
                let mut field = vec![Item::set("value", value)];
                field.extend(kind.map(|kind| Item::set("type", kind)));
                inner.push(Item::named("key_field", &entry.key, field));
            }
            continue;
        }
        match entry.key.as_str() {
            "table" => inner.push(Item::set("sql_table", entry.text.clone())),
            "username_field" => inner.push(Item::set("username_field", entry.text.clone())),
            "expire_field" => inner.push(Item::set("expire_field", entry.text.clone())),
            "value_field" => {
                let types: Vec<Vec<u8>> = type_of
                    .iter()
                    .flat_map(|types| types.split(|b| *b == b',').map(<[u8]>::to_vec))
                    .collect();
                for (at, field) in entry.text.split(|b| *b == b',').enumerate() {
                    let kind =
                        types.get(at).or(types.last()).map(|kind| Item::set("type", kind.trim_ascii()));
                    inner.push(Item::named("value_field", field.trim_ascii(), kind.into_iter().collect()));
                }
            }
            _ => {}
        }
    }
    Item::named("dict_map", pattern, inner)
}

/// `${type:name}` as `$name` and the type; `${name}` as `$name`.
fn unbraced(text: &[u8]) -> (Vec<u8>, Option<Vec<u8>>) {
    let (mut out, mut kind) = (Vec::new(), None);
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with(b"${")
            && let Some(end) = memchr::memchr(b'}', &text[at..])
        {
            let name = &text[at + 2..at + end];
            let name = match split(name, b':') {
                Some((own, name)) => {
                    kind = Some(own.to_vec());
                    name
                }
                None => name,
            };
            out.push(b'$');
            out.extend_from_slice(name);
            at += end + 1;
        } else {
            out.push(text[at]);
            at += 1;
        }
    }
    (out, kind)
}
