use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::{NotRead, is_absent, kernel};
use crate::limits::FILE_BYTES;

/// Where files come from: the disk, a map of strings in a test, an editor's unsaved buffer.
///
/// Paths are texts, as Dovecot treats them.
pub trait Reader {
    /// The contents of a file. A folder is an error of kind `IsADirectory`.
    ///
    /// # Errors
    /// Whatever opening or reading it gives.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The contents of a file of at most `max` bytes, and its mode where there is one: text in memory, from
    /// standard input or from a commit has none.
    ///
    /// # Errors
    /// As [`read`](Reader::read), and when the file is larger.
    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        let bytes = self.read(path)?;
        if bytes.len() as u64 > max { Err(NotRead::Large(max).into()) } else { Ok((bytes, None)) }
    }

    /// The mode of a file, where it has one.
    fn mode(&self, _path: &str) -> Option<u32> {
        None
    }

    /// Whether everyone may put files into a folder, as into `/tmp`: it is writable by all and has the sticky bit.
    /// What lies in such a folder says nothing of a configuration below it.
    fn is_shared(&self, _folder: &str) -> bool {
        false
    }

    /// Whether something is there, a dangling link included, as `lstat` would say.
    ///
    /// # Errors
    /// When that cannot be known.
    fn exists(&self, path: &str) -> io::Result<bool>;

    /// Whether it is a folder or a link to one.
    ///
    /// # Errors
    /// When that cannot be known.
    fn is_folder(&self, path: &str) -> io::Result<bool>;

    /// Whether it is a regular file or a link to one.
    ///
    /// # Errors
    /// When that cannot be known.
    fn is_file(&self, path: &str) -> io::Result<bool> {
        Ok(self.exists(path)? && !self.is_folder(path)?)
    }

    /// What is in a folder, links not followed, in any order; nothing when there is no such folder.
    ///
    /// # Errors
    /// When that cannot be known.
    fn entries(&self, folder: &str) -> io::Result<Vec<(OsString, Entry)>> {
        let entry = |name: OsString| {
            let path = format!("{}/{}", folder.trim_end_matches('/'), name.to_string_lossy());
            let entry = if self.is_folder(&path)? { Entry::Folder } else { Entry::Other };
            Ok((name, entry))
        };
        self.list(folder)?.into_iter().map(entry).collect()
    }

    /// The names in a folder, in any order; none when there is no such folder.
    ///
    /// # Errors
    /// When they cannot be known.
    fn list(&self, folder: &str) -> io::Result<Vec<OsString>>;

    /// One spelling for all spellings of a path, to find cycles.
    fn canonical(&self, path: &str) -> String;

    /// The path as it should be shown.
    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// What is in a folder under a name, links not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A folder.
    Folder,
    /// A file, a link or something else.
    Other,
}

/// The files of this machine.
#[derive(Debug, Default, Clone, Copy)]
pub struct Disk;

/// All of an input that holds at most `max` bytes.
///
/// # Errors
/// Whatever reading it gives, and when there is more of it.
pub fn at_most(input: impl Read, max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max { Err(NotRead::Large(max).into()) } else { Ok(bytes) }
}

/// Opens a file for reading; a FIFO without waiting for a writer.
fn open(path: &str) -> io::Result<File> {
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    File::options().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

/// Looks at a file before it is opened: opening a device may have effects, and reading a FIFO would wait for a
/// writer for ever; Dovecot itself would hang on it.
fn look(path: &str) -> io::Result<Metadata> {
    if kernel::is_named(path) {
        return Err(NotRead::Kernel.into());
    }
    let meta = fs::metadata(path)?;
    if meta.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !meta.is_file() {
        return Err(NotRead::Irregular.into());
    }
    // What the kernel makes up takes no room; an empty file does not either, so that it costs a question.
    if meta.blocks() == 0 && kernel::is_mounted(path) {
        return Err(NotRead::Kernel.into());
    }
    Ok(meta)
}

fn read_folder(folder: &str) -> io::Result<fs::ReadDir> {
    let folder = if folder.is_empty() { "." } else { folder };
    if kernel::is_named(folder) || kernel::is_mounted(folder) {
        return Err(NotRead::Kernel.into());
    }
    fs::read_dir(folder)
}

/// The answer to whether something is there.
pub(super) fn known<T>(found: io::Result<T>, absent: T) -> io::Result<T> {
    match found {
        Err(error) if is_absent(&error) => Ok(absent),
        found => found,
    }
}

impl Reader for Disk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        Ok(self.fetch(path, FILE_BYTES)?.0)
    }

    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        let max = max.min(FILE_BYTES);
        let seen = look(path)?;
        let file = open(path)?;
        let meta = file.metadata()?;
        // Something else may have taken its place in between.
        if (meta.dev(), meta.ino()) != (seen.dev(), seen.ino()) || !meta.is_file() {
            return Err(NotRead::System("it was replaced while it was opened".to_owned()).into());
        }
        if meta.len() > max {
            return Err(NotRead::Large(max).into());
        }
        let mut bytes = Vec::with_capacity(meta.len() as usize);
        // Stopping at the known end saves a system call a file; what has no size may have contents anyway.
        let end = if meta.len() == 0 { max + 1 } else { meta.len() };
        file.take(end).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > max {
            return Err(NotRead::Large(max).into());
        }
        // What was asked above also knows the mode, so that it costs no further system call.
        Ok((bytes, Some(meta.permissions().mode() & 0o7777)))
    }

    fn mode(&self, path: &str) -> Option<u32> {
        look(path).ok().map(|meta| meta.permissions().mode() & 0o7777)
    }

    fn is_shared(&self, folder: &str) -> bool {
        const STICKY_FOR_ALL: u32 = 0o1002;
        let folder = if folder.is_empty() { "." } else { folder };
        fs::metadata(folder).is_ok_and(|meta| meta.permissions().mode() & STICKY_FOR_ALL == STICKY_FOR_ALL)
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        if kernel::is_named(path) {
            return Err(NotRead::Kernel.into());
        }
        known(fs::symlink_metadata(path).map(|_| true), false)
    }

    fn is_folder(&self, path: &str) -> io::Result<bool> {
        if kernel::is_named(path) {
            return Err(NotRead::Kernel.into());
        }
        known(fs::metadata(path).map(|meta| meta.is_dir()), false)
    }

    fn is_file(&self, path: &str) -> io::Result<bool> {
        if kernel::is_named(path) {
            return Err(NotRead::Kernel.into());
        }
        known(fs::metadata(path).map(|meta| meta.is_file()), false)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<OsString>> {
        let names = || read_folder(folder)?.map(|entry| Ok(entry?.file_name())).collect();
        known(names(), Vec::new())
    }

    fn entries(&self, folder: &str) -> io::Result<Vec<(OsString, Entry)>> {
        let entry = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            let is_folder = entry.file_type()?.is_dir();
            Ok((entry.file_name(), if is_folder { Entry::Folder } else { Entry::Other }))
        };
        let entries = || read_folder(folder)?.map(entry).collect();
        known(entries(), Vec::new())
    }

    fn canonical(&self, path: &str) -> String {
        fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path)).to_string_lossy().into_owned()
    }
}

/// Files that exist only in memory: for tests and for text from standard input.
#[derive(Debug, Default, Clone)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    mode: Option<u32>,
}

impl Memory {
    /// A reader that knows these paths and contents.
    pub fn new<P: Into<String>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Memory {
        let named = |(path, bytes): (P, B)| (plain(&path.into()).to_owned(), bytes.into());
        Memory { files: files.into_iter().map(named).collect(), mode: None }
    }

    /// The same files as they would be in `/etc/dovecot` of a server, each with this mode.
    #[must_use]
    pub fn installed(self, mode: u32) -> Memory {
        Memory { mode: Some(mode), ..self }
    }

    fn has_folder(&self, path: &str) -> bool {
        let prefix = format!("{}/", plain(path).trim_end_matches('/'));
        self.files.keys().any(|file| file.starts_with(&prefix))
    }
}

/// A path without the `./` in front.
fn plain(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

impl Reader for Memory {
    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        let bytes = self.read(path)?;
        if bytes.len() as u64 > max { Err(NotRead::Large(max).into()) } else { Ok((bytes, self.mode)) }
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.files.get(plain(path)) {
            Some(bytes) => Ok(bytes.clone()),
            None if self.has_folder(path) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        if kernel::is_named(path) {
            return Err(NotRead::Kernel.into());
        }
        Ok(self.files.contains_key(plain(path)) || self.has_folder(path))
    }

    fn is_folder(&self, path: &str) -> io::Result<bool> {
        Ok(self.has_folder(path))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<OsString>> {
        let folder = Path::new(if folder == "." { "" } else { plain(folder) });
        let mut names: Vec<OsString> = self
            .files
            .keys()
            .filter_map(|file| Path::new(file).strip_prefix(folder).ok())
            .filter_map(|rest| rest.components().next())
            .map(|name| name.as_os_str().to_owned())
            .collect();
        names.dedup();
        Ok(names)
    }

    fn canonical(&self, path: &str) -> String {
        let path = path.split('/').filter(|part| *part != ".").collect::<Vec<_>>().join("/");
        if self.mode.is_some() && !path.starts_with('/') { format!("/etc/dovecot/{path}") } else { path }
    }
}
