//! A machine that runs Dovecot: its files, its units, its kernel. [`Host`] is all that may be asked of it. It is looked
//! at and read; nothing is run, written or connected to.

mod accounts;
mod answer;
mod certificate;
mod fake;
mod file_facts;
mod machine;
mod noting;
#[cfg(target_os = "linux")]
mod rooted;
#[cfg(not(target_os = "linux"))]
#[path = "rooted_elsewhere.rs"]
mod rooted;
pub mod system;
pub mod unit;
mod walk;
mod with_facts;

pub use accounts::{Account, Accounts, Member};
pub use answer::{Answer, NoAnswer};
pub use certificate::{Certificate, Moment, PublicKey, dh_bits, private_key};
pub use fake::{Fake, Recording};
pub use file_facts::{FactsError, FileFacts, HostFacts};
pub use machine::{Machine, NotSeen};
pub use noting::Noting;
pub use rooted::Rooted;
pub use system::System;
pub use walk::{Found, Walked};
pub use with_facts::WithFacts;

use std::fmt;

/// The most that is read of any file of a machine, in bytes.
pub const FILE_BYTES: u64 = 1 << 20;

/// The most that is read of a unit, a crontab or a file of sysctl, in bytes.
pub const TEXT_BYTES: u64 = 64 << 10;

/// What may be asked of a machine. Paths are absolute, as on the machine.
pub trait Host: fmt::Debug {
    /// The folder whose files are the machine's: `/` for this one.
    fn root(&self) -> &str;

    /// What is at a path.
    ///
    /// # Errors
    /// When nothing is there, or it is not known.
    fn status(&self, path: &str, links: Links) -> Answer<Status>;

    /// Where a link leads, as it is written in the link.
    ///
    /// # Errors
    /// When there is no link, or it is not known.
    fn target(&self, path: &str) -> Answer<String>;

    /// The path without links.
    ///
    /// # Errors
    /// When nothing is there, or it is not known.
    fn real(&self, path: &str) -> Answer<String>;

    /// What is in a folder, sorted by name in bytes, at most `most` entries. Names that are not UTF-8 are left out.
    ///
    /// # Errors
    /// When there is no such folder, or it is not known.
    fn entries(&self, folder: &str, links: Links, most: usize) -> Answer<Vec<Entry>>;

    /// A part of a regular file.
    ///
    /// # Errors
    /// When there is no such file, when it is not known, and when the whole is asked for and is larger.
    fn read(&self, path: &str, portion: Portion, links: Links) -> Answer<Vec<u8>>;

    /// The type of the file system that holds a path: `ext4`, `nfs4`; the magic number of one without a known name.
    ///
    /// # Errors
    /// When nothing is there, or it is not known.
    fn filesystem(&self, path: &str) -> Answer<String>;

    /// The label that `SELinux` has for a path: `system_u:object_r:mail_spool_t:s0`.
    ///
    /// # Errors
    /// When there is none, or it is not known.
    fn label(&self, path: &str) -> Answer<String>;

    /// The time, in seconds since 1970.
    fn now(&self) -> i64;
}

/// Whether links are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// They are, inside the machine.
    Follow,
    /// No part of the path may be one.
    Never,
}

/// How much of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portion {
    /// The whole file, of at most so many bytes.
    Whole(u64),
    /// The first bytes.
    Head(u64),
    /// The last bytes.
    Tail(u64),
}

/// What kind of thing is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link; only where none is followed.
    Link,
    /// A device, a FIFO or a socket.
    Other,
}

/// What is known of a file without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// What it is.
    pub kind: FileKind,
    /// Its permissions with setuid, setgid and sticky bit.
    pub mode: u32,
    /// The number of its owner.
    pub owner: u32,
    /// The number of its group.
    pub group: u32,
    /// Its size in bytes.
    pub size: u64,
    /// When it was changed, in seconds since 1970.
    pub modified: i64,
    /// The file system it is on; none where that is not known.
    pub device: Option<u64>,
}

/// What a folder holds under a name; links are not followed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
}

/// A path below a folder.
pub fn join(folder: &str, name: &str) -> String {
    format!("{}/{name}", folder.trim_end_matches('/'))
}

/// Whether a path is another one or below it.
pub fn is_below(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folder above a path.
pub fn above(path: &str) -> Option<&str> {
    let path = path.trim_end_matches('/');
    let (folder, _) = path.rsplit_once('/')?;
    Some(if folder.is_empty() { "/" } else { folder })
}

/// Whether a name has an ending; systemd and cron tell upper case from lower case.
pub(in crate::host) fn has_ending(name: &str, ending: &str) -> bool {
    name.ends_with(ending)
}
