use std::fmt;
use std::str::FromStr;

use super::{NEWEST_23, NEWEST_24};

/// One of the two languages that Dovecot configurations are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Series {
    /// Dovecot 2.3.
    V23,
    /// Dovecot 2.4.
    V24,
}

impl Series {
    /// The series as people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Series::V23 => "2.3",
            Series::V24 => "2.4",
        }
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A Dovecot version: its series and the patch number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    /// The language.
    pub series: Series,
    /// The third number, for example 19 in 2.3.19.1.
    pub patch: u8,
}

impl Version {
    /// The newest 2.3 that the tables know.
    pub const NEWEST_23: Version = Version { series: Series::V23, patch: NEWEST_23 };
    /// The newest 2.4 that the tables know.
    pub const NEWEST_24: Version = Version { series: Series::V24, patch: NEWEST_24 };

    /// The newest known version of a series.
    pub fn newest(series: Series) -> Version {
        match series {
            Series::V23 => Version::NEWEST_23,
            Series::V24 => Version::NEWEST_24,
        }
    }

    /// Whether this is 2.4 with at least this patch number.
    pub fn is_24_from(self, patch: u8) -> bool {
        self.series == Series::V24 && self.patch >= patch
    }

    /// Whether this is 2.3 with at least this patch number.
    pub fn is_23_from(self, patch: u8) -> bool {
        self.series == Series::V23 && self.patch >= patch
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.series, self.patch)
    }
}

/// Why a text is no version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadVersion {
    /// It has another form, or is of another series.
    #[error("`{0}` is not a known version of Dovecot; write 2.3, 2.4 or X.Y.Z such as 2.3.19")]
    Unknown(String),
    /// The tables do not reach so far.
    #[error("Dovecot `{text}` is newer than the newest known version; `{}` means {newest}", .newest.series)]
    TooNew {
        /// As it was written.
        text: String,
        /// The newest version of its series that is known.
        newest: Version,
    },
}

impl FromStr for Version {
    type Err = BadVersion;

    /// Reads `2.3`, `2.4`, `2.3.19` or `2.3.19.1`; a series without a patch number is its newest version. One that the
    /// tables do not know is refused, since what they would say of it is not known.
    fn from_str(text: &str) -> Result<Version, BadVersion> {
        let unknown = || BadVersion::Unknown(text.to_owned());
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        // Of `v2.3.19` and of Debian's `1:2.3.19.1+dfsg1-2.1` the version of Dovecot itself counts.
        let bare = text.split_once(':').map_or(text, |(_, version)| version);
        let bare = bare.strip_prefix('v').unwrap_or(bare);
        let bare = bare.split(['+', '-', '~']).next().unwrap_or(bare);
        let parts: Vec<&str> = bare.split('.').collect();
        let (series, rest) = match parts.as_slice() {
            ["2", "3", rest @ ..] => (Series::V23, rest),
            ["2", "4", rest @ ..] => (Series::V24, rest),
            _ => return Err(unknown()),
        };
        if rest.len() > 2 || !rest.iter().all(is_number) {
            return Err(unknown());
        }
        let newest = Version::newest(series);
        match rest.first() {
            None => Ok(newest),
            Some(patch) => match patch.parse() {
                Ok(patch) if patch <= newest.patch => Ok(Version { series, patch }),
                _ => Err(BadVersion::TooNew { text: text.to_owned(), newest }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_versions() {
        let newest = format!("2.4.{NEWEST_24}");
        for (text, expected) in [
            ("2.3", "2.3.21"),
            ("2.4", &*newest),
            ("2.3.0", "2.3.0"),
            ("2.3.21.1", "2.3.21"),
            ("v2.3.19", "2.3.19"),
            ("1:2.3.19.1+dfsg1-2.1+deb12u1", "2.3.19"),
            (&*newest, &*newest),
        ] {
            let version = text.parse().map(|version: Version| version.to_string());
            assert_eq!(version.as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for text in ["", "2", "2.", "2.2", "2.2.36", "2.5", "3.0", "2.3.", "2.3.x", "2.3.19.", "2.3.19.1.1"] {
            let refused = text.parse::<Version>();
            assert_eq!(refused, Err(BadVersion::Unknown(text.to_owned())));
        }
        let newer = format!("2.4.{}", NEWEST_24 + 1);
        for text in ["2.3.22", "2.3.99", "2.3.300", &*newer, "2.4.99999999999999999999"] {
            let refused = text.parse::<Version>();
            assert!(matches!(refused, Err(BadVersion::TooNew { .. })), "{text}");
        }
    }
}
