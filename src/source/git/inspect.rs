//! What git opens by itself of a repository, looked at before it is started: it waits for a FIFO, and reads a device,
//! or a file that is a hole of gigabytes, to its end.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::store::Failure;
use crate::source::{NotRead, at_most, kernel};

/// The largest file that says something of the repository, such as `config` or `HEAD`, in bytes.
const LARGEST: u64 = 1 << 20;
/// The largest file that lists something of the whole repository, such as `packed-refs`, in bytes: a repository of a
/// million branches has 70 MB of them.
const LARGEST_LIST: u64 = 256 << 20;
/// How many names are looked at; a repository with more of them is one that git itself packs.
const MOST_NAMES: usize = 1_000_000;
/// How many other folders of objects, and how many included files, are looked at.
const MOST_OTHERS: usize = 256;

/// Looks at the repository whose working copy is at `top`. `config` is git, to be told which file to list the includes
/// of.
///
/// # Errors
/// What git would not come back from, or what is larger than it may be.
pub(super) fn inspect(top: &Path, config: impl Fn(&Path) -> Command) -> Result<(), Failure> {
    let mut inspection = Inspection { names: 0, config: &config };
    let own = top.join(".git");
    // Of a working copy next to the repository, `.git` is a file that names the folder.
    let git = match named(&own, "gitdir: ")? {
        Some(folder) => top.join(folder),
        None => own,
    };
    inspection.files(&git)?;
    let common = named(&git.join("commondir"), "")?.map_or_else(|| git.clone(), |folder| git.join(folder));
    if common != git {
        inspection.files(&common)?;
    }
    inspection.includes([git.join("config.worktree"), common.join("config")])?;
    inspection.objects(common.join("objects"), top)
}

/// The path in a file of one line; none when there is no such file, or something else in it.
fn named(file: &Path, front: &str) -> Result<Option<PathBuf>, Failure> {
    if fs::metadata(file).is_ok_and(|meta| meta.is_dir()) || !check(file, LARGEST)? {
        return Ok(None);
    }
    let text = fs::File::open(file).and_then(|file| at_most(file, LARGEST)).unwrap_or_default();
    Ok(text
        .strip_prefix(front.as_bytes())
        .map(<[u8]>::trim_ascii_end)
        .filter(|text| !text.is_empty())
        .map(|text| path(text).to_owned()))
}

/// Whether there is a file that git can read to its end. What may not be read, git says itself; a socket it cannot open.
fn check(path: &Path, most: u64) -> Result<bool, Failure> {
    let Ok(meta) = fs::metadata(path) else { return Ok(false) };
    let kind = meta.file_type();
    let why = if kind.is_fifo() || kind.is_char_device() || kind.is_block_device() {
        NotRead::Irregular
    } else if kind.is_file() && meta.blocks() == 0 && kernel::is_mounted(&path.to_string_lossy()) {
        NotRead::Kernel
    } else if kind.is_file() && meta.len() > most {
        NotRead::Large(most)
    } else {
        return Ok(kind.is_file());
    };
    Err(unsound(path, why.to_string()))
}

fn unsound(path: &Path, why: String) -> Failure {
    Failure::Unsound(crate::text::printable(path.as_os_str().as_bytes()), why)
}

fn path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

struct Inspection<'c> {
    names: usize,
    config: &'c dyn Fn(&Path) -> Command,
}

impl Inspection<'_> {
    /// The files in the folder of a repository, but for its objects.
    fn files(&mut self, git: &Path) -> Result<(), Failure> {
        for name in ["config", "config.worktree", "HEAD", "commondir"] {
            check(&git.join(name), LARGEST)?;
        }
        for name in ["packed-refs", "shallow"] {
            check(&git.join(name), LARGEST_LIST)?;
        }
        self.folder(git, u64::MAX, false)?;
        self.folder(&git.join("refs"), LARGEST, true)?;
        for name in ["logs", "reftable", "info", "worktrees"] {
            self.folder(&git.join(name), LARGEST_LIST, true)?;
        }
        Ok(())
    }

    /// The files in a folder, and in those in it. Without a largest size, of a plain file nothing is asked.
    fn folder(&mut self, folder: &Path, most: u64, is_deep: bool) -> Result<(), Failure> {
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries.flatten() {
                self.names += 1;
                if self.names > MOST_NAMES {
                    return Ok(());
                }
                let kind = entry.file_type();
                if kind.as_ref().is_ok_and(FileType::is_dir) {
                    if is_deep {
                        waiting.push(entry.path());
                    }
                } else if most < u64::MAX || !kind.is_ok_and(|kind| kind.is_file()) {
                    check(&entry.path(), most)?;
                }
            }
        }
        Ok(())
    }

    /// The folder of the objects, and those in the tree that it names besides: other ones are not the tree's.
    fn objects(&mut self, own: PathBuf, top: &Path) -> Result<(), Failure> {
        let mut waiting = VecDeque::from([own]);
        let mut others = 0;
        while let Some(folder) = waiting.pop_front() {
            let info = folder.join("info");
            check(&info.join("alternates"), LARGEST)?;
            self.folder(&info, u64::MAX, true)?;
            self.folder(&folder.join("pack"), u64::MAX, false)?;
            for number in 0..=u8::MAX {
                self.folder(&folder.join(format!("{number:02x}")), u64::MAX, false)?;
            }
            let Ok(list) = fs::read(info.join("alternates")) else { continue };
            for line in list.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                others += 1;
                if others > MOST_OTHERS {
                    let why = format!("it names more than {MOST_OTHERS} folders");
                    return Err(unsound(&info.join("alternates"), why));
                }
                // Git writes such a name between quotes.
                let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
                let other = fs::canonicalize(folder.join(path(line)));
                waiting.extend(other.ok().filter(|other| other.starts_with(top)));
            }
        }
        Ok(())
    }

    /// The files that a `config` includes, and those that they include.
    fn includes(&self, files: [PathBuf; 2]) -> Result<(), Failure> {
        let mut waiting = VecDeque::from(files);
        let mut seen = BTreeSet::new();
        while let Some(file) = waiting.pop_front() {
            // Of a loop git says itself that it is one.
            if !seen.insert(file.clone()) {
                continue;
            }
            let text = if check(&file, LARGEST)? { fs::read(&file).unwrap_or_default() } else { Vec::new() };
            let has_include =
                |text: &[u8]| text.windows(8).any(|part| part.eq_ignore_ascii_case(b"[include"));
            if !has_include(&text) {
                continue;
            }
            if seen.len() + waiting.len() > MOST_OTHERS {
                return Err(unsound(&file, format!("more than {MOST_OTHERS} files are included")));
            }
            let list = (self.config)(&file).stdin(Stdio::null()).stderr(Stdio::null()).output();
            let list = list.map(|list| list.stdout).unwrap_or_default();
            let folder = file.parent().unwrap_or(Path::new("/"));
            // `include.path`, a line feed and the path; without one, git includes nothing.
            for value in
                list.split(|byte| *byte == 0).filter_map(|entry| entry.splitn(2, |b| *b == b'\n').nth(1))
            {
                let home = std::env::var_os("HOME").map(PathBuf::from);
                let of_home =
                    path(value).strip_prefix("~").ok().zip(home).map(|(rest, home)| home.join(rest));
                waiting.push_back(of_home.unwrap_or_else(|| folder.join(path(value))));
            }
        }
        Ok(())
    }
}
