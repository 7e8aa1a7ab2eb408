use std::fs;
use std::path::{Path, PathBuf};

/// What may be changed: the files in the folders that were named, and in those below. What a path leads to
/// counts, not how it is spelled, so that no link and no `..` leads out.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    folders: Vec<PathBuf>,
}

impl Scope {
    /// Adds a folder, or that of a file.
    pub fn add(&mut self, path: &Path) {
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if let Ok(real) = fs::canonicalize(folder)
            && !self.folders.contains(&real)
        {
            self.folders.push(real);
        }
    }

    /// Whether a file may be changed.
    pub fn has(&self, path: &Path) -> bool {
        fs::canonicalize(path).is_ok_and(|real| self.folders.iter().any(|folder| real.starts_with(folder)))
    }
}
