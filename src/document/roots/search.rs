//! Which roots a path stands for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::{Options, Root, SKIPPED, Trouble, canonical, read, reason, shown, trouble};
use crate::document::Document;
use crate::hash::{HashMap, HashSet};
use crate::limits::{FOLDER_NAMES, Limit, ROOTS, RUN_STATEMENTS};
use crate::source::{Confined, NotRead, Reader};

/// The real paths of the files of a root; none when it cannot be read.
type Members = Option<Rc<HashSet<PathBuf>>>;

/// Finds the roots that paths stand for. What the roots beside many files include is read once.
#[derive(Debug, Default)]
pub struct Search {
    members: HashMap<String, Vec<(Options, Members)>>,
}

impl Search {
    /// Finds the roots that a path stands for.
    ///
    /// A folder stands for every `dovecot.conf` in it that no other one includes; a file that a root beside
    /// or above it includes stands for that root. What kept some from being found is added to the troubles.
    ///
    /// # Errors
    /// When there is nothing to lint, or too much.
    pub fn find(
        &mut self,
        path: &str,
        options: &Options,
        troubles: &mut Vec<Trouble>,
    ) -> Result<Vec<Root>, Trouble> {
        let files = options.reach(path)?;
        files.exists(path).map_err(|e| trouble(path, reason(&e)))?;
        let meta = fs::metadata(path).map_err(|e| trouble(path, reason(&e)))?;
        if !meta.is_dir() {
            if !meta.is_file() {
                return Err(trouble(path, "not a regular file; name a configuration file or a folder"));
            }
            return Ok(vec![self.root_of(path, options, &files)]);
        }
        let too_many = |limit: Limit| trouble(path, limit.to_string());
        let mut walk = Walk { files: &files, found: BTreeSet::new(), names: 0, troubles };
        walk.folder(path).map_err(too_many)?;
        let is_known = walk.troubles.is_empty();
        let mut roots: Vec<PathBuf> = walk.found.into_iter().collect();
        if roots.len() > 1 {
            let included = included_by_others(&roots, options).map_err(too_many)?;
            roots.retain(|root| !included.contains(&canonical(root)));
        }
        // There may well be one where it could not be looked for.
        if roots.is_empty() && is_known {
            let message = "no dovecot.conf in this folder; name the main configuration file itself";
            return Err(trouble(path, message));
        }
        Ok(roots.into_iter().map(|root| Root { path: shown(&root), is_whole: true }).collect())
    }

    /// The root that includes a file, or the file itself.
    fn root_of(&mut self, path: &str, options: &Options, files: &Confined) -> Root {
        let file = Path::new(path);
        let own = Root { path: path.to_owned(), is_whole: !looks_like_a_fragment(file) };
        if file.file_name().is_some_and(|name| name == "dovecot.conf") {
            return own;
        }
        let real = canonical(file);
        for folder in file.parent().into_iter().flat_map(Path::ancestors).take(6) {
            let candidate = folder.join("dovecot.conf");
            // A folder that is no repository may be a part of a configuration above it.
            let is_allowed = !files.is_repository() || files.exists(&shown(&candidate)).is_ok();
            if !is_allowed || !candidate.is_file() {
                continue;
            }
            let root = Root { path: shown(&candidate), is_whole: true };
            if self.members(&root, options).is_some_and(|members| members.contains(&real)) {
                return root;
            }
        }
        own
    }

    fn members(&mut self, root: &Root, options: &Options) -> Members {
        let known = self.members.entry(root.path.clone()).or_default();
        if let Some((_, members)) = known.iter().find(|(other, _)| other == options) {
            return members.clone();
        }
        let members = read(root, options).ok().map(|document| {
            let files = document.sources.files();
            Rc::new(files.map(|(_, file)| canonical(Path::new(&file.shown))).collect())
        });
        known.push((options.clone(), members.clone()));
        members
    }
}

/// The search for every `dovecot.conf` in a folder.
struct Walk<'w> {
    files: &'w Confined,
    found: BTreeSet<PathBuf>,
    names: usize,
    troubles: &'w mut Vec<Trouble>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &str) -> Result<(), Limit> {
        let names = match self.files.list(folder) {
            Ok(names) => names,
            Err(error) => {
                self.troubles.push(trouble(folder, reason(&error)));
                return Ok(());
            }
        };
        self.names += names.len();
        if self.names > FOLDER_NAMES {
            return Err(Limit::FolderNames);
        }
        for name in names {
            let path = Path::new(folder).join(&name);
            // A link to a folder is not followed: it may lead back here.
            let Ok(kind) = fs::symlink_metadata(&path).map(|meta| meta.file_type()) else { continue };
            let is_skipped = SKIPPED.iter().any(|skipped| name == *skipped);
            match path.to_str() {
                None if kind.is_dir() || name == "dovecot.conf" => {
                    self.troubles.push(trouble(shown(&path), NotRead::Name.to_string()));
                }
                Some(folder) if kind.is_dir() && !is_skipped => self.folder(folder)?,
                Some(file) if name == "dovecot.conf" && !kind.is_dir() => match self.files.exists(file) {
                    Ok(_) if path.is_file() => {
                        self.found.insert(path);
                        if self.found.len() > ROOTS {
                            return Err(Limit::Roots);
                        }
                    }
                    Ok(_) => {}
                    Err(error) => self.troubles.push(trouble(file, reason(&error))),
                },
                _ => {}
            }
        }
        Ok(())
    }
}

fn included_by_others(roots: &[PathBuf], options: &Options) -> Result<BTreeSet<PathBuf>, Limit> {
    let mut included = BTreeSet::new();
    let mut total = Total::default();
    for root in roots {
        if let Ok(document) = read(&Root { path: shown(root), is_whole: true }, options) {
            total.add(&document)?;
            let others = document.reads.iter().skip(1);
            included.extend(others.map(|r| canonical(Path::new(&document.sources.file(r.file).shown))));
        }
    }
    Ok(included)
}

/// Files in a `conf.d` and those that only another program reads are no configurations by themselves.
pub(super) fn looks_like_a_fragment(file: &Path) -> bool {
    let in_parts = file
        .parent()
        .and_then(Path::file_name)
        .is_some_and(|folder| folder.to_string_lossy().ends_with(".d"));
    in_parts || file.extension().is_some_and(|e| e == "ext" || e == "inc" || e == "protocol")
}

/// How much the configurations of a run have together.
#[derive(Debug, Default)]
pub struct Total(usize);

impl Total {
    /// Counts a configuration.
    ///
    /// # Errors
    /// When it is too much with this one.
    pub fn add(&mut self, document: &Document) -> Result<(), Limit> {
        self.0 += document.statements.len() + document.notes.len();
        if self.0 > RUN_STATEMENTS { Err(Limit::RunStatements) } else { Ok(()) }
    }
}
