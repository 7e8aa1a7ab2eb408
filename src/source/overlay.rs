use std::collections::{BTreeMap, btree_map};
use std::ffi::OsString;
use std::io;
use std::ops::Index;

use super::{Disk, Entry, NotRead, Reader};
use crate::hash::{HashMap, HashSet};
use crate::text::file_name;

/// Texts that replace files on the disk, by the path as it is shown. They are found by any other path of
/// the same file as well, unless that has another name.
#[derive(Debug, Default, Clone)]
pub struct Texts {
    texts: BTreeMap<String, Vec<u8>>,
    /// The names of the files without their folders.
    names: HashSet<String>,
    /// The path by which a text is known, by the real one.
    real: HashMap<String, String>,
}

impl Texts {
    /// The text of a path as it is shown.
    pub fn get(&self, path: &str) -> Option<&Vec<u8>> {
        self.texts.get(path)
    }

    /// Whether there is a text for a path as it is shown.
    pub fn contains_key(&self, path: &str) -> bool {
        self.texts.contains_key(path)
    }

    /// Puts a text in the place of a file, and gives back the one that was there.
    pub fn insert(&mut self, path: String, text: Vec<u8>) -> Option<Vec<u8>> {
        if !self.texts.contains_key(&path) {
            self.names.insert(file_name(&path).to_owned());
            self.real.insert(real(&path), path.clone());
        }
        self.texts.insert(path, text)
    }

    /// Takes a text away.
    pub fn remove(&mut self, path: &str) -> Option<Vec<u8>> {
        let text = self.texts.remove(path);
        self.real.retain(|_, known| known != path);
        text
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// All of them by path.
    pub fn iter(&self) -> btree_map::Iter<'_, String, Vec<u8>> {
        self.texts.iter()
    }

    /// All of them by path, to be changed.
    pub fn iter_mut(&mut self) -> btree_map::IterMut<'_, String, Vec<u8>> {
        self.texts.iter_mut()
    }

    /// All texts.
    pub fn values(&self) -> btree_map::Values<'_, String, Vec<u8>> {
        self.texts.values()
    }

    /// The text of a path, however it is spelled.
    fn find(&self, path: &str) -> Option<&Vec<u8>> {
        self.texts.get(path).or_else(|| {
            // What the real path is costs a system call for each folder of it.
            let known = self.names.contains(file_name(path)).then(|| self.real.get(&real(path)))??;
            self.texts.get(known)
        })
    }

    /// The names of the texts in a folder.
    fn names_in(&self, folder: &str) -> impl Iterator<Item = &str> {
        let folder = if folder.is_empty() { "." } else { folder };
        let folder = if self.is_empty() { String::new() } else { Disk.canonical(folder) };
        let names = self.real.keys().filter_map(|path| path.rsplit_once('/'));
        names.filter(move |(of, _)| *of == folder.trim_end_matches('/')).map(|(_, name)| name)
    }
}

impl<'t> IntoIterator for &'t Texts {
    type Item = (&'t String, &'t Vec<u8>);
    type IntoIter = btree_map::Iter<'t, String, Vec<u8>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'t> IntoIterator for &'t mut Texts {
    type Item = (&'t String, &'t mut Vec<u8>);
    type IntoIter = btree_map::IterMut<'t, String, Vec<u8>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl IntoIterator for Texts {
    type Item = (String, Vec<u8>);
    type IntoIter = btree_map::IntoIter<String, Vec<u8>>;

    fn into_iter(self) -> Self::IntoIter {
        self.texts.into_iter()
    }
}

impl Extend<(String, Vec<u8>)> for Texts {
    fn extend<T: IntoIterator<Item = (String, Vec<u8>)>>(&mut self, texts: T) {
        for (path, text) in texts {
            self.insert(path, text);
        }
    }
}

impl FromIterator<(String, Vec<u8>)> for Texts {
    fn from_iter<T: IntoIterator<Item = (String, Vec<u8>)>>(texts: T) -> Texts {
        let mut all = Texts::default();
        all.extend(texts);
        all
    }
}

impl Index<&str> for Texts {
    type Output = Vec<u8>;

    fn index(&self, path: &str) -> &Vec<u8> {
        &self.texts[path]
    }
}

/// The real path of a file, be it there or not.
fn real(path: &str) -> String {
    let real = Disk.canonical(path);
    if real != path {
        return real;
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
    format!("{}/{name}", Disk.canonical(if folder.is_empty() { "/" } else { folder }).trim_end_matches('/'))
}

/// Files whose text comes from elsewhere, over another reader: standard input, what a fix would write.
pub struct Overlay<'r> {
    inner: &'r dyn Reader,
    files: &'r Texts,
}

impl<'r> Overlay<'r> {
    /// Reads these paths as these texts, everything else from `inner`.
    pub fn new(inner: &'r dyn Reader, files: &'r Texts) -> Overlay<'r> {
        Overlay { inner, files }
    }

    /// The text of a path. What the other reader may not reach is not there for this one either.
    fn text(&self, path: &str) -> io::Result<Option<&'r Vec<u8>>> {
        let text = self.files.find(path);
        if text.is_some() {
            self.inner.exists(path)?;
        }
        Ok(text)
    }
}

impl Reader for Overlay<'_> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.text(path)?.map_or_else(|| self.inner.read(path), |bytes| Ok(bytes.clone()))
    }

    fn fetch(&self, path: &str, max: u64) -> io::Result<(Vec<u8>, Option<u32>)> {
        match self.text(path)? {
            None => self.inner.fetch(path, max),
            Some(bytes) if bytes.len() as u64 > max => Err(NotRead::Large(max).into()),
            Some(bytes) => Ok((bytes.clone(), self.inner.mode(path))),
        }
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        if self.text(path)?.is_some() { Ok(true) } else { self.inner.exists(path) }
    }

    fn is_folder(&self, path: &str) -> io::Result<bool> {
        if self.text(path)?.is_some() { Ok(false) } else { self.inner.is_folder(path) }
    }

    fn is_file(&self, path: &str) -> io::Result<bool> {
        if self.text(path)?.is_some() { Ok(true) } else { self.inner.is_file(path) }
    }

    fn entries(&self, folder: &str) -> io::Result<Vec<(OsString, Entry)>> {
        let mut entries = self.inner.entries(folder)?;
        for name in self.files.names_in(folder) {
            if entries.iter().all(|(other, _)| other != name) {
                entries.push((name.into(), Entry::Other));
            }
        }
        Ok(entries)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<OsString>> {
        let mut names = self.inner.list(folder)?;
        for name in self.files.names_in(folder) {
            if names.iter().all(|other| other != name) {
                names.push(name.into());
            }
        }
        Ok(names)
    }

    fn mode(&self, path: &str) -> Option<u32> {
        self.inner.mode(path)
    }

    fn is_shared(&self, folder: &str) -> bool {
        self.inner.is_shared(folder)
    }

    fn canonical(&self, path: &str) -> String {
        self.inner.canonical(path)
    }

    fn shown(&self, path: &str) -> String {
        self.inner.shown(path)
    }
}
