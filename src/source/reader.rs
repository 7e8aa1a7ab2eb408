use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::limits::{FILE_BYTES, TooLarge};

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
        if bytes.len() as u64 > max { Err(too_large(max)) } else { Ok((bytes, None)) }
    }

    /// Whether something is there, a dangling link included, as `lstat` would say.
    fn exists(&self, path: &str) -> bool;

    /// Whether it is a folder or a link to one.
    fn is_folder(&self, path: &str) -> bool;

    /// The names in a folder, in any order; empty when it cannot be read.
    fn list(&self, folder: &str) -> Vec<String>;

    /// One spelling for all spellings of a path, to find cycles.
    fn canonical(&self, path: &str) -> String;

    /// The path as it should be shown.
    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
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
    if bytes.len() as u64 > max { Err(too_large(max)) } else { Ok(bytes) }
}

const NOT_REGULAR: &str = "not a regular file";

/// Opens a file for reading; a FIFO without waiting for a writer.
#[cfg(unix)]
fn open(path: &str) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let opened = File::options().read(true).custom_flags(libc::O_NONBLOCK).open(path);
    // What a socket says.
    opened.map_err(|e| if e.raw_os_error() == Some(libc::ENXIO) { io::Error::other(NOT_REGULAR) } else { e })
}

#[cfg(not(unix))]
fn open(path: &str) -> io::Result<File> {
    File::open(path)
}

fn too_large(max: u64) -> io::Error {
    io::Error::other(TooLarge(max))
}

impl Reader for Disk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        Ok(self.fetch(path, FILE_BYTES)?.0)
    }

    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        let max = max.min(FILE_BYTES);
        let file = open(path)?;
        let meta = file.metadata()?;
        if meta.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        // Reading a FIFO would wait for a writer for ever; Dovecot itself would hang on it.
        if !meta.is_file() {
            return Err(io::Error::other(NOT_REGULAR));
        }
        if meta.len() > max {
            return Err(too_large(max));
        }
        let mut bytes = Vec::with_capacity(meta.len() as usize);
        // Stopping at the known end saves a system call a file; what has no size may have contents anyway.
        let end = if meta.len() == 0 { max + 1 } else { meta.len() };
        file.take(end).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > max {
            return Err(too_large(max));
        }
        // What was asked above also knows the mode, so that it costs no further system call.
        #[cfg(unix)]
        let mode = Some(std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o7777);
        #[cfg(not(unix))]
        let mode = None;
        Ok((bytes, mode))
    }

    fn exists(&self, path: &str) -> bool {
        fs::symlink_metadata(path).is_ok()
    }

    fn is_folder(&self, path: &str) -> bool {
        fs::metadata(path).is_ok_and(|m| m.is_dir())
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let folder = if folder.is_empty() { "." } else { folder };
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect()
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

    /// The same files as they would lie in `/etc/dovecot` of a server, each with this mode.
    #[must_use]
    pub fn installed(self, mode: u32) -> Memory {
        Memory { mode: Some(mode), ..self }
    }
}

/// A path without the `./` in front.
fn plain(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

impl Reader for Memory {
    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        let bytes = self.read(path)?;
        if bytes.len() as u64 > max { Err(too_large(max)) } else { Ok((bytes, self.mode)) }
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.files.get(plain(path)) {
            Some(bytes) => Ok(bytes.clone()),
            None if self.is_folder(path) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(plain(path)) || self.is_folder(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        let prefix = format!("{}/", plain(path).trim_end_matches('/'));
        self.files.keys().any(|file| file.starts_with(&prefix))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let folder = Path::new(plain(folder));
        let mut names: Vec<String> = self
            .files
            .keys()
            .filter_map(|file| Path::new(file).strip_prefix(folder).ok())
            .filter_map(|rest| rest.components().next())
            .map(|name| name.as_os_str().to_string_lossy().into_owned())
            .collect();
        names.dedup();
        names
    }

    fn canonical(&self, path: &str) -> String {
        let path = path.split('/').filter(|part| *part != ".").collect::<Vec<_>>().join("/");
        if self.mode.is_some() && !path.starts_with('/') { format!("/etc/dovecot/{path}") } else { path }
    }
}
