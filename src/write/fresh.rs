use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

use rustix::fs::{Mode, OFlags};

use super::attributes::Attributes;
use super::draft::Draft;
use super::place::Place;

/// Makes a file that is not there yet, with the folders around it. It appears whole, and gets the owner, the mode and
/// the extended attributes of another file; without one, only its owner may read it.
///
/// # Errors
/// When something of this name is there, or the system does not allow it.
pub fn create(path: &Path, text: &[u8], like: Option<&Path>) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    if fs::symlink_metadata(path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let place = Rc::new(Place::new(path)?);
    let mut draft = Draft::new(&place, Mode::RUSR | Mode::WUSR)?;
    draft.write_all(text)?;
    if let Some(like) = like {
        let file: File = Place::existing(like)?.open(OFlags::RDONLY)?;
        let attributes = Attributes::of(&file).map_err(|refusal| io::Error::other(refusal.to_string()))?;
        attributes.give(&draft.file).map_err(|refusal| io::Error::other(refusal.to_string()))?;
    }
    draft.file.sync_all()?;
    draft.settle()?;
    place.sync()
}
