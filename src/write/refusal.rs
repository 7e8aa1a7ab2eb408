use std::fmt;
use std::io;
use std::path::PathBuf;

use rustix::io::Errno;

/// Why a file was not replaced. It is what it was, and its text says what to do.
#[derive(Debug)]
pub enum Refusal {
    /// A folder, a device or a FIFO.
    NotRegular,
    /// No one may write it.
    ReadOnly,
    /// It has other names, which would keep the old text.
    Linked,
    /// `chattr +i`.
    Immutable,
    /// `chattr +a`.
    AppendOnly,
    /// Another program holds a lock on it or has it open.
    InUse,
    /// It is not what was read.
    Changed,
    /// Several programs changed it at once; what could not be put back is kept in a file of this name.
    Kept(PathBuf),
    /// A new file would belong to someone else.
    Owner,
    /// A new file would have another mode.
    Mode,
    /// A new file would lack this extended attribute: an ACL, a label.
    Attribute(String),
    /// No new file can be made next to it.
    Folder(io::Error),
    /// Anything else that the system says.
    System(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::System(error)
    }
}

impl From<Errno> for Refusal {
    fn from(errno: Errno) -> Refusal {
        Refusal::System(errno.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotRegular => f.write_str("not a regular file; it is unchanged"),
            Refusal::ReadOnly => f.write_str("this file is read-only; it is unchanged"),
            Refusal::Linked => f.write_str(
                "this file has other names (hard links), which would keep the old text; it is unchanged. \
                 Make it a file of its own or edit it by hand",
            ),
            Refusal::Immutable => {
                f.write_str("this file is immutable; it is unchanged. `chattr -i` makes it writable")
            }
            Refusal::AppendOnly => {
                f.write_str("this file is append-only; it is unchanged. `chattr -a` makes it writable")
            }
            Refusal::InUse => {
                f.write_str("another program is using this file; it is unchanged. Run dovelint again")
            }
            Refusal::Changed => {
                f.write_str("this file changed while dovelint ran; it was not fixed. Run dovelint again")
            }
            Refusal::Kept(path) => write!(
                f,
                "several programs changed this file at once; one of the versions is now in {}. Compare them",
                path.display()
            ),
            Refusal::Owner => {
                f.write_str("its owner could not be kept; it is unchanged. Run dovelint as its owner")
            }
            Refusal::Mode => {
                f.write_str("its mode could not be kept; it is unchanged. Run dovelint as its owner")
            }
            Refusal::Attribute(name) => write!(
                f,
                "its extended attribute {name} could not be kept; it is unchanged. Run dovelint as root"
            ),
            Refusal::Folder(error) => {
                write!(f, "no file can be written in its folder ({}); it is unchanged", reason(error))
            }
            Refusal::System(error) => write!(f, "{}; it is unchanged", reason(error)),
        }
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Refusal::Folder(error) | Refusal::System(error) => Some(error),
            _ => None,
        }
    }
}

/// What an error of the system means when a file is written.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied if error.raw_os_error() == Some(Errno::ACCESS.raw_os_error()) => {
            "permission denied; run dovelint as a user who may write it".to_owned()
        }
        io::ErrorKind::ResourceBusy => "something is mounted on it".to_owned(),
        _ => error.to_string(),
    }
}
