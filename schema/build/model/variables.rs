//! `variables.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The `%` variables of 2.3, and what 2.4 calls them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variables {
    /// `%u`, by the letter.
    pub letters: BTreeMap<char, OldVariable>,
    /// `%{rip}`, by the name; those that 2.4 does not know any more.
    pub names: BTreeMap<String, OldVariable>,
    /// Settings in which letters mean something of their own.
    pub in_settings: BTreeMap<String, BTreeMap<char, String>>,
}

/// What stands for a variable in 2.4.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldVariable {
    pub name: String,
    /// Whether that may give another text, because it depends on who expands it.
    #[serde(default)]
    pub differs: bool,
}
