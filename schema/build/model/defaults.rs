//! Defaults that depend on more than the version.

use serde::Deserialize;

use super::{Default, Since};

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
    #[allow(dead_code)]
    pub renamed_settings: Vec<ChangedDefault>,
    #[allow(dead_code)]
    pub services: Vec<ChangedService>,
    #[allow(dead_code)]
    pub settings: Vec<ChangedDefault>,
}

/// A default of 2.4 that an older `dovecot_config_version` brings back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldDefault {
    pub applies_when_config_version_below: Since,
    pub old_default: String,
    pub setting: String,
}

/// A default that 2.4 changed.
#[allow(dead_code)]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedDefault {
    pub at_2_4_0: Option<Default>,
    pub from_2_3: String,
    pub from_2_3_source: Option<String>,
    #[serde(default)]
    pub same_meaning: bool,
    pub setting: String,
    pub setting_2_3: Option<String>,
    #[serde(default)]
    pub syntax_only: bool,
    pub to_2_4: String,
}

/// A default of a built-in service that 2.4 changed, or a service that it dropped.
#[allow(dead_code)]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedService {
    pub at_2_4_0: Option<String>,
    pub from_2_3: Option<String>,
    pub key: Option<String>,
    pub kind: Option<String>,
    pub service: String,
    pub to_2_4: Option<String>,
}
