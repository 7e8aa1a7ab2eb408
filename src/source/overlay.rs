use std::ffi::OsString;
use std::io;

use super::Reader;
use crate::hash::HashMap;

/// Files whose text comes from elsewhere, over another reader: standard input, what a fix would write.
pub struct Overlay<'r> {
    inner: &'r dyn Reader,
    files: &'r HashMap<String, Vec<u8>>,
}

impl<'r> Overlay<'r> {
    /// Reads these paths as these texts, everything else from `inner`.
    pub fn new(inner: &'r dyn Reader, files: &'r HashMap<String, Vec<u8>>) -> Overlay<'r> {
        Overlay { inner, files }
    }

    /// The text of a path, however it is spelled.
    fn text(&self, path: &str) -> Option<&'r Vec<u8>> {
        self.files.get(path).or_else(|| {
            let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
            let mut same_name = self.files.iter().filter(|(other, _)| name(other) == name(path)).peekable();
            same_name.peek()?;
            let own = self.inner.canonical(path);
            same_name.find(|(other, _)| self.inner.canonical(other) == own).map(|(_, text)| text)
        })
    }
}

impl Reader for Overlay<'_> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.text(path).map_or_else(|| self.inner.read(path), |bytes| Ok(bytes.clone()))
    }

    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        self.text(path).map_or_else(|| self.inner.fetch(path, max), |bytes| Ok((bytes.clone(), None)))
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        if self.text(path).is_some() { Ok(true) } else { self.inner.exists(path) }
    }

    fn is_folder(&self, path: &str) -> io::Result<bool> {
        if self.text(path).is_some() { Ok(false) } else { self.inner.is_folder(path) }
    }

    fn list(&self, folder: &str) -> io::Result<Vec<OsString>> {
        self.inner.list(folder)
    }

    fn canonical(&self, path: &str) -> String {
        self.inner.canonical(path)
    }

    fn shown(&self, path: &str) -> String {
        self.inner.shown(path)
    }
}
