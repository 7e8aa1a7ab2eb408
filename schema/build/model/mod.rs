//! What `schema/*.json` hold. A field that is not here is an error, so that a misspelt one is not simply the default.
//!
//! Fields under `allow(dead_code)` go into no table; each says for whom it is.
//! `schema/README.md` says what each field means.

mod about;
mod defaults;
mod external;
mod group;
mod log;
mod measured;
mod names;
mod service;
mod setting;
mod upgrade;
mod variables;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use about::About;
pub use defaults::{DefaultsChanged, ListDefault, ListDefaults, OldDefault};
pub use external::{ExternalSection, ExternalSetting, ExternalTable, Externals};
pub use group::{BuiltInGroups, MailboxGroup};
pub use log::LogMessage;
pub use measured::{Measured, Release};
pub use names::{DatedWord, LocationKey, MailPlugin, Mechanism, Plugins, Protocol, Rename, Word};
pub use service::{Listener, Service, ServiceGroups};
pub use setting::{Changed, Default, Kind, Setting};
pub use upgrade::{
    UpgradeRule, UpgradeScope, UpgradeSettings, UpgradeVariableSet, UpgradeVariables, UpgradeWords,
};
pub use variables::{OldVariable, Variables};

/// One of the two languages that Dovecot configurations are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Series {
    /// Dovecot 2.3.
    #[serde(rename = "2.3")]
    V23,
    /// Dovecot 2.4.
    #[serde(rename = "2.4")]
    V24,
}

impl Series {
    /// How names of tables end.
    pub fn suffix(self) -> &'static str {
        match self {
            Series::V23 => "23",
            Series::V24 => "24",
        }
    }
}

/// A version: `2.4.3`, `0.5.9` of Pigeonhole, `<=2.3.0` for one that is at least as old as the oldest looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Since(String);

impl TryFrom<String> for Since {
    type Error = String;

    fn try_from(text: String) -> Result<Since, String> {
        let parts: Vec<&str> = text.trim_start_matches("<=").split('.').collect();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if (2..=5).contains(&parts.len()) && parts.iter().all(is_number) {
            Ok(Since(text))
        } else {
            Err(format!("`{text}` is not a version"))
        }
    }
}

impl Since {
    /// The patch number within a series: `2.3.17` is 17, anything older than the series is 0.
    pub fn patch(&self, series: Series) -> u8 {
        let own = match series {
            Series::V23 => ["2.3.", "0.5."],
            Series::V24 => ["2.4.", "2.4."],
        };
        let text = self.0.trim_start_matches("<=");
        let rest = own.iter().find_map(|prefix| text.strip_prefix(prefix));
        rest.and_then(|rest| rest.split('.').next()?.parse().ok()).unwrap_or(0)
    }

    /// Whether it is a version of the 2.4 series.
    pub fn is_24(&self) -> bool {
        self.0.starts_with("2.4")
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The patch number of a version that may not be there: 0 for none.
pub fn patch(version: Option<&Since>, series: Series) -> u8 {
    version.map_or(0, |version| version.patch(series))
}

/// The patch number of a version that may not be there: 255 for none, which no version reaches.
pub fn patch_or_never(version: Option<&Since>, series: Series) -> u8 {
    version.map_or(255, |version| version.patch(series))
}

/// `2.3.json` or `2.4.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesFacts {
    /// 2.4.
    pub built_in_groups: Option<BuiltInGroups>,
    /// 2.3.
    #[serde(default)]
    pub location_keys: Vec<LocationKey>,
    pub mechanisms: Vec<Mechanism>,
    pub plugins: Plugins,
    pub protocols: BTreeMap<String, Protocol>,
    pub service_groups: ServiceGroups,
    pub services: BTreeMap<String, Service>,
    pub settings: BTreeMap<String, Setting>,
    pub versions: Versions,
    pub words: BTreeMap<String, Vec<Word>>,
}

/// The versions that the facts of a series are about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    /// The newest version of Dovecot.
    pub newest: Since,
    /// 2.4: the newest `dovecot_config_version` that packages of any version take.
    pub newest_config_version: Option<Since>,
}
