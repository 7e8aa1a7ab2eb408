//! From the paths that a person names to the configurations to lint.

mod beside;
mod candidate;
mod excluded;
mod revision;
mod search;
mod series;
mod walk;

pub use crate::source::Texts;
pub use excluded::Exclude;
pub use revision::{read_at, split};
pub use search::{Search, Total};
pub use walk::is_named_as_template;

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::document::{self, Basis, Document};
use crate::host::System;
use crate::host::system::Neighbours;
use crate::schema::{ExternalKind, Series, Version};
use crate::source::{
    Confine, Confined, Disk, FileId, NotRead, Overlay, Reader, Remapped, Revision, SourceMap, Tree, real,
};
use crate::syntax::{Carry, Cursor, Kind};

/// Where Dovecot keeps its configuration; absolute includes below it are looked for next to the root.
const PLACE: &str = "/etc/dovecot";

/// Folders that hold no configuration of their own, and why; of git's own not a word is said.
const SKIPPED: [(&str, &str); 3] = [
    (".git", ""),
    ("example-config", "the examples that come with Dovecot"),
    ("node_modules", "what npm has installed"),
];

/// A configuration to lint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Root {
    /// The main file, as it is shown.
    pub path: String,
    /// Whether it is a whole configuration; a fragment that no root includes is none.
    pub is_whole: bool,
}

/// A file or a folder that was skipped, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passed {
    /// The file, as it is shown.
    pub path: String,
    /// What it is.
    pub reason: String,
}

/// How configurations are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The version to read them as; found by itself when there is none.
    pub version: Option<Version>,
    /// `FROM=TO`: where an absolute include lives in this tree.
    pub remap: Vec<(String, String)>,
    /// Whether to look for files that no include names as well.
    pub unread: bool,
    /// Whether reading stays in the tree of the configuration.
    pub confine: Confine,
    /// Whether units and other files of the system are looked for beside it, in its repository.
    pub beside: bool,
    /// The folder with the files of the machine that the configuration is for, when it is not this one.
    pub host_root: Option<String>,
    /// Places outside of it that the user named, and that are read too.
    pub named: Vec<PathBuf>,
    /// The folders that the user named: without a repository, they are the trees that reading stays in.
    pub folders: Vec<PathBuf>,
    /// What the search of a folder leaves out.
    pub exclude: Vec<Exclude>,
    /// Whether it leaves out what `.gitignore` says as well.
    pub gitignore: bool,
    /// What is known of the folders around the configurations on the disk.
    pub neighbours: Rc<Neighbours>,
}

impl Options {
    /// The files that reading a path may lead to.
    ///
    /// # Errors
    /// When a link leads to the path itself out of its repository.
    pub fn reach(&self, path: &str) -> Result<Confined, Trouble> {
        let tree = self.tree(path)?;
        Ok(Confined::to(tree.map(|tree| self.named.iter().fold(tree, |tree, place| tree.with(place)))))
    }

    fn tree(&self, path: &str) -> Result<Option<Tree>, Trouble> {
        let machine = self.host_root.as_deref().map(Path::new);
        self.confine.tree(path, &self.folders, machine).map_err(|error| trouble(path, reason(&error)))
    }

    /// The files in which those of the system are looked for beside a main file, up to a folder. They are told by their
    /// names, and without links no tree chooses which they are.
    fn reach_beside(&self, path: &str, top: &str) -> Result<Confined, Trouble> {
        let tree = self.tree(path)?;
        Ok(Confined::to(tree.map(|tree| {
            if tree.is_repository() { tree } else { tree.widened(Path::new(top)).without_links() }
        })))
    }
}

/// A path that cannot be linted, and why.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{path}: {message}")]
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

/// Whether two paths are those of one file.
pub fn is_same_file(one: &str, other: &str) -> bool {
    one == other || real(Path::new(one)) == real(Path::new(other))
}

/// The files in which configurations are looked for and read.
#[derive(Clone, Copy)]
pub enum Files<'f> {
    /// Those of this machine, as far as the options for each path let reading go.
    Disk,
    /// Those of a revision of a git repository.
    Revision(&'f Revision),
    /// Those of any other reader.
    Reader(&'f dyn Reader),
}

impl<'f> Files<'f> {
    /// Reads a root.
    ///
    /// # Errors
    /// When its main file cannot be read, or is not text.
    pub fn read(self, root: &Root, options: &Options) -> Result<Document, Trouble> {
        self.read_over(&Texts::default(), root, options)
    }

    /// Reads a root, but for the files of which a text is given.
    ///
    /// # Errors
    /// When its main file cannot be read, or is not text.
    pub fn read_over(self, texts: &Texts, root: &Root, options: &Options) -> Result<Document, Trouble> {
        match self {
            Files::Disk => read_over(texts, root, options),
            Files::Revision(revision) => read_over_by(revision, texts, root, options, &options.neighbours),
            Files::Reader(reader) => read_from_over(reader, texts, root, options),
        }
    }

    /// What the files of a root's repository say of the system that it is for.
    pub fn system_beside(
        self,
        texts: &Texts,
        root: &Root,
        options: &Options,
        sources: &mut SourceMap,
    ) -> Option<System> {
        if !options.beside {
            return None;
        }
        match self {
            Files::Disk => {}
            // A commit is looked at for its configuration alone.
            Files::Revision(_) => return None,
            Files::Reader(reader) => {
                let top = reader.canonical(root.path.rsplit_once('/').map_or(".", |(folder, _)| folder));
                let top = top.trim_end_matches('/');
                return System::beside(reader, &root.path, top, &options.neighbours, sources);
            }
        }
        let top = beside::top(&root.path)?;
        let confined = options.reach_beside(&root.path, &top).ok()?;
        System::beside(&Overlay::new(&confined, texts), &root.path, &top, &options.neighbours, sources)
    }

    /// What reads them; on the disk as far as `confined` reaches.
    fn reader<'r>(self, confined: &'r Confined) -> &'r dyn Reader
    where
        'f: 'r,
    {
        match self {
            Files::Disk => confined,
            Files::Revision(revision) => revision,
            Files::Reader(reader) => reader,
        }
    }

    /// One spelling for all spellings of a path.
    fn canonical(self, path: &str) -> String {
        match self {
            Files::Disk => Disk.canonical(path),
            Files::Revision(revision) => revision.canonical(path),
            Files::Reader(reader) => reader.canonical(path),
        }
    }

    /// What a message about a path adds.
    fn at(self) -> &'static str {
        match self {
            Files::Revision(_) => " at this revision",
            Files::Disk | Files::Reader(_) => "",
        }
    }
}

/// Reads a root from the disk.
///
/// # Errors
/// When its main file cannot be read, or is not text.
pub fn read(root: &Root, options: &Options) -> Result<Document, Trouble> {
    read_over(&Texts::default(), root, options)
}

/// Reads a root from the disk, but for the files of which a text is given.
///
/// # Errors
/// When its main file cannot be read, or is not text.
pub fn read_over(texts: &Texts, root: &Root, options: &Options) -> Result<Document, Trouble> {
    read_over_by(&options.reach(&root.path)?, texts, root, options, &options.neighbours)
}

/// Reads a root with any reader, but for the files of which a text is given.
///
/// # Errors
/// When its main file cannot be read, or is not text.
pub fn read_from_over(
    files: &dyn Reader,
    texts: &Texts,
    root: &Root,
    options: &Options,
) -> Result<Document, Trouble> {
    read_over_by(files, texts, root, options, &Neighbours::default())
}

fn read_over_by(
    files: &dyn Reader,
    texts: &Texts,
    root: &Root,
    options: &Options,
    known: &Neighbours,
) -> Result<Document, Trouble> {
    let files = Overlay::new(files, texts);
    let reader = Remapped::new(&files, rules(&files, &root.path, options)).keeping(&root.path);
    let mut document = read_by(&reader, &root.path, options.version, known)?;
    document.is_mapped = !options.remap.is_empty();
    if options.unread {
        document.note_unread(&reader);
    }
    Ok(document)
}

/// A file that a configuration names by an absolute path, as its includes are looked for, with its mode.
pub fn fetch(root: &Root, options: &Options, path: &str) -> Option<(Vec<u8>, u32)> {
    let files = options.reach(&root.path).ok()?;
    let reader = Remapped::new(&files, rules(&files, &root.path, options)).keeping(&root.path);
    let (bytes, mode) = reader.fetch(path, crate::limits::EXTERNAL_BYTES).ok()?;
    Some((bytes, mode.unwrap_or(0o644)))
}

/// Where absolute includes are: as the user says, then next to the root when it is not in its place.
fn rules(files: &dyn Reader, path: &str, options: &Options) -> Vec<(String, String)> {
    let mut rules = options.remap.clone();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| if folder.is_empty() { "/" } else { folder });
    let real = files.canonical(if folder.is_empty() { "." } else { folder });
    if !Path::new(&real).starts_with(PLACE) {
        rules.push((PLACE.to_owned(), folder.to_owned()));
    }
    rules
}

/// Reads a root with any reader.
///
/// # Errors
/// When its main file cannot be read, or is not text.
pub fn read_from(reader: &dyn Reader, path: &str, version: Option<Version>) -> Result<Document, Trouble> {
    read_by(reader, path, version, &Neighbours::default())
}

fn read_by(
    reader: &dyn Reader,
    path: &str,
    version: Option<Version>,
    known: &Neighbours,
) -> Result<Document, Trouble> {
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
    if is_guessed {
        let (series, basis) = match version.series {
            Series::V24 => (Series::V24, Basis::VersionLine),
            Series::V23 => series::of(reader, path, &document),
        };
        if series == Series::V24 && version.series == Series::V23 {
            document = read(Version::newest(Series::V24))?;
        }
        document.basis = basis;
    }
    if document::looks_binary(&document.sources.file(document.root).bytes) {
        return Err(trouble(reader.shown(path), NotRead::Binary.to_string()));
    }
    if !document::fetch::is_installed(reader, path) {
        document.completeness.note_written(known.written(reader, path));
    }
    Ok(document)
}

/// What a file is that is no configuration but belongs next to one, such as `dovecot-sql.conf.ext` of 2.3.
fn external_kind(reader: &dyn Reader, path: &str, version: Version) -> Option<ExternalKind> {
    if version.series != Series::V23 || crate::text::file_name(path) == "dovecot.conf" {
        return None;
    }
    let bytes = reader.fetch(path, 1 << 20).ok()?.0;
    document::kind_of_file(path, &bytes)
}

/// The line of a configuration: 2.4 when its first statement is `dovecot_config_version`.
fn detect(reader: &dyn Reader, path: &str) -> Version {
    let newest = Version::newest(Series::V23);
    let Ok(bytes) = reader.read(path) else { return newest };
    // The first statement is in the first lines; the rest need not be cut for it.
    let mut head = bytes;
    if let Some(at) = memchr::memmem::find(&head, b"dovecot_config_version") {
        head.truncate(memchr::memchr(b'\n', &head[at..]).map_or(head.len(), |end| at + end + 1));
    } else {
        return newest;
    }
    let mut sources = SourceMap::default();
    sources.add(path.to_owned(), path.to_owned(), head, false);
    let mut cursor = Cursor::new(FileId(0), Version::newest(Series::V24), &sources);
    let (mut joined, mut notes, mut carry) = (Vec::new(), Vec::new(), Carry::default());
    while let Some(statement) = cursor.next(&sources, &mut joined, &mut notes, &mut carry) {
        if matches!(statement.kind, Kind::Malformed | Kind::Garbage) {
            continue;
        }
        let key = statement.bytes(statement.key, &sources, &joined);
        let is_version = statement.kind == Kind::Setting && key == b"dovecot_config_version";
        return if is_version { Version::newest(Series::V24) } else { newest };
    }
    newest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    fn series(text: &str) -> Series {
        detect(&Memory::new([("/d.conf", text)]), "/d.conf").series
    }

    #[test]
    fn the_first_statement_tells_the_line() {
        assert_eq!(series("# x\ndovecot_config_version = 2.4.0\n"), Series::V24);
        assert_eq!(series("ssl = no\ndovecot_config_version = 2.4.0\n"), Series::V23);
        assert_eq!(series("# dovecot_config_version = 2.4.0\nssl = no\n"), Series::V23);
        assert_eq!(series(""), Series::V23);
    }

    #[test]
    fn an_included_file_may_begin() {
        let series = |included: &str| {
            let files = [("/d.conf", "# x\n!include local.conf\n"), ("/local.conf", included)];
            let document = read_from(&Memory::new(files), "/d.conf", None);
            document.ok().map(|document| document.version.series)
        };
        assert_eq!(series("dovecot_config_version = 2.4.0\n"), Some(Series::V24));
        assert_eq!(series("ssl = no\ndovecot_config_version = 2.4.0\n"), Some(Series::V23));
    }
}
