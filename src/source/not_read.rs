use std::fmt;
use std::io;

use crate::limits::Size;

/// Why something that may belong to a configuration was not read. That it is not there is no such reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRead {
    /// The user of dovelint may not read it, or may not search a folder above it.
    Denied,
    /// A symbolic link that refers back to itself.
    Loop,
    /// It is outside of the tree that reading is confined to.
    Outside,
    /// The kernel makes it up while it is read: `/proc`, `/sys`, `/dev`.
    Kernel,
    /// A device, a FIFO or a socket.
    Irregular,
    /// A program, a picture or text in UTF-16.
    Binary,
    /// The name is not UTF-8.
    Name,
    /// It is larger than this number of bytes.
    Large(u64),
    /// What the system said.
    System(String),
}

impl NotRead {
    /// Whether dovelint was to read it and could not, so that the run has failed. What is outside was not to
    /// be read.
    pub fn is_failure(&self) -> bool {
        *self != NotRead::Outside
    }
}

impl fmt::Display for NotRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotRead::Denied => f.write_str("permission denied; run dovelint as a user who may read it"),
            NotRead::Loop => f.write_str("a symbolic link that refers back to itself"),
            NotRead::Outside => f.write_str("outside the tree; `--confine=false` reads it"),
            NotRead::Kernel => f.write_str("a kernel file (/proc, /sys or /dev), which is never read"),
            NotRead::Irregular => f.write_str("not a regular file"),
            NotRead::Binary => f.write_str("this is not a text file"),
            NotRead::Name => f.write_str("its name is not UTF-8; rename it"),
            NotRead::Large(max) => {
                write!(f, "larger than {}, which is too large for such a file", Size(*max))
            }
            NotRead::System(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for NotRead {}

impl From<NotRead> for io::Error {
    fn from(reason: NotRead) -> io::Error {
        let kind = match reason {
            NotRead::Denied => io::ErrorKind::PermissionDenied,
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, reason)
    }
}

impl From<&io::Error> for NotRead {
    fn from(error: &io::Error) -> NotRead {
        if let Some(reason) = error.get_ref().and_then(|inner| inner.downcast_ref::<NotRead>()) {
            return reason.clone();
        }
        match error.kind() {
            io::ErrorKind::PermissionDenied => NotRead::Denied,
            // Its own kind is not stable in the oldest Rust that dovelint is built with.
            _ if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => NotRead::Loop,
            _ => NotRead::System(error.to_string()),
        }
    }
}

/// Whether an error says that there is nothing, rather than that something was not read. Nothing has a name with a
/// NUL, nor one that is too long for the system.
pub fn is_absent(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | InvalidInput)
        || error.raw_os_error() == Some(rustix::io::Errno::NAMETOOLONG.raw_os_error())
}
