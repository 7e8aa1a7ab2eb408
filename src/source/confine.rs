use std::io;
use std::path::{Path, PathBuf};

use super::Tree;

/// Where the configuration of a running server is. It is read as Dovecot reads it, wherever it leads.
const INSTALLED: [&str; 4] = ["/etc", "/usr/local/etc", "/usr/pkg/etc", "/opt/homebrew/etc"];

/// Whether reading stays in the tree that a configuration belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Confine {
    /// It goes wherever the configuration leads.
    #[default]
    Never,
    /// It stays in a git repository, but for a configuration in `/etc` and the like.
    Checkouts,
    /// It stays in the git repository that holds the main file, or else in the folder that the user named, or in that of
    /// the main file.
    Always,
}

impl Confine {
    /// The tree that reading a file, or what is in a folder, is confined to; none when it may go anywhere. `named` are the
    /// folders that the user named, `machine` is the one with the files of another machine.
    ///
    /// # Errors
    /// When it cannot be found, or a link leads to the path out of a repository.
    pub fn tree(self, path: &str, named: &[PathBuf], machine: Option<&Path>) -> io::Result<Option<Tree>> {
        if self == Confine::Never {
            return Ok(None);
        }
        let path = Path::new(path);
        if let Some(machine) = machine.filter(|machine| path.starts_with(machine)) {
            return Tree::of_machine(machine).map(Some);
        }
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
        if self == Confine::Checkouts && is_installed(folder) {
            return Ok(None);
        }
        let tree = Tree::around(folder)?;
        let tree = named.iter().fold(tree, |tree, folder| tree.widened(folder));
        let tree = (self == Confine::Always || tree.is_repository()).then_some(tree);
        match machine {
            Some(machine) => tree.map(|tree| tree.with_machine(machine)).transpose(),
            None => Ok(tree),
        }
    }
}

fn is_installed(folder: &Path) -> bool {
    let below = |path: &Path| INSTALLED.iter().any(|place| path.starts_with(place));
    let here = || if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() };
    below(folder) || std::fs::canonicalize(here()).is_ok_and(|real| below(&real))
}
