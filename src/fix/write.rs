//! Puts a text in the place of a file so that there is never half of it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use tempfile::Builder;

use super::Changed;
use crate::roots;

/// A file that could not be replaced, and still is what it was.
#[derive(Debug)]
pub struct Trouble {
    /// The file.
    pub path: String,
    /// Why, and what to do.
    pub message: String,
}

/// Replaces a file: the new text is written beside it and moved to its place when it is whole. Mode and owner
/// stay; a link stays a link, what it leads to is replaced.
///
/// # Errors
/// When the file is no longer what was read, or its folder, the disk or its owner do not allow it. The file is
/// then as it was.
pub fn write(changed: &Changed) -> Result<(), Trouble> {
    replace(changed).map_err(|message| Trouble { path: changed.path.clone(), message })
}

fn replace(changed: &Changed) -> Result<(), String> {
    let said = |error: io::Error| format!("{}; it is unchanged", roots::reason(&error));
    let path = fs::canonicalize(&changed.path).map_err(said)?;
    let meta = fs::metadata(&path).map_err(said)?;
    if meta.permissions().mode() & 0o222 == 0 {
        return Err("this file is read-only; it is unchanged".to_owned());
    }
    File::options().append(true).open(&path).map_err(said)?;
    if fs::read(&path).map_err(said)? != changed.before {
        return Err("somebody changed this file meanwhile; run dovelint again".to_owned());
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    // No include pattern matches a hidden file without a usual ending, should one stay behind.
    let mut file = Builder::new().prefix(".dovelint-").suffix(".tmp").tempfile_in(folder).map_err(said)?;
    file.write_all(&changed.after).map_err(said)?;
    let written = file.as_file();
    let own = written.metadata().map_err(said)?;
    if (own.uid(), own.gid()) != (meta.uid(), meta.gid()) {
        std::os::unix::fs::fchown(written, Some(meta.uid()), Some(meta.gid())).map_err(|_| {
            "its owner could not be kept; it is unchanged. Run dovelint as its owner".to_owned()
        })?;
    }
    written.set_permissions(meta.permissions()).map_err(said)?;
    written.sync_all().map_err(said)?;
    file.persist(&path).map_err(|error| said(error.error))?;
    Ok(())
}
