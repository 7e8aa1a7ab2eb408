use std::ffi::OsString;
use std::io;
use std::path::Path;

use super::{Disk, Entry, Reader, Tree};

/// The files of this machine, as far as a tree reaches; without one, all of them.
#[derive(Debug, Clone, Default)]
pub struct Confined {
    tree: Option<Tree>,
}

impl Confined {
    /// Reads what is in a tree; without one, everything.
    pub fn to(tree: Option<Tree>) -> Confined {
        Confined { tree }
    }

    /// Whether it keeps to a git repository.
    pub fn is_repository(&self) -> bool {
        self.tree.as_ref().is_some_and(Tree::is_repository)
    }

    fn admit(&self, path: &str) -> io::Result<()> {
        let path = if path.is_empty() { "." } else { path };
        self.tree.as_ref().map_or(Ok(()), |tree| tree.resolve(Path::new(path)).map(drop))
    }
}

impl Reader for Confined {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.admit(path)?;
        Disk.read(path)
    }

    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        self.admit(path)?;
        Disk.fetch(path, max)
    }

    fn mode(&self, path: &str) -> Option<u32> {
        self.admit(path).ok().and_then(|()| Disk.mode(path))
    }

    fn is_shared(&self, folder: &str) -> bool {
        self.admit(folder).is_ok() && Disk.is_shared(folder)
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        self.admit(path)?;
        Disk.exists(path)
    }

    fn is_folder(&self, path: &str) -> io::Result<bool> {
        self.admit(path)?;
        Disk.is_folder(path)
    }

    fn is_file(&self, path: &str) -> io::Result<bool> {
        self.admit(path)?;
        Disk.is_file(path)
    }

    fn entries(&self, folder: &str) -> io::Result<Vec<(OsString, Entry)>> {
        self.admit(folder)?;
        Disk.entries(folder)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<OsString>> {
        self.admit(folder)?;
        Disk.list(folder)
    }

    fn canonical(&self, path: &str) -> String {
        if self.admit(path).is_ok() { Disk.canonical(path) } else { path.to_owned() }
    }
}
