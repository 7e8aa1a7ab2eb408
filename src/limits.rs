//! How much dovelint reads, so that no tree can make it run for long or take all memory.
//!
//! All limits are far above what a server has. Dovecot itself has few: it keeps every file open that includes
//! another one, so that the usual limit of 1,024 open files stops it at that depth; `doveconf` has spaces for 17
//! levels of sections.

use std::cell::Cell;
use std::fmt;

/// The largest configuration file, in bytes.
pub const FILE_BYTES: u64 = 32 << 20;
/// All files of a configuration together, in bytes; a file counts as often as it is included.
pub const TREE_BYTES: u64 = 64 << 20;
/// How many files a configuration has.
pub const FILES: usize = 10_000;
/// How many files are read for it; a file counts as often as it is included.
pub const READS: usize = 20_000;
/// How many lines it has; those of a file count as often as it is included.
pub const LINES: u64 = 2_000_000;
/// How many files include each other in a chain.
pub const INCLUDE_DEPTH: u32 = 200;
/// How many sections are in each other.
pub const NESTING: usize = 200;
/// How many bytes of paths and names the patterns of all includes are compared with.
pub const GLOB_BYTES: u64 = 8 << 20;
/// How many bytes the values may grow by that take in other values: `mail_plugins = $mail_plugins quota`.
pub const EXPANDED_BYTES: u64 = 8 << 20;
/// How many bytes of other values are taken in while a configuration is judged.
pub const LOOKUP_BYTES: u64 = 128 << 20;
/// How many statements Dovecot would refuse or warn of.
pub const PROBLEMS: usize = 100_000;
/// How many settings and filters of groups the sections take in that use them.
pub const MERGED: u64 = 500_000;
/// How many filters are held against other ones that may match the same connections.
pub const OVERLAPS: u64 = 1_000_000;
/// How often the listeners of the top level of 2.4 are taken in by services.
pub const SHARED_LISTENERS: u64 = 100_000;
/// The files that 2.3 names without including them, each in bytes.
pub const EXTERNAL_BYTES: u64 = 1 << 20;
/// All of them together, in bytes; each line counts as 100 more.
pub const EXTERNALS_BYTES: u64 = 4 << 20;
/// How many of them are looked for.
pub const EXTERNALS: usize = 200;
/// Units, jobs and other files of the system beside all configurations of a run, in bytes; one counts for each
/// configuration that it is read for.
pub const BESIDE_BYTES: u64 = 64 << 20;
/// A settings file of dovelint, in bytes.
pub const SETTINGS_BYTES: u64 = 256 << 10;
/// A baseline, in bytes.
pub const BASELINE_BYTES: u64 = 32 << 20;
/// A `.gitignore`, in bytes; one that is larger leaves nothing out.
pub const GITIGNORE_BYTES: u64 = 256 << 10;
/// How many bytes of paths its patterns and those of `exclude` are compared with in a search.
pub const IGNORED_BYTES: u64 = 256 << 20;
/// How many names the folders hold that are searched for configurations.
pub const FOLDER_NAMES: usize = 1_000_000;
/// How many folders of a revision are searched: few objects can stand for any number of folders.
pub const REVISION_FOLDERS: usize = 20_000;
/// How many levels of folders are searched: finding the way to each costs as much as it is deep.
pub const FOLDER_DEPTH: usize = 200;
/// The longest path of a folder that is searched, in bytes: no file on a disk has a longer one.
pub const PATH_BYTES: usize = 4096;
/// How many configurations are read in one run.
pub const ROOTS: usize = 10_000;
/// How many statements and comments all configurations of a run have.
pub const RUN_STATEMENTS: usize = 4_000_000;
/// How large a file may become when it is laid out, in bytes.
pub const LAYOUT_BYTES: usize = 1 << 20;
/// The same, in times of what it was, where that is more.
pub const LAYOUT_FACTOR: usize = 8;

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// [`TREE_BYTES`]
    TreeBytes,
    /// [`FILES`]
    Files,
    /// [`READS`]
    Reads,
    /// [`LINES`]
    Lines,
    /// [`INCLUDE_DEPTH`]
    IncludeDepth,
    /// [`NESTING`]
    Nesting,
    /// [`GLOB_BYTES`]
    Glob,
    /// [`EXPANDED_BYTES`] or [`LOOKUP_BYTES`]
    Expanded,
    /// [`PROBLEMS`]
    Problems,
    /// [`MERGED`]
    Merged,
    /// [`OVERLAPS`]
    Overlaps,
    /// [`SHARED_LISTENERS`]
    SharedListeners,
    /// [`LAYOUT_BYTES`] and [`LAYOUT_FACTOR`]
    Layout,
    /// [`FOLDER_NAMES`]
    FolderNames,
    /// [`IGNORED_BYTES`]
    Ignored,
    /// [`ROOTS`]
    Roots,
    /// [`RUN_STATEMENTS`]
    RunStatements,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::TreeBytes => {
                write!(f, "the files of this configuration are larger than {}", Size(TREE_BYTES))
            }
            Limit::Files => write!(f, "this configuration has more than {} files", Number(FILES)),
            Limit::Reads => write!(f, "this configuration includes files more than {} times", Number(READS)),
            Limit::Lines => write!(f, "this configuration has more than {} lines", Number(LINES as usize)),
            Limit::IncludeDepth => write!(f, "more than {INCLUDE_DEPTH} files include each other in a chain"),
            Limit::Nesting => {
                write!(f, "more than {NESTING} sections are nested; look for a missing `}}`")
            }
            Limit::Glob => f.write_str("the patterns of the includes match or search too many names"),
            Limit::Expanded => f.write_str("the values that contain other values become too long"),
            Limit::Layout => {
                write!(f, "unchanged: it would be more than {LAYOUT_FACTOR} times as large once formatted")
            }
            Limit::Problems => write!(
                f,
                "more than {} lines are invalid; is this a Dovecot configuration?",
                Number(PROBLEMS)
            ),
            Limit::Merged => f.write_str("the sections use too many settings from groups"),
            Limit::Overlaps => f.write_str("too many connection filters overlap"),
            Limit::SharedListeners => {
                f.write_str("too many listeners at the top level for this number of services")
            }
            Limit::FolderNames => {
                write!(f, "this folder contains more than {} names; name a smaller one", Number(FOLDER_NAMES))
            }
            Limit::Ignored => f.write_str(
                "the patterns of `exclude` and `.gitignore` match too many names; name a smaller folder, or give `--no-gitignore`",
            ),
            Limit::Roots => write!(f, "more than {} configurations; name fewer", Number(ROOTS)),
            Limit::RunStatements => write!(
                f,
                "the configurations have more than {} statements and comments together; name fewer",
                Number(RUN_STATEMENTS)
            ),
        }
    }
}

/// A limit that a configuration goes beyond, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exceeded {
    /// The limit.
    pub limit: Limit,
    /// The place, as `conf.d/10-mail.conf:30`.
    pub place: String,
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "too much to read at {}: {}", self.place, self.limit)
    }
}

impl std::error::Error for Exceeded {}

/// What is left of an amount.
#[derive(Debug)]
pub struct Allowance(Cell<u64>);

impl Allowance {
    /// An amount of which nothing is used.
    pub fn new(amount: u64) -> Allowance {
        Allowance(Cell::new(amount))
    }

    /// Takes some of it; false when there is not so much left, and ever after.
    #[must_use]
    pub fn take(&self, amount: u64) -> bool {
        let left = self.0.get().checked_sub(amount);
        self.0.set(left.unwrap_or(0));
        left.is_some_and(|left| left > 0)
    }

    /// Whether nothing is left.
    pub fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// A size in bytes for a person: `32 MiB`.
#[derive(Debug, Clone, Copy)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => write!(f, "{} MiB", bytes >> 20),
            bytes if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => write!(f, "{} KiB", bytes >> 10),
            bytes => write!(f, "{bytes} bytes"),
        }
    }
}

/// A number for a person: `10,000`.
struct Number(usize);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_a_person() {
        let shown = [999, 1_000, 20_000, 2_000_000].map(|number| Number(number).to_string());
        assert_eq!(shown, ["999", "1,000", "20,000", "2,000,000"]);
        assert_eq!(
            [32 << 20, 256 << 10, 12].map(|bytes| Size(bytes).to_string()),
            ["32 MiB", "256 KiB", "12 bytes"]
        );
    }

    #[test]
    fn an_allowance_stays_spent() {
        let allowance = Allowance::new(10);
        assert!(allowance.take(4) && !allowance.is_spent());
        assert!(!allowance.take(7) && allowance.is_spent());
        assert!(!allowance.take(0));
    }
}
