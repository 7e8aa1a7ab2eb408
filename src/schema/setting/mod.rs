//! What is known of a setting, and what became of its name.

mod pool;
mod rename;

pub(super) use pool::{Pool, Text};
pub use rename::{Rename, renames};

use super::{Kind, OF_BUILD, STRUCTS, TWO_DEFAULTS, UNSET, Version};

/// One setting of one line.
#[derive(Debug)]
pub struct Setting {
    /// Its place in the table of its series.
    pub id: u16,
    pub(super) scope: Text,
    /// The name as it is written.
    pub name: &'static str,
    pub(super) kind: Kind,
    pub(super) in_struct: Text,
    pub(super) default: Text,
    pub(super) hidden: u8,
    /// The words of an enum; the first one is the default.
    pub values: &'static [&'static str],
    /// Its place among the [`STRUCTS`].
    pub(super) structs: u16,
    pub(super) added: u8,
    pub(super) removed: u8,
    pub(super) converted: bool,
    pub(super) changes: &'static [Change],
    pub(super) plugin: Text,
    pub(super) package: Text,
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
    pub(super) before: u8,
    pub(super) in_struct: Option<&'static str>,
    pub(super) default: Option<&'static str>,
    pub(super) kind: Option<Kind>,
}

impl Setting {
    /// 2.3: the section it belongs to, `root` at the top; 2.4: always `root`.
    pub fn scope(&self) -> &'static str {
        self.scope.as_str()
    }

    /// The C structs that read it; a whole-section check belongs to a struct.
    pub fn structs(&self) -> &'static [&'static str] {
        STRUCTS[usize::from(self.structs)]
    }

    /// The plugin that reads it, empty for the core.
    pub fn plugin(&self) -> &'static str {
        self.plugin.as_str()
    }

    /// `core`, `pigeonhole`, `third-party`, `pro` or the plugin that owns it.
    pub fn package(&self) -> &'static str {
        self.package.as_str()
    }

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
            .unwrap_or_else(|| self.default.as_str())
    }

    /// The defaults of older versions of its series: each with the first patch version that has another one.
    pub fn past_defaults(&self) -> impl Iterator<Item = (u8, &'static str)> {
        self.changes.iter().filter_map(|change| Some((change.before, change.default?)))
    }

    /// The default in the C struct, without what a plugin or a service puts on top of it: what `doveconf -a`
    /// of 2.4 prints, and what its `doveconf -n` compares a value with.
    pub fn struct_default(&self, version: Version) -> &'static str {
        let old = self.changes.iter().find(|c| version.patch < c.before && c.in_struct.is_some());
        old.and_then(|c| c.in_struct).unwrap_or_else(|| self.in_struct.as_str())
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
            Some(scope) => self.scope() == scope,
            None => scope.is_empty() && self.scope() == "root",
        })
    }
}
