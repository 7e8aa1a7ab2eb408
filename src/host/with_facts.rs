use std::collections::BTreeMap;

use super::{
    Answer, Entry, FileFacts, FileKind, Host, HostFacts, Links, NoAnswer, Portion, Status, above, is_below,
};
use crate::source::NotRead;

/// A machine with facts laid over its files.
#[derive(Debug)]
pub struct WithFacts {
    files: Box<dyn Host>,
    facts: HostFacts,
}

/// What is taken of a file that only the facts have.
const PLAIN: Status =
    Status { kind: FileKind::File, mode: 0o644, owner: 0, group: 0, size: 0, modified: 0, device: None };

impl WithFacts {
    /// Lays facts over a machine.
    pub fn new(files: Box<dyn Host>, facts: HostFacts) -> WithFacts {
        WithFacts { files, facts }
    }

    fn of(&self, path: &str) -> Option<&FileFacts> {
        self.facts.files.get(tidy(path))
    }

    /// Whether the facts say that a path, or a folder above it, cannot be looked at.
    fn refused(&self, path: &str) -> Answer<()> {
        let is_unreadable = |at: &str| self.of(at).is_some_and(|file| file.is_unreadable);
        let mut at = Some(tidy(path));
        while let Some(here) = at {
            if is_unreadable(here) {
                return Err(NoAnswer::NotRead(NotRead::Denied));
            }
            at = above(here).filter(|up| *up != here);
        }
        Ok(())
    }

    /// Whether the facts have something below a path.
    fn is_folder(&self, path: &str) -> bool {
        self.facts.files.keys().any(|file| file != path && is_below(file, path))
    }
}

fn tidy(path: &str) -> &str {
    if path.len() > 1 { path.trim_end_matches('/') } else { path }
}

impl Host for WithFacts {
    fn root(&self) -> &str {
        self.files.root()
    }

    fn status(&self, path: &str, links: Links) -> Answer<Status> {
        // Of what cannot be read it is known that it is there.
        if let Some(up) = above(tidy(path)).filter(|_| tidy(path) != "/") {
            self.refused(up)?;
        }
        let known = self.files.status(path, links);
        let Some(own) = self.of(path) else {
            return match known {
                Err(_) if self.is_folder(tidy(path)) => {
                    Ok(Status { kind: FileKind::Folder, mode: 0o755, ..PLAIN })
                }
                known => known,
            };
        };
        let folder = Status { kind: FileKind::Folder, mode: 0o755, ..PLAIN };
        let base = known.unwrap_or(if self.is_folder(tidy(path)) { folder } else { PLAIN });
        Ok(Status {
            kind: own.kind.unwrap_or(base.kind),
            mode: own.mode.unwrap_or(base.mode),
            owner: own.owner.unwrap_or(base.owner),
            group: own.group.unwrap_or(base.group),
            size: own.size.unwrap_or(base.size),
            modified: own.modified.unwrap_or(base.modified),
            device: base.device,
        })
    }

    fn target(&self, path: &str) -> Answer<String> {
        self.files.target(path)
    }

    fn real(&self, path: &str) -> Answer<String> {
        self.files.real(path).or_else(|error| {
            let is_said = self.of(path).is_some() || self.is_folder(tidy(path));
            if is_said { Ok(tidy(path).to_owned()) } else { Err(error) }
        })
    }

    fn entries(&self, folder: &str, links: Links, most: usize) -> Answer<Vec<Entry>> {
        self.refused(folder)?;
        let known = self.files.entries(folder, links, most);
        let prefix = format!("{}/", tidy(folder).trim_end_matches('/'));
        let mut more: BTreeMap<String, FileKind> = BTreeMap::new();
        for (path, own) in self.facts.files.range(prefix.clone()..) {
            let Some(rest) = path.strip_prefix(&prefix) else { break };
            let (name, is_own) = rest.split_once('/').map_or((rest, true), |(name, _)| (name, false));
            let kind = if is_own { own.kind.unwrap_or(FileKind::File) } else { FileKind::Folder };
            more.entry(name.to_owned()).or_insert(kind);
        }
        if more.is_empty() {
            return known;
        }
        let mut entries = known.unwrap_or_default();
        for entry in &entries {
            more.remove(&entry.name);
        }
        entries.extend(more.into_iter().map(|(name, kind)| Entry { name, kind }));
        entries.sort();
        entries.truncate(most);
        Ok(entries)
    }

    fn read(&self, path: &str, portion: Portion, links: Links) -> Answer<Vec<u8>> {
        self.refused(path)?;
        match self.files.read(path, portion, links) {
            Err(NoAnswer::Absent) if self.of(path).is_some() => Err(NoAnswer::Unknown),
            read => read,
        }
    }

    fn filesystem(&self, path: &str) -> Answer<String> {
        let said = self.facts.filesystems.iter().filter(|(place, _)| is_below(tidy(path), place));
        match said.max_by_key(|(place, _)| place.len()) {
            Some((_, kind)) => Ok(kind.clone()),
            None => self.files.filesystem(path),
        }
    }

    fn label(&self, path: &str) -> Answer<String> {
        self.refused(path)?;
        match self.of(path).and_then(|file| file.label.clone()) {
            Some(label) => Ok(label),
            None => self.files.label(path),
        }
    }

    fn now(&self) -> i64 {
        self.facts.now.unwrap_or_else(|| self.files.now())
    }
}
