use std::cell::RefCell;
use std::ffi::OsString;
use std::io;

use crate::source::{NotRead, Reader};

/// A reader for one include, and what it could not look at.
pub(super) struct Look<'r> {
    reader: &'r dyn Reader,
    unseen: RefCell<Vec<(String, NotRead)>>,
}

impl<'r> Look<'r> {
    pub(super) fn new(reader: &'r dyn Reader) -> Look<'r> {
        Look { reader, unseen: RefCell::default() }
    }

    /// What could not be looked at, and why.
    pub(super) fn into_unseen(self) -> Vec<(String, NotRead)> {
        self.unseen.into_inner()
    }

    pub(super) fn note(&self, path: &str, reason: NotRead) {
        self.unseen.borrow_mut().push((self.reader.shown(path), reason));
    }

    fn answer<T: Default>(&self, path: &str, found: io::Result<T>) -> T {
        found.unwrap_or_else(|error| {
            self.note(path, NotRead::from(&error));
            T::default()
        })
    }

    /// Whether something is known to be at a path.
    pub(super) fn exists(&self, path: &str) -> bool {
        self.answer(path, self.reader.exists(path))
    }

    /// Whether a folder is known to be at a path.
    pub(super) fn is_folder(&self, path: &str) -> bool {
        self.answer(path, self.reader.is_folder(path))
    }

    /// The names in a folder, as far as they are known.
    pub(super) fn list(&self, folder: &str) -> Vec<OsString> {
        let shown = if folder.is_empty() { "." } else { folder };
        self.answer(shown, self.reader.list(folder))
    }
}
