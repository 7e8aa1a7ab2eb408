//! The tables of the upgrade from 2.3 to 2.4.

use super::code::{list, option, record, table, text};
use super::model::{
    Series, UpgradeRule, UpgradeScope, UpgradeSettings, UpgradeVariableSet, UpgradeVariables, UpgradeWords,
    patch,
};
use super::pool::Pool;

/// Adds what becomes of settings.
pub fn settings(code: &mut String, facts: &UpgradeSettings, pool: &mut Pool) {
    let mut rows: Vec<(String, String)> = Vec::new();
    for (scope, UpgradeScope { same, area, rules }) in facts {
        let key = |name: &str| format!("{scope}/{name}");
        let plain = UpgradeRule::default();
        let same = same.iter().map(|name| (name, &plain, false));
        let area = area.iter().map(|name| (name, &plain, true));
        let rules = rules.iter().map(|(name, facts)| (name, facts, false));
        let all = same.chain(area).chain(rules).map(|(name, facts, is_area)| (key(name), facts, is_area));
        rows.extend(all.map(|(key, facts, is_area)| {
            let row = rule(&key, facts, is_area, pool);
            (key, row)
        }));
    }
    rows.sort();
    let docs = "What becomes of settings of 2.3, sorted by section and name.";
    let rows: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
    table(code, docs, "pub(super) static UPGRADE_RULES", "UpgradeRule", &rows);
}

fn rule(key: &str, facts: &UpgradeRule, is_area: bool, pool: &mut Pool) -> String {
    let words =
        facts.words.iter().map(|(from, to)| format!("({from:?}, {})", option(to.as_deref().map(text))));
    record(
        "UpgradeRule",
        &[
            ("key", pool.text(key)),
            ("to", text(facts.to.as_deref().unwrap_or_default())),
            ("value", format!("Conversion::{:?}", facts.value)),
            ("words", list(words)),
            ("is_list", facts.list.to_string()),
            ("is_area", is_area.to_string()),
            ("is_gone", facts.gone.to_string()),
            ("decision", text(&facts.decision)),
            ("since", patch(facts.since.as_ref(), Series::V24).to_string()),
        ],
    )
}

/// Adds what becomes of words.
pub fn words(code: &mut String, facts: &UpgradeWords) {
    let rows = facts.iter().flat_map(|(list, words)| {
        words.iter().map(move |(word, facts)| {
            let to = option(facts.to.as_deref().map(text));
            let decision = text(&facts.decision);
            let fields = [("list", text(list)), ("word", text(word)), ("to", to), ("decision", decision)];
            record("UpgradeWord", &fields)
        })
    });
    let docs = "What becomes of words in lists of 2.3, sorted by list and word.";
    table(code, docs, "pub(super) static UPGRADE_WORDS", "UpgradeWord", &rows.collect::<Vec<_>>());
}

/// Adds what 2.4 calls variables.
pub fn variables(code: &mut String, facts: &UpgradeVariables) {
    let row = |(place, UpgradeVariableSet { letters, names }): (&String, &UpgradeVariableSet)| {
        let letters = letters.iter().map(|(letter, new)| format!("({:?}, {new:?})", *letter as u8));
        let names = names.iter().map(|(name, new)| format!("({name:?}, {new:?})"));
        record(
            "UpgradeVariables",
            &[("place", text(place)), ("letters", list(letters)), ("names", list(names))],
        )
    };
    let rows: Vec<String> = facts.iter().map(row).collect();
    let docs = "What 2.4 calls the variables of 2.3, sorted by who expands them or by setting.";
    table(code, docs, "pub(super) static UPGRADE_VARIABLES", "UpgradeVariables", &rows);
}
