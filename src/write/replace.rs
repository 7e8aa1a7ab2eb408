use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::rc::Rc;

use rustix::fs::{FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::attributes::Attributes;
use super::draft::{self, Draft, lock};
use super::holder;
use super::leftover;
use super::place::{Place, is_same};
use super::refusal::Refusal;
use super::watch::Watch;

/// Replaces a file that holds one text by another text. A link stays a link, what it leads to is replaced.
///
/// What other programs write to the file meanwhile is not lost: where it is not what was read, it stays as it
/// is; what is appended in the very moment of the exchange is appended to the new text.
///
/// # Errors
/// When the file is no longer what was read, or when the system, or what the file has besides its text, does
/// not allow it. The file is then as it was.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), Refusal> {
    let place = Rc::new(Place::existing(path)?);
    let target = Target::open(&place, before)?;
    let draft = target.draft(after)?;
    target.exchange(draft, after)?.settle()
}

/// Whether [`replace`] would begin, as far as can be told without writing anything.
///
/// # Errors
/// Those of [`replace`].
pub fn replaceable(path: &Path, before: &[u8]) -> Result<(), Refusal> {
    let place = Rc::new(Place::existing(path)?);
    Target::open(&place, before).map(drop)
}

/// A file to be replaced.
pub(super) struct Target<'t> {
    place: Rc<Place>,
    file: File,
    stat: Stat,
    before: &'t [u8],
    watch: Watch,
}

impl<'t> Target<'t> {
    pub(super) fn open(place: &Rc<Place>, before: &'t [u8]) -> Result<Target<'t>, Refusal> {
        // To open a device or a FIFO may have effects, so it is looked at first.
        let stat = place.stat(&place.name)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(Refusal::NotRegular);
        }
        if stat.st_mode & 0o222 == 0 {
            return Err(Refusal::ReadOnly);
        }
        if stat.st_nlink > 1 {
            return Err(Refusal::Linked);
        }
        let file = place.open(OFlags::RDWR).map_err(|errno| unopened(place, errno))?;
        if matches!(lock(&file), Err(Errno::WOULDBLOCK)) {
            return Err(Refusal::InUse);
        }
        let watch = Watch::on(&file);
        // Who opens it from now on is noticed; who has it open already must be looked for.
        let stat = rustix::fs::fstat(&file)?;
        if holder::is_held(place, &file.metadata()?) {
            return Err(Refusal::InUse);
        }
        let target = Target { place: Rc::clone(place), stat, file, before, watch };
        target.look()?;
        Ok(target)
    }

    /// Holds the file against what was read.
    fn look(&self) -> Result<(), Refusal> {
        let is_there = self.place.stat(&self.place.name).is_ok_and(|there| is_same(&there, &self.stat));
        let is_as_long = self.file.metadata()?.len() == self.before.len() as u64;
        if is_there && is_as_long && text(&self.file)? == self.before {
            Ok(())
        } else {
            Err(Refusal::Changed)
        }
    }

    /// The new file next to it, whole and on the disk.
    pub(super) fn draft(&self, after: &[u8]) -> Result<Draft, Refusal> {
        let draft = Draft::new(&self.place, Mode::RUSR | Mode::WUSR).map_err(Refusal::Folder)?;
        (&draft.file).write_all(after)?;
        Attributes::of(&self.file)?.give(&draft.file)?;
        draft.file.sync_all()?;
        Ok(draft)
    }

    /// Lets the draft and the file change places, or puts the one over the other where the system can do no more.
    pub(super) fn exchange(self, mut draft: Draft, after: &'t [u8]) -> Result<Exchanged<'t>, Refusal> {
        draft.rename(leftover::swap(draft::random(), self.before, after).into())?;
        self.look()?;
        let watch = Watch::on(&draft.file);
        let (new, old) = match swap(&self.place, &draft.name) {
            Ok(()) => draft.leave().map(|(new, old)| (new, Some(old)))?,
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                draft.settle()?;
                (draft.file.try_clone()?, None)
            }
            Err(errno) => return Err(errno.into()),
        };
        Ok(Exchanged { target: self, new, watch, old, after, carried: 0 })
    }
}

/// A file whose new text is in its place, while the old one is still at hand.
pub(super) struct Exchanged<'t> {
    target: Target<'t>,
    new: File,
    /// Who opens the new file.
    watch: Watch,
    /// The name of the old file, where it has one.
    old: Option<OsString>,
    after: &'t [u8],
    /// How much that others appended to the old file was appended to the new one.
    carried: usize,
}

impl Exchanged<'_> {
    /// Removes the old file when it holds nothing that is not known.
    pub(super) fn settle(mut self) -> Result<(), Refusal> {
        let place = Rc::clone(&self.target.place);
        if let Some(old) = self.old.take() {
            if !place.stat(&old).is_ok_and(|stat| is_same(&stat, &self.target.stat)) {
                return Err(self.put_back(&old, Refusal::Changed));
            }
            // Who opened the file before writes to the old one until closing it.
            if !self.target.watch.wait() {
                return Err(self.put_back(&old, Refusal::InUse));
            }
            if !self.carry()? {
                return Err(self.put_back(&old, Refusal::Changed));
            }
            draft::remove(&place, &old);
        }
        // Who looked up the name before may have opened the file only now.
        self.target.watch.wait();
        if !self.carry()? {
            return Err(self.keep()?);
        }
        Ok(place.sync()?)
    }

    /// Gives the old file, which has no name any more, one again.
    fn keep(&self) -> Result<Refusal, Refusal> {
        let place = &self.target.place;
        let mut draft = Draft::new(place, Mode::RUSR | Mode::WUSR).map_err(Refusal::Folder)?;
        draft.write_all(&text(&self.target.file)?)?;
        draft.rename(leftover::swap(draft::random(), self.target.before, self.after).into())?;
        let (_, name) = draft.leave()?;
        Ok(Refusal::Kept(place.beside(&name)))
    }

    /// Appends to the new file what others have appended to the old one; false when they did anything else.
    fn carry(&mut self) -> Result<bool, Refusal> {
        let text = text(&self.target.file)?;
        let appended = text.strip_prefix(self.target.before);
        let Some(more) = appended.and_then(|appended| appended.get(self.carried..)) else { return Ok(false) };
        if !more.is_empty() {
            append(&self.new, more)?;
            self.carried += more.len();
        }
        Ok(true)
    }

    /// Lets the files change places again, because what came out is not what was read.
    fn put_back(mut self, old: &OsStr, why: Refusal) -> Refusal {
        let place = Rc::clone(&self.target.place);
        let own = rustix::fs::fstat(&self.new);
        let is_own = || {
            let there = place.stat(old);
            matches!((&there, &own), (Ok(there), Ok(own)) if is_same(there, own))
        };
        if swap(&place, old).is_err() || !is_own() {
            return Refusal::Kept(place.beside(old));
        }
        // What others appended to the new text in between.
        let is_closed = self.watch.wait();
        let new = text(&self.new).unwrap_or_default();
        let is_kept = new.strip_prefix(self.after).is_some_and(|more| {
            more.is_empty() || place.open(OFlags::RDWR).is_ok_and(|file| append(&file, more).is_ok())
        });
        if !is_closed || !is_kept {
            return Refusal::Kept(place.beside(old));
        }
        draft::remove(&place, old);
        let _ = place.sync();
        why
    }
}

/// Lets a file and another name in its folder change places.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn swap(place: &Place, name: &OsStr) -> rustix::io::Result<()> {
    use rustix::fs::{RenameFlags, renameat_with};
    renameat_with(&place.folder, name, &place.folder, &place.name, RenameFlags::EXCHANGE)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn swap(_: &Place, _: &OsStr) -> rustix::io::Result<()> {
    Err(Errno::NOSYS)
}

/// The whole text of an open file, wherever it is read otherwise.
fn text(file: &File) -> std::io::Result<Vec<u8>> {
    let mut text = vec![0; file.metadata()?.len() as usize + 1];
    let mut end = 0;
    loop {
        match file.read_at(&mut text[end..], end as u64)? {
            0 => break,
            read => end += read,
        }
        if end == text.len() {
            text.resize(end * 2, 0);
        }
    }
    text.truncate(end);
    Ok(text)
}

fn append(mut file: &File, text: &[u8]) -> std::io::Result<()> {
    rustix::fs::fcntl_setfl(file, OFlags::APPEND)?;
    file.write_all(text)?;
    file.sync_all()
}

/// Why a file cannot be opened to be written.
fn unopened(place: &Place, errno: Errno) -> Refusal {
    let file = (errno == Errno::PERM).then(|| place.open(OFlags::RDONLY).ok()).flatten();
    file.and_then(|file| flagged(&file)).unwrap_or_else(|| errno.into())
}

/// What the flags of a file forbid, as `chattr` sets them.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn flagged(file: &File) -> Option<Refusal> {
    use rustix::fs::{IFlags, ioctl_getflags};
    let flags = ioctl_getflags(file).ok()?;
    let immutable = flags.contains(IFlags::IMMUTABLE).then_some(Refusal::Immutable);
    immutable.or(flags.contains(IFlags::APPEND).then_some(Refusal::AppendOnly))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn flagged(_: &File) -> Option<Refusal> {
    None
}
