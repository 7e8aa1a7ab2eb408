//! The table of built-in services and their listeners.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::code::{list, record, table, text, text_or_empty, texts};
use super::model::{Listener, Series, Service, ServiceGroups, patch};
use super::pool::Pool;

/// Adds the built-in services of a series.
pub fn write(code: &mut String, series: Series, services: &BTreeMap<String, Service>, pool: &mut Pool) {
    let rows: Vec<String> = services.iter().map(|(name, facts)| service(series, name, facts, pool)).collect();
    let table_name = format!("pub(super) static SERVICES_{}", series.suffix());
    table(code, "The built-in services of this line, sorted by name.", &table_name, "DefaultService", &rows);
}

/// Adds which services of a series have something in common.
pub fn groups(code: &mut String, series: Series, facts: &ServiceGroups) {
    let row = record(
        "ServiceGroups",
        &[
            ("mail_sessions", texts(&facts.mail_sessions)),
            ("opens_mail", texts(&facts.opens_mail)),
            ("single_process", texts(&facts.single_process)),
            ("waits_for_answer", texts(&facts.waits_for_answer)),
            ("waits_for_disk", texts(&facts.waits_for_disk)),
        ],
    );
    let line = series.suffix();
    let _ = writeln!(code, "/// Services of this line that have something in common.");
    let _ = writeln!(code, "pub(super) static SERVICE_GROUPS_{line}: ServiceGroups = {row};");
}

fn service(series: Series, name: &str, facts: &Service, pool: &mut Pool) -> String {
    let listeners = [
        ("unix_listener", &facts.unix_listeners),
        ("fifo_listener", &facts.fifo_listeners),
        ("inet_listener", &facts.inet_listeners),
    ];
    let listeners = listeners.iter().flat_map(|(kind, of)| of.iter().map(move |one| (kind, one)));
    let listeners: Vec<String> = listeners.map(|(kind, one)| listener(kind, one, pool)).collect();
    let changes = facts.changed.iter().map(|change| {
        record(
            "ServiceChange",
            &[
                ("before", change.version.patch(series).to_string()),
                ("key", text(&change.key)),
                ("old", text(&change.value.0)),
            ],
        )
    });
    record(
        "DefaultService",
        &[
            ("name", text(name)),
            ("added", patch(facts.added.as_ref(), series).to_string()),
            ("package", text(&facts.package)),
            ("values", values(facts, pool)),
            ("listeners", list(listeners)),
            ("changes", list(changes)),
        ],
    )
}

fn listener(kind: &str, facts: &Listener, pool: &mut Pool) -> String {
    record(
        "DefaultListener",
        &[
            ("kind", text(kind)),
            ("name", text_or_empty(facts.path.as_ref().or(facts.name.as_ref()))),
            ("values", values(facts, pool)),
        ],
    )
}

/// The settings among the fields, sorted by name.
fn values(facts: &impl Serialize, pool: &mut Pool) -> String {
    let fields = serde_json::to_value(facts).unwrap_or_default();
    let fields = fields.as_object().into_iter().flatten();
    list(fields.filter_map(|(key, value)| Some(format!("({key:?}, {})", pool.text(value.as_str()?)))))
}
