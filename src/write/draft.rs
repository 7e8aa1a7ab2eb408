use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;

use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use super::leftover;
use super::place::Place;

/// How often another name is tried. That one is taken hardly ever happens.
const TRIES: usize = 100;

/// A new file under a name of its own, removed again unless it gets its place. The lock on it tells other runs
/// that it is in use.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) file: File,
    pub(super) name: OsString,
    pub(super) place: Rc<Place>,
    has_place: bool,
}

impl Draft {
    /// Makes one next to a place, with this mode less what the user masks.
    pub(super) fn new(place: &Rc<Place>, mode: Mode) -> io::Result<Draft> {
        for _ in 0..TRIES {
            let name = OsString::from(leftover::draft(random()));
            let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = match rustix::fs::openat(&place.folder, &name, flags, mode) {
                Ok(file) => File::from(file),
                Err(Errno::EXIST) => continue,
                Err(errno) => return Err(errno.into()),
            };
            let draft = Draft { file, name, place: Rc::clone(place), has_place: false };
            // Before it was locked, a run that clears leftovers may have taken it for one.
            let is_locked = !matches!(lock(&draft.file), Err(Errno::WOULDBLOCK));
            if is_locked && rustix::fs::fstat(&draft.file)?.st_nlink > 0 {
                return Ok(draft);
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Moves it to another name next to its place.
    pub(super) fn rename(&mut self, name: OsString) -> rustix::io::Result<()> {
        let folder = &self.place.folder;
        rustix::fs::renameat(folder, &self.name, folder, &name)?;
        self.name = name;
        Ok(())
    }

    /// Moves it to its place; what was there is gone.
    pub(super) fn settle(&mut self) -> rustix::io::Result<()> {
        let folder = &self.place.folder;
        rustix::fs::renameat(folder, &self.name, folder, &self.place.name)?;
        self.has_place = true;
        Ok(())
    }

    /// Where it is.
    pub(super) fn path(&self) -> PathBuf {
        self.place.beside(&self.name)
    }

    /// The file and its name, which is from now on the business of the caller.
    pub(super) fn leave(mut self) -> io::Result<(File, OsString)> {
        let file = self.file.try_clone()?;
        self.has_place = true;
        Ok((file, std::mem::take(&mut self.name)))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.has_place {
            remove(&self.place, &self.name);
        }
    }
}

/// Removes a name. Nothing can be done where that fails; the next run tries again.
pub(super) fn remove(place: &Place, name: &OsStr) {
    let _ = rustix::fs::unlinkat(&place.folder, name, AtFlags::empty());
}

/// Locks a file for this run, without waiting.
pub(super) fn lock(file: &File) -> rustix::io::Result<()> {
    rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive)
}

/// A number that no one can foresee.
pub(super) fn random() -> u64 {
    RandomState::new().hash_one(std::process::id())
}
