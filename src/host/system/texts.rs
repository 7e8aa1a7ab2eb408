use super::beside::Text;
use crate::hash::HashMap;
use crate::source::{FileId, SourceMap};

/// What a file beside a configuration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The unit of Dovecot.
    Unit,
    /// A drop-in of it.
    DropIn,
    /// A crontab with a column of users.
    Crontab,
    /// A script that cron runs.
    Script,
    /// A timer, or the service of one.
    Timed,
    /// A file of sysctl.
    Sysctl,
    /// `ntp.conf`
    Ntp,
    /// `chrony.conf`
    Chrony,
}

/// Adds files to the sources, each once.
pub(super) struct Texts<'s> {
    sources: &'s mut SourceMap,
    known: HashMap<String, FileId>,
}

impl<'s> Texts<'s> {
    pub(super) fn new(sources: &'s mut SourceMap) -> Texts<'s> {
        Texts { sources, known: HashMap::default() }
    }

    /// Adds a file of a machine.
    pub(super) fn add_file(&mut self, path: &str, bytes: &[u8]) -> FileId {
        self.add_as(path, path, bytes)
    }

    /// Adds a file beside a configuration.
    pub(super) fn add(&mut self, text: &Text) -> FileId {
        self.add_as(&text.path, &text.shown, &text.bytes)
    }

    fn add_as(&mut self, path: &str, shown: &str, bytes: &[u8]) -> FileId {
        if let Some(known) = self.known.get(path) {
            return *known;
        }
        let id = self.sources.add(path.to_owned(), shown.to_owned(), bytes.to_vec(), false);
        self.known.insert(path.to_owned(), id);
        id
    }
}
