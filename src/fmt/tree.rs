//! From paths to the files to lay out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{format, same};
use crate::document::Document;
use crate::document::roots::{self, Files, Options, Root, Search, Texts, Trouble};
use crate::engine::fix::Changed;
use crate::hash::{HashMap, HashSet};
use crate::schema::Version;
use crate::source::{Overlay, SourceFile, Tree, real};

/// How often a configuration is read again to find the files that must stay as they are.
const MOST_TRIES: usize = 100;

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
/// from it. Nothing is written. `texts` replace files on the disk.
pub fn plan(paths: &[(String, Options)], texts: &Texts) -> Plan {
    let mut run = Run {
        texts,
        search: Search::new(Files::Disk),
        known: HashSet::default(),
        wanted: Vec::new(),
        places: HashMap::default(),
        plan: Plan::default(),
    };
    for (path, options) in paths {
        run.path(path, options);
    }
    let wanted = std::mem::take(&mut run.wanted);
    for wanted in &wanted {
        run.lay(wanted);
    }
    run.check(&wanted);
    run.plan.files.sort_by(|a, b| a.path.cmp(&b.path));
    run.plan.left.sort();
    run.plan.left.dedup();
    run.plan
}

struct Run<'r> {
    texts: &'r Texts,
    search: Search<'r>,
    known: HashSet<PathBuf>,
    wanted: Vec<Wanted<'r>>,
    /// Where in `wanted` each root is.
    places: HashMap<String, Vec<usize>>,
    plan: Plan,
}

/// What is asked for of a root.
struct Wanted<'r> {
    root: Root,
    options: &'r Options,
    /// What may be written.
    named: Tree,
    files: HashSet<PathBuf>,
    folders: Vec<PathBuf>,
    /// The name of standard input, which the configuration may spell in another way.
    standard: Option<&'r str>,
}

impl Wanted<'_> {
    fn has(&self, file: &SourceFile) -> bool {
        let path = Path::new(&file.shown);
        // What a package put elsewhere is not of this folder, a link in it is.
        let is_in = |folder: &PathBuf| real(path.parent().unwrap_or(path)).starts_with(folder);
        self.is_named(file) || self.folders.iter().any(is_in)
    }

    fn is_named(&self, file: &SourceFile) -> bool {
        !self.files.is_empty() && self.files.contains(&real(Path::new(&file.shown)))
    }
}

impl<'r> Run<'r> {
    fn path(&mut self, path: &'r str, options: &'r Options) {
        let own = Path::new(path);
        let roots = match self.search.find(path, options, &mut self.plan.troubles) {
            Ok(roots) => roots,
            // Standard input may have the name of a file that does not exist yet.
            Err(_) if self.texts.contains_key(path) => vec![Root { path: path.to_owned(), is_whole: true }],
            Err(trouble) => return self.plan.troubles.push(trouble),
        };
        let is_standard = self.texts.contains_key(path);
        if roots.is_empty() && own.is_file() {
            // The search knows it as a file of another program, or of another language of Dovecot's.
            self.plan.foreign.push(path.to_owned());
        }
        for root in roots {
            let wanted = self.wanted(root, options);
            wanted.named = std::mem::take(&mut wanted.named).with_folder_of(own);
            if is_standard {
                wanted.standard = Some(path);
            } else if own.is_dir() {
                wanted.folders.push(real(own));
            } else {
                wanted.files.insert(real(own));
            }
        }
    }

    /// What is asked for of a root that is read in this way.
    fn wanted(&mut self, root: Root, options: &'r Options) -> &mut Wanted<'r> {
        let places = self.places.entry(root.path.clone()).or_default();
        let known = places.iter().copied().find(|at| *self.wanted[*at].options == *options);
        let at = known.unwrap_or(self.wanted.len());
        if known.is_none() {
            places.push(at);
            let (files, folders) = (HashSet::default(), Vec::new());
            let named = Tree::default();
            self.wanted.push(Wanted { root, options, named, files, folders, standard: None });
        }
        &mut self.wanted[at]
    }

    /// Lays out what is asked for of a root.
    fn lay(&mut self, wanted: &Wanted<'_>) {
        match roots::read_over(self.texts, &wanted.root, wanted.options) {
            Ok(document) => match wanted.standard {
                Some(path) => self.file(path, &self.texts[path], document.version),
                None => self.document(&document, wanted),
            },
            Err(trouble) => self.plan.troubles.push(trouble),
        }
    }

    fn document(&mut self, document: &Document, wanted: &Wanted<'_>) {
        let unreadable = document.unreadable().into_iter().filter(|file| file.is_failure);
        self.plan.troubles.extend(unreadable.map(|file| Trouble { path: file.path, message: file.reason }));
        for (id, file) in document.sources.files() {
            if file.is_folder || !wanted.has(file) || !self.known.insert(real(Path::new(&file.shown))) {
                continue;
            }
            if !wanted.named.holds(Path::new(&file.shown)) {
                self.plan.outside.push(file.shown.clone());
                continue;
            }
            if document.is_external(id) {
                if wanted.is_named(file) {
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
        let path = path.to_owned();
        match format(before, version) {
            Ok(after) if after == before => {}
            Ok(after) => self.plan.files.push(Changed { path, before: before.to_vec(), after }),
            Err(limit) => self.plan.troubles.push(Trouble { path, message: limit.to_string() }),
        }
    }

    /// Leaves out what would change how a whole configuration is read: a line that goes on in the file after
    /// an include is seen there alone.
    fn check(&mut self, all: &[Wanted<'_>]) {
        let mut texts = texts_of(&self.plan.files);
        for wanted in all {
            let Ok(before) = roots::read_over(self.texts, &wanted.root, wanted.options) else { continue };
            let means_the_same = |texts: &Texts| {
                let Ok(files) = wanted.options.reach(&wanted.root.path) else { return false };
                let read = Overlay::new(&files, self.texts);
                let after = roots::read_from_over(&read, texts, &wanted.root, wanted.options);
                after.is_ok_and(|after| same(&before, &after))
            };
            if means_the_same(&texts) {
                continue;
            }
            let mut kept = Vec::new();
            let mut left = Vec::new();
            let mut tries = MOST_TRIES;
            let mut parts = vec![std::mem::take(&mut self.plan.files)];
            while let Some(mut part) = parts.pop() {
                tries = tries.saturating_sub(1);
                if tries > 0 && means_the_same(&texts_of(&part)) {
                    kept.append(&mut part);
                } else if tries > 0 && part.len() > 1 {
                    let second = part.split_off(part.len() / 2);
                    parts.extend([second, part]);
                } else {
                    left.append(&mut part);
                }
            }
            if !means_the_same(&texts_of(&kept)) {
                left.append(&mut kept);
            }
            texts = texts_of(&kept);
            self.plan.files = kept;
            self.plan.left.extend(left.into_iter().map(|file| file.path));
        }
    }
}

fn texts_of(files: &[Changed]) -> Texts {
    files.iter().map(|file| (file.path.clone(), file.after.clone())).collect()
}
