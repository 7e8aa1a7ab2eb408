//! A tree as it was at a revision of its git repository, read with the `git` command.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Output};

use super::{Confined, Reader};

/// How many links may lead to one file.
const MAX_LINKS: u32 = 40;

/// What lies at a path of the revision.
#[derive(Debug)]
struct Item {
    is_link: bool,
    object: String,
}

/// The files of one revision. What lies outside of the working copy is read from the disk, as far as that is
/// allowed.
#[derive(Debug)]
pub struct Revision {
    /// The working copy.
    top: PathBuf,
    items: BTreeMap<String, Item>,
    outside: Confined,
}

impl Revision {
    /// The revision of the repository in which a path lies; the path itself need not exist any more.
    ///
    /// # Errors
    /// One sentence: no `git`, no repository, no such revision.
    pub fn open(path: &str, revision: &str) -> Result<Revision, String> {
        let full = absolute(path);
        let folder = full.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/"));
        let top = text(&git(folder, &["rev-parse", "--show-toplevel"])?)
            .map_err(|reason| format!("no git repository to read `{revision}` from: {reason}"))?;
        let top = PathBuf::from(top);
        let name = format!("{revision}^{{commit}}");
        let commit = text(&git(&top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &name])?)
            .ok()
            .filter(|commit| !commit.is_empty())
            .ok_or_else(|| format!("`{revision}` is no revision of the repository {}", top.display()))?;
        // Older versions of git print the option itself, too.
        let commit = commit.lines().last().unwrap_or(&commit);
        let listed = git(&top, &["ls-tree", "-r", "-z", "--full-tree", commit])?;
        text(&listed).map_err(|reason| format!("git cannot list `{revision}`: {reason}"))?;
        let items = listed.stdout.split(|b| *b == 0).filter_map(item).collect();
        Ok(Revision { top, items, outside: Confined::default() })
    }

    /// The same, with what lies outside of the working copy read by `outside`.
    #[must_use]
    pub fn with_outside(self, outside: Confined) -> Revision {
        Revision { outside, ..self }
    }

    /// Whether a file or a folder of the revision lies at a path.
    pub fn has(&self, path: &str) -> bool {
        self.inside(path).is_some_and(|inner| self.file(&inner).is_some() || self.has_folder(&inner))
    }

    /// The path within the working copy, links resolved; none when it lies outside.
    fn inside(&self, path: &str) -> Option<String> {
        let full = absolute(path);
        let mut inner = match full.strip_prefix(&self.top) {
            Ok(inner) => inner.to_owned(),
            Err(_) => {
                let there = full.ancestors().find(|folder| folder.is_dir())?;
                let rest = full.strip_prefix(there).ok()?;
                let real = std::fs::canonicalize(there).ok()?.join(rest);
                real.strip_prefix(&self.top).ok()?.to_owned()
            }
        };
        for _ in 0..MAX_LINKS {
            let Some((link, target)) = self.first_link(&inner) else {
                return Some(inner.to_string_lossy().into_owned());
            };
            let rest = inner.strip_prefix(&link).ok()?.to_owned();
            let folder = self.top.join(link.parent().unwrap_or(Path::new("")));
            let full = normal(&folder.join(target).join(rest));
            full.strip_prefix(&self.top).ok()?.clone_into(&mut inner);
        }
        None
    }

    /// The outermost part of a path that is a symbolic link, and where it leads.
    fn first_link(&self, inner: &Path) -> Option<(PathBuf, String)> {
        let mut parts: Vec<&Path> = inner.ancestors().collect();
        parts.reverse();
        parts.into_iter().find_map(|part| {
            let item = self.items.get(part.to_str()?).filter(|item| item.is_link)?;
            let target = self.object(&item.object).ok()?;
            Some((part.to_owned(), String::from_utf8_lossy(&target).into_owned()))
        })
    }

    fn file(&self, inner: &str) -> Option<&Item> {
        self.items.get(inner)
    }

    fn has_folder(&self, inner: &str) -> bool {
        self.below(inner).next().is_some()
    }

    /// What lies below a folder, as paths from there.
    fn below<'r>(&'r self, inner: &str) -> impl Iterator<Item = &'r str> + use<'r> {
        let prefix = if inner.is_empty() { String::new() } else { format!("{inner}/") };
        let from = prefix.clone();
        self.items.range(from..).map_while(move |(path, _)| path.strip_prefix(prefix.as_str()))
    }

    fn object(&self, object: &str) -> io::Result<Vec<u8>> {
        let output = git(&self.top, &["cat-file", "blob", object]).map_err(io::Error::other)?;
        if output.status.success() { Ok(output.stdout) } else { Err(io::Error::other("git cannot read it")) }
    }
}

impl Reader for Revision {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let Some(inner) = self.inside(path) else { return self.outside.read(path) };
        match self.file(&inner) {
            Some(item) => self.object(&item.object),
            None if self.has_folder(&inner) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        match self.inside(path) {
            Some(inner) => Ok(self.file(&inner).is_some() || self.has_folder(&inner)),
            None => self.outside.exists(path),
        }
    }

    fn is_folder(&self, path: &str) -> io::Result<bool> {
        match self.inside(path) {
            Some(inner) => Ok(self.has_folder(&inner)),
            None => self.outside.is_folder(path),
        }
    }

    fn list(&self, folder: &str) -> io::Result<Vec<OsString>> {
        let Some(inner) = self.inside(folder) else { return self.outside.list(folder) };
        let first = |path: &str| OsString::from(path.split('/').next().unwrap_or(path));
        let mut names: Vec<OsString> = self.below(&inner).map(first).collect();
        names.dedup();
        Ok(names)
    }

    fn canonical(&self, path: &str) -> String {
        match self.inside(path) {
            Some(inner) => self.top.join(inner).to_string_lossy().into_owned(),
            None => self.outside.canonical(path),
        }
    }
}

/// `100644 blob 1234…<tab>conf.d/a.conf`
fn item(line: &[u8]) -> Option<(String, Item)> {
    let line = std::str::from_utf8(line).ok()?;
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split(' ');
    let (mode, kind, object) = (facts.next()?, facts.next()?, facts.next()?);
    let item = Item { is_link: mode == "120000", object: object.to_owned() };
    (kind == "blob").then(|| (path.to_owned(), item))
}

fn git(folder: &Path, args: &[&str]) -> Result<Output, String> {
    let run = Command::new("git").arg("-C").arg(folder).args(args).output();
    run.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            "reading a revision needs the `git` command, which is not installed".to_owned()
        }
        _ => format!("cannot run git: {error}"),
    })
}

/// What git printed, or the reason that it gave.
fn text(output: &Output) -> Result<String, String> {
    if output.status.success() {
        let text = output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout);
        return Ok(String::from_utf8_lossy(text).into_owned());
    }
    let reason = crate::text::printable(output.stderr.split(|b| *b == b'\n').next().unwrap_or_default());
    Err(reason.strip_prefix("fatal: ").unwrap_or(&reason).to_owned())
}

fn absolute(path: &str) -> PathBuf {
    normal(&std::env::current_dir().unwrap_or_default().join(path))
}

/// Without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
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
    fn a_line_of_the_list() {
        let (path, item) = item(b"120000 blob 12ab\tconf.d/a b").expect("an item");
        assert_eq!((path.as_str(), item.is_link, item.object.as_str()), ("conf.d/a b", true, "12ab"));
        assert!(super::item(b"160000 commit 12ab\tsub").is_none());
        assert!(super::item(b"").is_none());
    }

    #[test]
    fn dots_are_taken_out() {
        assert_eq!(normal(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
