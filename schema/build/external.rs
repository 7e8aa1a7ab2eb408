//! The table of the files that the configuration of 2.3 names.

use super::code::{list, record, table, text, texts};
use super::model::{ExternalSection, ExternalSetting, ExternalTable, Externals, Series, patch};

/// Adds the keys of those files.
pub fn write(code: &mut String, facts: &Externals) {
    let row = |(name, facts): (&String, &ExternalTable)| {
        record(
            "ExternalTable",
            &[
                ("name", text(name)),
                ("names", text(&facts.names)),
                ("skips_sections", facts.skips_sections.to_string()),
                ("sections", list(facts.sections.iter().map(|(path, section)| self::section(path, section)))),
            ],
        )
    };
    let rows: Vec<String> = facts.iter().map(row).collect();
    let docs = "The keys of files that the configuration of 2.3 names.";
    table(code, docs, "pub(super) static EXTERNALS", "ExternalTable", &rows);
}

fn section(path: &str, facts: &ExternalSection) -> String {
    record(
        "ExternalSection",
        &[
            ("path", text(path)),
            ("required", list(facts.required.iter().map(texts))),
            ("is_free", facts.free.to_string()),
            ("begins", text(&facts.begins)),
            ("settings", list(facts.settings.iter().map(|(name, setting)| self::setting(name, setting)))),
        ],
    )
}

fn setting(name: &str, facts: &ExternalSetting) -> String {
    record(
        "ExternalSetting",
        &[
            ("name", text(name)),
            ("kind", format!("ExternalType::{:?}", facts.kind)),
            ("values", texts(&facts.values)),
            ("added", patch(facts.added.as_ref(), Series::V23).to_string()),
        ],
    )
}
