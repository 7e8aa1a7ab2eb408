//! The table of built-in services and their listeners.

use std::collections::BTreeMap;

use serde::Serialize;

use super::code::{list, record, table, text, text_or_empty};
use super::model::{Listener, Series, Service, patch};

/// Adds the built-in services of a series.
pub fn write(code: &mut String, series: Series, services: &BTreeMap<String, Service>) {
    let rows: Vec<String> = services.iter().map(|(name, facts)| service(series, name, facts)).collect();
    let table_name = format!("pub(super) static SERVICES_{}", series.suffix());
    table(code, "The built-in services of this line, sorted by name.", &table_name, "DefaultService", &rows);
}

fn service(series: Series, name: &str, facts: &Service) -> String {
    let listeners = [
        ("unix_listener", &facts.unix_listeners),
        ("fifo_listener", &facts.fifo_listeners),
        ("inet_listener", &facts.inet_listeners),
    ];
    let listeners = listeners.iter().flat_map(|(kind, of)| of.iter().map(|one| listener(kind, one)));
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
            ("values", values(facts)),
            ("listeners", list(listeners)),
            ("changes", list(changes)),
        ],
    )
}

fn listener(kind: &str, facts: &Listener) -> String {
    record(
        "DefaultListener",
        &[
            ("kind", text(kind)),
            ("name", text_or_empty(facts.path.as_ref().or(facts.name.as_ref()))),
            ("values", values(facts)),
        ],
    )
}

/// The fields that hold text, sorted by name.
fn values(facts: &impl Serialize) -> String {
    let fields = serde_json::to_value(facts).unwrap_or_default();
    let fields = fields.as_object().into_iter().flatten();
    list(fields.filter_map(|(key, value)| Some(format!("({key:?}, {:?})", value.as_str()?))))
}
