//! The part of the disk that reading is confined to.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path, PathBuf};

use super::NotRead;
use super::not_read::is_absent;

/// As many as Linux follows.
const MAX_LINKS: usize = 40;

/// A folder with all that is below it.
#[derive(Debug, Clone)]
struct Area {
    /// Its real path.
    real: PathBuf,
    /// Its path as its user spells it, which may lead over links.
    spelled: PathBuf,
}

/// Folders that are not to be left. A path is judged by where it really leads: each part of it is looked at in
/// turn, and nothing outside is ever asked for, so that not even its existence can be told from the answer.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    areas: Vec<Area>,
    is_repository: bool,
    /// Whether a link in it leads nowhere.
    has_no_links: bool,
    /// The real path of the folder that is `/` to the machine whose files are in it.
    root: Option<PathBuf>,
    /// Real paths of folders, by the path as it is spelled. Its hash is seeded: a tree chooses the names.
    folders: RefCell<HashMap<PathBuf, PathBuf>>,
}

impl Tree {
    /// The git repository that holds a folder, or else the folder itself. A link in a repository does not lead
    /// out of it.
    ///
    /// # Errors
    /// When the folder cannot be found, or a link leads to it out of a repository.
    pub fn around(folder: &Path) -> io::Result<Tree> {
        let full = absolute(folder)?;
        let mut tree = Tree::default();
        let mut at = Area { real: PathBuf::from("/"), spelled: PathBuf::from("/") };
        for part in full.components() {
            match part {
                Component::Normal(name) => {
                    at.spelled.push(name);
                    let next = at.real.join(name);
                    at.real = if tree.is_repository { tree.real(&next)? } else { canonical(next)? };
                }
                Component::ParentDir => {
                    at.spelled.push("..");
                    at.real.pop();
                    tree.is_repository &= tree.areas.iter().any(|area| at.real.starts_with(&area.real));
                }
                _ => continue,
            }
            if at.real.join(".git").exists() {
                tree = Tree { areas: vec![at.clone()], is_repository: true, ..Tree::default() };
            }
        }
        if !tree.is_repository {
            tree.areas = vec![at];
        }
        Ok(tree)
    }

    /// A folder, or a single file, and nothing else.
    ///
    /// # Errors
    /// When it cannot be found.
    pub fn of(place: &Path) -> io::Result<Tree> {
        let spelled = absolute(place)?;
        let real = fs::canonicalize(&spelled)?;
        Ok(Tree { areas: vec![Area { real, spelled }], ..Tree::default() })
    }

    /// The same, and another place, if it is there.
    #[must_use]
    pub fn with(mut self, place: &Path) -> Tree {
        if let Ok(other) = Tree::of(place) {
            self.areas.extend(other.areas);
        }
        self
    }

    /// The same, and a folder, or the folder of a file, if it is there.
    #[must_use]
    pub fn with_folder_of(self, path: &Path) -> Tree {
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if self.holds(folder) { self } else { self.with(folder) }
    }

    /// The same up to a folder above it. A repository stays as it is. Neither does it grow to the root of the file
    /// system, nor over a link, nor where another user owns what is below: others may have their own trees there.
    #[must_use]
    pub fn widened(mut self, folder: &Path) -> Tree {
        let Some(inner) = self.areas.first().filter(|_| !self.is_repository) else { return self };
        if let Ok(spelled) = absolute(folder)
            && let Ok(real) = fs::canonicalize(&spelled)
            && real == without_parents(&spelled)
            && real != Path::new("/")
            && inner.real.starts_with(&real)
            && is_of_one_user(&real, &inner.real)
        {
            self.areas.push(Area { real, spelled });
        }
        self
    }

    /// The files of another machine, whose `/` is a folder here: links and `..` lead where they lead on that machine.
    ///
    /// # Errors
    /// When the folder cannot be found.
    pub fn of_machine(root: &Path) -> io::Result<Tree> {
        Tree::default().with_machine(root)
    }

    /// The same, and the files of another machine.
    ///
    /// # Errors
    /// When its folder cannot be found.
    pub fn with_machine(mut self, root: &Path) -> io::Result<Tree> {
        let machine = Tree::of(root)?;
        self.root = machine.areas.first().map(|area| area.real.clone());
        self.areas.extend(machine.areas);
        Ok(self)
    }

    /// The same, but that nothing in it is read over a link.
    #[must_use]
    pub fn without_links(self) -> Tree {
        Tree { has_no_links: true, ..self }
    }

    /// Whether it is a git repository.
    pub fn is_repository(&self) -> bool {
        self.is_repository
    }

    /// Whether the files of another machine are in it, so that a path leads elsewhere than the system would follow it.
    pub fn has_machine(&self) -> bool {
        self.root.is_some()
    }

    /// Whether a path is in it, be there something or not.
    pub fn holds(&self, path: &Path) -> bool {
        self.resolve(path).is_ok()
    }

    /// Where a path really leads, when that is in the tree.
    ///
    /// # Errors
    /// [`NotRead::Outside`], or what keeps the answer from being found.
    pub fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.real(&self.plain(absolute(path)?))
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return self.inside(self.walk(PathBuf::from("/"), path)?);
        };
        let known = self.folders.borrow().get(folder).cloned();
        let real = if let Some(real) = known {
            real
        } else {
            let real = self.walk(PathBuf::from("/"), folder)?;
            self.folders.borrow_mut().insert(folder.to_owned(), real.clone());
            real
        };
        self.inside(self.walk(real, Path::new(name))?)
    }

    /// A path that begins as its user spells a place of the tree, with the real path of that place.
    fn plain(&self, path: PathBuf) -> PathBuf {
        let below = |area: &Area| path.strip_prefix(&area.spelled).ok().map(|rest| area.real.join(rest));
        self.areas.iter().find_map(below).unwrap_or(path)
    }

    fn inside(&self, path: PathBuf) -> io::Result<PathBuf> {
        let is_in = self.areas.iter().any(|area| path.starts_with(&area.real));
        if is_in { Ok(path) } else { Err(NotRead::Outside.into()) }
    }

    /// Goes a path from a real folder on, link by link, and stops where it leaves the tree.
    fn walk(&self, from: PathBuf, path: &Path) -> io::Result<PathBuf> {
        let mut at = from;
        let mut waiting: VecDeque<OsString> = parts(path).collect();
        let mut links = 0;
        while let Some(part) = waiting.pop_front() {
            if part == ".." {
                // What is resolved here, the system does not resolve again: it would not find its way over nothing.
                if self.root.is_some() && !fs::symlink_metadata(&at)?.is_dir() {
                    return Err(io::ErrorKind::NotADirectory.into());
                }
                if self.root.as_ref() != Some(&at) {
                    at.pop();
                }
                continue;
            }
            at.push(&part);
            // The folders above a place of the tree are real ones.
            if self.areas.iter().any(|area| area.real.starts_with(&at)) {
                continue;
            }
            at = self.inside(at)?;
            let is_link = match fs::symlink_metadata(&at) {
                Ok(meta) => meta.is_symlink(),
                // Where there is nothing, the names alone say where it would be.
                Err(error) if is_absent(&error) => false,
                Err(error) => return Err(error),
            };
            if !is_link {
                continue;
            }
            if self.has_no_links {
                return Err(NotRead::Outside.into());
            }
            links += 1;
            if links > MAX_LINKS {
                return Err(NotRead::Loop.into());
            }
            let target = fs::read_link(&at)?;
            at.pop();
            let target = match self.root.as_ref().filter(|root| at.starts_with(root)) {
                Some(root) if target.is_absolute() => {
                    at.clone_from(root);
                    target
                }
                None if target.is_absolute() => {
                    at = PathBuf::from("/");
                    self.plain(target)
                }
                _ => target,
            };
            for part in parts(&target).rev() {
                waiting.push_front(part);
            }
        }
        Ok(at)
    }
}

/// The names and `..` in a path.
fn parts(path: &Path) -> impl DoubleEndedIterator<Item = OsString> {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    })
}

fn absolute(path: &Path) -> io::Result<PathBuf> {
    Ok(if path.is_absolute() { path.to_owned() } else { std::env::current_dir()?.join(path) })
}

/// An absolute path without `.` and `..`, which is the real one when no part of it is a link.
pub(super) fn without_parents(path: &Path) -> PathBuf {
    let mut plain = PathBuf::from("/");
    for part in parts(path) {
        if part == ".." {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

/// Whether all folders from one down to another have the same owner.
fn is_of_one_user(from: &Path, to: &Path) -> bool {
    let owner = |folder: &Path| fs::metadata(folder).map(|meta| meta.uid()).ok();
    let folders = to.ancestors().take_while(|folder| folder.starts_with(from));
    owner(from).is_some_and(|own| folders.into_iter().all(|folder| owner(folder) == Some(own)))
}

/// The real path; as it is where nothing is yet.
fn canonical(path: PathBuf) -> io::Result<PathBuf> {
    match fs::canonicalize(&path) {
        Err(error) if is_absent(&error) => Ok(path),
        found => found,
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
