//! The types of sections that dovelint asks for by name.

use crate::schema::Setting;

/// A type of section, such as `passdb`. Its names here are constants, so that a misspelt one does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SectionKind(&'static str);

macro_rules! kinds {
    ($($constant:ident = $name:literal),* $(,)?) => {
        impl SectionKind {
            $(
                #[doc = concat!("`", $name, "`")]
                pub const $constant: SectionKind = SectionKind($name);
            )*
        }

        #[cfg(test)]
        const NAMED: &[SectionKind] = &[$(SectionKind::$constant),*];
    };
}

kinds! {
    ACL = "acl",
    EVENT_EXPORTER = "event_exporter",
    EXECUTE = "execute",
    FTS = "fts",
    INET_LISTENER = "inet_listener",
    LANGUAGE = "language",
    MAIL_ATTRIBUTE = "mail_attribute",
    MAILBOX = "mailbox",
    METRIC = "metric",
    MYSQL = "mysql",
    NAMESPACE = "namespace",
    PASSDB = "passdb",
    PGSQL = "pgsql",
    PUSH_NOTIFICATION = "push_notification",
    QUOTA = "quota",
    QUOTA_WARNING = "quota_warning",
    SERVICE = "service",
    SIEVE_SCRIPT = "sieve_script",
    UNIX_LISTENER = "unix_listener",
    USERDB = "userdb",
}

impl SectionKind {
    /// The type that a setting of the schema opens.
    pub fn of(setting: &'static Setting) -> SectionKind {
        SectionKind(setting.name)
    }

    /// The word before the name of such a section.
    pub fn name(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{self, Series, Version};

    #[test]
    fn each_is_a_section_of_a_series() {
        for kind in NAMED {
            let is_section = |series| {
                let version = Version::newest(series);
                schema::all(series)
                    .iter()
                    .any(|setting| setting.name == kind.name() && setting.kind(version).is_section())
            };
            assert!([Series::V23, Series::V24].into_iter().any(is_section), "{}", kind.name());
        }
    }
}
