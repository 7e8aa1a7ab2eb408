use std::borrow::Cow;
use std::ffi::OsString;
use std::io;
use std::path::Path;

use super::reader::known;
use super::{Disk, Entry, NotRead, Reader, Tree};

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

    /// The path by which the system finds what a path leads to.
    fn admit<'p>(&self, path: &'p str) -> io::Result<Cow<'p, str>> {
        let Some(tree) = &self.tree else { return Ok(path.into()) };
        let real = tree.resolve(Path::new(if path.is_empty() { "." } else { path }))?;
        if !tree.has_machine() {
            return Ok(path.into());
        }
        // The links of another machine lead elsewhere here.
        real.into_os_string().into_string().map(Cow::Owned).map_err(|_| NotRead::Name.into())
    }
}

impl Reader for Confined {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        Disk.read(&self.admit(path)?)
    }

    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        Disk.fetch(&self.admit(path)?, max)
    }

    fn mode(&self, path: &str) -> Option<u32> {
        self.admit(path).ok().and_then(|path| Disk.mode(&path))
    }

    fn is_shared(&self, folder: &str) -> bool {
        self.admit(folder).is_ok_and(|folder| Disk.is_shared(&folder))
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        known(self.admit(path).and_then(|path| Disk.exists(&path)), false)
    }

    fn is_folder(&self, path: &str) -> io::Result<bool> {
        known(self.admit(path).and_then(|path| Disk.is_folder(&path)), false)
    }

    fn is_file(&self, path: &str) -> io::Result<bool> {
        known(self.admit(path).and_then(|path| Disk.is_file(&path)), false)
    }

    fn entries(&self, folder: &str) -> io::Result<Vec<(OsString, Entry)>> {
        known(self.admit(folder).and_then(|folder| Disk.entries(&folder)), Vec::new())
    }

    fn list(&self, folder: &str) -> io::Result<Vec<OsString>> {
        known(self.admit(folder).and_then(|folder| Disk.list(&folder)), Vec::new())
    }

    fn canonical(&self, path: &str) -> String {
        self.admit(path).map_or_else(|_| path.to_owned(), |path| Disk.canonical(&path))
    }
}
