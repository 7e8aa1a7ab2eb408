use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use super::{Entry, Reader};

/// A reader that looks for some paths elsewhere: `/etc/dovecot=./dovecot` reads
/// `/etc/dovecot/conf.d/a.conf` from `./dovecot/conf.d/a.conf`.
pub struct Remapped<'r> {
    inner: &'r dyn Reader,
    rules: Vec<(String, String)>,
    main: Option<Main>,
}

/// The main file of a configuration.
struct Main {
    path: String,
    /// Its folder, with a trailing slash unless it is the current one.
    folder: String,
    /// The real path of the folder.
    real: PathBuf,
}

impl<'r> Remapped<'r> {
    /// Applies the first rule whose left side is the path or a folder above it.
    pub fn new(inner: &'r dyn Reader, rules: Vec<(String, String)>) -> Remapped<'r> {
        let rules = rules
            .into_iter()
            .map(|(from, to)| (from.trim_end_matches('/').to_owned(), to.trim_end_matches('/').to_owned()))
            .collect();
        Remapped { inner, rules, main: None }
    }

    /// The path of the main file, which is where its user says that it is. Where no rule holds, what it names by
    /// the place that it has on the server is looked for next to it.
    #[must_use]
    pub fn keeping(self, path: &str) -> Remapped<'r> {
        let folder = path.rfind('/').map_or("", |slash| &path[..=slash]).to_owned();
        let real = self.inner.canonical(if folder.is_empty() { "." } else { &folder }).into();
        Remapped { main: Some(Main { path: path.to_owned(), folder, real }), ..self }
    }

    fn place(&self, path: &str) -> String {
        if self.main.as_ref().is_some_and(|main| main.path == path) {
            return path.to_owned();
        }
        for (from, to) in &self.rules {
            // A rule for all absolute paths is not for those that are already where it leads.
            let is_there = |rest: &str| rest.is_empty() || rest.starts_with('/');
            if from.is_empty() && path.strip_prefix(to.as_str()).is_some_and(is_there) {
                return path.to_owned();
            }
            if let Some(rest) = path.strip_prefix(from.as_str())
                && (rest.is_empty() || rest.starts_with('/'))
            {
                return if to.is_empty() && !from.is_empty() {
                    format!(".{rest}")
                } else {
                    format!("{to}{rest}")
                };
            }
        }
        let is_known = |place: &String| matches!(self.inner.exists(place), Ok(true));
        let beside = self.main.as_ref().and_then(|main| main.places(path).find(is_known));
        beside.unwrap_or_else(|| path.to_owned())
    }
}

impl Main {
    /// Where in the folder of the main file an absolute path may be kept: its beginning is the folder of Dovecot on
    /// some system, `/usr/local/etc/dovecot`, or ends like the folder here.
    fn places(&self, path: &str) -> impl Iterator<Item = String> {
        let slashes = path.match_indices('/').map(|(at, _)| at).filter(|_| path.starts_with('/'));
        let split = slashes.skip(2).map(|at| (&path[..at], &path[at + 1..]));
        let is_own = |(above, _): &(&str, &str)| {
            let is_alike = above.ends_with("/etc/dovecot") || self.real.ends_with(&above[1..]);
            is_alike && !self.real.starts_with(above)
        };
        split.filter(is_own).map(|(_, rest)| format!("{}{rest}", self.folder))
    }
}

impl Reader for Remapped<'_> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.inner.read(&self.place(path))
    }

    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        self.inner.fetch(&self.place(path), max)
    }

    fn mode(&self, path: &str) -> Option<u32> {
        self.inner.mode(&self.place(path))
    }

    fn is_shared(&self, folder: &str) -> bool {
        self.inner.is_shared(&self.place(folder))
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        self.inner.exists(&self.place(path))
    }

    fn is_folder(&self, path: &str) -> io::Result<bool> {
        self.inner.is_folder(&self.place(path))
    }

    fn is_file(&self, path: &str) -> io::Result<bool> {
        self.inner.is_file(&self.place(path))
    }

    fn entries(&self, folder: &str) -> io::Result<Vec<(OsString, Entry)>> {
        self.inner.entries(&self.place(folder))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<OsString>> {
        self.inner.list(&self.place(folder))
    }

    fn canonical(&self, path: &str) -> String {
        self.inner.canonical(&self.place(path))
    }

    fn shown(&self, path: &str) -> String {
        self.inner.shown(&self.place(path))
    }
}
