use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::{FileKind, Host, Links, NoAnswer, Status, join};
use crate::source::NotRead;

/// How much of a mail folder is looked at.
const ENTRIES: usize = 20_000;
const FOLDERS: usize = 2_000;
const LEVELS: usize = 8;
const TIME: Duration = Duration::from_secs(2);

/// The same for `--host-all`: what no server has.
const ALL_ENTRIES: usize = 50_000_000;

/// The files that are looked at below the start; those directly in it all are.
pub(super) const NAMES: [&str; 3] = ["dovecot-uidlist", "dovecot.index.cache", "dovecot.index.log"];

/// A file of interest.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its path on the machine, without links.
    pub path: String,
    /// What is known of it.
    pub status: Status,
}

/// What a walk has seen.
#[derive(Debug, Default)]
pub struct Walked {
    /// The start without links; where it was not found, as it was asked for.
    pub start: String,
    /// The files of interest, those near the start first.
    pub files: Vec<Found>,
    /// How many folders were looked at.
    pub folders: usize,
    /// Whether a part was left out.
    pub is_cut: bool,
    /// What could not be looked at.
    pub not_read: Vec<(String, NotRead)>,
}

impl Walked {
    /// The files with one of the names that are looked for.
    pub fn named<'w>(&'w self, name: &'w str) -> impl Iterator<Item = &'w Found> {
        self.files.iter().filter(move |file| crate::text::file_name(&file.path) == name)
    }

    /// The files directly in the start.
    pub fn at_start(&self) -> impl Iterator<Item = &Found> {
        let is_in = |file: &&Found| super::above(&file.path) == Some(self.start.as_str());
        self.files.iter().filter(is_in)
    }
}

/// Walks a folder of mail, breadth first, names in byte order. Links are not followed but to reach the start, and no
/// other file system is entered.
pub(super) fn walk(host: &dyn Host, start: &str, is_all: bool) -> Walked {
    let mut walked = Walked { start: start.to_owned(), ..Walked::default() };
    let begun = Instant::now();
    let (device, real) = match host.status(start, Links::Follow) {
        Ok(status) if status.kind == FileKind::Folder => {
            (status.device, host.real(start).unwrap_or_else(|_| start.to_owned()))
        }
        Err(NoAnswer::NotRead(why)) => {
            walked.not_read.push((start.to_owned(), why));
            return walked;
        }
        _ => return walked,
    };
    walked.start.clone_from(&real);
    let mut left = if is_all { ALL_ENTRIES } else { ENTRIES };
    let mut waiting = VecDeque::from([(real, 0)]);
    while let Some((folder, level)) = waiting.pop_front() {
        if !is_all && (walked.folders >= FOLDERS || begun.elapsed() > TIME) || left == 0 {
            walked.is_cut = true;
            break;
        }
        walked.folders += 1;
        let entries = match host.entries(&folder, Links::Never, left) {
            Ok(entries) => entries,
            Err(NoAnswer::NotRead(why)) => {
                walked.not_read.push((folder, why));
                continue;
            }
            Err(_) => continue,
        };
        walked.is_cut |= entries.len() == left;
        left -= entries.len();
        for entry in entries {
            let path = join(&folder, &entry.name);
            let is_wanted = match entry.kind {
                FileKind::File => level == 0 || NAMES.contains(&entry.name.as_str()),
                FileKind::Folder => is_all || level < LEVELS,
                FileKind::Link | FileKind::Other => false,
            };
            if !is_wanted {
                walked.is_cut |= entry.kind == FileKind::Folder;
                continue;
            }
            let status = match host.status(&path, Links::Never) {
                Ok(status) => status,
                // A folder that lists its names and lets nobody look at them is said once.
                Err(NoAnswer::NotRead(why)) => {
                    if walked.not_read.last().is_none_or(|(noted, _)| *noted != folder) {
                        walked.not_read.push((folder.clone(), why));
                    }
                    continue;
                }
                Err(_) => continue,
            };
            match status.kind {
                FileKind::File => walked.files.push(Found { path, status }),
                FileKind::Folder if is_same(device, status.device) => waiting.push_back((path, level + 1)),
                _ => {}
            }
        }
    }
    walked
}

/// Whether two places may be on one file system.
fn is_same(one: Option<u64>, other: Option<u64>) -> bool {
    one.is_none() || other.is_none() || one == other
}
