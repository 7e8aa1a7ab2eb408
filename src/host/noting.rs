use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{
    Answer, Entry, FileFacts, FileKind, Host, HostFacts, Links, NoAnswer, Portion, Status, is_below, walk,
};

/// A machine that writes down what it is asked, for a file of facts.
#[derive(Debug)]
pub struct Noting {
    inner: Box<dyn Host>,
    facts: Rc<RefCell<HostFacts>>,
}

/// From this size on a file of indexes is worth writing down.
const LARGE: u64 = 64 << 20;

impl Noting {
    /// Notes what a machine is asked.
    pub fn new(inner: Box<dyn Host>, facts: Rc<RefCell<HostFacts>>) -> Noting {
        facts.borrow_mut().now = Some(inner.now());
        Noting { inner, facts }
    }

    /// What was noted, without names of mailboxes: below these folders of mail there is only what a lint may report, under
    /// other names.
    pub fn without_names(facts: &HostFacts, mail: &[String]) -> HostFacts {
        let mut out = HostFacts { files: BTreeMap::new(), ..facts.clone() };
        let mut users: BTreeMap<String, usize> = BTreeMap::new();
        for (path, file) in &facts.files {
            let start = mail.iter().find(|start| path != *start && is_below(path, start));
            let Some(start) = start else {
                out.files.insert(path.clone(), file.clone());
                continue;
            };
            let inside = path[start.len()..].trim_start_matches('/');
            let name = crate::text::file_name(inside);
            let is_known = walk::NAMES.contains(&name);
            let mode = file.mode.unwrap_or_default();
            let is_told = match (is_known, file.kind) {
                (true, _) => file.size.is_some_and(|size| size >= LARGE),
                // The mailbox of a spool whose group is given to folders.
                (false, Some(FileKind::File)) => !inside.contains('/') && (mode >> 3) & 7 != mode & 7,
                _ => false,
            };
            if is_told {
                let user = inside.rsplit_once('/').map_or(inside, |(folder, _)| folder);
                let number = users.len() + 1;
                let number = *users.entry(format!("{start}/{user}")).or_insert(number);
                let end = if is_known { format!("/{name}") } else { String::new() };
                out.files.insert(format!("{start}/user{number}{end}"), file.clone());
            }
        }
        out
    }

    fn note(&self, path: &str, set: impl FnOnce(&mut FileFacts)) {
        // What the kernel shows is in its files.
        if !["/proc", "/sys", "/dev"].iter().any(|kernel| is_below(path, kernel)) {
            set(self.facts.borrow_mut().files.entry(path.trim_end_matches('/').to_owned()).or_default());
        }
    }

    fn denied<T>(&self, path: &str, answer: Answer<T>) -> Answer<T> {
        if matches!(&answer, Err(NoAnswer::NotRead(crate::source::NotRead::Denied))) {
            self.note(path, |file| file.is_unreadable = true);
        }
        answer
    }
}

impl Host for Noting {
    fn root(&self) -> &str {
        self.inner.root()
    }

    fn status(&self, path: &str, links: Links) -> Answer<Status> {
        let status = self.inner.status(path, links)?;
        if path != "/" {
            self.note(path, |file| {
                file.kind = Some(status.kind);
                file.mode = Some(status.mode);
                file.owner = Some(status.owner);
                file.group = Some(status.group);
                file.size = (status.kind == FileKind::File).then_some(status.size);
                file.modified = (status.kind == FileKind::File).then_some(status.modified);
            });
        }
        Ok(status)
    }

    fn target(&self, path: &str) -> Answer<String> {
        self.inner.target(path)
    }

    fn real(&self, path: &str) -> Answer<String> {
        self.inner.real(path)
    }

    fn entries(&self, folder: &str, links: Links, most: usize) -> Answer<Vec<Entry>> {
        self.denied(folder, self.inner.entries(folder, links, most))
    }

    fn read(&self, path: &str, portion: Portion, links: Links) -> Answer<Vec<u8>> {
        self.denied(path, self.inner.read(path, portion, links))
    }

    fn filesystem(&self, path: &str) -> Answer<String> {
        let kind = self.inner.filesystem(path)?;
        self.facts.borrow_mut().filesystems.insert(path.to_owned(), kind.clone());
        Ok(kind)
    }

    fn label(&self, path: &str) -> Answer<String> {
        let label = self.inner.label(path)?;
        self.note(path, |file| file.label = Some(label.clone()));
        Ok(label)
    }

    fn now(&self) -> i64 {
        self.inner.now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_mailbox_is_written_down() {
        let file = |kind, mode, size| FileFacts {
            kind: Some(kind),
            mode: Some(mode),
            size: Some(size),
            ..FileFacts::default()
        };
        let files = [
            ("/etc/dovecot/tls.key", file(FileKind::File, 0o600, 1)),
            ("/srv/vmail", file(FileKind::Folder, 0o700, 0)),
            ("/srv/vmail/anna", file(FileKind::Folder, 0o700, 0)),
            ("/srv/vmail/anna/dovecot.index.cache", file(FileKind::File, 0o600, LARGE)),
            ("/srv/vmail/bob/dovecot.index.cache", file(FileKind::File, 0o600, 1)),
            ("/srv/vmail/bob/dovecot-uidlist", file(FileKind::File, 0o600, 1)),
            ("/var/mail/carol", file(FileKind::File, 0o660, 1)),
            ("/var/mail/dave", file(FileKind::File, 0o600, 1)),
        ];
        let files = files.into_iter().map(|(path, file)| (path.to_owned(), file)).collect();
        let facts = HostFacts { files, ..HostFacts::default() };
        let told = Noting::without_names(&facts, &["/srv/vmail".to_owned(), "/var/mail".to_owned()]);
        let paths: Vec<&str> = told.files.keys().map(String::as_str).collect();
        assert_eq!(
            paths,
            ["/etc/dovecot/tls.key", "/srv/vmail", "/srv/vmail/user1/dovecot.index.cache", "/var/mail/user2"]
        );
    }
}
