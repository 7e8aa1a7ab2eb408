//! Real paths, and what the text of a path says.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// The real path, links followed; as it is written where nothing is. No text is the current folder.
pub fn real(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The real path of a file that may not be there: then its name in its real folder.
pub fn real_file(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = real(path.parent().unwrap_or(Path::new("")));
        path.file_name().map_or(folder.clone(), |name| folder.join(name))
    })
}

/// A path without `.` and `..`, as far as its text says.
pub fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            // A relative path may begin above the current folder.
            Component::ParentDir
                if matches!(out.components().next_back(), None | Some(Component::ParentDir)) =>
            {
                out.push(part);
            }
            Component::ParentDir => {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_without_dots() {
        for (path, expected) in [
            ("/a/./b/../c", "/a/c"),
            ("/../a", "/a"),
            ("./a", "a"),
            ("a/../../b", "../b"),
            ("../../a", "../../a"),
        ] {
            assert_eq!(normal(Path::new(path)), Path::new(expected), "{path}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_in_its_real_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = fs::canonicalize(folder.path()).expect("a path");
        std::os::unix::fs::symlink(&at, at.join("link")).expect("a link");
        assert_eq!(real_file(&at.join("link/new")), at.join("new"));
        assert_eq!(real(&at.join("link")), at);
        assert_eq!(real(&at.join("none")), at.join("none"));
    }
}
