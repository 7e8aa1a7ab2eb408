use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{FileExt, FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rustix::fs::{Mode, OFlags};

use super::attributes::Attributes;
use super::draft::Draft;
use super::leftover;
use super::place::Place;

/// Where a path that is to be written to leads.
#[derive(Debug)]
pub enum Destination {
    /// Standard output of this process.
    Standard,
    /// Standard error of this process.
    Error,
    /// Anything else.
    File(Output),
}

/// A file that is written from its beginning: a report, a baseline.
///
/// A regular file is whole or what it was before. It keeps its owner, its mode, its names and its extended
/// attributes; where that needs it, the text is written into it at the very end. Devices, FIFOs and open
/// descriptors are written to as they are.
#[derive(Debug)]
pub struct Output(Way);

#[derive(Debug)]
enum Way {
    /// Next to its place, and moved there at the end.
    Beside(BufWriter<Draft>, Option<File>),
    /// Into the file that is there, at the end.
    Within(File, Vec<u8>),
    /// As it comes.
    Along(BufWriter<File>),
}

impl Destination {
    /// Opens a path to be written to; `-` is standard output.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn open(path: &str) -> io::Result<Destination> {
        let file = |way| Ok(Destination::File(Output(way)));
        if path == "-" {
            return Ok(Destination::Standard);
        }
        let path = Path::new(path);
        if let Some((own, link)) = descriptor(path) {
            return match own {
                Some(1) => Ok(Destination::Standard),
                Some(2) => Ok(Destination::Error),
                // After what is there, since anyone who opened it goes on to use it.
                _ => file(Way::Along(BufWriter::new(File::options().append(true).open(link)?))),
            };
        }
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(meta) if meta.is_file() => file(existing(path)?),
            Ok(meta) => {
                // A FIFO is opened when it has a reader, a terminal does not become that of this process.
                let flags = if meta.file_type().is_fifo() { OFlags::empty() } else { OFlags::NOCTTY };
                let flags = i32::try_from(flags.bits()).unwrap_or_default();
                let device = File::options().write(true).custom_flags(flags).open(path)?;
                file(Way::Along(BufWriter::new(device)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if fs::symlink_metadata(path).is_ok() {
                    return Err(io::Error::other("broken link"));
                }
                let place = beside(Place::new(path)?);
                let all = Mode::RUSR | Mode::WUSR | Mode::RGRP | Mode::WGRP | Mode::ROTH | Mode::WOTH;
                file(Way::Beside(BufWriter::new(Draft::new(&place, all)?), None))
            }
            Err(error) => Err(error),
        }
    }
}

/// A place whose folder holds no leftovers.
fn beside(place: Place) -> Rc<Place> {
    if let Some(folder) = place.path.parent() {
        leftover::clear(folder);
    }
    Rc::new(place)
}

/// How to write to a file that exists.
fn existing(path: &Path) -> io::Result<Way> {
    // Opened by its own name, so that the system keeps watch over links in folders that others can write to.
    let file = File::options().write(true).open(path)?;
    let place = beside(Place::existing(path)?);
    let own = file.metadata()?;
    let there = fs::symlink_metadata(&place.path)?;
    if (own.dev(), own.ino()) != (there.dev(), there.ino()) {
        return Err(io::Error::other("this file is being replaced by another program"));
    }
    let draft = || {
        let draft = Draft::new(&place, Mode::RUSR | Mode::WUSR).ok()?;
        let attributes = Attributes::of(&place.open(OFlags::RDONLY).ok()?).ok()?;
        attributes.give(&draft.file).ok()?;
        Some(draft)
    };
    Ok(match Some(own.nlink()).filter(|links| *links == 1).and_then(|_| draft()) {
        Some(draft) => Way::Beside(BufWriter::new(draft), Some(file)),
        None => Way::Within(file, Vec::new()),
    })
}

/// The link that stands for an open file which a path leads to, as `/dev/stdout` does, and which descriptor of
/// this process it is.
fn descriptor(path: &Path) -> Option<(Option<u32>, PathBuf)> {
    let mut path = path.to_owned();
    // As many links as Linux follows.
    for _ in 0..40 {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        let own = folder.join(path.file_name()?);
        let target = fs::read_link(&own).ok()?;
        if folder.starts_with("/proc") {
            let is_own = fs::canonicalize("/proc/self/fd").is_ok_and(|of_process| of_process == folder);
            let number = own.file_name().and_then(|name| name.to_str()?.parse().ok());
            return Some((number.filter(|_| is_own), own));
        }
        path = folder.join(target);
    }
    None
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Way::Beside(writer, _) => writer.write(bytes),
            Way::Within(_, text) => text.write(bytes),
            Way::Along(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Way::Beside(writer, _) => writer.flush(),
            Way::Within(..) => Ok(()),
            Way::Along(writer) => writer.flush(),
        }
    }
}

impl Output {
    /// Puts what was written in its place.
    ///
    /// # Errors
    /// When that is not possible. A regular file is then what it was, unless the text had to be written into it.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            Way::Beside(writer, file) => {
                let mut draft = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
                draft.file.sync_all()?;
                match (draft.settle(), file) {
                    (Ok(()), _) => draft.place.sync(),
                    // A file that something is mounted on cannot be moved over.
                    (Err(rustix::io::Errno::BUSY), Some(file)) => within(&file, &fs::read(draft.path())?),
                    (Err(errno), _) => Err(errno.into()),
                }
            }
            Way::Within(file, text) => within(&file, &text),
            Way::Along(mut writer) => writer.flush(),
        }
    }
}

fn within(file: &File, text: &[u8]) -> io::Result<()> {
    file.write_all_at(text, 0)?;
    file.set_len(text.len() as u64)?;
    file.sync_all()
}
