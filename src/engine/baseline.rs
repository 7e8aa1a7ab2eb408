//! Findings that are known and left for later, so that an old tree can be linted from today on.
//!
//! A finding is known by its lint, the sections around it and the text of its line, so that it stays known
//! when lines move. As many as are written down are known; one more of the same kind is new. A file that is
//! no longer there hands its entries on, so that a file may be renamed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::document::roots;
use crate::engine::RootReport;
use crate::engine::identity::{self, Scopes};
use crate::finding::{Finding, Ignored, Lint};
use crate::hash::HashMap;
use crate::limits::BASELINE_BYTES;
use crate::source::{Disk, Reader};

/// The version of the file format.
const VERSION: u32 = 1;

/// What a baseline is called when no one says otherwise; it is in the folder in which dovelint runs.
pub const DEFAULT: &str = ".dovelint-baseline.json";

const HINT: &str = "; `--write-baseline` rewrites it";

/// What is known about a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Known {
    /// Relative to the folder of the baseline where it is below that.
    file: String,
    lint: String,
    scope: String,
    text: String,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    known: Known,
    count: u32,
}

#[derive(Deserialize)]
struct Read {
    version: u32,
    findings: Vec<Entry>,
}

/// A baseline.
#[derive(Debug)]
pub struct Baseline {
    path: String,
    folder: PathBuf,
    counts: BTreeMap<Known, u32>,
}

/// Why a baseline cannot be read or written, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file cannot be read.
    #[error("{path}: {}{}", roots::reason(.source), if .source.kind() == io::ErrorKind::NotFound { HINT } else { "" })]
    NotRead {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The file is something else.
    #[error("{path}: this is not a baseline: {source}{HINT}")]
    Malformed {
        /// The file.
        path: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// Another dovelint wrote it.
    #[error("{path}: a baseline of version {version}, but this dovelint reads version {VERSION}{HINT}")]
    OtherVersion {
        /// The file.
        path: String,
        /// Its version.
        version: u64,
    },
    /// The file in its place is not to be overwritten.
    #[error("{path}: this is {what}; `--write-baseline={path}` overwrites it")]
    InTheWay {
        /// The file.
        path: String,
        /// What it is.
        what: &'static str,
    },
}

/// An entry that matches less than it says.
#[derive(Debug, PartialEq, Eq)]
pub struct Stale {
    /// The file as the baseline names it.
    pub file: String,
    /// The lint.
    pub lint: String,
    /// How many of its findings are gone.
    pub gone: u32,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// When it cannot be read or is none.
    pub fn read(path: &str) -> Result<Baseline, BaselineError> {
        let not_read = |source| BaselineError::NotRead { path: path.to_owned(), source };
        let malformed = |source| BaselineError::Malformed { path: path.to_owned(), source };
        let (bytes, _) = Disk.fetch(path, BASELINE_BYTES).map_err(not_read)?;
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(malformed)?;
        let version = value.get("version").and_then(serde_json::Value::as_u64);
        if let Some(version) = version.filter(|version| *version != u64::from(VERSION)) {
            return Err(BaselineError::OtherVersion { path: path.to_owned(), version });
        }
        let read: Read = serde_json::from_value(value).map_err(malformed)?;
        debug_assert_eq!(read.version, VERSION);
        let mut baseline = Baseline::empty(path);
        for entry in read.findings {
            let count = baseline.counts.entry(entry.known).or_default();
            *count = count.saturating_add(entry.count);
        }
        Ok(baseline)
    }

    /// Whether a file may be replaced that no one named on the command line: it is a baseline, or called like one
    /// when no one says otherwise, or not there yet.
    ///
    /// # Errors
    /// Why not.
    pub fn may_replace(path: &str) -> Result<(), BaselineError> {
        let what = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Ok(meta) if meta.is_symlink() => "a link",
            _ if Path::new(path).ends_with(DEFAULT) || Baseline::read(path).is_ok() => return Ok(()),
            _ => "not a baseline",
        };
        Err(BaselineError::InTheWay { path: path.to_owned(), what })
    }

    /// A baseline that knows all findings that count.
    pub fn of(path: &str, reports: &[RootReport]) -> Baseline {
        let mut baseline = Baseline::empty(path);
        for report in reports {
            let names = baseline.names(&report.document, report.counting());
            for known in names {
                *baseline.counts.entry(known).or_default() += 1;
            }
        }
        baseline
    }

    fn empty(path: &str) -> Baseline {
        let folder = absolute(Path::new(path)).parent().unwrap_or(Path::new("/")).to_owned();
        Baseline { path: path.to_owned(), folder, counts: BTreeMap::new() }
    }

    /// The file that it is read from or written to.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.counts.values().map(|count| *count as usize).sum()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Writes it with one finding a line, sorted, so that two branches merge.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\n\"version\": {VERSION},\n\"findings\": [")?;
        for (index, (known, count)) in self.counts.iter().enumerate() {
            writeln!(out, "{}", if index == 0 { "" } else { "," })?;
            serde_json::to_writer(&mut *out, &Entry { known: known.clone(), count: *count })?;
        }
        write!(out, "\n]\n}}\n")
    }

    /// Marks the findings of a document that it knows.
    pub fn apply(&self, document: &Document, findings: &mut [Finding]) {
        let names = self.names(document, findings.iter().filter(|finding| finding.ignored.is_none()));
        let (known, _) = self.take(&names);
        let counting = findings.iter_mut().filter(|finding| finding.ignored.is_none());
        for (finding, is_known) in counting.zip(known) {
            finding.ignored = is_known.then_some(Ignored::Baseline);
        }
    }

    /// The entries that match less than they say, of files that were read or are gone and of lints that were
    /// asked: of anything else nothing is known.
    pub fn stale(&self, reports: &[RootReport], asked: impl Fn(&Lint) -> bool) -> Vec<Stale> {
        let mut names = Vec::new();
        let mut read = crate::hash::HashSet::default();
        for report in reports {
            let known = report.findings.iter().filter(|f| f.ignored == Some(Ignored::Baseline));
            names.extend(self.names(&report.document, known));
            read.extend(report.document.sources.files().map(|(_, file)| self.name(&file.shown)));
        }
        let (_, left) = self.take(&names);
        let is_judged = |known: &Known| {
            let is_asked = crate::lints::find(&known.lint).is_none_or(&asked);
            is_asked && (read.contains(&known.file) || self.is_gone(&known.file))
        };
        left.into_iter()
            .filter(|(known, gone)| *gone > 0 && is_judged(known))
            .map(|(known, gone)| Stale { file: known.file.clone(), lint: known.lint.clone(), gone })
            .collect()
    }

    /// Which of these findings are known, and how many of each entry are left over.
    fn take(&self, names: &[Known]) -> (Vec<bool>, BTreeMap<&Known, u32>) {
        let mut left: BTreeMap<&Known, u32> =
            self.counts.iter().map(|(known, count)| (known, *count)).collect();
        let mut take = |known: &Known| match left.get_mut(known) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        let mut known: Vec<bool> = names.iter().map(&mut take).collect();
        if known.iter().all(|is_known| *is_known) {
            return (known, left);
        }
        // What was known in a file that is gone may be in another one now.
        let mut moved: HashMap<(&str, &str, &str), Vec<&Known>> = HashMap::default();
        let mut gone: HashMap<&str, bool> = HashMap::default();
        for (entry, _) in left.iter().filter(|(_, count)| **count > 0) {
            if *gone.entry(&entry.file).or_insert_with(|| self.is_gone(&entry.file)) {
                moved.entry((&entry.lint, &entry.scope, &entry.text)).or_default().push(entry);
            }
        }
        for (name, is_known) in names.iter().zip(&mut known).filter(|(_, is_known)| !**is_known) {
            let entries = moved.get(&(name.lint.as_str(), name.scope.as_str(), name.text.as_str()));
            for entry in entries.into_iter().flatten() {
                if let Some(count) = left.get_mut(entry).filter(|count| **count > 0) {
                    *count -= 1;
                    *is_known = true;
                    break;
                }
            }
        }
        (known, left)
    }

    fn names<'f>(&self, document: &Document, findings: impl Iterator<Item = &'f Finding>) -> Vec<Known> {
        let mut findings = findings.peekable();
        if findings.peek().is_none() {
            return Vec::new();
        }
        let scopes = Scopes::of(document);
        let mut files: HashMap<_, String> = HashMap::default();
        findings
            .map(|finding| {
                let id = finding.span.file;
                let file = files.entry(id).or_insert_with(|| self.name(&document.sources.file(id).shown));
                Known {
                    file: file.clone(),
                    lint: finding.lint.name.to_owned(),
                    scope: scopes.at(finding.span).to_owned(),
                    text: identity::line_text(document, finding),
                }
            })
            .collect()
    }

    /// A file as the baseline names it, wherever dovelint runs.
    fn name(&self, shown: &str) -> String {
        let path = absolute(Path::new(shown));
        path.strip_prefix(&self.folder).unwrap_or(&path).to_string_lossy().into_owned()
    }

    fn is_gone(&self, file: &str) -> bool {
        matches!(fs::metadata(self.folder.join(file)), Err(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

/// The real folder of a path with the name in it; what is not there stays as it is written.
fn absolute(path: &Path) -> PathBuf {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let real = fs::canonicalize(folder)
        .or_else(|_| std::path::absolute(folder))
        .unwrap_or_else(|_| folder.to_owned());
    match path.components().next_back() {
        Some(Component::Normal(name)) => real.join(name),
        _ => real,
    }
}
