//! The search of a folder for files that may be configurations.

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use super::excluded::{self, Excluded, Ignored};
use super::{Files, Options, Passed, SKIPPED, Trouble, reason, trouble};
use crate::limits::{FOLDER_DEPTH, FOLDER_NAMES, Limit, PATH_BYTES, REVISION_FOLDERS, ROOTS};
use crate::source::{Entry, NotRead, Reader};

/// What a folder holds, by the names of the files.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Every `dovecot.conf`.
    pub(super) mains: BTreeSet<String>,
    /// Files that may be parts of a configuration.
    pub(super) parts: BTreeSet<String>,
    /// Files that may be templates of one.
    pub(super) templates: BTreeSet<String>,
    /// What was left out.
    pub(super) skipped: Vec<Passed>,
}

/// Searches a folder; what cannot be read is added to the troubles.
///
/// # Errors
/// When there is too much in it.
pub(super) fn walk(
    start: &str,
    (files, reader): (Files<'_>, &dyn Reader),
    options: &Options,
    troubles: &mut Vec<Trouble>,
) -> Result<Found, Trouble> {
    let mut walk = Walk {
        files,
        reader,
        found: Found::default(),
        names: 0,
        excluded: Excluded::new(&options.exclude, start, files),
        gitignore: options.gitignore,
        troubles,
    };
    walk.folder(start)?;
    Ok(walk.found)
}

/// The search for every `dovecot.conf` in a folder.
struct Walk<'w> {
    files: Files<'w>,
    reader: &'w dyn Reader,
    found: Found,
    names: usize,
    excluded: Excluded,
    gitignore: bool,
    troubles: &'w mut Vec<Trouble>,
}

/// A folder to search.
struct Folder {
    path: String,
    /// The way to it from the folder where the search begins.
    way: String,
    /// What `.gitignore` files in the folders around it say.
    ignored: Option<Rc<Ignored>>,
}

impl Walk<'_> {
    fn folder(&mut self, start: &str) -> Result<(), Trouble> {
        let is_revision = matches!(self.files, Files::Revision(_));
        let ignored = if self.gitignore { excluded::above(self.reader, self.files, start) } else { None };
        let mut folders = vec![Folder { path: start.to_owned(), way: String::new(), ignored }];
        let mut seen = 0;
        while let Some(here) = folders.pop() {
            seen += 1;
            if here.path.len() > PATH_BYTES || is_revision && seen > REVISION_FOLDERS {
                let at = self.files.at();
                let most = format!("more than {REVISION_FOLDERS} folders, or very deep ones,{at}");
                return Err(trouble(start, format!("{most}; name a folder further down")));
            }
            if here.way.split('/').count() > FOLDER_DEPTH {
                let most = format!("more than {FOLDER_DEPTH} levels of folders");
                return Err(trouble(start, format!("{most}; name a folder further down")));
            }
            self.entries(here, &mut folders).map_err(|limit| trouble(start, limit.to_string()))?;
        }
        Ok(())
    }

    fn entries(&mut self, here: Folder, folders: &mut Vec<Folder>) -> Result<(), Limit> {
        let entries = match self.reader.entries(&here.path) {
            Ok(entries) => entries,
            Err(error) => {
                self.troubles.push(trouble(here.path, reason(&error)));
                return Ok(());
            }
        };
        self.names += entries.len();
        if self.names > FOLDER_NAMES {
            return Err(Limit::FolderNames);
        }
        let has = |wanted: &str| entries.iter().any(|(name, _)| name == wanted);
        // What Cargo has built is no configuration.
        let is_cargo = has("Cargo.toml");
        let mut ignored = here.ignored;
        if self.gitignore && has(".gitignore") {
            ignored = excluded::within(self.reader, &here.path, &here.way, ignored);
        }
        // A link to a folder is not followed: it may lead back here.
        for (name, entry) in entries {
            let path = Path::new(&here.path).join(&name);
            let is_folder = entry == Entry::Folder;
            let Some(text) = path.to_str() else {
                if is_folder || name == "dovecot.conf" {
                    self.troubles.push(trouble(path.to_string_lossy(), NotRead::Name.to_string()));
                }
                continue;
            };
            if !is_folder && !is_part_name(text) && !is_template_name(text) {
                continue;
            }
            let way =
                [here.way.as_str(), &name.to_string_lossy()].join("/").trim_start_matches('/').to_owned();
            let why = match skipped(&name.to_string_lossy(), is_cargo).filter(|_| is_folder) {
                Some(why) => Some(why.to_owned()),
                None => self.excluded.reason(&way, is_folder, ignored.as_ref())?,
            };
            match why {
                Some(why) => self.skip(text, is_folder, why),
                None if is_folder => {
                    folders.push(Folder { path: text.to_owned(), way, ignored: ignored.clone() });
                }
                None => self.file(text)?,
            }
        }
        Ok(())
    }

    fn skip(&mut self, path: &str, is_folder: bool, reason: String) {
        if !reason.is_empty() && self.found.skipped.len() < ROOTS {
            let path = path.strip_prefix("./").unwrap_or(path);
            let path = if is_folder { format!("{path}/") } else { path.to_owned() };
            self.found.skipped.push(Passed { path, reason });
        }
    }

    /// A file with the name of a main file, a part or a template.
    fn file(&mut self, file: &str) -> Result<(), Limit> {
        if crate::text::file_name(file) == "dovecot.conf" {
            match self.reader.is_file(file) {
                Ok(true) => {
                    self.found.mains.insert(file.to_owned());
                    if self.found.mains.len() > ROOTS {
                        return Err(Limit::Roots);
                    }
                }
                Ok(false) => {}
                Err(error) => self.troubles.push(trouble(file, reason(&error))),
            }
            return Ok(());
        }
        let set = if is_part_name(file) { &mut self.found.parts } else { &mut self.found.templates };
        if set.len() < ROOTS && self.reader.is_file(file).unwrap_or(false) {
            set.insert(file.to_owned());
        }
        Ok(())
    }
}

/// Why nothing is looked for in a folder of this name; an empty reason needs no word.
fn skipped(name: &str, is_cargo: bool) -> Option<&'static str> {
    let known = SKIPPED.iter().find(|(skipped, _)| name == *skipped).map(|(_, why)| *why);
    known.or((name == "target" && is_cargo).then_some("what Cargo has built"))
}

/// What to say of a folder in which nothing was found.
pub(super) fn left_out(skipped: &[Passed]) -> String {
    let count = |start: &str| skipped.iter().filter(|passed| passed.reason.starts_with(start)).count();
    let (ignored, excluded) = (count("ignored by"), count("excluded by"));
    match (ignored, excluded) {
        (0, 0) => "name its main file".to_owned(),
        (0, _) => "name its main file, or change `exclude`, which skips a part of it".to_owned(),
        _ => "name its main file, or give `--no-gitignore`: a part of it is ignored by git".to_owned(),
    }
}

/// What templates are called, after the name of what they become.
const TEMPLATES: [&str; 15] = [
    ".j2",
    ".jinja",
    ".jinja2",
    ".erb",
    ".epp",
    ".mustache",
    ".hbs",
    ".gotmpl",
    ".tmpl",
    ".tpl",
    ".template",
    ".in",
    ".dist",
    ".sample",
    ".example",
];

/// Whether the name of a file, or that of a folder above it as in roles of Ansible, says that it is a template.
pub fn is_named_as_template(path: &str) -> bool {
    TEMPLATES.iter().any(|end| path.ends_with(end)) || path.split('/').any(|part| part == "templates")
}

/// Whether a file may be a template of a configuration.
fn is_template_name(path: &str) -> bool {
    let bare = TEMPLATES.iter().find_map(|end| path.strip_suffix(end));
    let is_ours = |part: &str| part.starts_with("dovecot") || part.ends_with("dovecot");
    let names_it = |bare: &str| {
        let (folders, name) = bare.rsplit_once('/').unwrap_or(("", bare));
        name.contains("dovecot") || folders.split('/').any(is_ours)
    };
    bare.is_some_and(|bare| is_part_name(bare) && names_it(bare))
}

/// Whether a file may be a part of a configuration.
fn is_part_name(path: &str) -> bool {
    [".conf", ".conf.ext", ".inc", ".protocol"].iter().any(|end| path.ends_with(end))
}
