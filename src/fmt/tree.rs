//! From paths to the files to lay out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{format, same};
use crate::document::Document;
use crate::fix::Changed;
use crate::hash::HashSet;
use crate::roots::{self, Options, Root, Texts, Trouble};
use crate::schema::Version;
use crate::source::{SourceFile, Tree};

/// What is to be done for some paths.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files that change.
    pub files: Vec<Changed>,
    /// How many files were looked at.
    pub seen: usize,
    /// The folders that hold them.
    pub folders: BTreeSet<PathBuf>,
    /// Files that stay as they are because their layout means something to the files that include them.
    pub left: Vec<String>,
    /// Links that lead out of what was named.
    pub outside: Vec<String>,
    /// Files that are written in another language.
    pub foreign: Vec<String>,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
}

/// Lays out the files that some paths stand for: a file alone, of a folder all that the roots in it read
/// from it. Nothing is written. `texts` stand in for files on the disk.
pub fn plan(paths: &[(String, Options)], texts: &Texts) -> Plan {
    let mut run = Run { texts, known: HashSet::default(), roots: Vec::new(), plan: Plan::default() };
    for (path, options) in paths {
        run.path(path, options);
    }
    for (root, options) in std::mem::take(&mut run.roots) {
        run.check(&root, options);
    }
    run.plan.files.sort_by(|a, b| a.path.cmp(&b.path));
    run.plan.left.sort();
    run.plan.left.dedup();
    run.plan
}

struct Run<'r> {
    texts: &'r Texts,
    known: HashSet<PathBuf>,
    roots: Vec<(Root, &'r Options)>,
    plan: Plan,
}

/// Which files of a root are asked for.
enum Asked {
    File(PathBuf),
    Folder(PathBuf),
}

impl Asked {
    /// Whether a file is asked for by its name.
    fn has(&self, file: &SourceFile) -> bool {
        let path = Path::new(&file.shown);
        match self {
            Asked::File(asked) => real(path) == *asked,
            // What a package put elsewhere is not of this folder.
            Asked::Folder(asked) => real(path.parent().unwrap_or(path)).starts_with(asked),
        }
    }
}

fn real(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

impl<'r> Run<'r> {
    fn path(&mut self, path: &str, options: &'r Options) {
        let own = Path::new(path);
        let named = Tree::default().with_folder_of(own);
        let asked = if own.is_dir() { Asked::Folder(real(own)) } else { Asked::File(real(own)) };
        let roots = match roots::find(path, options, &mut self.plan.troubles) {
            Ok(roots) => roots,
            // Standard input may have the name of a file that does not exist yet.
            Err(_) if self.texts.contains_key(path) => vec![Root { path: path.to_owned(), is_whole: true }],
            Err(trouble) => return self.plan.troubles.push(trouble),
        };
        for root in roots {
            match roots::read_over(self.texts, &root, options) {
                // The configuration may spell the name of standard input in another way.
                Ok(document) if self.texts.contains_key(path) => {
                    self.file(path, &self.texts[path], document.version);
                }
                Ok(document) => self.document(&document, &asked, &named),
                Err(trouble) => self.plan.troubles.push(trouble),
            }
            if !self.roots.iter().any(|(known, _)| *known == root) {
                self.roots.push((root, options));
            }
        }
    }

    fn document(&mut self, document: &Document, asked: &Asked, named: &Tree) {
        let unreadable = document.unreadable().into_iter().filter(|file| file.is_failure);
        self.plan.troubles.extend(unreadable.map(|file| Trouble { path: file.path, message: file.reason }));
        for (id, file) in document.sources.files() {
            if file.is_folder || !asked.has(file) || !self.known.insert(real(Path::new(&file.shown))) {
                continue;
            }
            if !named.holds(Path::new(&file.shown)) {
                self.plan.outside.push(file.shown.clone());
                continue;
            }
            if document.is_external(id) {
                if matches!(asked, Asked::File(_)) {
                    self.plan.foreign.push(file.shown.clone());
                }
                continue;
            }
            self.plan.folders.extend(real(Path::new(&file.shown)).parent().map(Path::to_owned));
            self.file(&file.shown, &file.bytes, document.version);
        }
    }

    fn file(&mut self, path: &str, before: &[u8], version: Version) {
        self.plan.seen += 1;
        let after = format(before, version);
        if after != before {
            self.plan.files.push(Changed { path: path.to_owned(), before: before.to_vec(), after });
        }
    }

    /// Leaves out what would change how a whole configuration is read: a line that goes on in the file behind
    /// an include is seen there alone.
    fn check(&mut self, root: &Root, options: &Options) {
        let Ok(before) = roots::read_over(self.texts, root, options) else { return };
        let means_the_same = |files: &[Changed]| {
            let mut texts = self.texts.clone();
            texts.extend(files.iter().map(|file| (file.path.clone(), file.after.clone())));
            roots::read_over(&texts, root, options).is_ok_and(|after| same(&before, &after))
        };
        if means_the_same(&self.plan.files) {
            return;
        }
        let alone = |file: &Changed| means_the_same(std::slice::from_ref(file));
        let (mut kept, mut left): (Vec<Changed>, Vec<Changed>) =
            std::mem::take(&mut self.plan.files).into_iter().partition(alone);
        if !means_the_same(&kept) {
            left.append(&mut kept);
        }
        self.plan.files = kept;
        self.plan.left.extend(left.into_iter().map(|file| file.path));
    }
}
