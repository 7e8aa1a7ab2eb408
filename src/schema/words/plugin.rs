use crate::schema::{MAIL_PLUGINS_23, MAIL_PLUGINS_24, Series, Version};

/// A plugin that `mail_plugins` can load.
#[derive(Debug)]
pub struct MailPlugin {
    /// The name in `mail_plugins`.
    pub name: &'static str,
    pub(in crate::schema) removed: u8,
    /// `core`, `pigeonhole` or `third-party`.
    pub package: &'static str,
    /// The plugins without which it cannot be loaded (`*_dependencies[]` in its source).
    pub requires: &'static [&'static str],
    /// The protocols it is for; empty for any.
    pub protocols: &'static [&'static str],
    /// Whether other processes refuse it (`*_binary_dependency[]` in its source).
    pub enforced: bool,
}

impl MailPlugin {
    /// Whether this version of its series still has it.
    pub fn known_to(&self, version: Version) -> bool {
        version.patch < self.removed
    }
}

/// The plugins of a series, sorted by name.
pub fn mail_plugins(series: Series) -> &'static [MailPlugin] {
    match series {
        Series::V23 => MAIL_PLUGINS_23,
        Series::V24 => MAIL_PLUGINS_24,
    }
}

/// A plugin by its name, in any version of the series.
pub fn mail_plugin(series: Series, name: &[u8]) -> Option<&'static MailPlugin> {
    let all = mail_plugins(series);
    all.binary_search_by(|plugin| plugin.name.as_bytes().cmp(name)).ok().map(|index| &all[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plugins() {
        let named = |line, name: &str| mail_plugin(line, name.as_bytes());
        assert_eq!(named(Series::V23, "imap_quota").map(|p| p.requires), Some(&["quota"][..]));
        assert!(named(Series::V23, "zlib").is_some_and(|p| p.known_to(Version::NEWEST_23)));
        assert!(named(Series::V23, "autocreate").is_some_and(|p| !p.known_to(Version::NEWEST_23)));
        assert!(named(Series::V24, "zlib").is_none());
    }
}
