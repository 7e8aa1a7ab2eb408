//! The tables of the upgrade from 2.3 to 2.4.

use super::code::{list, option, record, table, text};
use super::model::{
    Series, UpgradeRule, UpgradeScope, UpgradeSettings, UpgradeVariableSet, UpgradeVariables, UpgradeWords,
    patch,
};
use super::pool::Pool;

/// Adds what becomes of settings.
pub fn settings(code: &mut String, facts: &UpgradeSettings, pool: &mut Pool) {
    let mut rows: Vec<((&str, &str), String)> = Vec::new();
    for (scope, UpgradeScope { same, area, rules }) in facts {
        let mut add = |name, facts: &UpgradeRule, is_area| {
            let key: (&str, &str) = (scope, name);
            rows.push((key, rule(key, facts, is_area, pool)));
        };
        for name in same {
            add(name, &UpgradeRule::default(), false);
        }
        for name in area {
            add(name, &UpgradeRule::default(), true);
        }
        for (name, facts) in rules {
            add(name, facts, false);
        }
    }
    rows.sort();
    let docs = "What becomes of settings of 2.3, sorted by section and name.";
    let rows: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
    table(code, docs, "pub(super) static UPGRADE_RULES", "UpgradeRule", &rows);
}

fn rule((scope, name): (&str, &str), facts: &UpgradeRule, is_area: bool, pool: &mut Pool) -> String {
    let words =
        facts.words.iter().map(|(from, to)| format!("({from:?}, {})", option(to.as_deref().map(text))));
    record(
        "UpgradeRule",
        &[
            ("scope", pool.text(scope)),
            ("name", pool.text(name)),
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
