//! The tables of defaults that depend on more than the version of Dovecot.

use std::collections::BTreeMap;

use super::code::{list, record, table, text};
use super::model::{
    Changed, Default, DefaultsChanged, ListDefault, ListDefaults, OldDefault, Series, Setting,
};

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

/// Adds the defaults of 2.3 that are more than one text.
pub fn special(code: &mut String, settings: &BTreeMap<String, Setting>) {
    let names = |is_it: fn(&Setting) -> bool| {
        let names = settings.iter().filter(|(_, facts)| is_it(facts));
        names.map(|(name, _)| text(name)).collect::<Vec<_>>()
    };
    let docs = "Settings of 2.3 that have no value until they are set.";
    table(code, docs, "pub(super) static UNSET", "&str", &names(|facts| facts.unset));
    let docs = "Settings of 2.3 whose default differs from build to build.";
    table(code, docs, "pub(super) static OF_BUILD", "&str", &names(|facts| facts.differs_by_build));
    let two = settings.iter().filter_map(|(name, facts)| {
        let differed = |changed: &&Changed| {
            changed.default.as_ref().is_some_and(|(old, _)| old.as_ref().is_some_and(Default::differs))
        };
        let until = match &facts.default_by_component {
            Some(_) => 255,
            None => facts
                .changed
                .iter()
                .filter(differed)
                .map(|changed| changed.version.patch(Series::V23))
                .max()?,
        };
        Some(format!("({name:?}, {until})"))
    });
    let docs = "Settings of 2.3 with another default in some process, and the first patch version without.";
    table(code, docs, "pub(super) static TWO_DEFAULTS", "(&str, u8)", &two.collect::<Vec<_>>());
}
