//! What `schema/*.json` hold. A field that is not here is an error, so that a misspelt one is not simply the default.
//!
//! Fields under `allow(dead_code)` go into no table: they are what an editor, an upgrade or a lint to come wants.
//! `schema/README.md` says what each field means.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One of the two languages that Dovecot configurations are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// Dovecot 2.3.
    V23,
    /// Dovecot 2.4.
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
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

/// The type of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Bool,
    Uint,
    Uintmax,
    UintOct,
    Size,
    Time,
    TimeMsecs,
    InPort,
    Enum,
    String,
    StringNovars,
    File,
    Strlist,
    Boollist,
    Alias,
    Group,
    NamedFilter,
    NamedListFilter,
    SectionList,
    NamedSectionList,
}

impl Kind {
    /// Its name in `schema::Kind`.
    pub fn name(self) -> String {
        match self {
            Kind::Uintmax => "UintMax".to_owned(),
            Kind::UintOct => "Octal".to_owned(),
            Kind::InPort => "Port".to_owned(),
            Kind::StringNovars => "StringNoVars".to_owned(),
            Kind::Strlist => "StrList".to_owned(),
            Kind::Boollist => "BoolList".to_owned(),
            other => format!("{other:?}"),
        }
    }
}

/// `2.3.json` or `2.4.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesFacts {
    #[allow(dead_code)]
    #[serde(default)]
    pub built_in_groups: serde_json::Value,
    pub plugins: Plugins,
    pub protocols: BTreeMap<String, Protocol>,
    pub services: BTreeMap<String, Service>,
    pub settings: BTreeMap<String, Setting>,
    pub words: BTreeMap<String, Vec<String>>,
}

/// One setting.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    pub added: Option<Since>,
    pub alias_of: Option<String>,
    #[serde(default)]
    pub changed: Vec<Changed>,
    #[serde(default)]
    pub components: Vec<String>,
    pub converted_since: Option<Since>,
    pub default: Option<Default>,
    #[allow(dead_code)]
    pub default_by_component: Option<BTreeMap<String, String>>,
    #[allow(dead_code)]
    #[serde(default)]
    pub default_from: Vec<String>,
    #[serde(default)]
    pub default_in_filter: BTreeMap<String, Default>,
    #[allow(dead_code)]
    pub deprecated: Option<Since>,
    #[allow(dead_code)]
    pub documented_default: Option<String>,
    pub documented_plugin: Option<String>,
    pub effective_default: Option<Default>,
    #[serde(default, rename = "enum")]
    pub values: Vec<String>,
    #[serde(default)]
    pub expands_variables: bool,
    #[serde(default)]
    pub hidden: bool,
    pub hidden_since: Option<Since>,
    #[allow(dead_code)]
    pub hint: Option<String>,
    #[allow(dead_code)]
    pub in_2_4: Option<String>,
    #[allow(dead_code)]
    pub maximum: Option<u64>,
    pub name_setting: Option<String>,
    #[allow(dead_code)]
    pub note: Option<String>,
    pub package: String,
    #[allow(dead_code)]
    pub pattern: Option<String>,
    pub plugin: Option<String>,
    pub removed: Option<Since>,
    #[serde(default)]
    pub replaced_by: Vec<String>,
    #[serde(default)]
    pub replaces: Vec<String>,
    pub required_setting: Option<String>,
    #[allow(dead_code)]
    #[serde(default)]
    pub requires_plugin_file: bool,
    #[allow(dead_code)]
    pub scopes: Vec<String>,
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// A default as `doveconf` prints it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Default {
    Text(String),
    /// One for each struct that has the setting: the first one is what `doveconf` prints, the last one counts.
    PerStruct(Vec<String>),
    /// The keys of a list, and their values.
    List(BTreeMap<String, String>),
}

impl Default {
    /// As text; a list as an administrator would write it in one line.
    pub fn text(&self) -> String {
        match self {
            Default::Text(text) => text.clone(),
            Default::PerStruct(each) => each.last().cloned().unwrap_or_default(),
            Default::List(list) => list.keys().cloned().collect::<Vec<_>>().join(" "),
        }
    }

    /// What the struct has in it that `doveconf` prints.
    pub fn in_struct(&self) -> String {
        match self {
            Default::PerStruct(each) => each.first().cloned().unwrap_or_default(),
            other => other.text(),
        }
    }
}

/// What was and what is.
type Pair<T> = (Option<T>, Option<T>);

/// What changed of a setting with a version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    pub version: Since,
    pub default: Option<Pair<Default>>,
    pub effective_default: Option<Pair<Default>>,
    #[serde(rename = "type")]
    pub kind: Option<Pair<Kind>>,
    #[allow(dead_code)]
    #[serde(rename = "enum")]
    pub values: Option<Pair<Vec<String>>>,
    #[allow(dead_code)]
    pub default_in_filter: Option<Pair<BTreeMap<String, Default>>>,
    #[allow(dead_code)]
    pub members: Option<serde_json::Value>,
}

/// A built-in service. What goes into its table are the fields that hold text.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub added: Option<Since>,
    #[serde(default, skip_serializing)]
    pub changed: Vec<ServiceChanged>,
    pub chroot: Option<String>,
    pub client_limit: Option<String>,
    pub drop_priv_before_exec: Option<String>,
    pub executable: Option<String>,
    pub extra_groups: Option<String>,
    #[serde(skip_serializing)]
    pub fifo_listeners: Vec<Listener>,
    pub group: Option<String>,
    /// 2.3.
    pub idle_kill: Option<String>,
    /// 2.4.
    pub idle_kill_interval: Option<String>,
    #[serde(skip_serializing)]
    pub inet_listeners: Vec<Listener>,
    pub note: Option<String>,
    pub package: String,
    pub privileged_group: Option<String>,
    pub process_limit: Option<String>,
    #[allow(dead_code)]
    #[serde(default, skip_serializing)]
    pub process_limit_must_be_1: bool,
    pub process_min_avail: Option<String>,
    pub protocol: Option<String>,
    /// 2.4.
    pub restart_request_count: Option<String>,
    /// 2.4.
    pub reuse_port: Option<String>,
    /// 2.3.
    pub service_count: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(skip_serializing)]
    pub unix_listeners: Vec<Listener>,
    pub user: Option<String>,
    pub vsz_limit: Option<String>,
}

/// A built-in listener.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    pub address: Option<String>,
    pub group: Option<String>,
    pub haproxy: Option<String>,
    pub mode: Option<String>,
    pub name: Option<String>,
    pub path: Option<String>,
    pub port: Option<String>,
    pub reuse_port: Option<String>,
    pub ssl: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub user: Option<String>,
}

/// What changed of a service with a version: a key (`unix_listener/dict/mode`), what it was, what it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceChanged {
    pub key: String,
    pub value: (String, String),
    pub version: Since,
}

/// A name that `protocol NAME {}` can match.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    #[allow(dead_code)]
    pub added: Option<Since>,
    #[serde(default = "yes")]
    pub listed_in_protocols: bool,
    #[allow(dead_code)]
    pub note: Option<String>,
    #[allow(dead_code)]
    #[serde(default)]
    pub obsolete: bool,
    #[allow(dead_code)]
    pub package: Option<String>,
}

fn yes() -> bool {
    true
}

/// What can be loaded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plugins {
    pub mail_plugins: BTreeMap<String, MailPlugin>,
    #[allow(dead_code)]
    pub sieve_plugins: BTreeMap<String, SievePlugin>,
}

/// A plugin that `mail_plugins` can load.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailPlugin {
    #[allow(dead_code)]
    pub added: Option<Since>,
    #[allow(dead_code)]
    pub note: Option<String>,
    #[serde(default)]
    pub obsolete: bool,
    pub package: String,
    #[serde(default)]
    pub protocols: Vec<String>,
    #[serde(default)]
    pub protocols_enforced: bool,
    pub removed: Option<Since>,
    #[allow(dead_code)]
    pub renamed_to: Option<String>,
    #[serde(default)]
    pub requires: Vec<String>,
    #[allow(dead_code)]
    #[serde(default)]
    pub requires_for_write: Vec<String>,
}

/// A plugin that `sieve_plugins` can load.
#[allow(dead_code)]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SievePlugin {
    pub note: Option<String>,
    pub package: String,
    #[serde(default)]
    pub provides: Vec<String>,
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
    #[allow(dead_code)]
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
