use std::fmt;

/// A name or a value of 1.x or 2.x that 2.3 reads as another one, with a warning.
///
/// Source: `obsolete()` in `old-set-parser.c`, 2.3.21, whose sentences `Display` writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obsolete {
    /// A setting that does nothing any more.
    Removed(String),
    /// A setting for something that Dovecot does by itself now.
    Unneeded(String),
    /// `auth_count`, which does nothing, and may have been more than 1.
    AuthCount,
    /// A setting that has another name.
    Renamed {
        /// The old name.
        old: String,
        /// The new name.
        new: String,
    },
    /// A setting or a section that is written otherwise.
    Replaced {
        /// How it was written.
        old: String,
        /// How it is written now.
        new: String,
    },
    /// A setting that is elsewhere now.
    Moved {
        /// The setting.
        old: &'static str,
        /// Where it is.
        to: &'static str,
    },
    /// `auth_cache_size` as a number of megabytes; how it is written now.
    Megabytes(String),
    /// A protocol that is listed twice: `imaps` next to `imap`.
    ProtocolTwice(&'static str),
    /// A protocol that is a part of another one.
    Protocol {
        /// The word.
        old: &'static str,
        /// The protocol.
        new: &'static str,
    },
    /// `auth {}` around settings that have its name in their own.
    AuthSection,
    /// `socket connect {}`.
    SocketConnect,
}

impl fmt::Display for Obsolete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Obsolete::Removed(old) => write!(f, "{old} has been removed"),
            Obsolete::Unneeded(old) => write!(f, "{old} is no longer needed"),
            Obsolete::AuthCount => f.write_str("auth_count has been removed, and its value must be 1"),
            Obsolete::Renamed { old, new } => write!(f, "{old} has been renamed to {new}"),
            Obsolete::Replaced { old, new } => write!(f, "{old} has been replaced by {new}"),
            Obsolete::Moved { old, to } => write!(f, "{old} has been moved into {to}"),
            Obsolete::Megabytes(size) => {
                write!(f, "auth_cache_size value no longer defaults to megabytes. Use {size}")
            }
            Obsolete::ProtocolTwice(old) => write!(f, "'{old}' protocol is no longer necessary, remove it"),
            Obsolete::Protocol { old, new } => {
                write!(f, "'{old}' protocol can no longer be specified (use protocols={new})")
            }
            Obsolete::AuthSection => f.write_str(
                "add auth_ prefix to all settings inside auth {} and remove the auth {} section completely",
            ),
            Obsolete::SocketConnect => f.write_str(
                "socket connect {} is no longer supported, configure external auth server separately",
            ),
        }
    }
}
