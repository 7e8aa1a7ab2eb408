//! Which roots a path stands for.

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;
use std::sync::LazyLock;

use super::walk::{Found, left_out, walk};
use super::{Files, Options, Passed, Root, Trouble, candidate, reason, series, trouble};
use crate::document::Document;
use crate::hash::{HashMap, HashSet};
use crate::limits::{Limit, RUN_STATEMENTS};
use crate::source::{Confined, Overlay, Reader, Texts, is_absent};

/// The real paths of the files of a root; none when it cannot be read.
type Members = Option<Rc<HashSet<String>>>;

/// Finds the roots that paths stand for. What the roots next to many files include is read once.
pub struct Search<'f> {
    files: Files<'f>,
    /// Texts in place of some files.
    texts: &'f Texts,
    members: HashMap<String, Vec<(Options, Members)>>,
    passed: Vec<Passed>,
    skipped: Vec<Passed>,
}

static NO_TEXTS: LazyLock<Texts> = LazyLock::new(Texts::default);

impl<'f> Search<'f> {
    /// Looks for roots in these files.
    pub fn new(files: Files<'f>) -> Search<'f> {
        Search::over(files, &NO_TEXTS)
    }

    /// Looks for roots in these files, but for those of which a text is given.
    pub fn over(files: Files<'f>, texts: &'f Texts) -> Search<'f> {
        let members = HashMap::default();
        Search { files, texts, members, passed: Vec::new(), skipped: Vec::new() }
    }

    /// The files that were skipped because they are of another program or in no use.
    pub fn passed(&self) -> &[Passed] {
        &self.passed
    }

    /// The files and folders in which no configuration was looked for, because `exclude` or `.gitignore` says so.
    pub fn skipped(&self) -> &[Passed] {
        &self.skipped
    }

    /// Finds the roots that a path stands for.
    ///
    /// A folder stands for every `dovecot.conf` in it that no other one includes; without any, for the root above that
    /// includes files of it, and otherwise for each of its files that holds settings of Dovecot. A file that a root
    /// next to or above it includes stands for that root. What kept some from being found is added to the troubles.
    ///
    /// # Errors
    /// When there is nothing to lint, or too much.
    pub fn find(
        &mut self,
        path: &str,
        options: &Options,
        troubles: &mut Vec<Trouble>,
    ) -> Result<Vec<Root>, Trouble> {
        let confined = options.reach(path)?;
        let overlay = Overlay::new(self.files.reader(&confined), self.texts);
        let reader: &dyn Reader = &overlay;
        let at = self.files.at();
        let is_there = reader.exists(path).map_err(|e| trouble(path, reason(&e)))?;
        let is_folder = is_there && reader.is_folder(path).map_err(|e| trouble(path, reason(&e)))?;
        if !is_folder {
            let is_file = is_there && reader.is_file(path).map_err(|e| trouble(path, reason(&e)))?;
            // A link may lead nowhere.
            if !is_there || !is_file && reader.read(path).is_err_and(|error| is_absent(&error)) {
                return Err(trouble(path, format!("no such file or folder{at}")));
            }
            if !is_file {
                return Err(trouble(path, "not a regular file; name a configuration file or a folder"));
            }
            let mut root = self.root_of(path, options, &confined);
            // Who names a version wants the file judged as what that version would start with.
            if root.path == path && options.version.is_none() {
                let is_other = reader.read(path).is_ok_and(|bytes| self.passes_by(path, &bytes));
                if is_other || self.is_unused(&root, options, &confined) {
                    return Ok(Vec::new());
                }
                root.is_whole &= path.ends_with("dovecot.conf")
                    || reader.read(path).is_ok_and(|bytes| series::is_main(&bytes));
            }
            return Ok(vec![root]);
        }
        let Found { mains, parts, templates, mut skipped } =
            walk(path, (self.files, reader), options, troubles)?;
        let is_known = troubles.is_empty();
        let left_out = left_out(&skipped);
        self.skipped.append(&mut skipped);
        let mut roots: Vec<Root> =
            mains.into_iter().filter_map(|path| self.main_root(path, reader)).collect();
        if roots.len() > 1 {
            let included = self.included_by_others(&roots, options);
            let included = included.map_err(|limit| trouble(path, limit.to_string()))?;
            roots.retain(|root| !included.contains(&self.files.canonical(&root.path)));
        }
        // There may well be one where it could not be looked for.
        if roots.is_empty() && is_known {
            let mut parts = self.parts_of(path, parts, options, &confined);
            if parts.is_empty() {
                // Of templates it can be said that they are some, or, where nothing is filled in, what is wrong.
                parts = templates_of(templates);
            }
            return match parts {
                parts if parts.is_empty() => {
                    Err(trouble(path, format!("no Dovecot configuration in this folder{at}; {left_out}")))
                }
                parts => Ok(parts),
            };
        }
        Ok(roots)
    }

    /// What a folder without a `dovecot.conf` stands for: the root above that includes files of it, or these files one by
    /// one, as far as they hold settings of Dovecot.
    fn parts_of(
        &mut self,
        folder: &str,
        parts: BTreeSet<String>,
        options: &Options,
        confined: &Confined,
    ) -> Vec<Root> {
        let real = self.files.canonical(folder);
        for above in Path::new(folder).ancestors().skip(1).take(6) {
            // Above `.` there is the empty path, which is the same folder.
            let is_here = above.as_os_str().is_empty() && self.files.canonical(".") == real;
            if is_here {
                continue;
            }
            if let Some(root) = self.root_in(above, options, confined)
                && self
                    .members(&root, options)
                    .is_some_and(|members| members.iter().any(|member| Path::new(member).starts_with(&real)))
            {
                return vec![root];
            }
        }
        let reader = Overlay::new(self.files.reader(confined), self.texts);
        let parts = self.fragments(parts, &reader);
        // What packages install to be included is no configuration next to others.
        let is_own = |path: &String| Path::new(path).extension().is_none_or(|end| end != "ext");
        let has_own = parts.iter().any(is_own);
        let parts = parts.into_iter().filter(|path| is_own(path) || !has_own);
        parts.map(|path| Root { path, is_whole: false }).collect()
    }

    /// The files that are fragments, with one of those that are templates: more would say the same.
    fn fragments(&mut self, parts: BTreeSet<String>, reader: &dyn Reader) -> Vec<String> {
        let mut has_template = false;
        let is_wanted = |path: &String| {
            let Ok(bytes) = reader.read(path) else { return false };
            if !candidate::is_fragment(path, &bytes) {
                return false;
            }
            let is_template = candidate::is_template(&bytes);
            let is_more = is_template && has_template;
            has_template |= is_template;
            if is_more {
                let reason = "a template, like another file of this folder".to_owned();
                self.passed.push(Passed { path: path.clone(), reason });
            }
            !is_more
        };
        parts.into_iter().filter(is_wanted).collect()
    }

    /// A file called like a main file as a root; none when it is of another program.
    fn main_root(&mut self, path: String, reader: &dyn Reader) -> Option<Root> {
        let bytes = reader.read(&path).ok();
        if bytes.as_ref().is_some_and(|bytes| self.passes_by(&path, bytes)) {
            return None;
        }
        // An image may have its main file elsewhere, and a file of any name put into its `conf.d`.
        let is_in_parts = Path::new(&path).parent().is_some_and(|folder| folder.ends_with("conf.d"));
        let is_whole = !bytes.is_some_and(|bytes| series::is_excerpt(&bytes, is_in_parts));
        Some(Root { path, is_whole })
    }

    /// Whether a file is one of another program, whatever it is called.
    fn passes_by(&mut self, path: &str, bytes: &[u8]) -> bool {
        let foreign =
            || series::is_foreign(bytes).then_some("no configuration of Dovecot: it has no setting of it");
        let Some(what) = candidate::other_program(bytes).or_else(foreign) else { return false };
        self.passed.push(Passed { path: path.to_owned(), reason: what.to_owned() });
        true
    }

    /// Whether a file is one that packages install to be included, and that the main file near it does not include.
    fn is_unused(&mut self, root: &Root, options: &Options, confined: &Confined) -> bool {
        let file = Path::new(&root.path);
        if file.extension().is_none_or(|end| end != "ext") {
            return false;
        }
        let above = file.parent().into_iter().flat_map(Path::ancestors).take(3);
        let Some(main) = above.into_iter().find_map(|folder| self.root_in(folder, options, confined)) else {
            return false;
        };
        self.passed
            .push(Passed { path: root.path.clone(), reason: format!("not included by {}", main.path) });
        true
    }

    /// The main file in a folder.
    fn root_in(&self, folder: &Path, options: &Options, confined: &Confined) -> Option<Root> {
        let candidate = folder.join("dovecot.conf").to_string_lossy().into_owned();
        // A folder that is no repository may be a part of a configuration above it.
        let around = match self.files {
            Files::Disk if !confined.is_repository() => options.reach(&candidate).ok(),
            _ => None,
        };
        let reader = Overlay::new(self.files.reader(around.as_ref().unwrap_or(confined)), self.texts);
        matches!(reader.is_file(&candidate), Ok(true)).then_some(Root { path: candidate, is_whole: true })
    }

    /// The root that includes a file, or the file itself.
    fn root_of(&mut self, path: &str, options: &Options, confined: &Confined) -> Root {
        let file = Path::new(path);
        let own = Root { path: path.to_owned(), is_whole: !looks_like_a_fragment(file) };
        if file.file_name().is_some_and(|name| name == "dovecot.conf") {
            return own;
        }
        let real = self.files.canonical(path);
        for folder in file.parent().into_iter().flat_map(Path::ancestors).take(6) {
            let Some(root) = self.root_in(folder, options, confined) else { continue };
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
        let members = self.files.read_over(self.texts, root, options).ok().map(|document| {
            let files = document.sources.files();
            Rc::new(files.map(|(_, file)| self.files.canonical(&file.shown)).collect())
        });
        known.push((options.clone(), members.clone()));
        members
    }

    /// The real paths of what these roots include.
    fn included_by_others(&self, roots: &[Root], options: &Options) -> Result<HashSet<String>, Limit> {
        let mut included = HashSet::default();
        let mut total = Total::default();
        for root in roots {
            if let Ok(document) = self.files.read_over(self.texts, root, options) {
                total.add(&document)?;
                let others = document.reads.iter().skip(1);
                included
                    .extend(others.map(|read| self.files.canonical(&document.sources.file(read.file).shown)));
            }
        }
        Ok(included)
    }
}

/// The templates to look at: those of main files, otherwise all.
fn templates_of(templates: BTreeSet<String>) -> Vec<Root> {
    let is_main = |path: &String| crate::text::file_name(path).starts_with("dovecot.conf.");
    let has_main = templates.iter().any(is_main);
    let chosen = templates.into_iter().filter(|path| is_main(path) || !has_main);
    chosen.map(|path| Root { path, is_whole: false }).collect()
}

/// Files in a `conf.d` and those that only another program reads are no configurations by themselves.
fn looks_like_a_fragment(file: &Path) -> bool {
    let in_parts = file
        .parent()
        .and_then(Path::file_name)
        .is_some_and(|folder| folder.to_string_lossy().ends_with(".d"));
    // `10-auth.conf`, as the files of a `conf.d` are called.
    let is_numbered = file.file_name().and_then(|name| name.to_str()).is_some_and(
        |name| matches!(name.as_bytes(), [a, b, b'-', ..] if a.is_ascii_digit() && b.is_ascii_digit()),
    );
    in_parts || is_numbered || file.extension().is_some_and(|e| e == "ext" || e == "inc" || e == "protocol")
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

    /// Counts the configuration of a root.
    ///
    /// # Errors
    /// When it is too much with this one.
    pub fn add_root(&mut self, root: &Root, document: &Document) -> Result<(), Trouble> {
        self.add(document).map_err(|limit| trouble(&root.path, limit.to_string()))
    }
}
