use std::collections::VecDeque;
use std::ffi::{CStr, CString};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::fs::{self, FileType, Mode, OFlags};

use super::{Answer, Entry, FileKind, Host, Links, NoAnswer, Portion, Status};
use crate::source::{NotRead, at_most};

/// As many links as Linux follows.
const MAX_LINKS: usize = 40;

/// The longest path that is looked for, in bytes.
const PATH_BYTES: usize = 4096;

/// The machine whose files are below a folder. Every path is resolved inside of it part by part, absolute links too, so
/// that nothing outside is ever opened; what is replaced meanwhile by a link does not lead out either.
#[derive(Debug)]
pub struct Rooted {
    root: OwnedFd,
    shown: String,
    /// Whether parts of the machine may be missing, so that what is not there is not known.
    is_partial: bool,
}

/// A path that was resolved: its parts, each opened without reading it.
struct Resolved {
    parts: Vec<(OwnedFd, CString)>,
}

impl Rooted {
    /// This machine.
    ///
    /// # Errors
    /// When `/` cannot be opened.
    pub fn here() -> io::Result<Rooted> {
        Rooted::open("/", false)
    }

    /// The machine whose files are in a folder: the root of a container, a mounted backup.
    ///
    /// # Errors
    /// When the folder cannot be opened.
    pub fn below(folder: &str) -> io::Result<Rooted> {
        Rooted::open(folder, true)
    }

    fn open(folder: &str, is_partial: bool) -> io::Result<Rooted> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = fs::open(folder, flags, Mode::empty())?;
        Ok(Rooted { root, shown: folder.to_owned(), is_partial })
    }

    fn resolve(&self, path: &str, links: Links) -> Answer<Resolved> {
        if path.len() > PATH_BYTES || !path.starts_with('/') {
            return Err(NoAnswer::Absent);
        }
        let mut parts: Vec<(OwnedFd, CString)> = Vec::new();
        let mut waiting: VecDeque<CString> = split(path.as_bytes())?.into();
        let mut passed = 0;
        while let Some(name) = waiting.pop_front() {
            if name.as_bytes() == b".." {
                parts.pop();
                continue;
            }
            let at = parts.last().map_or(self.root.as_fd(), |(fd, _)| fd.as_fd());
            let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let fd = match fs::openat(at, &name, flags, Mode::empty()) {
                Err(rustix::io::Errno::NOENT) if parts.is_empty() && self.is_partial => {
                    return Err(NoAnswer::Unknown);
                }
                opened => opened?,
            };
            if FileType::from_raw_mode(fs::fstat(&fd)?.st_mode) != FileType::Symlink {
                parts.push((fd, name));
                continue;
            }
            passed += 1;
            if passed > MAX_LINKS || waiting.len() > PATH_BYTES {
                return Err(NoAnswer::NotRead(NotRead::Loop));
            }
            if links == Links::Never {
                return Err(NoAnswer::Absent);
            }
            let target = fs::readlinkat(&fd, c"", Vec::new())?;
            if target.as_bytes().starts_with(b"/") {
                parts.clear();
            }
            for name in split(target.as_bytes())?.into_iter().rev() {
                waiting.push_front(name);
            }
        }
        Ok(Resolved { parts })
    }

    fn fd<'r>(&'r self, resolved: &'r Resolved) -> BorrowedFd<'r> {
        resolved.parts.last().map_or(self.root.as_fd(), |(fd, _)| fd.as_fd())
    }

    /// Opens what was resolved for reading, after looking that it is what it should be.
    fn opened(&self, resolved: &Resolved, wanted: FileType) -> Answer<OwnedFd> {
        let (above, name): (BorrowedFd<'_>, &CStr) = match resolved.parts.as_slice() {
            [] => (self.root.as_fd(), c"."),
            [(_, name)] => (self.root.as_fd(), name),
            [.., (above, _), (_, name)] => (above.as_fd(), name),
        };
        let seen = fs::fstat(self.fd(resolved))?;
        if FileType::from_raw_mode(seen.st_mode) != wanted {
            let is_folder = FileType::from_raw_mode(seen.st_mode) == FileType::Directory;
            return Err(if is_folder || wanted == FileType::Directory {
                NoAnswer::Absent
            } else {
                NoAnswer::NotRead(NotRead::Irregular)
            });
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let fd = fs::openat(above, name, flags, Mode::empty())?;
        // Something else may have taken its place in between.
        let own = fs::fstat(&fd)?;
        if (own.st_dev, own.st_ino) != (seen.st_dev, seen.st_ino) {
            return Err(NoAnswer::Absent);
        }
        Ok(fd)
    }
}

/// The names and `..` in a path.
fn split(path: &[u8]) -> Answer<Vec<CString>> {
    let parts = path.split(|b| *b == b'/').filter(|part| !matches!(part, [] | [b'.']));
    parts.map(|part| CString::new(part).map_err(|_| NoAnswer::Absent)).collect()
}

fn kind(kind: FileType) -> FileKind {
    match kind {
        FileType::RegularFile => FileKind::File,
        FileType::Directory => FileKind::Folder,
        FileType::Symlink => FileKind::Link,
        _ => FileKind::Other,
    }
}

impl Host for Rooted {
    fn root(&self) -> &str {
        &self.shown
    }

    fn status(&self, path: &str, links: Links) -> Answer<Status> {
        let resolved = self.resolve(path, links)?;
        let stat = fs::fstat(self.fd(&resolved))?;
        Ok(Status {
            kind: kind(FileType::from_raw_mode(stat.st_mode)),
            mode: stat.st_mode & 0o7777,
            owner: stat.st_uid,
            group: stat.st_gid,
            size: stat.st_size.cast_unsigned(),
            modified: stat.st_mtime,
            device: Some(stat.st_dev),
        })
    }

    fn target(&self, path: &str) -> Answer<String> {
        let (folder, name) = path.rsplit_once('/').ok_or(NoAnswer::Absent)?;
        let folder = if folder.is_empty() { "/" } else { folder };
        let resolved = self.resolve(folder, Links::Follow)?;
        let target = fs::readlinkat(self.fd(&resolved), name, Vec::new()).map_err(|error| match error {
            rustix::io::Errno::INVAL => NoAnswer::Absent,
            error => error.into(),
        })?;
        target.into_string().map_err(|_| NoAnswer::NotRead(NotRead::Name))
    }

    fn real(&self, path: &str) -> Answer<String> {
        let resolved = self.resolve(path, Links::Follow)?;
        let mut real = String::new();
        for (_, name) in &resolved.parts {
            real.push('/');
            real.push_str(name.to_str().map_err(|_| NoAnswer::NotRead(NotRead::Name))?);
        }
        Ok(if real.is_empty() { "/".to_owned() } else { real })
    }

    fn entries(&self, folder: &str, links: Links, most: usize) -> Answer<Vec<Entry>> {
        let resolved = self.resolve(folder, links)?;
        let fd = self.opened(&resolved, FileType::Directory)?;
        let mut entries = Vec::new();
        for entry in fs::Dir::read_from(&fd)? {
            let entry = entry?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            // Some file systems do not say what it is until they are asked.
            let is = match entry.file_type() {
                FileType::Unknown => fs::statat(&fd, name, fs::AtFlags::SYMLINK_NOFOLLOW)
                    .map_or(FileType::Unknown, |stat| FileType::from_raw_mode(stat.st_mode)),
                known => known,
            };
            if let Ok(name) = name.to_str() {
                entries.push(Entry { name: name.to_owned(), kind: kind(is) });
            }
            if entries.len() >= most {
                break;
            }
        }
        entries.sort();
        Ok(entries)
    }

    fn read(&self, path: &str, portion: Portion, links: Links) -> Answer<Vec<u8>> {
        let resolved = self.resolve(path, links)?;
        let mut file = File::from(self.opened(&resolved, FileType::RegularFile)?);
        let read = |input: File, most: u64| {
            let mut bytes = Vec::new();
            input.take(most).read_to_end(&mut bytes).map(|_| bytes)
        };
        let bytes = match portion {
            Portion::Whole(most) => at_most(file, most)?,
            Portion::Head(most) => read(file, most)?,
            Portion::Tail(most) => {
                let size = file.metadata()?.len();
                file.seek(SeekFrom::Start(size.saturating_sub(most)))?;
                read(file, most)?
            }
        };
        Ok(bytes)
    }

    fn filesystem(&self, path: &str) -> Answer<String> {
        let resolved = self.resolve(path, Links::Follow)?;
        let real = || {
            let real = self.real(path).ok()?;
            let root = std::fs::canonicalize(&self.shown).ok()?;
            Some(format!("{}{real}", root.to_str()?.trim_end_matches('/')))
        };
        filesystem::name(self.fd(&resolved), real)
    }

    fn label(&self, path: &str) -> Answer<String> {
        let resolved = self.resolve(path, Links::Follow)?;
        // What was opened without reading it has no attributes of its own, but its place in /proc has.
        let place = format!("/proc/self/fd/{}", self.fd(&resolved).as_raw_fd());
        let mut label = [0_u8; 256];
        let length = fs::getxattr(place.as_str(), "security.selinux", &mut label[..])
            .map_err(|_| NoAnswer::Unknown)?;
        let label = label.get(..length).unwrap_or_default();
        let label = std::str::from_utf8(label).map_err(|_| NoAnswer::Unknown)?;
        Ok(label.trim_end_matches('\0').to_owned())
    }

    fn now(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
    }
}

/// The names of file systems.
mod filesystem {
    use std::os::fd::BorrowedFd;

    use crate::host::{Answer, NoAnswer};
    use crate::source::at_most;

    /// Numbers of `statfs(2)` and `linux/magic.h`, of file systems that matter for mail.
    const KNOWN: [(u64, &str); 12] = [
        (0x6969, "nfs"),
        (0xff53_4d42, "cifs"),
        (0xfe53_4d42, "smb3"),
        (0x00c3_6400, "ceph"),
        (0x0102_1997, "9p"),
        (0x0bd0_0bd0, "lustre"),
        (0xef53, "ext4"),
        (0x5846_5342, "xfs"),
        (0x9123_683e, "btrfs"),
        (0x2fc1_2fc1, "zfs"),
        (0x0102_1994, "tmpfs"),
        (0x794c_7630, "overlay"),
    ];

    const FUSE: u64 = 0x6573_5546;

    /// Names longer than this have no place in the list of mounts that is looked through.
    const MOUNTS_BYTES: u64 = 1 << 20;

    /// What the kernel calls the file system; `real` says where on this machine it is asked for.
    #[cfg(target_os = "linux")]
    pub(super) fn name(fd: BorrowedFd<'_>, real: impl FnOnce() -> Option<String>) -> Answer<String> {
        let number = u64::from(rustix::fs::fstatfs(fd)?.f_type.cast_unsigned() as u32);
        if number == FUSE {
            return real().and_then(|real| mounted(&real)).ok_or(NoAnswer::Unknown);
        }
        let known = KNOWN.iter().find(|(known, _)| *known == number);
        Ok(known.map_or_else(|| format!("{number:#x}"), |(_, name)| (*name).to_owned()))
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn name(_: BorrowedFd<'_>, _: impl FnOnce() -> Option<String>) -> Answer<String> {
        Err(NoAnswer::Unknown)
    }

    /// The type of the mount that a path of this machine is on: `fuse.glusterfs`.
    fn mounted(path: &str) -> Option<String> {
        let mounts = std::fs::File::open("/proc/self/mountinfo").ok()?;
        let mounts = String::from_utf8(at_most(mounts, MOUNTS_BYTES).ok()?).ok()?;
        let of = |line: &str| {
            let place = line.split(' ').nth(4)?.to_owned();
            let kind = line.split(" - ").nth(1)?.split(' ').next()?.to_owned();
            crate::host::is_below(path, &place).then_some((place.len(), kind))
        };
        mounts.lines().filter_map(of).max_by_key(|(length, _)| *length).map(|(_, kind)| kind)
    }
}
