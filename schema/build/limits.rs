//! The tables of numbers that a check refuses.

use std::collections::BTreeMap;

use super::code::{option, record, table, text};
use super::model::{Series, Setting};

/// Adds what numbers the settings of a series take.
pub fn write(code: &mut String, series: Series, settings: &BTreeMap<String, Setting>) {
    let ranges = settings.iter().filter_map(|(name, facts)| {
        let range = facts.range.as_ref()?;
        let fields = [
            ("setting", text(name)),
            ("in_struct", text(&range.in_struct)),
            ("least", range.least.unwrap_or(0).to_string()),
            ("most", range.most.map_or("u64::MAX".to_owned(), |most| most.to_string())),
        ];
        Some(record("Range", &fields))
    });
    let docs = "The settings of this line with a least or a greatest value.";
    let name = format!("pub(super) static RANGES_{}", series.suffix());
    table(code, docs, &name, "Range", &ranges.collect::<Vec<_>>());
    let refused = settings.iter().filter_map(|(name, facts)| {
        let zero = facts.refuses_zero.as_ref()?;
        let fields = [
            ("setting", text(name)),
            ("in_struct", text(&zero.in_struct)),
            ("since", zero.since.patch(series).to_string()),
            ("instead", option(zero.instead.as_deref().map(text))),
        ];
        Some(record("RefusedZero", &fields))
    });
    let docs = "The settings of this line that may not be 0.";
    let name = format!("pub(super) static REFUSED_ZEROS_{}", series.suffix());
    table(code, docs, &name, "RefusedZero", &refused.collect::<Vec<_>>());
}
