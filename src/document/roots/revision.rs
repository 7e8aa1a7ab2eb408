//! `PATH@REV`: configurations as they were at a revision of their git repository.

use std::path::Path;
use std::rc::Rc;

use super::{Files, Options, Root, Search, Trouble, trouble};
use crate::document::Document;
use crate::source::Revision;

/// Splits `PATH@REV`; none when there is no revision in it or when the whole is a path that exists.
///
/// A path may hold an `@`, and so may a revision (`HEAD@{1}`): the first `@` after a path that exists
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

/// Reads the configurations that a path was for at a revision.
///
/// # Errors
/// When there is nothing to lint or git failed on the way, or when a main file cannot be read or is not text.
pub fn read_at(revision: &Revision, path: &str, options: &Options) -> Result<Vec<(Root, Document)>, Trouble> {
    // What was read is not all there is once git has failed.
    let checked = |path: &str| revision.failure().map_or(Ok(()), |failure| Err(trouble(path, failure)));
    if !revision.has(path) {
        checked(path)?;
        return Err(trouble(path, "no such file or folder at this revision"));
    }
    let files = Files::Revision(revision);
    // What is around a configuration on the disk says nothing of another revision.
    let options = &Options { neighbours: Rc::default(), ..options.clone() };
    let mut troubles = Vec::new();
    let found = Search::new(files).find(path, options, &mut troubles);
    checked(path)?;
    if let Some(trouble) = troubles.into_iter().next() {
        return Err(trouble);
    }
    let read = |root: Root| {
        let document = files.read(&root, options);
        checked(&root.path)?;
        Ok((root, document?))
    };
    found?.into_iter().map(read).collect()
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
