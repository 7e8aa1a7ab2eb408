//! The tables of defaults that depend on more than the version of Dovecot.

use super::code::{list, record, table, text};
use super::model::{DefaultsChanged, ListDefault, ListDefaults, OldDefault, Series};

/// Adds what the lists of 2.4 hold of themselves.
pub fn of_lists(code: &mut String, facts: &ListDefaults) {
    let mut rows: Vec<_> = facts.list_defaults.iter().collect();
    let row = |row: &&ListDefault| {
        let values = row.values.iter().map(|(key, value)| format!("({key:?}, {value:?})"));
        record(
            "ListDefault",
            &[
                ("place", text(&row.place)),
                ("list", text(&row.list)),
                ("dovecot", format!("{:?}", row.dovecot)),
                ("config", format!("{:?}", row.config)),
                ("values", list(values)),
            ],
        )
    };
    rows.sort_by_cached_key(|one| (text(&one.place), text(&one.list), row(one)));
    let rows: Vec<String> = rows.iter().map(row).collect();
    let docs = "What the lists of 2.4 hold of themselves, by the filter around them.";
    table(code, docs, "pub(super) static LIST_DEFAULTS", "ListDefault", &rows);
}

/// Adds the defaults that an older `dovecot_config_version` brings back.
pub fn by_config_version(code: &mut String, facts: &DefaultsChanged) {
    let (of_services, settings): (Vec<&OldDefault>, Vec<&OldDefault>) =
        facts.by_config_version.iter().partition(|old| old.setting.starts_with("service/"));
    let row = |old: &&OldDefault| {
        record(
            "OldDefault",
            &[
                ("below", old.applies_when_config_version_below.patch(Series::V24).to_string()),
                ("setting", text(old.setting.trim_start_matches("service/"))),
                ("value", text(&old.old_default)),
            ],
        )
    };
    for (name, what, rows) in
        [("", "Defaults", settings), ("_OF_SERVICES", "Defaults of built-in services", of_services)]
    {
        let docs = format!("{what} of 2.4 that depend on `dovecot_config_version`, newest change first.");
        let rows: Vec<String> = rows.iter().map(row).collect();
        table(code, &docs, &format!("static OLD_DEFAULTS{name}"), "OldDefault", &rows);
    }
}
