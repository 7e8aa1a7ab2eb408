//! `PATH@REV`: configurations as they were at a revision of their git repository.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Options, Root, SKIPPED, Trouble, looks_like_a_fragment, read_from, reason, rules, trouble};
use crate::document::Document;
use crate::source::{Entry, Reader, Remapped, Revision};

/// How many folders of a revision are looked into.
const MOST_FOLDERS: usize = 20_000;
/// The longest path of a folder that is looked into: no file on a disk has a longer one.
const LONGEST_PATH: usize = 4096;

/// Splits `PATH@REV`; none when there is no revision in it or when the whole is a path that exists.
///
/// A path may hold an `@`, and so may a revision (`HEAD@{1}`): the first `@` behind a path that exists
/// separates, or else the last one.
pub fn split(text: &str) -> Option<(&str, &str)> {
    if Path::new(text).exists() {
        return None;
    }
    let parts = |(at, _)| (&text[..at], &text[at + 1..]);
    let ways = || text.match_indices('@').map(parts).filter(|(_, revision)| !revision.is_empty());
    let (path, revision) = ways()
        .find(|(path, _)| path.is_empty() || Path::new(path).exists())
        .or_else(|| ways().rfind(|(_, revision)| !revision.starts_with('{')))?;
    Some((if path.is_empty() { "." } else { path }, revision))
}

/// Finds the roots that a path stood for at the revision; see [`Search::find`](super::Search::find).
///
/// # Errors
/// When there is nothing to lint.
pub fn find_at(revision: &Revision, path: &str, options: &Options) -> Result<Vec<Root>, Trouble> {
    let found = find_in(revision, path, options);
    match revision.failure() {
        Some(failure) => Err(trouble(path, failure)),
        None => found,
    }
}

fn find_in(revision: &Revision, path: &str, options: &Options) -> Result<Vec<Root>, Trouble> {
    if !revision.has(path) {
        return Err(trouble(path, "no such file or folder at this revision"));
    }
    if !revision.is_folder(path).unwrap_or_default() {
        return Ok(vec![root_of(revision, path, options)]);
    }
    let found = walk(revision, path)?;
    let roots: Vec<Root> = found.into_iter().map(|path| Root { path, is_whole: true }).collect();
    let mut included = BTreeSet::new();
    if roots.len() > 1 {
        for root in &roots {
            included.extend(files(revision, root, options).into_iter().skip(1));
        }
    }
    let is_own = |root: &Root| !included.contains(&revision.canonical(&root.path));
    let roots: Vec<Root> = roots.into_iter().filter(is_own).collect();
    if roots.is_empty() {
        return Err(trouble(path, "no dovecot.conf in this folder at this revision"));
    }
    Ok(roots)
}

/// Reads a root as it was at the revision.
///
/// # Errors
/// When its main file cannot be read or is not text, or when git failed on the way.
pub fn read_at(revision: &Revision, root: &Root, options: &Options) -> Result<Document, Trouble> {
    let reader = Remapped::new(revision, rules(&root.path, options)).keeping(&root.path);
    let document = read_from(&reader, &root.path, options.version);
    match revision.failure() {
        Some(failure) => Err(trouble(&root.path, failure)),
        None => document,
    }
}

/// Every `dovecot.conf` below a folder. As on the disk, a link to a folder is not followed.
///
/// # Errors
/// When a folder cannot be read, or when there are more than a tree of configurations has: few objects can stand
/// for any number of folders.
fn walk(revision: &Revision, folder: &str) -> Result<BTreeSet<String>, Trouble> {
    let mut found = BTreeSet::new();
    let start = Some(folder.trim_end_matches('/')).filter(|start| !start.is_empty()).unwrap_or(folder);
    let mut folders = vec![start.to_owned()];
    let mut seen = 0;
    while let Some(here) = folders.pop() {
        seen += 1;
        if seen > MOST_FOLDERS || here.len() > LONGEST_PATH {
            let most = format!("more than {MOST_FOLDERS} folders, or very deep ones, at this revision");
            return Err(trouble(folder, format!("{most}; name a folder further down")));
        }
        for (name, entry) in revision.entries(&here).map_err(|error| trouble(&here, reason(&error)))? {
            // The main file and the folders above it have names that can be typed.
            let Some(name) = name.to_str() else { continue };
            let path = format!("{here}/{name}");
            if entry == Entry::Folder {
                if !SKIPPED.contains(&name) {
                    folders.push(path);
                }
            } else if name == "dovecot.conf"
                && revision.has(&path)
                && matches!(revision.is_folder(&path), Ok(false))
            {
                found.insert(path);
            }
        }
    }
    Ok(found)
}

/// The real paths of the files that a root reads, its own first.
fn files(revision: &Revision, root: &Root, options: &Options) -> Vec<String> {
    let Ok(document) = read_at(revision, root, options) else { return Vec::new() };
    document.sources.files().map(|(_, file)| revision.canonical(&file.shown)).collect()
}

fn root_of(revision: &Revision, path: &str, options: &Options) -> Root {
    let file = Path::new(path);
    let own = Root { path: path.to_owned(), is_whole: !looks_like_a_fragment(file) };
    if file.file_name().is_some_and(|name| name == "dovecot.conf") {
        return own;
    }
    let real = revision.canonical(path);
    let above = file.parent().into_iter().flat_map(Path::ancestors).take(6);
    let candidates = above.map(|folder| folder.join("dovecot.conf").to_string_lossy().into_owned());
    candidates
        .filter(|candidate| revision.has(candidate))
        .map(|path| Root { path, is_whole: true })
        .find(|root| files(revision, root, options).contains(&real))
        .unwrap_or(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_revisions() {
        assert_eq!(split("src@HEAD"), Some(("src", "HEAD")));
        assert_eq!(split("src@HEAD@{1}"), Some(("src", "HEAD@{1}")));
        assert_eq!(split("@HEAD"), Some((".", "HEAD")));
        assert_eq!(split("gone@home@v1"), Some(("gone@home", "v1")));
        assert_eq!(split("gone@HEAD@{1}"), Some(("gone", "HEAD@{1}")));
        assert_eq!(split("src"), None);
        assert_eq!(split("gone@"), None);
    }
}
