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

    /// The same, but that nothing in it is read over a link.
    #[must_use]
    pub fn without_links(self) -> Tree {
        Tree { has_no_links: true, ..self }
    }

    /// Whether it is a git repository.
    pub fn is_repository(&self) -> bool {
        self.is_repository
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
                at.pop();
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
            let target = if target.is_absolute() {
                at = PathBuf::from("/");
                self.plain(target)
            } else {
                target
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
#[allow(clippy::expect_used, reason = "a test may stop")]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// `repo` with `.git`, `conf/a.conf` and links in and out, next to `other/secret`.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for path in ["repo/.git", "repo/conf", "other", "plain/conf"] {
            fs::create_dir_all(folder.path().join(path)).expect("a folder");
        }
        for path in ["repo/conf/a.conf", "other/secret"] {
            fs::write(folder.path().join(path), "").expect("a file");
        }
        for (link, target) in [
            ("repo/out", "../other"),
            ("repo/in", "conf"),
            ("repo/conf/up", "../conf/a.conf"),
            ("repo/gone", "../nosuch"),
            ("repo/loop", "loop"),
            ("link", "repo"),
        ] {
            symlink(target, folder.path().join(link)).expect("a link");
        }
        folder
    }

    #[test]
    fn a_path_is_judged_by_where_it_leads() {
        let folder = folder();
        let at = |path: &str| folder.path().join(path);
        let tree = Tree::around(&at("repo/conf")).expect("a tree");
        assert!(tree.is_repository());
        for path in
            ["repo", "repo/conf/a.conf", "repo/in/a.conf", "repo/conf/up", "repo/in/../conf/new", "repo/x/y"]
        {
            assert!(tree.holds(&at(path)), "{path}");
        }
        for path in [
            "other/secret",
            "repo/out/secret",
            "repo/../other/secret",
            "repo/gone",
            "repo/out",
            "nosuch",
            "",
            "repo/loop",
        ] {
            assert!(!tree.holds(&at(path)), "{path}");
        }
        assert!(!tree.holds(Path::new("/etc/passwd")));
        assert!(Tree::around(&at("repo/out")).is_err(), "a link leads out of a repository");
    }

    #[test]
    fn a_file_stands_for_its_folder() {
        let folder = folder();
        let at = |path: &str| folder.path().join(path);
        assert!(!Tree::default().holds(&at("repo")), "nothing holds nothing");
        for path in ["repo/conf/a.conf", "repo/conf", "link/conf/a.conf", "repo/in/"] {
            let tree = Tree::default().with_folder_of(&at(path));
            assert!(tree.holds(&at("repo/conf/a.conf")), "{path}");
            assert!(!tree.holds(&at("repo/x")) && !tree.holds(&at("repo/conf/../x")), "{path}");
        }
    }

    #[test]
    fn the_way_to_a_tree_may_lead_over_a_link() {
        let folder = folder();
        let at = |path: &str| folder.path().join(path);
        let tree = Tree::around(&at("link/conf")).expect("a tree");
        assert!(tree.holds(&at("link/conf/a.conf")) && tree.holds(&at("repo/conf/a.conf")));
        assert!(!tree.holds(&at("link/out/secret")));
    }

    #[test]
    fn a_tree_grows_to_a_folder_above_it() {
        let folder = folder();
        let at = |path: &str| folder.path().join(path);
        symlink("plain", at("named")).expect("a link");
        let tree = || Tree::around(&at("plain/conf")).expect("a tree");
        let grown = tree().widened(&at("plain/conf/../../plain"));
        assert!(
            grown.holds(&at("plain/x")) && grown.holds(&at("plain/conf/x")) && !grown.holds(&at("other"))
        );
        for named in ["named", "other", "plain/conf", "plain/conf/deeper", "nosuch", "repo/../named"] {
            assert!(!tree().widened(&at(named)).holds(&at("plain/x")), "{named}");
        }
        assert!(!tree().widened(Path::new("/")).holds(&at("plain/x")), "everything is no tree");
        let repository = Tree::around(&at("repo/conf")).expect("a tree").widened(folder.path());
        assert!(!repository.holds(&at("other/secret")), "a repository is a tree by itself");
        // Only root may give a folder away.
        if std::os::unix::fs::chown(at("plain"), Some(1), None).is_ok() {
            assert!(!tree().widened(folder.path()).holds(&at("other/secret")), "that of another user");
        }
    }

    #[test]
    fn links_may_lead_nowhere() {
        let folder = folder();
        let at = |path: &str| folder.path().join(path);
        let tree = Tree::around(&at("repo/conf")).expect("a tree").without_links();
        assert!(tree.holds(&at("repo/conf/a.conf")) && !tree.holds(&at("repo/conf/up")));
        assert!(!tree.holds(&at("repo/in/a.conf")));
    }

    #[test]
    fn without_a_repository_a_folder_is_kept_to() {
        let folder = folder();
        let at = |path: &str| folder.path().join(path);
        let tree = Tree::around(&at("plain/conf")).expect("a tree");
        assert!(!tree.is_repository() && tree.holds(&at("plain/conf/x")) && !tree.holds(&at("plain/x")));
        assert!(tree.with(&at("other")).holds(&at("other/secret")));
    }
}
