use std::io;

use crate::source::{NotRead, is_absent};

/// What a machine answers.
pub type Answer<T> = Result<T, NoAnswer>;

/// Why a question about a machine has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nothing is there.
    Absent,
    /// The files of the machine are not all at hand, and this may be one of those that are not.
    Unknown,
    /// Something is there, or may be, and could not be looked at.
    NotRead(NotRead),
}

impl From<io::Error> for NoAnswer {
    fn from(error: io::Error) -> NoAnswer {
        if is_absent(&error) { NoAnswer::Absent } else { NoAnswer::NotRead(NotRead::from(&error)) }
    }
}

impl From<rustix::io::Errno> for NoAnswer {
    fn from(error: rustix::io::Errno) -> NoAnswer {
        io::Error::from(error).into()
    }
}
