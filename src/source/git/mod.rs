//! A tree as it was at a revision of its git repository, read with the `git` command.
//!
//! The tree may be a stranger's: git starts nothing that it names (`store.rs`), what it costs is bounded, and which
//! repository is read depends on where the path is alone.

mod folder;
mod inspect;
mod store;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use self::folder::{Folder, Item};
use self::store::{Object, Store};
use super::{Confined, Entry, NotRead, Reader, is_absent, normal};

/// How many links may lead to one file, as on the disk.
const MAX_LINKS: u32 = 40;
/// How long the target of a link may be, as on the disk.
const MAX_TARGET: usize = 4096;

/// The files of one revision. What is outside of the working copy is read from the disk, as far as that is
/// allowed.
#[derive(Debug)]
pub struct Revision {
    /// The working copy.
    top: PathBuf,
    /// The folder that the commit holds.
    root: Rc<Folder>,
    objects: RefCell<Objects>,
    /// What is outside of the working copy.
    outside: Confined,
}

/// What was read of the repository.
#[derive(Debug)]
struct Objects {
    store: Store,
    /// How many digits the name of an object has.
    digits: usize,
    folders: BTreeMap<String, Rc<Folder>>,
    links: BTreeMap<String, Rc<str>>,
}

/// What a path leads to, links resolved.
enum Place {
    File {
        /// The path within the working copy.
        inner: PathBuf,
        object: String,
    },
    Folder {
        inner: PathBuf,
        folder: Rc<Folder>,
    },
    /// It leads out of the working copy, to this path on the disk.
    Outside(PathBuf),
}

/// Why a revision cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The path is in no repository.
    #[error("no git repository to read `{0}` from")]
    NoRepository(String),
    /// The repository has no such revision.
    #[error("`{0}` is not a revision of the repository {top}", top = .1.display())]
    NoRevision(String, PathBuf),
    /// Git does not run, or ends.
    #[error(transparent)]
    Git(#[from] store::Failure),
    /// What git gives is no folder.
    #[error(transparent)]
    Damaged(#[from] io::Error),
}

impl Revision {
    /// The revision of the repository in which a path is; the path itself need not exist any more.
    ///
    /// # Errors
    /// No `git`, no repository, no such revision.
    pub fn open(path: &str, revision: &str) -> Result<Revision, OpenError> {
        let top = top(&absolute(path)).ok_or_else(|| OpenError::NoRepository(revision.to_owned()))?;
        let mut store = Store::open(&top)?;
        let root = store
            .object(&format!("{revision}^{{commit}}^{{tree}}"))?
            .filter(|object| object.kind == "tree")
            .ok_or_else(|| OpenError::NoRevision(revision.to_owned(), top.clone()))?;
        let digits = root.name.len();
        let root = Folder::read(&root.bytes, digits).ok_or_else(|| damaged(&root.name))?;
        let (folders, links) = (BTreeMap::new(), BTreeMap::new());
        let objects = RefCell::new(Objects { store, digits, folders, links });
        Ok(Revision { top, root: Rc::new(root), objects, outside: Confined::default() })
    }

    /// The same, with what is outside of the working copy read by `outside`.
    #[must_use]
    pub fn with_outside(self, outside: Confined) -> Revision {
        Revision { outside, ..self }
    }

    /// Whether a file or a folder of the revision is at a path.
    pub fn has(&self, path: &str) -> bool {
        matches!(self.place(path), Ok(Place::File { .. } | Place::Folder { .. }))
    }

    /// Why nothing more can be read of this revision, when that is so: what was read is not all there is.
    pub fn failure(&self) -> Option<String> {
        self.objects.borrow().store.failure().map(ToString::to_string)
    }

    /// What a path leads to.
    fn place(&self, path: &str) -> io::Result<Place> {
        let full = from_here(Path::new(path));
        match self.inside(&full) {
            Some(inner) => self.walk(&inner),
            None => Ok(Place::Outside(full)),
        }
    }

    /// The path within the working copy; none when it is outside.
    fn inside(&self, full: &Path) -> Option<PathBuf> {
        if let Ok(inner) = full.strip_prefix(&self.top) {
            return Some(inner.to_owned());
        }
        let full = normal(full);
        if let Ok(inner) = full.strip_prefix(&self.top) {
            return Some(inner.to_owned());
        }
        // The working copy may have been named by way of a link.
        let there = full.ancestors().find(|folder| folder.is_dir())?;
        let rest = full.strip_prefix(there).ok()?;
        let real = std::fs::canonicalize(there).ok()?.join(rest);
        Some(real.strip_prefix(&self.top).ok()?.to_owned())
    }

    /// Follows a path within the working copy as the system would: part by part, links where they are.
    fn walk(&self, inner: &Path) -> io::Result<Place> {
        let mut ahead: Vec<OsString> = Vec::new();
        push(&mut ahead, inner);
        let mut above: Vec<(OsString, Rc<Folder>)> = Vec::new();
        let mut links = 0;
        while let Some(name) = ahead.pop() {
            if name == ".." {
                if above.pop().is_none() {
                    return Ok(self.outside(self.top.parent().unwrap_or(&self.top), &ahead));
                }
                continue;
            }
            let folder = above.last().map_or(&self.root, |(_, folder)| folder);
            match folder.items.get(&name).ok_or(io::ErrorKind::NotFound)? {
                Item::Folder(object) => {
                    let folder = self.objects.borrow_mut().folder(object)?;
                    above.push((name, folder));
                }
                Item::File(object) if ahead.is_empty() => {
                    let inner = above.iter().map(|(name, _)| name).chain([&name]).collect();
                    return Ok(Place::File { inner, object: object.clone() });
                }
                Item::File(_) => return Err(io::ErrorKind::NotADirectory.into()),
                Item::Link(object) => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(NotRead::Loop.into());
                    }
                    let target = self.objects.borrow_mut().link(object)?;
                    let target = Path::new(&*target);
                    if let Ok(inner) = target.strip_prefix(&self.top) {
                        above.clear();
                        push(&mut ahead, inner);
                    } else if target.is_absolute() {
                        return Ok(self.outside(target, &ahead));
                    } else {
                        push(&mut ahead, target);
                    }
                }
                Item::Submodule => {
                    return Err(io::Error::other("it is in a submodule, which is another repository"));
                }
            }
        }
        let inner = above.iter().map(|(name, _)| name).collect();
        let folder = above.pop().map_or_else(|| Rc::clone(&self.root), |(_, folder)| folder);
        Ok(Place::Folder { inner, folder })
    }

    /// A place outside of the working copy, below `from`.
    fn outside(&self, from: &Path, ahead: &[OsString]) -> Place {
        debug_assert!(!from.starts_with(&self.top));
        Place::Outside(ahead.iter().rev().fold(from.to_owned(), |path, name| path.join(name)))
    }
}

/// Puts the parts of a path on top of what is still to be followed.
fn push(ahead: &mut Vec<OsString>, path: &Path) {
    let part = |part| match part {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    };
    ahead.extend(path.components().rev().filter_map(part));
}

impl Objects {
    fn object(&mut self, name: &str, kind: &str) -> io::Result<Object> {
        let object = self.store.object(name).map_err(|failure| io::Error::other(failure.to_string()))?;
        let object = object.ok_or_else(|| {
            io::Error::other("the repository does not contain it; it is a partial copy, or it is damaged")
        })?;
        if object.kind == kind { Ok(object) } else { Err(damaged(name)) }
    }

    fn folder(&mut self, name: &str) -> io::Result<Rc<Folder>> {
        if let Some(folder) = self.folders.get(name) {
            return Ok(Rc::clone(folder));
        }
        let object = self.object(name, "tree")?;
        let folder = Folder::read(&object.bytes, self.digits).ok_or_else(|| damaged(name))?;
        let folder = Rc::new(folder);
        self.folders.insert(name.to_owned(), Rc::clone(&folder));
        Ok(folder)
    }

    fn link(&mut self, name: &str) -> io::Result<Rc<str>> {
        if let Some(target) = self.links.get(name) {
            return Ok(Rc::clone(target));
        }
        let target = self.object(name, "blob")?.bytes;
        let target = String::from_utf8(target).ok().filter(|t| t.len() <= MAX_TARGET);
        let target: Rc<str> = target.ok_or_else(|| io::Error::other("a link without a target path"))?.into();
        self.links.insert(name.to_owned(), Rc::clone(&target));
        Ok(target)
    }
}

fn damaged(object: &str) -> io::Error {
    io::Error::other(format!("the object {object} of the repository is damaged"))
}

impl Reader for Revision {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.place(path)? {
            Place::File { object, .. } => Ok(self.objects.borrow_mut().object(&object, "blob")?.bytes),
            Place::Folder { .. } => Err(io::ErrorKind::IsADirectory.into()),
            Place::Outside(path) => self.outside.read(&text(&path)),
        }
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        match self.place(path) {
            Ok(Place::Outside(path)) => self.outside.exists(&text(&path)),
            Ok(_) => Ok(true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn is_folder(&self, path: &str) -> io::Result<bool> {
        match self.place(path) {
            Ok(Place::Outside(path)) => self.outside.is_folder(&text(&path)),
            Ok(place) => Ok(matches!(place, Place::Folder { .. })),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What is outside of the working copy is no file of the revision.
    fn is_file(&self, path: &str) -> io::Result<bool> {
        match self.place(path) {
            Ok(place) => Ok(matches!(place, Place::File { .. })),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn entries(&self, folder: &str) -> io::Result<Vec<(OsString, Entry)>> {
        let Place::Folder { folder, .. } = self.place(folder)? else {
            return Err(io::ErrorKind::NotADirectory.into());
        };
        let entry = |item: &Item| match item {
            Item::Folder(_) | Item::Submodule => Entry::Folder,
            Item::File(_) | Item::Link(_) => Entry::Other,
        };
        Ok(folder.items.iter().map(|(name, item)| (name.clone(), entry(item))).collect())
    }

    fn list(&self, folder: &str) -> io::Result<Vec<OsString>> {
        match self.place(folder) {
            Ok(Place::Folder { folder, .. }) => Ok(folder.items.keys().cloned().collect()),
            Ok(Place::Outside(path)) => self.outside.list(&text(&path)),
            Ok(Place::File { .. }) => Ok(Vec::new()),
            Err(error) if is_absent(&error) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    fn canonical(&self, path: &str) -> String {
        match self.place(path) {
            Ok(Place::File { inner, .. } | Place::Folder { inner, .. }) => text(&self.top.join(inner)),
            Ok(Place::Outside(path)) => self.outside.canonical(&text(&path)),
            Err(_) => text(&absolute(path)),
        }
    }
}

/// The working copy that holds a path: the nearest folder above it with a `.git`. A link in a working copy does not
/// lead to another one.
fn top(full: &Path) -> Option<PathBuf> {
    let real = |folder: &Path| std::fs::canonicalize(folder).ok();
    let holders: Vec<PathBuf> =
        full.ancestors().filter(|folder| folder.join(".git").exists()).filter_map(real).collect();
    let is_in_all =
        |(index, top): &(usize, &PathBuf)| holders[index + 1..].iter().all(|outer| top.starts_with(outer));
    holders.iter().enumerate().find(is_in_all).map(|(_, top)| top.clone())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn here() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

/// A path seen from the current folder. That one need not exist at the revision, so dots that lead out of it are
/// taken out here; those after a name stay, since the name may be that of a link.
fn from_here(path: &Path) -> PathBuf {
    let mut from = here();
    let mut parts = path.components().peekable();
    while let Some(part) = parts.next_if(|part| matches!(part, Component::ParentDir | Component::CurDir)) {
        if part == Component::ParentDir {
            from.pop();
        }
    }
    from.extend(parts);
    from
}

fn absolute(path: &str) -> PathBuf {
    normal(&here().join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_does_not_lead_to_another_working_copy() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let at = std::fs::canonicalize(folder.path()).unwrap_or_default();
        for copy in ["one/.git", "one/sub/.git", "other/.git", "plain/conf"] {
            std::fs::create_dir_all(at.join(copy)).unwrap_or_else(|error| panic!("{error}"));
        }
        for (link, target) in [("one/link", "../other"), ("plain/link", "../other")] {
            std::os::unix::fs::symlink(target, at.join(link)).unwrap_or_else(|error| panic!("{error}"));
        }
        for (path, expected) in [
            ("one/conf/gone", Some("one")),
            ("one/sub/conf", Some("one/sub")),
            ("one/link/conf", Some("one")),
            ("plain/link/conf", Some("other")),
            ("plain/conf", None),
        ] {
            let found = top(&at.join(path));
            assert_eq!(found, expected.map(|expected| at.join(expected)), "{path}");
        }
    }
}
