//! The keys of the files that `args` and `dict {}` of 2.3 name.

use super::Version;

/// Which program reads such a file, and so which keys it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExternalKind {
    /// `passdb` and `userdb` of the driver `dict`.
    AuthDict,
    /// `passdb` and `userdb` of the driver `ldap`.
    Ldap,
    /// A dictionary `ldap:PATH`.
    LdapDict,
    /// `passdb` of the driver `oauth2`.
    Oauth2,
    /// `passdb` and `userdb` of the driver `sql`.
    Sql,
    /// A dictionary `mysql:PATH`, `pgsql:PATH`, `sqlite:PATH` or `cassandra:PATH`.
    SqlDict,
    /// A script of the driver `lua`; only looked for.
    Lua,
    /// The list of folders of the plugin `trash`, a priority and a name in each line.
    Trash,
}

/// The type of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExternalType {
    /// Any text.
    String,
    /// `yes` or `no` in any case.
    Bool,
    /// What `sscanf("%i")` reads: decimal, octal or hexadecimal, and anything after it.
    Uint,
    /// Decimal digits.
    Number,
    /// One of a list of words.
    Enum,
    /// One of a list of words, in any case.
    Word,
    /// Words of a list with commas between them.
    Words,
}

/// A key.
#[derive(Debug)]
pub struct ExternalSetting {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: ExternalType,
    /// The words of a list.
    pub values: &'static [&'static str],
    pub(super) added: u8,
}

/// The top level or a section of such a file.
#[derive(Debug)]
pub struct ExternalSection {
    /// The types of the sections down to it, with `/` between them; empty for the top level.
    pub path: &'static str,
    /// Of each group one key must be there.
    pub required: &'static [&'static [&'static str]],
    /// Whether every key is allowed.
    pub is_free: bool,
    /// What every value begins with.
    pub begins: &'static str,
    /// The keys, sorted by name.
    pub settings: &'static [ExternalSetting],
}

/// What Dovecot knows of a kind of file.
#[derive(Debug)]
pub struct ExternalTable {
    pub(super) name: &'static str,
    /// What a person calls it, with its article.
    pub names: &'static str,
    /// Whether sections are passed over, whatever they hold.
    pub skips_sections: bool,
    /// The top level and the sections.
    pub sections: &'static [ExternalSection],
}

impl ExternalKind {
    /// The kinds whose keys are known.
    pub const READ: [ExternalKind; 6] = [
        ExternalKind::AuthDict,
        ExternalKind::Ldap,
        ExternalKind::LdapDict,
        ExternalKind::Oauth2,
        ExternalKind::Sql,
        ExternalKind::SqlDict,
    ];

    /// What Dovecot knows of this kind; none for files that are only looked for.
    pub fn table(self) -> Option<&'static ExternalTable> {
        let name = match self {
            ExternalKind::AuthDict => "auth-dict",
            ExternalKind::Ldap => "ldap",
            ExternalKind::LdapDict => "ldap-dict",
            ExternalKind::Oauth2 => "oauth2",
            ExternalKind::Sql => "sql",
            ExternalKind::SqlDict => "sql-dict",
            ExternalKind::Lua | ExternalKind::Trash => return None,
        };
        super::EXTERNALS.iter().find(|table| table.name == name)
    }

    /// Whether its text says something; of other kinds it is only known whether they are there.
    pub fn is_read(self) -> bool {
        self != ExternalKind::Lua
    }

    /// What a person calls such a file, with its article.
    pub fn describe(self) -> &'static str {
        match self {
            ExternalKind::Lua => "a Lua script",
            ExternalKind::Trash => "a file of the trash plugin",
            _ => self.table().map_or("a file", |table| table.names),
        }
    }

    /// The kind of an SQL or LDAP dictionary by its driver.
    pub fn of_dict(driver: &[u8]) -> Option<ExternalKind> {
        match driver {
            b"mysql" | b"pgsql" | b"sqlite" | b"cassandra" => Some(ExternalKind::SqlDict),
            b"ldap" => Some(ExternalKind::LdapDict),
            _ => None,
        }
    }
}

impl ExternalTable {
    /// A section by its path.
    pub fn section(&self, path: &str) -> Option<&'static ExternalSection> {
        self.sections.iter().find(|section| section.path == path)
    }
}

impl ExternalSection {
    /// A key by its name, whatever version knows it.
    pub fn find(&self, name: &[u8]) -> Option<&'static ExternalSetting> {
        self.settings.iter().find(|setting| setting.name.as_bytes() == name)
    }
}

impl ExternalSetting {
    /// Whether this version knows the key.
    pub fn known_to(&self, version: Version) -> bool {
        self.added <= version.patch
    }

    /// The first version of 2.3 that knows it, as its patch number; 0 when it was always there.
    pub fn added(&self) -> u8 {
        self.added
    }

    /// Whether Dovecot takes a value.
    ///
    /// Source: `get_bool()` and `get_uint()` in `lib-settings/settings.c`, `db-ldap.c`, `db-oauth2.c`,
    /// `dict-ldap-settings.c`, 2.3.21.
    pub fn takes(&self, text: &[u8]) -> bool {
        match self.kind {
            ExternalType::String => true,
            ExternalType::Bool => text.eq_ignore_ascii_case(b"yes") || text.eq_ignore_ascii_case(b"no"),
            ExternalType::Uint => {
                let text = text.trim_ascii_start();
                text.strip_prefix(b"+").unwrap_or(text).first().is_some_and(u8::is_ascii_digit)
                    || text == b"-0"
            }
            ExternalType::Number => std::str::from_utf8(text)
                .is_ok_and(|text| !text.starts_with('+') && text.parse::<u32>().is_ok()),
            ExternalType::Enum => self.values.iter().any(|word| word.as_bytes() == text),
            ExternalType::Words => text
                .split(|b| *b == b',')
                .filter(|word| !word.is_empty())
                .all(|word| self.values.iter().any(|known| known.as_bytes() == word)),
            ExternalType::Word => self.values.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(text)),
        }
    }
}
