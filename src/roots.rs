//! From the paths that a person names to the configurations to lint.

mod revision;

pub use revision::{find_at, read_at, split};

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::document::{self, Document};
use crate::hash::HashMap;
use crate::schema::{ExternalKind, Line, Version};
use crate::source::{Confine, Confined, FileId, NotRead, Overlay, Reader, Remapped, SourceMap};
use crate::syntax::{Carry, Cursor, Kind};

/// Where Dovecot keeps its configuration; absolute includes below it are looked for beside the root.
const PLACE: &str = "/etc/dovecot";

/// Folders that hold no configuration of their own.
const SKIPPED: [&str; 3] = [".git", "node_modules", "target"];

/// A configuration to lint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Root {
    /// The main file, as it is shown.
    pub path: String,
    /// Whether it is a whole configuration; a fragment that no root includes is none.
    pub is_whole: bool,
}

/// How configurations are read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The version to read them as; found by itself when there is none.
    pub version: Option<Version>,
    /// `FROM=TO`: where an absolute include lives in this tree.
    pub remap: Vec<(String, String)>,
    /// Whether to look for files that no include names, too.
    pub unread: bool,
    /// Whether reading stays in the tree of the configuration.
    pub confine: Confine,
    /// Places outside of it that the user named, and that are read too.
    pub named: Vec<PathBuf>,
}

impl Options {
    /// The files that reading a path may lead to.
    ///
    /// # Errors
    /// When a link leads to the path itself out of its repository.
    pub fn reach(&self, path: &str) -> Result<Confined, Trouble> {
        let tree = self.confine.tree(path).map_err(|error| trouble(path, reason(&error)))?;
        Ok(Confined::to(tree.map(|tree| self.named.iter().fold(tree, |tree, place| tree.with(place)))))
    }
}

/// A path that cannot be linted, and why.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// The path.
    pub path: String,
    /// One sentence that says what to do.
    pub message: String,
}

fn trouble(path: impl Into<String>, message: impl Into<String>) -> Trouble {
    Trouble { path: path.into(), message: message.into() }
}

/// What an error of the system means to a person.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::IsADirectory => "a folder; name a file".to_owned(),
        _ => NotRead::from(error).to_string(),
    }
}

/// Finds the roots that a path stands for.
///
/// A folder stands for every `dovecot.conf` in it that no other one includes; a file that a root beside
/// or above it includes stands for that root. What kept some from being found is added to the troubles.
///
/// # Errors
/// When there is nothing to lint.
pub fn find(path: &str, options: &Options, troubles: &mut Vec<Trouble>) -> Result<Vec<Root>, Trouble> {
    let files = options.reach(path)?;
    files.exists(path).map_err(|e| trouble(path, reason(&e)))?;
    let meta = fs::metadata(path).map_err(|e| trouble(path, reason(&e)))?;
    if !meta.is_dir() {
        if !meta.is_file() {
            return Err(trouble(path, "not a regular file; name a configuration file or a folder"));
        }
        return Ok(vec![root_of(path, options, &files)]);
    }
    let mut walk = Walk { files: &files, found: BTreeSet::new(), troubles };
    walk.folder(path);
    let is_known = walk.troubles.is_empty();
    let mut roots: Vec<PathBuf> = walk.found.into_iter().collect();
    if roots.len() > 1 {
        let included = included_by_others(&roots, options);
        roots.retain(|root| !included.contains(&canonical(root)));
    }
    // There may well be one where it could not be looked for.
    if roots.is_empty() && is_known {
        let message = "no dovecot.conf in this folder; name the main configuration file itself";
        return Err(trouble(path, message));
    }
    Ok(roots.into_iter().map(|root| Root { path: shown(&root), is_whole: true }).collect())
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Whether two paths are those of one file.
pub fn is_same_file(one: &str, other: &str) -> bool {
    one == other || canonical(Path::new(one)) == canonical(Path::new(other))
}

fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The search for every `dovecot.conf` in a folder.
struct Walk<'w> {
    files: &'w Confined,
    found: BTreeSet<PathBuf>,
    troubles: &'w mut Vec<Trouble>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &str) {
        let names = match self.files.list(folder) {
            Ok(names) => names,
            Err(error) => return self.troubles.push(trouble(folder, reason(&error))),
        };
        for name in names {
            let path = Path::new(folder).join(&name);
            // A link to a folder is not followed: it may lead back here.
            let Ok(kind) = fs::symlink_metadata(&path).map(|meta| meta.file_type()) else { continue };
            let is_skipped = SKIPPED.iter().any(|skipped| name == *skipped);
            match path.to_str() {
                None if kind.is_dir() || name == "dovecot.conf" => {
                    self.troubles.push(trouble(shown(&path), NotRead::Name.to_string()));
                }
                Some(folder) if kind.is_dir() && !is_skipped => self.folder(folder),
                Some(file) if name == "dovecot.conf" && !kind.is_dir() => match self.files.exists(file) {
                    Ok(_) if path.is_file() => drop(self.found.insert(path)),
                    Ok(_) => {}
                    Err(error) => self.troubles.push(trouble(file, reason(&error))),
                },
                _ => {}
            }
        }
    }
}

fn included_by_others(roots: &[PathBuf], options: &Options) -> BTreeSet<PathBuf> {
    let mut included = BTreeSet::new();
    for root in roots {
        if let Ok(document) = read(&Root { path: shown(root), is_whole: true }, options) {
            let others = document.reads.iter().skip(1);
            included.extend(others.map(|r| canonical(Path::new(&document.sources.file(r.file).shown))));
        }
    }
    included
}

/// The root that includes a file, or the file itself.
fn root_of(path: &str, options: &Options, files: &Confined) -> Root {
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
        let Ok(document) = read(&root, options) else { continue };
        if document.sources.files().any(|(_, read)| canonical(Path::new(&read.shown)) == real) {
            return root;
        }
    }
    own
}

/// Files in a `conf.d` and those that only another program reads are no configurations by themselves.
fn looks_like_a_fragment(file: &Path) -> bool {
    let in_parts = file
        .parent()
        .and_then(Path::file_name)
        .is_some_and(|folder| folder.to_string_lossy().ends_with(".d"));
    in_parts || file.extension().is_some_and(|e| e == "ext" || e == "inc" || e == "protocol")
}

/// Reads a root from the disk.
///
/// # Errors
/// When its main file cannot be read, or is not text.
pub fn read(root: &Root, options: &Options) -> Result<Document, Trouble> {
    read_over(&Texts::default(), root, options)
}

/// Texts that stand in for files on the disk, by the path as it is shown.
pub type Texts = HashMap<String, Vec<u8>>;

/// Reads a root from the disk, but for the files of which a text is given.
///
/// # Errors
/// When its main file cannot be read, or is not text.
pub fn read_over(texts: &Texts, root: &Root, options: &Options) -> Result<Document, Trouble> {
    let files = options.reach(&root.path)?;
    let disk = Overlay::new(&files, texts);
    let reader = Remapped::new(&disk, rules(&root.path, options)).keeping(&root.path);
    let mut document = read_from(&reader, &root.path, options.version)?;
    if options.unread {
        document.note_unread(&reader);
    }
    Ok(document)
}

/// Where absolute includes lie: as the user says, then beside the root when it is not in its place.
fn rules(path: &str, options: &Options) -> Vec<(String, String)> {
    let mut rules = options.remap.clone();
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    if !canonical(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).starts_with(PLACE) {
        rules.push((PLACE.to_owned(), shown(folder)));
    }
    rules
}

/// Reads a root with any reader.
///
/// # Errors
/// When its main file cannot be read, or is not text.
pub fn read_from(reader: &dyn Reader, path: &str, version: Option<Version>) -> Result<Document, Trouble> {
    let is_guessed = version.is_none();
    let version = version.unwrap_or_else(|| detect(reader, path));
    let read = |version| {
        let document = match external_kind(reader, path, version) {
            Some(kind) => document::read_external(reader, path, version, kind),
            None => document::read(reader, path, version),
        };
        document.map_err(|e| trouble(reader.shown(path), reason(&e)))
    };
    let mut document = read(version)?;
    if is_guessed && version.line == Line::V23 && document.begins_with_version() {
        document = read(Version::newest(Line::V24))?;
    }
    if document::looks_binary(&document.sources.file(document.root).bytes) {
        return Err(trouble(reader.shown(path), NotRead::Binary.to_string()));
    }
    Ok(document)
}

/// What a file is that is no configuration but belongs beside one, such as `dovecot-sql.conf.ext` of 2.3.
fn external_kind(reader: &dyn Reader, path: &str, version: Version) -> Option<ExternalKind> {
    if version.line != Line::V23 || path.rsplit('/').next() == Some("dovecot.conf") {
        return None;
    }
    let bytes = reader.fetch(path, 1 << 20).ok()?.0;
    document::kind_of_file(path, &bytes)
}

/// The line of a configuration: 2.4 when its first statement is `dovecot_config_version`.
fn detect(reader: &dyn Reader, path: &str) -> Version {
    let newest = Version::newest(Line::V23);
    let Ok(bytes) = reader.read(path) else { return newest };
    // The first statement stands in the first lines; the rest need not be cut for it.
    let mut head = bytes;
    if let Some(at) = memchr::memmem::find(&head, b"dovecot_config_version") {
        head.truncate(memchr::memchr(b'\n', &head[at..]).map_or(head.len(), |end| at + end + 1));
    } else {
        return newest;
    }
    let mut sources = SourceMap::default();
    sources.add(path.to_owned(), path.to_owned(), head, false);
    let mut cursor = Cursor::new(FileId(0), Version::newest(Line::V24), &sources);
    let (mut joined, mut notes, mut carry) = (Vec::new(), Vec::new(), Carry::default());
    while let Some(statement) = cursor.next(&sources, &mut joined, &mut notes, &mut carry) {
        if matches!(statement.kind, Kind::Malformed | Kind::Garbage) {
            continue;
        }
        let key = statement.bytes(statement.key, &sources, &joined);
        let is_version = statement.kind == Kind::Setting && key == b"dovecot_config_version";
        return if is_version { Version::newest(Line::V24) } else { newest };
    }
    newest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    fn line(text: &str) -> Line {
        detect(&Memory::new([("/d.conf", text)]), "/d.conf").line
    }

    #[test]
    fn the_first_statement_tells_the_line() {
        assert_eq!(line("# x\ndovecot_config_version = 2.4.0\n"), Line::V24);
        assert_eq!(line("ssl = no\ndovecot_config_version = 2.4.0\n"), Line::V23);
        assert_eq!(line("# dovecot_config_version = 2.4.0\nssl = no\n"), Line::V23);
        assert_eq!(line(""), Line::V23);
    }

    #[test]
    fn an_included_file_may_begin() {
        let line = |included: &str| {
            let files = [("/d.conf", "# x\n!include local.conf\n"), ("/local.conf", included)];
            let document = read_from(&Memory::new(files), "/d.conf", None);
            document.ok().map(|document| document.version.line)
        };
        assert_eq!(line("dovecot_config_version = 2.4.0\n"), Some(Line::V24));
        assert_eq!(line("ssl = no\ndovecot_config_version = 2.4.0\n"), Some(Line::V23));
    }
}
