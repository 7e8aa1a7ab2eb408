use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, OFlags};

use super::draft::{lock, remove};
use super::place::{Place, is_same};

/// No include pattern matches a hidden file without a usual ending, should one be left behind.
const PREFIX: &str = ".dovelint-";
const SUFFIX: &str = ".tmp";

/// The largest text that is read to know it again; configurations are far smaller.
const MOST: u64 = 1 << 26;

/// A text that a run which was killed has left behind and that is neither what it read nor what it wrote:
/// another program changed the file in the very moment.
#[derive(Debug)]
pub struct Unknown(pub PathBuf);

/// The name of a draft that is being written: no one else has written to it.
pub(super) fn draft(random: u64) -> String {
    format!("{PREFIX}{random:016x}{SUFFIX}")
}

/// The name of a draft that changes places with a file: it holds one of two texts, or what another program made
/// of them.
pub(super) fn swap(random: u64, before: &[u8], after: &[u8]) -> String {
    format!("{PREFIX}{random:016x}-{:016x}-{:016x}{SUFFIX}", digest(before), digest(after))
}

/// FNV-1a, which is the same in every version.
fn digest(text: &[u8]) -> u64 {
    text.iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// The digests of the texts that a leftover of this name may hold, when it is a name of one.
fn known(name: &OsStr) -> Option<Vec<u64>> {
    let numbers = name.to_str()?.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    let number = |text: &str| if text.len() == 16 { u64::from_str_radix(text, 16).ok() } else { None };
    let numbers = numbers.split('-').map(number).collect::<Option<Vec<u64>>>()?;
    matches!(numbers.len(), 1 | 3).then(|| numbers[1..].to_vec())
}

/// Removes from a folder what killed runs have left there. What a live run uses is locked, and stays; so does a
/// text that no run knows, which is handed back.
pub fn clear(folder: &Path) -> Vec<Unknown> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let names = entries.flatten().map(|entry| entry.file_name());
    names.filter_map(|name| remove_leftover(&folder.join(&name), &known(&name)?)).collect()
}

/// Removes a file when it is a leftover that is not in use.
fn remove_leftover(path: &Path, known: &[u64]) -> Option<Unknown> {
    let place = Place::new(path).ok()?;
    let seen = place.stat(&place.name).ok()?;
    if FileType::from_raw_mode(seen.st_mode) != FileType::RegularFile {
        return None;
    }
    let file = place.open(OFlags::RDONLY).ok()?;
    lock(&file).ok()?;
    // The run that had the lock until now may have ended well.
    if !is_same(&rustix::fs::fstat(&file).ok()?, &place.stat(&place.name).ok()?) {
        return None;
    }
    if !known.is_empty() {
        let mut text = Vec::new();
        (&file).take(MOST).read_to_end(&mut text).ok()?;
        if !known.contains(&digest(&text)) {
            return Some(Unknown(path.to_owned()));
        }
    }
    remove(&place, &place.name);
    None
}
