//! Names that values may have, and what became of names.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Since;

/// A word that a list knows.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Word {
    /// One that every version knows.
    Plain(String),
    /// One with something to say about it.
    Dated(DatedWord),
}

impl Word {
    /// The word itself.
    pub fn text(&self) -> &String {
        match self {
            Word::Plain(word) | Word::Dated(DatedWord { word, .. }) => word,
        }
    }
}

/// A word that not every version knows, or that is taken and told to no one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedWord {
    pub word: String,
    pub added: Option<Since>,
    pub removed: Option<Since>,
    #[serde(default)]
    pub unlisted: bool,
}

/// A key after the path of a `mail_location`, and the setting of 2.4 that says the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocationKey {
    pub key: String,
    pub setting: Option<String>,
    /// The value that means the key when it is a word without a value: `yes` or `no`.
    pub when_bare: Option<String>,
}

/// A SASL mechanism.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mechanism {
    pub name: String,
    pub needs: Need,
    pub added: Option<Since>,
    pub removed: Option<Since>,
}

/// What a mechanism asks of the passdbs, by its name in `schema::Need`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    Nothing,
    Verify,
    Credentials,
    Change,
}

/// A name that `protocol NAME {}` can match.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    #[serde(default = "yes")]
    pub listed_in_protocols: bool,
    #[allow(dead_code, reason = "for who edits the file")]
    pub note: Option<String>,
    /// A name of 2.x before: `imaps`.
    #[serde(default)]
    pub obsolete: bool,
}

fn yes() -> bool {
    true
}

/// What can be loaded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plugins {
    pub mail_plugins: BTreeMap<String, MailPlugin>,
}

/// A plugin that `mail_plugins` can load.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailPlugin {
    #[allow(dead_code, reason = "for who edits the file")]
    pub note: Option<String>,
    #[serde(default)]
    pub obsolete: bool,
    pub package: String,
    #[serde(default)]
    pub protocols: Vec<String>,
    #[serde(default)]
    pub protocols_enforced: bool,
    pub removed: Option<Since>,
    #[serde(default)]
    pub requires: Vec<String>,
}

/// One entry of `renames.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    pub from: String,
    pub to: Vec<String>,
    pub kind: String,
    pub version: Since,
    #[serde(default)]
    pub note: String,
}
