use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Answer, Entry, FileKind, Host, Links, NoAnswer, Portion, Status, is_below, join};
use crate::source::NotRead;

/// A machine that exists only in memory: for tests and the examples of pages. What it holds is owned by root.
#[derive(Debug, Default, Clone)]
pub struct Fake {
    files: BTreeMap<String, Vec<u8>>,
}

impl Fake {
    /// A machine with these files, by absolute path.
    pub fn new<P: Into<String>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Fake {
        Fake { files: files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect() }
    }

    fn is_folder(&self, path: &str) -> bool {
        self.files.keys().any(|file| file != path && is_below(file, path))
    }

    /// Why nothing is at a path: a machine of a few files says nothing of places that it has nothing of.
    fn missing(&self, path: &str) -> NoAnswer {
        let first = path.split('/').nth(1).unwrap_or_default();
        let is_known = self.files.keys().any(|file| is_below(file, &format!("/{first}")));
        if is_known { NoAnswer::Absent } else { NoAnswer::Unknown }
    }
}

impl Host for Fake {
    fn root(&self) -> &'static str {
        "/"
    }

    fn status(&self, path: &str, _: Links) -> Answer<Status> {
        let path = path.trim_end_matches('/');
        let status =
            |kind, mode, size| Ok(Status { kind, mode, owner: 0, group: 0, size, modified: 0, device: None });
        match self.files.get(path) {
            Some(bytes) => status(FileKind::File, 0o644, bytes.len() as u64),
            None if self.is_folder(path) => status(FileKind::Folder, 0o755, 0),
            None => Err(self.missing(path)),
        }
    }

    fn target(&self, path: &str) -> Answer<String> {
        Err(self.missing(path))
    }

    fn real(&self, path: &str) -> Answer<String> {
        self.status(path, Links::Follow).map(|_| path.to_owned())
    }

    fn entries(&self, folder: &str, _: Links, most: usize) -> Answer<Vec<Entry>> {
        let prefix = join(folder, "");
        let inside = self.files.keys().filter_map(|file| file.strip_prefix(&prefix));
        let entry = |rest: &str| match rest.split_once('/') {
            Some((name, _)) => Entry { name: name.to_owned(), kind: FileKind::Folder },
            None => Entry { name: rest.to_owned(), kind: FileKind::File },
        };
        let mut entries: Vec<Entry> = inside.map(entry).collect();
        entries.sort();
        entries.dedup();
        entries.truncate(most);
        if entries.is_empty() { Err(self.missing(folder)) } else { Ok(entries) }
    }

    fn read(&self, path: &str, portion: Portion, _: Links) -> Answer<Vec<u8>> {
        let bytes = self.files.get(path).ok_or_else(|| self.missing(path))?;
        Ok(match portion {
            Portion::Whole(most) if bytes.len() as u64 > most => {
                return Err(NoAnswer::NotRead(NotRead::Large(most)));
            }
            Portion::Whole(_) => bytes.clone(),
            Portion::Head(most) => bytes[..bytes.len().min(most as usize)].to_vec(),
            Portion::Tail(most) => bytes[bytes.len().saturating_sub(most as usize)..].to_vec(),
        })
    }

    fn filesystem(&self, _: &str) -> Answer<String> {
        Err(NoAnswer::Unknown)
    }

    fn label(&self, _: &str) -> Answer<String> {
        Err(NoAnswer::Unknown)
    }

    fn now(&self) -> i64 {
        0
    }
}

/// A machine, and a note of every path that it was asked about: for tests.
#[derive(Debug)]
pub struct Recording {
    inner: Box<dyn Host>,
    asked: Rc<RefCell<Vec<(&'static str, String)>>>,
}

impl Recording {
    /// Records what a machine is asked, in the list: the question, and the path.
    pub fn new(inner: Box<dyn Host>, asked: Rc<RefCell<Vec<(&'static str, String)>>>) -> Recording {
        Recording { inner, asked }
    }

    fn note(&self, what: &'static str, path: &str) {
        self.asked.borrow_mut().push((what, path.to_owned()));
    }
}

impl Host for Recording {
    fn root(&self) -> &str {
        self.inner.root()
    }

    fn status(&self, path: &str, links: Links) -> Answer<Status> {
        self.note("status", path);
        self.inner.status(path, links)
    }

    fn target(&self, path: &str) -> Answer<String> {
        self.note("target", path);
        self.inner.target(path)
    }

    fn real(&self, path: &str) -> Answer<String> {
        self.note("real", path);
        self.inner.real(path)
    }

    fn entries(&self, folder: &str, links: Links, most: usize) -> Answer<Vec<Entry>> {
        self.note("entries", folder);
        self.inner.entries(folder, links, most)
    }

    fn read(&self, path: &str, portion: Portion, links: Links) -> Answer<Vec<u8>> {
        self.note("read", path);
        self.inner.read(path, portion, links)
    }

    fn filesystem(&self, path: &str) -> Answer<String> {
        self.note("filesystem", path);
        self.inner.filesystem(path)
    }

    fn label(&self, path: &str) -> Answer<String> {
        self.note("label", path);
        self.inner.label(path)
    }

    fn now(&self) -> i64 {
        self.inner.now()
    }
}
