//! Settings.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Since;

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

/// One setting.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "the fields of the file")]
pub struct Setting {
    pub added: Option<Since>,
    pub alias_of: Option<String>,
    #[serde(default)]
    pub changed: Vec<Changed>,
    #[serde(default)]
    pub components: Vec<String>,
    pub converted_since: Option<Since>,
    pub default: Option<Default>,
    pub default_by_component: Option<BTreeMap<String, String>>,
    #[serde(default)]
    pub default_in_filter: BTreeMap<String, Default>,
    #[serde(default)]
    pub differs_by_build: bool,
    pub documented_plugin: Option<String>,
    pub effective_default: Option<Default>,
    #[serde(default, rename = "enum")]
    pub values: Vec<String>,
    #[serde(default)]
    pub hidden: bool,
    pub hidden_since: Option<Since>,
    pub name_setting: Option<String>,
    #[allow(dead_code, reason = "for who edits the file")]
    pub note: Option<String>,
    pub package: String,
    pub plugin: Option<String>,
    pub range: Option<Range>,
    pub refuses_zero: Option<RefusesZero>,
    pub removed: Option<Since>,
    #[serde(default)]
    pub replaced_by: Vec<String>,
    #[serde(default)]
    pub replaces: Vec<String>,
    pub required_setting: Option<String>,
    #[allow(dead_code, reason = "`tests/parity_more.py` makes configurations with it")]
    pub scopes: Vec<String>,
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(default)]
    pub unset: bool,
}

/// The least and the greatest value of a number, and the struct whose check says so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    #[serde(rename = "struct")]
    pub in_struct: String,
    pub least: Option<u64>,
    pub most: Option<u64>,
}

/// That 0, which meant no limit once, is refused: by the check of which struct, since when, and what to write instead.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusesZero {
    #[serde(rename = "struct")]
    pub in_struct: String,
    pub since: Since,
    pub instead: Option<String>,
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
    /// Whether it is another one in some struct.
    pub fn differs(&self) -> bool {
        matches!(self, Default::PerStruct(each) if each.iter().any(|default| *default != each[0]))
    }

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
}
