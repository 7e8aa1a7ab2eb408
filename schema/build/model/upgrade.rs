//! `upgrade/*.json`: what becomes of a tree of 2.3 in 2.4.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Since;

/// `upgrade/settings.json`: what becomes of settings, by the section of 2.3 in which they are.
pub type UpgradeSettings = BTreeMap<String, UpgradeScope>;

/// The settings of one section.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpgradeScope {
    /// Those that keep their name and their value.
    pub same: Vec<String>,
    /// Those of which a part of the upgrade makes structures.
    pub area: Vec<String>,
    /// All others.
    pub rules: BTreeMap<String, UpgradeRule>,
}

/// What becomes of one setting.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpgradeRule {
    /// The new name, a path from the same place; the old one when there is none.
    pub to: Option<String>,
    #[serde(default)]
    pub value: Conversion,
    /// What becomes of words; `*` is any other one, and null removes it.
    #[serde(default)]
    pub words: BTreeMap<String, Option<String>>,
    /// Whether the value is a list of such words.
    #[serde(default)]
    pub list: bool,
    /// Nothing stands for it in 2.4.
    #[serde(default)]
    pub gone: bool,
    /// The decision that it asks for when it is gone.
    #[serde(default)]
    pub decision: String,
    /// The first version of 2.4 that knows it.
    pub since: Option<Since>,
}

/// How a value changes, by its name in `schema::Conversion`.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conversion {
    #[default]
    Same,
    Literal,
    Mail,
    Auth,
    Login,
    Own,
    Owner,
    BeforeMail,
    LoginElements,
    Unlimited,
    DefaultAtZero,
    Inverted,
    Seconds,
    Milliseconds,
    TimeToSeconds,
    Colons,
    SignedWords,
    Pairs,
    File,
}

/// `upgrade/words.json`: what becomes of words, by their list.
pub type UpgradeWords = BTreeMap<String, BTreeMap<String, UpgradeWord>>;

/// What becomes of a word.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpgradeWord {
    /// The new word; none when it is gone.
    pub to: Option<String>,
    /// The decision that it asks for.
    #[serde(default)]
    pub decision: String,
}

/// `upgrade/variables.json`: what 2.4 calls variables, by who expands them or by the setting in which they are.
pub type UpgradeVariables = BTreeMap<String, UpgradeVariableSet>;

/// The variables of one place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpgradeVariableSet {
    pub letters: BTreeMap<char, String>,
    pub names: BTreeMap<String, String>,
}
