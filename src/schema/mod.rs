//! Facts about Dovecot: settings, services, words and renames of both series, as static sorted tables.
//!
//! The tables are made at build time from `schema/*.json`; `schema/README.md` says where each fact
//! comes from. A lookup of a setting is one in a table of hashes, any other a binary search; nothing
//! is parsed or allocated at start-up.

mod about;
mod defaults;
mod external;
mod group;
mod hash;
mod limit;
mod log;
mod measured;
mod near;
mod service;
mod upgrade;
mod version;
mod words;

pub use about::{about_plugin, about_service, about_word};
pub use defaults::{ListDefault, OldDefault, default_of, list_default, old_default, old_service_default};
pub use external::{ExternalKind, ExternalSection, ExternalSetting, ExternalTable, ExternalType};
pub use group::{GroupMailbox, MailboxGroup, mailbox_group};
pub use limit::{Range, RefusedZero, ranges, refused_zeros};
pub use log::{LogMessage, log_messages};
pub use measured::{
    Measured, MeasuredCommon, ProcessMemory, finished_login_processes_count, measured, measured_common,
};
pub use near::{
    SECTIONS_OF_BOTH, Words, distance, in_other_series, is_plugin_setting, nearest, nearest_plugin_setting,
    nearest_setting, plugin_family, prefixed, scopes_with,
};
pub use service::{
    DefaultListener, DefaultService, ServiceChange, ServiceGroups, is_removed_service, service,
    service_groups, services,
};
pub use upgrade::{
    Conversion, UpgradeRule, UpgradeVariables, UpgradeWord, upgrade_rule, upgrade_variables, upgrade_word,
};
pub use version::{BadVersion, Series, Version};
pub use words::{
    DatedWord, LocationKey, LocationSetting, MailPlugin, Need, OldVariable, SaslMechanism, digest_bits,
    is_mail_driver, is_mechanism, letters_in, location_keys, mail_plugin, mail_plugins, mechanisms,
    old_letter, old_name, tokens, words,
};

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The type of a setting, as Dovecot's `enum setting_type` has it (`settings-parser.h`, 2.3.21 and 2.4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `yes`, `y`, `1` or `no`, in any case.
    Bool,
    /// A decimal number up to 4294967295; in 2.4 also `unlimited`.
    Uint,
    /// A decimal number up to 2^64-1, without `unlimited`.
    UintMax,
    /// Octal with a leading 0, decimal otherwise.
    Octal,
    /// Bytes with an optional unit of base 1024.
    Size,
    /// Whole seconds with a unit.
    Time,
    /// Milliseconds with a unit.
    TimeMsecs,
    /// A port, 0 to 65535.
    Port,
    /// One word of a fixed list.
    Enum,
    /// Text in which `%` variables are expanded.
    String,
    /// Text without variables.
    StringNoVars,
    /// 2.4: a path whose contents are the value.
    File,
    /// Free keys with text values.
    StrList,
    /// 2.4: a list of words, each switched on or off.
    BoolList,
    /// Another name of a setting.
    Alias,
    /// 2.4: a built-in group of settings.
    Group,
    /// 2.4: a section without a name.
    NamedFilter,
    /// 2.4: a section with a name.
    NamedListFilter,
    /// 2.3: a section of which each one is new (`passdb`).
    SectionList,
    /// 2.3: a section that is merged by name (`service`).
    NamedSectionList,
}

impl Kind {
    /// What the manual calls a value of this type, with its article.
    pub fn describe(self) -> &'static str {
        match self {
            Kind::Bool => "a boolean",
            Kind::Uint | Kind::UintMax => "a number",
            Kind::Octal => "an octal mode",
            Kind::Size => "a size",
            Kind::Time | Kind::TimeMsecs => "a time",
            Kind::Port => "a port",
            Kind::Enum => "one of a fixed list of words",
            Kind::String | Kind::StringNoVars | Kind::Alias => "text",
            Kind::File => "a file",
            Kind::StrList => "a list of keys and values",
            Kind::BoolList => "a list of words",
            Kind::Group => "a group",
            Kind::NamedFilter | Kind::NamedListFilter | Kind::SectionList | Kind::NamedSectionList => {
                "a section"
            }
        }
    }

    /// Whether this is a section rather than a value, in either line.
    pub fn is_section(self) -> bool {
        matches!(self, Kind::NamedFilter | Kind::NamedListFilter | Kind::SectionList | Kind::NamedSectionList)
    }
}

/// One setting of one line.
#[derive(Debug)]
pub struct Setting {
    /// Its place in the table of its series.
    pub id: u16,
    /// 2.3: the section it belongs to, `root` at the top; 2.4: always `root`.
    pub scope: &'static str,
    /// The name as it is written.
    pub name: &'static str,
    kind: Kind,
    in_struct: &'static str,
    default: &'static str,
    hidden: u8,
    /// The words of an enum; the first one is the default.
    pub values: &'static [&'static str],
    /// The C structs that read it; a whole-section check belongs to a struct.
    pub structs: &'static [&'static str],
    added: u8,
    removed: u8,
    converted: bool,
    changes: &'static [Change],
    /// The plugin that reads it, empty for the core.
    pub plugin: &'static str,
    /// `core`, `pigeonhole`, `third-party`, `pro` or the plugin that owns it.
    pub package: &'static str,
    /// 2.3: what it is called in 2.4.
    pub replaced_by: &'static [&'static str],
    /// 2.4: the older names that it stands for.
    pub replaces: &'static [&'static str],
    /// 2.4: the setting that this section must hold, or empty.
    pub required: &'static str,
    /// 2.4: the setting that receives the section's name, or empty.
    pub named_by: &'static str,
    /// 2.4: defaults that hold inside a filter, such as `("maildir", "%{home}/Maildir")`.
    pub in_filters: &'static [(&'static str, &'static str)],
    /// The setting that this name is an alias of, or empty.
    pub alias_of: &'static str,
    /// 2.4: the section without a name that its name begins with, the longest one, or empty.
    pub prefix: &'static str,
}

/// What a setting was before a version of its series.
#[derive(Debug)]
pub struct Change {
    before: u8,
    in_struct: Option<&'static str>,
    default: Option<&'static str>,
    kind: Option<Kind>,
}

impl Setting {
    /// Whether this version knows the setting.
    pub fn known_to(&self, version: Version) -> bool {
        self.added <= version.patch && version.patch < self.removed
    }

    /// Whether distributions carried it back into older versions, as Debian did with its 2.4.1.
    pub fn is_carried_back(&self) -> bool {
        matches!(self.name, "imap_compress_on_proxy" | "oauth2_audience")
    }

    /// The first patch version of the series that knows it, 0 when it was always there.
    pub fn added(&self) -> u8 {
        self.added
    }

    /// The first patch version of the series without it, if there is one.
    pub fn removed(&self) -> Option<u8> {
        (self.removed != 255).then_some(self.removed)
    }

    /// Whether later versions still read the removed name and warn about it.
    pub fn converted(&self) -> bool {
        self.converted
    }

    /// Whether `doveconf -a` of this version keeps silent about it.
    pub fn is_hidden(&self, version: Version) -> bool {
        self.hidden <= version.patch
    }

    /// The type in this version.
    pub fn kind(&self, version: Version) -> Kind {
        self.changes
            .iter()
            .find(|c| version.patch < c.before && c.kind.is_some())
            .and_then(|c| c.kind)
            .unwrap_or(self.kind)
    }

    /// The built-in default in this version, as `doveconf -a` prints it.
    pub fn default(&self, version: Version) -> &'static str {
        self.changes
            .iter()
            .find(|c| version.patch < c.before && c.default.is_some())
            .and_then(|c| c.default)
            .unwrap_or(self.default)
    }

    /// The defaults of older versions of its series: each with the first patch version that has another one.
    pub fn past_defaults(&self) -> impl Iterator<Item = (u8, &'static str)> {
        self.changes.iter().filter_map(|change| Some((change.before, change.default?)))
    }

    /// The default in the C struct, without what a plugin or a service puts on top of it: what `doveconf -a`
    /// of 2.4 prints, and what its `doveconf -n` compares a value with.
    pub fn struct_default(&self, version: Version) -> &'static str {
        let old = self.changes.iter().find(|c| version.patch < c.before && c.in_struct.is_some());
        old.and_then(|c| c.in_struct).unwrap_or(self.in_struct)
    }
}

impl Setting {
    /// 2.3: whether it has no value until it is set; every other text begins as an empty one.
    pub fn is_unset23(&self) -> bool {
        UNSET.iter().any(|key| self.has_key(key))
    }

    /// 2.3: whether the default differs from build to build: Debian changes it, or it is a path that the build was
    /// configured with.
    pub fn differs_by_build23(&self) -> bool {
        OF_BUILD.iter().any(|key| self.has_key(key))
    }

    /// 2.3: whether some process has another default than `doveconf` prints.
    pub fn has_two_defaults23(&self, version: Version) -> bool {
        TWO_DEFAULTS.iter().any(|(key, until)| self.has_key(key) && version.patch < *until)
    }

    /// Whether this is its name in `schema/2.3.json`: `auth_debug`, `service/client_limit`.
    fn has_key(&self, key: &str) -> bool {
        key.strip_suffix(self.name).is_some_and(|scope| match scope.strip_suffix('/') {
            Some(scope) => self.scope == scope,
            None => scope.is_empty() && self.scope == "root",
        })
    }
}

/// What became of a name.
#[derive(Debug)]
pub struct Rename {
    /// The old name; `section/name` inside a section.
    pub from: &'static str,
    /// What stands for it now, possibly a template.
    pub to: &'static [&'static str],
    /// `renamed`, `moved`, `removed`, `split`, …
    pub kind: &'static str,
    /// The version of the change.
    pub version: &'static str,
    /// What to know when changing it.
    pub note: &'static str,
}

fn settings(series: Series) -> &'static [Setting] {
    match series {
        Series::V23 => SETTINGS_23,
        Series::V24 => SETTINGS_24,
    }
}

/// The settings that can be in one place: at the top level (`root`), in a kind of section. A slice of them,
/// sorted by name.
#[derive(Debug)]
pub struct Scope {
    name: &'static str,
    settings: &'static [Setting],
    /// Where each of them is, at one of the [`hash::slots`] of its name.
    index: &'static [u16],
}

impl std::ops::Deref for Scope {
    type Target = [Setting];

    fn deref(&self) -> &[Setting] {
        self.settings
    }
}

/// The settings of one scope; none when the scope is unknown.
pub fn scope(series: Series, scope: &str) -> &'static Scope {
    static NOTHING: Scope = Scope { name: "", settings: &[], index: &[] };
    let scopes = match series {
        Series::V23 => SCOPES_23,
        Series::V24 => SCOPES_24,
    };
    scopes.iter().find(|known| known.name == scope).unwrap_or(&NOTHING)
}

/// A setting by name within a scope, whatever version knows it.
pub fn find(scope: &'static Scope, name: &[u8]) -> Option<&'static Setting> {
    let entries = hash::slots(name, scope.index.len()).map(|slot| scope.index[slot]);
    let mut known = entries.take_while(|index| *index != hash::EMPTY).map(|index| &scope[usize::from(index)]);
    known.find(|setting| setting.name.as_bytes() == name)
}

/// How many bytes the longest name of a setting of 2.4 has.
const LONGEST_NAME: usize = {
    let (mut longest, mut index) = (0, 0);
    while index < SETTINGS_24.len() {
        let length = SETTINGS_24[index].name.len();
        longest = if length > longest { length } else { longest };
        index += 1;
    }
    longest
};

/// A setting of 2.4 by the section it belongs to and its name there: `service` and `client_limit` for
/// `service_client_limit`. The whole name counts too.
pub fn find_of(section: &str, key: &str) -> Option<&'static Setting> {
    let root = scope(Series::V24, "root");
    if key.strip_prefix(section).is_some_and(|rest| rest.starts_with('_')) {
        return find(root, key.as_bytes());
    }
    // Lints ask for these thousands of times, so the name is not put together on the heap.
    let mut name = [0; LONGEST_NAME];
    let end = section.len() + 1 + key.len();
    let (head, tail) = name.get_mut(..end)?.split_at_mut(section.len());
    head.copy_from_slice(section.as_bytes());
    tail[0] = b'_';
    tail[1..].copy_from_slice(key.as_bytes());
    find(root, &name[..end])
}

/// Every setting of a series, in every scope.
pub fn all(series: Series) -> &'static [Setting] {
    settings(series)
}

/// The sections that are filters on connections, in both series.
pub const FILTERS: [&str; 4] = ["protocol", "local", "local_name", "remote"];

/// Whether a section is a filter on connections.
pub fn is_filter(kind: &[u8]) -> bool {
    FILTERS.iter().any(|filter| filter.as_bytes() == kind)
}

/// Protocols that clients of the auth socket and plugins provide.
pub const OTHER_PROTOCOLS: [&str; 10] =
    ["quota-status", "script", "dsync", "smtp", "xmpp", "http", "ftp", "caldav", "carddav", "webdav"];

/// Names that `protocol NAME {}` can match.
pub fn protocols(series: Series) -> impl Iterator<Item = &'static str> {
    all_protocols(series).iter().map(|(name, _)| *name)
}

/// Names that `protocols` can list, without those that services of third parties provide.
pub fn listed_protocols(series: Series) -> impl Iterator<Item = &'static str> {
    all_protocols(series).iter().filter(|(_, is_listed)| *is_listed).map(|(name, _)| *name)
}

fn all_protocols(series: Series) -> &'static [(&'static str, bool)] {
    match series {
        Series::V23 => PROTOCOLS_23,
        Series::V24 => PROTOCOLS_24,
    }
}

/// The newest patch number that `dovecot_config_version` may have whatever the version of Dovecot is; a newer Dovecot
/// takes its own too.
///
/// Source: `config_version_find()`, and what the Debian packages of 2.4.1 and 2.4.5 accept.
pub const NEWEST_CONFIG_VERSION: u8 = NEWEST_CONFIG;

/// What became of a name, every entry for it.
pub fn renames(from: &str) -> &'static [Rename] {
    let start = RENAMES.partition_point(|r| r.from < from);
    let end = RENAMES.partition_point(|r| r.from <= from);
    &RENAMES[start..end]
}
