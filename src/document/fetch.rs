//! One file from a reader into the sources.

use std::io;

use crate::limits::FILE_BYTES;
use crate::source::{FileId, Reader, SourceMap};

/// What was read of a path.
pub(super) struct Fetched {
    pub bytes: Vec<u8>,
    mode: Option<u32>,
    is_folder: bool,
}

/// Reads a file. A folder can be opened and read as an empty file.
pub(super) fn fetch(reader: &dyn Reader, path: &str) -> io::Result<Fetched> {
    match reader.fetch(path, FILE_BYTES) {
        Ok((bytes, mode)) => Ok(Fetched { bytes, mode, is_folder: false }),
        Err(e) if e.kind() == io::ErrorKind::IsADirectory => {
            Ok(Fetched { bytes: Vec::new(), mode: None, is_folder: true })
        }
        Err(e) => Err(e),
    }
}

/// Adds a file to those that were read.
pub(super) fn add(reader: &dyn Reader, path: &str, fetched: Fetched, sources: &mut SourceMap) -> FileId {
    let file = sources.add(path.to_owned(), reader.shown(path), fetched.bytes, fetched.is_folder);
    sources.set_mode(file, fetched.mode);
    file
}

/// Whether a file is no text. A configuration may hold a stray NUL; a program or a picture begins with many.
pub fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    head.starts_with(b"\x7fELF") || memchr::memchr_iter(0, head).count() * 10 > head.len()
}

/// Whether a file is below `/etc`, as those of a server do, and not in a checkout.
pub(super) fn is_installed(reader: &dyn Reader, path: &str) -> bool {
    let below = |path: &str| path.starts_with("/etc/");
    let shown = reader.shown(path);
    below(&shown) || (!shown.starts_with('/') && below(&reader.canonical(path)))
}

/// A relative path starts at the folder of the file that names it.
pub(super) fn beside(including: &str, path: &str) -> String {
    match including.rfind('/') {
        Some(slash) if !path.starts_with('/') => format!("{}{path}", &including[..=slash]),
        _ => path.to_owned(),
    }
}
