use std::fmt;
use std::str::FromStr;

/// One of the two languages that Dovecot configurations are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Line {
    /// Dovecot 2.2 and 2.3.
    V23,
    /// Dovecot 2.4.
    V24,
}

impl Line {
    /// The line as people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Line::V23 => "2.3",
            Line::V24 => "2.4",
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A Dovecot version: its line and the patch number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    /// The language.
    pub line: Line,
    /// The third number, for example 19 in 2.3.19.1.
    pub patch: u8,
}

impl Version {
    /// The newest 2.3 that the tables know.
    pub const NEWEST_23: Version = Version { line: Line::V23, patch: 21 };
    /// The newest 2.4 that the tables know.
    pub const NEWEST_24: Version = Version { line: Line::V24, patch: 5 };

    /// The newest known version of a line.
    pub fn newest(line: Line) -> Version {
        match line {
            Line::V23 => Version::NEWEST_23,
            Line::V24 => Version::NEWEST_24,
        }
    }

    /// Whether this is 2.4 with at least this patch number.
    pub fn is_24_from(self, patch: u8) -> bool {
        self.line == Line::V24 && self.patch >= patch
    }

    /// Whether this is 2.3 with at least this patch number.
    pub fn is_23_from(self, patch: u8) -> bool {
        self.line == Line::V23 && self.patch >= patch
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.line, self.patch)
    }
}

impl FromStr for Version {
    type Err = String;

    /// Reads `2.3`, `2.4`, `2.3.19` or `2.3.19.1`; a line without a patch number is its newest version.
    fn from_str(text: &str) -> Result<Version, String> {
        let unknown = || {
            format!(
                "`{text}` is not a version of Dovecot that is known here; write 2.3, 2.4 or X.Y.Z such as 2.3.19"
            )
        };
        let mut parts = text.split('.');
        let line = match (parts.next(), parts.next()) {
            (Some("2"), Some("2" | "3")) => Line::V23,
            (Some("2"), Some("4")) => Line::V24,
            _ => return Err(unknown()),
        };
        let Some(patch) = parts.next() else {
            return Ok(Version::newest(line));
        };
        if parts.any(|p| p.parse::<u32>().is_err()) {
            return Err(unknown());
        }
        if text.starts_with("2.2.") {
            return Ok(Version { line, patch: 0 });
        }
        patch.parse().map(|patch| Version { line, patch }).map_err(|_| unknown())
    }
}
