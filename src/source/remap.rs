use std::io;

use super::Reader;

/// A reader that looks for some paths elsewhere: `/etc/dovecot=./dovecot` reads
/// `/etc/dovecot/conf.d/a.conf` from `./dovecot/conf.d/a.conf`.
pub struct Remapped<'r> {
    inner: &'r dyn Reader,
    rules: Vec<(String, String)>,
    kept: Option<String>,
}

impl<'r> Remapped<'r> {
    /// Applies the first rule whose left side is the path or a folder above it.
    pub fn new(inner: &'r dyn Reader, rules: Vec<(String, String)>) -> Remapped<'r> {
        let rules = rules
            .into_iter()
            .map(|(from, to)| (from.trim_end_matches('/').to_owned(), to.trim_end_matches('/').to_owned()))
            .collect();
        Remapped { inner, rules, kept: None }
    }

    /// The path of the main file, which is where its user says that it is.
    #[must_use]
    pub fn keeping(self, path: &str) -> Remapped<'r> {
        Remapped { kept: Some(path.to_owned()), ..self }
    }

    fn place(&self, path: &str) -> String {
        if self.kept.as_deref() == Some(path) {
            return path.to_owned();
        }
        for (from, to) in &self.rules {
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
        path.to_owned()
    }
}

impl Reader for Remapped<'_> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.inner.read(&self.place(path))
    }

    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        self.inner.fetch(&self.place(path), max)
    }

    fn exists(&self, path: &str) -> bool {
        self.inner.exists(&self.place(path))
    }

    fn is_folder(&self, path: &str) -> bool {
        self.inner.is_folder(&self.place(path))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.inner.list(&self.place(folder))
    }

    fn canonical(&self, path: &str) -> String {
        self.inner.canonical(&self.place(path))
    }

    fn shown(&self, path: &str) -> String {
        self.inner.shown(&self.place(path))
    }
}
