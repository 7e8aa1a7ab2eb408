use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::place::Place;

/// Whether another process has a file open for writing, as far as this user may know: it would go on to write to
/// the old file when a new one has taken its place.
///
/// Only Linux tells, in `/proc`.
pub(super) fn is_held(place: &Place, file: &Metadata) -> bool {
    let own = std::process::id().to_string();
    let processes = entries(PathBuf::from("/proc")).filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name != own && name.bytes().all(|byte| byte.is_ascii_digit())
    });
    let mut open = processes.flat_map(|process| entries(process.join("fd")));
    open.any(|link| {
        // The folder may have another name there; only what has the same name is looked at.
        fs::read_link(&link).is_ok_and(|target| target.file_name() == Some(&place.name))
            && fs::metadata(&link).is_ok_and(|meta| (meta.dev(), meta.ino()) == (file.dev(), file.ino()))
            && is_writer(&link)
    })
}

fn entries(folder: PathBuf) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// Whether the descriptor that a link in `/proc/N/fd` stands for can be written to.
fn is_writer(link: &Path) -> bool {
    let info = link.parent().and_then(Path::parent).zip(link.file_name());
    let info =
        info.and_then(|(process, number)| fs::read_to_string(process.join("fdinfo").join(number)).ok());
    let flags = info.as_deref().and_then(|info| info.lines().find_map(|line| line.strip_prefix("flags:")));
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    flags.is_some_and(|flags| OFlags::from_bits_retain(flags).intersects(OFlags::WRONLY | OFlags::RDWR))
}
