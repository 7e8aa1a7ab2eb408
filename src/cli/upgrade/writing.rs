//! The new tree on the disk.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use crate::hash::HashSet;
use crate::limits::FILE_BYTES;
use crate::report::Upgraded;
use crate::source::NotRead;
use crate::upgrade::Changed;
use crate::write;

/// Writes the new tree into a folder that is absent or empty. Files outside of the old tree are left out.
///
/// # Errors
/// What keeps it from being written.
pub(super) fn to_folder(
    path: &str,
    folder: &str,
    all: &mut [Upgraded],
    copy_all: bool,
) -> Result<(), String> {
    let target = Path::new(folder);
    let is_free = match fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if !is_free {
        return Err(format!("{folder}: this folder is not empty; name one that is absent or empty"));
    }
    let base = base_of(path);
    let mut outside = Vec::new();
    let mut written: HashSet<PathBuf> = HashSet::default();
    for one in all {
        for (file, new) in one.upgrade.files.iter().zip(&mut one.new_paths) {
            let Some(inner) = inner(&base, Path::new(&file.path)) else {
                outside.push(file.path.clone());
                continue;
            };
            let place = target.join(&inner);
            *new = place.to_string_lossy().into_owned();
            if written.contains(&inner) {
                continue;
            }
            let old = (!file.is_new).then(|| Path::new(&file.path));
            let like = old.or(Some(Path::new(&one.root.path)));
            make(&place, &file.after, old, like)
                .map_err(|error| format!("{}: {}", place.display(), write::reason(&error)))?;
            written.insert(inner);
        }
        for path in &outside {
            let todo = format!("{path} is outside the tree and was not written");
            if !one.upgrade.todo.contains(&todo) {
                one.upgrade.todo.push(todo);
            }
        }
        outside.clear();
    }
    if copy_all {
        let new = fs::metadata(target).map_err(|error| format!("{folder}: {}", write::reason(&error)))?;
        Rest { base: &base, target, new, written: &written }.copy(Path::new(""))?;
    }
    Ok(())
}

/// The folder of the tree that was named.
fn base_of(path: &str) -> PathBuf {
    if Path::new(path).is_dir() {
        PathBuf::from(path)
    } else {
        Path::new(path).parent().map(Path::to_owned).unwrap_or_default()
    }
}

/// Whether a file is in the folder of the tree, links followed.
fn is_within(base: &Path, file: &Path) -> bool {
    let base = if base.as_os_str().is_empty() { Path::new(".") } else { base };
    let real = fs::canonicalize(base).ok().zip(fs::canonicalize(file).ok());
    real.is_some_and(|(base, file)| file.starts_with(base))
}

/// A file, or a link as the old one was.
fn make(place: &Path, text: &[u8], old: Option<&Path>, like: Option<&Path>) -> io::Result<()> {
    if let Some(target) = old.and_then(|old| fs::read_link(old).ok())
        && target.is_relative()
        && !target.components().any(|part| part == Component::ParentDir)
    {
        let own = place.with_file_name(&target);
        if fs::symlink_metadata(&own).is_err() {
            write::create(&own, text, like)?;
        }
        return std::os::unix::fs::symlink(target, place);
    }
    write::create(place, text, like)
}

/// Whether a file that is not there yet would be in the folder of the tree, links followed.
fn would_be_within(base: &Path, file: &Path) -> bool {
    let above =
        |folder: &Path| if folder.as_os_str().is_empty() { Path::new(".").into() } else { folder.to_owned() };
    let holder = file.ancestors().skip(1).map(above).find(|folder| folder.exists());
    let has_parents = file.components().any(|part| part == Component::ParentDir);
    holder.is_some_and(|holder| is_within(base, &holder)) && !has_parents
}

/// The path of a file from the folder of the tree; none when it leads out of it, as `../a.conf` does.
fn inner(base: &Path, file: &Path) -> Option<PathBuf> {
    if base.as_os_str().is_empty() {
        return below(file);
    }
    if let Ok(inner) = file.strip_prefix(base) {
        return below(inner);
    }
    let (base, file) = (fs::canonicalize(base).ok()?, fs::canonicalize(file).ok()?);
    file.strip_prefix(base).ok().map(Path::to_owned)
}

/// A relative path without `..`; none when it leads above its folder.
fn below(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => plain.push(name),
            Component::CurDir => {}
            Component::ParentDir if plain.pop() => {}
            _ => return None,
        }
    }
    Some(plain)
}

/// Copies what is not part of the configuration.
struct Rest<'r> {
    base: &'r Path,
    target: &'r Path,
    /// The new folder, which may be in the old tree.
    new: fs::Metadata,
    written: &'r HashSet<PathBuf>,
}

impl Rest<'_> {
    fn copy(&self, inner: &Path) -> Result<(), String> {
        let folder = Path::new(".").join(self.base.join(inner));
        let failed = |path: &Path, error: &io::Error| format!("{}: {}", path.display(), write::reason(error));
        for entry in fs::read_dir(&folder).map_err(|error| failed(&folder, &error))? {
            let own = inner.join(entry.map_err(|error| failed(&folder, &error))?.file_name());
            let (from, to) = (self.base.join(&own), self.target.join(&own));
            let kind = fs::symlink_metadata(&from).map_err(|error| failed(&from, &error))?;
            if kind.is_dir() {
                if (kind.dev(), kind.ino()) != (self.new.dev(), self.new.ino()) {
                    self.copy(&own)?;
                }
            } else if kind.is_file() && !self.written.contains(&own) && fs::symlink_metadata(&to).is_err() {
                let is_large = kind.len() > FILE_BYTES;
                let text = if is_large { Err(NotRead::Large(FILE_BYTES).into()) } else { fs::read(&from) };
                text.and_then(|text| write::create(&to, &text, Some(&from)))
                    .map_err(|error| failed(&from, &error))?;
            }
        }
        Ok(())
    }
}

/// Changes the files themselves. All old ones are kept under another name before the first one changes.
///
/// # Errors
/// What keeps it from being done; files that were not reached are then what they were.
pub(super) fn in_place(tree: &str, all: &[Upgraded], suffix: &str) -> Result<(), String> {
    let base = base_of(tree);
    let mut changed: Vec<(&Changed, &Path)> = Vec::new();
    let mut known: HashSet<&str> = HashSet::default();
    for one in all {
        for file in one.upgrade.files.iter().filter(|file| file.is_changed()) {
            if known.insert(&file.path) {
                changed.push((file, Path::new(&one.root.path)));
            }
        }
    }
    let backup = |path: &Path| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let said = |path: &Path, message: String| format!("{}: {message}", path.display());
    let is_inside = |file: &Changed| {
        let path = Path::new(&file.path);
        if file.is_new { would_be_within(&base, path) } else { is_within(&base, path) }
    };
    if let Some((file, _)) = changed.iter().find(|(file, _)| !is_inside(file)) {
        return Err(format!(
            "{}: this file is outside the tree, so it is not written; use --output, or name its folder",
            file.path
        ));
    }
    let old = || changed.iter().map(|(file, _)| *file).filter(|file| !file.is_new);
    for file in old() {
        let path = Path::new(&file.path);
        write::replaceable(path, &file.before).map_err(|refusal| said(path, refusal.to_string()))?;
    }
    for file in old() {
        let path = Path::new(&file.path);
        let place = backup(path);
        if is_kept(&place, &file.before) {
            continue;
        }
        write::create(&place, &file.before, Some(path)).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => said(
                &place,
                "this backup is there already; move it away, or choose another --backup".to_owned(),
            ),
            _ => said(&place, write::reason(&error)),
        })?;
    }
    for (file, root) in &changed {
        let path = Path::new(&file.path);
        if file.is_new {
            write::create(path, &file.after, Some(root))
                .map_err(|error| said(path, write::reason(&error)))?;
        } else {
            write::replace(path, &file.before, &file.after)
                .map_err(|refusal| said(path, refusal.to_string()))?;
        }
    }
    Ok(())
}

/// Whether an earlier run that came to nothing has kept this very text already.
fn is_kept(backup: &Path, text: &[u8]) -> bool {
    let is_file =
        fs::symlink_metadata(backup).is_ok_and(|found| found.is_file() && found.len() == text.len() as u64);
    is_file && fs::read(backup).is_ok_and(|kept| kept == text)
}
