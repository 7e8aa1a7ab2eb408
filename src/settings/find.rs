use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::{File, Layer, Settings, Wrong};
use crate::hash::HashMap;
use crate::host::system::Neighbours;
use crate::source::{Tree, real, real_file};

/// The names of a settings file, the first that is there counts.
const NAMES: [&str; 2] = ["dovelint.toml", ".dovelint.toml"];

/// Where settings come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The nearest file, upward from the root.
    Nearest,
    /// This file, for every root.
    Given(String),
    /// No file.
    Nowhere,
}

/// Finds the settings of roots; each file is read once.
#[derive(Debug)]
pub struct Finder {
    command: Rc<Layer>,
    source: Source,
    /// By folder: the file that counts there.
    places: HashMap<PathBuf, Option<PathBuf>>,
    files: HashMap<PathBuf, Rc<File>>,
    /// Texts in place of settings files, by their real paths.
    texts: HashMap<PathBuf, String>,
    neighbours: Rc<Neighbours>,
}

impl Finder {
    /// A finder for one command.
    pub fn new(command: Layer, source: Source) -> Finder {
        Finder {
            command: Rc::new(command),
            source,
            places: HashMap::default(),
            files: HashMap::default(),
            texts: HashMap::default(),
            neighbours: Rc::default(),
        }
    }

    /// What the run knows of the folders around its configurations.
    pub fn neighbours(&self) -> Rc<Neighbours> {
        Rc::clone(&self.neighbours)
    }

    /// Takes a path that the user named. A folder is a tree by itself, for the settings that are found from now on.
    pub fn name(&mut self, path: &str) {
        let path = PathBuf::from(path);
        if path.is_dir() && !self.command.folders.contains(&path) {
            Rc::make_mut(&mut self.command).folders.push(path);
        }
    }

    /// Whether a file is one that settings are read from, by its path.
    pub fn is_source(&self, path: &Path) -> bool {
        let is_named = |name: &std::ffi::OsStr| NAMES.iter().any(|known| name == *known);
        let is_given = matches!(&self.source, Source::Given(given) if real(Path::new(given)) == real(path));
        is_given || path.file_name().is_some_and(is_named)
    }

    /// Reads a text in place of a settings file: the unsaved one of an editor.
    pub fn read_instead(&mut self, path: &Path, text: String) {
        self.texts.insert(real_file(path), text);
    }

    /// The options of the command line, without any file.
    pub fn without_file(&self) -> Settings {
        Settings::new(Rc::clone(&self.command), None, self.neighbours())
    }

    /// The places where a settings file of a folder would be, and where one above it is.
    pub fn places(&self, folder: &Path) -> Vec<PathBuf> {
        match &self.source {
            Source::Nowhere => Vec::new(),
            Source::Given(path) => vec![PathBuf::from(path)],
            Source::Nearest => {
                let folder = real(folder);
                folder.ancestors().flat_map(|above| NAMES.iter().map(|name| above.join(name))).collect()
            }
        }
    }

    /// The settings for a root, or for what is in a folder.
    ///
    /// # Errors
    /// When the settings file cannot be used.
    pub fn find(&mut self, path: &str) -> Result<Settings, Wrong> {
        let path = Path::new(path);
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
        self.find_in(folder)
    }

    fn find_in(&mut self, folder: &Path) -> Result<Settings, Wrong> {
        let file = match self.source.clone() {
            Source::Nowhere => None,
            Source::Given(path) => Some(self.file(Path::new(&path), &path)?),
            Source::Nearest => match self.nearest(folder) {
                Some(place) if leads_out(&place) => {
                    let reason = "a link that leads out of the tree; `--config` accepts it".to_owned();
                    return Err(Wrong::Unreadable { path: shown(&place), reason });
                }
                Some(place) => Some(self.file(&place, &shown(&place))?),
                None => None,
            },
        };
        Ok(Settings::new(Rc::clone(&self.command), file, self.neighbours()))
    }

    /// The settings of a run over several roots: those of the folder that holds them all.
    ///
    /// # Errors
    /// When the settings file cannot be used.
    pub fn common<'r>(&mut self, roots: impl IntoIterator<Item = &'r str>) -> Result<Settings, Wrong> {
        let folder = |root: &str| real(Path::new(root).parent().unwrap_or(Path::new("")));
        let folders = roots.into_iter().map(folder);
        let common = folders.reduce(|one, other| {
            let shared = one.components().zip(other.components()).take_while(|(a, b)| a == b);
            shared.map(|(part, _)| part).collect()
        });
        self.find_in(&common.unwrap_or_default())
    }

    fn file(&mut self, path: &Path, shown: &str) -> Result<Rc<File>, Wrong> {
        if let Some(file) = self.files.get(path) {
            return Ok(Rc::clone(file));
        }
        let file = Rc::new(match self.texts.get(&real_file(path)) {
            Some(text) => File::parse(text, &real(path.parent().unwrap_or(Path::new(""))), shown)?,
            None => File::read(path, shown)?,
        });
        self.files.insert(path.to_owned(), Rc::clone(&file));
        Ok(file)
    }

    /// The nearest settings file, in this folder or above it; not above the top of a repository.
    fn nearest(&mut self, folder: &Path) -> Option<PathBuf> {
        let folder = real(folder);
        if let Some(known) = self.places.get(&folder) {
            return known.clone();
        }
        // Where a link leads is no one's business yet.
        let is_there = |place: &PathBuf| {
            std::fs::symlink_metadata(place).is_ok_and(|meta| meta.is_file() || meta.is_symlink())
                || self.texts.contains_key(place)
        };
        let here = |above: &&Path| NAMES.iter().map(|name| above.join(name)).find(is_there);
        let found = folder.ancestors().find_map(|above| Some((above, here(&above)?)));
        // Most often there is none, so the top is looked for only when there is one above it.
        let is_top = |below: &Path| below.join(".git").exists();
        let found = found.filter(|(holder, _)| !folder.ancestors().take_while(|a| a != holder).any(is_top));
        let found = found.map(|(_, place)| place);
        self.places.insert(folder, found.clone());
        found
    }
}

/// Whether a settings file that no one named is a link to what is outside the repository, or of its folder
/// where there is none: what is wrong in it would be shown.
fn leads_out(place: &Path) -> bool {
    !Tree::around(place.parent().unwrap_or(place)).is_ok_and(|tree| tree.holds(place))
}

/// A path as a person who is in the current folder would write it.
fn shown(path: &Path) -> String {
    let here = real(Path::new("."));
    path.strip_prefix(here).unwrap_or(path).to_string_lossy().into_owned()
}
