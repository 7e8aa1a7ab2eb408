//! Defaults that depend on more than the version.

use serde::Deserialize;

use super::Since;

/// `list-defaults.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListDefaults {
    pub list_defaults: Vec<ListDefault>,
}

/// What a list holds of itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListDefault {
    #[serde(rename = "in")]
    pub place: String,
    pub list: String,
    pub dovecot: (u8, u8),
    pub config: (u8, u8),
    pub values: Vec<(String, String)>,
}

/// `defaults-changed.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultsChanged {
    pub by_config_version: Vec<OldDefault>,
}

/// A default of 2.4 that an older `dovecot_config_version` brings back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldDefault {
    pub applies_when_config_version_below: Since,
    pub old_default: String,
    pub setting: String,
}
