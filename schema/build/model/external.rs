//! The files that the configuration of 2.3 names.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Since;

/// `external.json`: the kinds of files, by name.
pub type Externals = BTreeMap<String, ExternalTable>;

/// The keys of one kind of file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalTable {
    pub names: String,
    #[serde(default)]
    pub skips_sections: bool,
    pub sections: BTreeMap<String, ExternalSection>,
    #[allow(dead_code, reason = "for who edits the file")]
    pub source: String,
}

/// A section of such a file; the top level has no name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalSection {
    #[serde(default)]
    pub begins: String,
    #[serde(default)]
    pub free: bool,
    #[serde(default)]
    pub required: Vec<Vec<String>>,
    #[serde(default)]
    pub settings: BTreeMap<String, ExternalSetting>,
}

/// A key of such a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalSetting {
    pub added: Option<Since>,
    #[serde(rename = "type")]
    pub kind: ExternalKind,
    #[serde(default)]
    pub values: Vec<String>,
}

/// The type of such a key, by its name in `schema::ExternalType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExternalKind {
    Bool,
    Uint,
    Number,
    Enum,
    Word,
    Words,
    String,
}
