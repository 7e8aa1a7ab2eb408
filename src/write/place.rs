use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, Stat};

/// How a folder is held: that its files cannot be listed is no hindrance.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
const HOLD: OFlags = OFlags::PATH;
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
const HOLD: OFlags = OFlags::RDONLY;

/// The place of a file: its folder, held open, and its name there.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) folder: OwnedFd,
    pub(super) name: OsString,
    pub(super) path: PathBuf,
}

impl Place {
    /// The place of a file that exists, after all links.
    pub(super) fn existing(path: &Path) -> io::Result<Place> {
        Place::at(fs::canonicalize(path)?)
    }

    /// The place where a file may be made.
    pub(super) fn new(path: &Path) -> io::Result<Place> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")))?;
        Place::at(folder.join(path.file_name().ok_or(io::ErrorKind::IsADirectory)?))
    }

    /// Walks down a path that holds no links, and follows none that appear meanwhile.
    fn at(path: PathBuf) -> io::Result<Place> {
        let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_owned();
        let flags = HOLD | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut folder = rustix::fs::open("/", flags, Mode::empty())?;
        for part in path.parent().into_iter().flat_map(Path::components) {
            if let Component::Normal(part) = part {
                folder = rustix::fs::openat(&folder, part, flags, Mode::empty())?;
            }
        }
        Ok(Place { folder, name, path })
    }

    /// Opens the file itself, never what a link leads to; a FIFO without waiting.
    pub(super) fn open(&self, access: OFlags) -> rustix::io::Result<File> {
        let flags = access | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
        rustix::fs::openat(&self.folder, &self.name, flags, Mode::empty()).map(File::from)
    }

    /// What is under a name of the folder now.
    pub(super) fn stat(&self, name: &OsStr) -> rustix::io::Result<Stat> {
        rustix::fs::statat(&self.folder, name, AtFlags::SYMLINK_NOFOLLOW)
    }

    /// The path of another name in the folder.
    pub(super) fn beside(&self, name: &OsStr) -> PathBuf {
        self.path.with_file_name(name)
    }

    /// Makes the names of the folder survive a crash. A folder that may not be read keeps them for itself.
    pub(super) fn sync(&self) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match rustix::fs::openat(&self.folder, ".", flags, Mode::empty()) {
            Ok(folder) => match rustix::fs::fsync(folder) {
                // Some file systems have no such call for folders.
                Ok(()) | Err(rustix::io::Errno::INVAL) => Ok(()),
                Err(errno) => Err(errno.into()),
            },
            Err(_) => Ok(()),
        }
    }
}

/// Whether two looks met the same file.
pub(super) fn is_same(one: &Stat, other: &Stat) -> bool {
    (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)
}
