//! `about.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One sentence for each setting, service and plugin, and for words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The settings of 2.4, by name.
    #[serde(rename = "2.4")]
    pub v24: BTreeMap<String, String>,
    /// Those of 2.3, by section and name, that mean something else or have no namesake or successor in 2.4.
    #[serde(rename = "2.3")]
    pub v23: BTreeMap<String, String>,
    /// The built-in services.
    pub services: BTreeMap<String, String>,
    /// What `mail_plugins` can load.
    pub plugins: BTreeMap<String, String>,
    /// What settings take from a fixed list: the name without `passdb_` and the like, a blank, the word.
    pub words: BTreeMap<String, String>,
}
