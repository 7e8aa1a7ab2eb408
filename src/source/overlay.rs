use std::io;

use super::Reader;

/// One file whose text comes from elsewhere, such as standard input, over another reader.
pub struct Overlay<'r> {
    inner: &'r dyn Reader,
    path: String,
    bytes: Vec<u8>,
}

impl<'r> Overlay<'r> {
    /// Reads `path` as `bytes`, everything else from `inner`.
    pub fn new(inner: &'r dyn Reader, path: String, bytes: Vec<u8>) -> Overlay<'r> {
        Overlay { inner, path, bytes }
    }
}

impl Reader for Overlay<'_> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if path == self.path { Ok(self.bytes.clone()) } else { self.inner.read(path) }
    }

    fn exists(&self, path: &str) -> bool {
        path == self.path || self.inner.exists(path)
    }

    fn is_folder(&self, path: &str) -> bool {
        path != self.path && self.inner.is_folder(path)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.inner.list(folder)
    }

    fn canonical(&self, path: &str) -> String {
        self.inner.canonical(path)
    }

    fn shown(&self, path: &str) -> String {
        self.inner.shown(path)
    }
}
