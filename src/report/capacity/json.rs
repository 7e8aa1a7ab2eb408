//! The answer for a program.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Answered, written};
use crate::capacity::{Certainty, Key, Kind, Limit, Load, LoginWish, Place, Protocol, Sessions};
use crate::report::place::{self, JsonPlace};

#[derive(Serialize)]
struct Root<'a> {
    schema: u32,
    dovelint: &'static str,
    path: &'a str,
    dovecot: String,
    assumed: Value,
    machine: Map<String, Value>,
    sessions: Map<String, Value>,
    limits: Vec<JsonLimit>,
    first: Option<String>,
    users: Option<u64>,
    checks: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    at: Vec<JsonLoad>,
    #[serde(skip_serializing_if = "Option::is_none")]
    write: Option<Value>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct JsonLimit {
    limit: String,
    value: u64,
    fixed: f64,
    per_user: f64,
    users: u64,
    hard: bool,
    certainty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<(u64, Option<u64>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(rename = "where")]
    place: Option<JsonPlace>,
    from: &'static str,
    then: &'static str,
    log: String,
    warns_at_start: Option<bool>,
}

#[derive(Serialize)]
struct JsonLoad {
    users: u64,
    processes: u64,
    login_processes: u64,
    mail_processes: u64,
    stats_connections: u64,
    auth_connections: u64,
    anvil_connections: u64,
    memory_mib: [u64; 3],
    reached: Vec<String>,
}

/// Writes one object for one configuration, and a list of them for several.
///
/// # Errors
/// What writing gives.
pub fn capacity_json(all: &[Answered<'_>], out: &mut dyn Write) -> io::Result<()> {
    crate::report::veiled(all.iter().map(|one| one.document), out, |out| {
        match all {
            [one] => serde_json::to_writer_pretty(&mut *out, &root(one))?,
            _ => serde_json::to_writer_pretty(&mut *out, &all.iter().map(root).collect::<Vec<_>>())?,
        }
        writeln!(out)
    })
}

fn root<'a>(one: &'a Answered<'_>) -> Root<'a> {
    let capacity = &one.capacity;
    let checks = &capacity.checks;
    let first = capacity.first();
    Root {
        schema: crate::report::SCHEMA,
        dovelint: env!("CARGO_PKG_VERSION"),
        path: &one.document.sources.file(one.document.root).shown,
        dovecot: one.server.version.to_string(),
        assumed: assumed(one),
        machine: machine(one),
        sessions: capacity.sessions.iter().map(|s| (s.protocol.name().to_owned(), sessions(s))).collect(),
        limits: capacity.limits.iter().map(|limit| self::limit(one, limit)).collect(),
        first: first.map(|limit| limit.kind.name()),
        users: first.map(|limit| limit.users),
        checks: json!({
            "auth_warning": checks.auth_warning,
            "anvil_warning": checks.anvil_warning,
            "fd_warning": checks.fd_warning,
            "fd_need": checks.fd_need,
            "master_fds": checks.master_fds,
            "backlog": checks.backlog,
        }),
        at: one.loads().map(load).collect(),
        write: write(one),
        notes: &one.notes,
    }
}

fn assumed(one: &Answered<'_>) -> Value {
    let mix = &one.question.mix;
    let per_user: BTreeMap<&str, f64> =
        mix.used().map(|share| (share.protocol.name(), share.per_user)).collect();
    let tls = mix.used().next().map_or(0.0, |share| share.tls);
    let imap = mix.share(Protocol::Imap);
    json!({
        "per_user": per_user,
        "tls": tls,
        "hibernated": imap.map_or(0.0, |imap| imap.hibernated),
        "idle": imap.map_or(0.0, |imap| imap.idle),
        "auth_clients": one.question.auth_clients,
        "headroom": thousandths(one.spare - 1.0),
        "login": match one.login {
            LoginWish::Keep => "keep",
            LoginWish::Security => "security",
            LoginWish::Performance => "performance",
        },
        "proxy": one.server.is_proxy,
    })
}

fn machine(one: &Answered<'_>) -> Map<String, Value> {
    let values = one.question.machine.values();
    let unknown: Vec<&str> =
        values.iter().filter(|(_, known)| known.is_none()).map(|(name, _)| *name).collect();
    let mut machine: Map<String, Value> = values
        .iter()
        .filter_map(|(name, known)| {
            let known = (*known)?;
            Some(((*name).to_owned(), json!({ "value": known.value, "from": known.origin.as_str() })))
        })
        .collect();
    machine.insert("unknown".to_owned(), json!(unknown));
    machine
}

fn sessions(one: &Sessions) -> Value {
    let mut fields = Map::new();
    fields.insert("most".to_owned(), json!(one.most()));
    let named = [("mail", one.mail), ("fds", one.fds), ("vsz", one.vsz)];
    fields.extend(named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))));
    if one.protocol.login_service().is_some() {
        fields.insert("login".to_owned(), json!(one.login));
    }
    Value::Object(fields)
}

/// A number without the last digits of its fraction, which calculating makes.
fn thousandths(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

fn limit(one: &Answered<'_>, limit: &Limit) -> JsonLimit {
    let outcome = one.outcome(limit);
    let (certainty, range, source) = match limit.certainty {
        Certainty::Exact => ("exact", None, None),
        Certainty::Estimate { least, most, reason } => {
            ("estimate", Some((least, most)), Some(one.reason(reason)))
        }
    };
    let (place, from) = match limit.place {
        Place::Written(span) => (Some(place::json(one.document, span)), "configuration"),
        Place::BuiltIn => (None, "built in"),
        Place::Machine(origin) => (None, origin.as_str()),
    };
    JsonLimit {
        limit: limit.kind.name(),
        value: limit.value,
        fixed: thousandths(limit.need.fixed),
        per_user: (limit.need.each * 1e6).round() / 1e6,
        users: limit.users,
        hard: limit.kind.is_hard(),
        certainty,
        range,
        source,
        place,
        from,
        then: outcome.then,
        log: outcome.log,
        warns_at_start: one.warns_at_start(limit),
    }
}

fn load(load: Load) -> JsonLoad {
    JsonLoad {
        users: load.users,
        processes: load.processes,
        login_processes: load.login_processes,
        mail_processes: load.mail_processes,
        stats_connections: load.stats_connections,
        auth_connections: load.auth_connections,
        anvil_connections: load.anvil_connections,
        memory_mib: load.memory,
        reached: load.reached.into_iter().map(Kind::name).collect(),
    }
}

/// The name of a setting for a program, the same for every series.
fn key(key: Key) -> &'static str {
    match key {
        Key::ProcessLimit => "process_limit",
        Key::ClientLimit => "client_limit",
        Key::Count => "count",
        Key::MinAvail => "min_avail",
        Key::AddressSpace => "vsz_limit",
    }
}

fn write(one: &Answered<'_>) -> Option<Value> {
    let (advice, users) = (one.advice.as_ref()?, one.most()?);
    let mut services: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for change in &advice.changes {
        services.entry(&change.service).or_default().insert(key(change.key), change.value);
    }
    let kernel = &advice.kernel;
    let machine: BTreeMap<&str, u64> = [
        ("LimitNOFILE", kernel.nofile),
        ("TasksMax", kernel.tasks_max),
        ("net.core.somaxconn", kernel.somaxconn),
        ("fs.inotify.max_user_instances", kernel.inotify_instances),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect();
    let after = advice.after.first();
    Some(json!({
        "users": users,
        "services": services,
        "machine": machine,
        "config": written::config(&advice.changes, one.server.version.series),
        "systemd": written::systemd(kernel),
        "sysctl": written::sysctl(kernel),
        "after": {
            "users": after.map(|limit| limit.users),
            "first": after.map(|limit| limit.kind.name()),
            "memory_mib": advice.after.at(users).memory,
        },
    }))
}
