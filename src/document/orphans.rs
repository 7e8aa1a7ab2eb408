//! Files that look like configuration and are where others were read from, but that nothing includes.

use super::look::Look;
use super::{Document, glob};
use crate::hash::HashSet;
use crate::limits::{Allowance, GLOB_BYTES};
use crate::source::Reader;

/// How many bytes are searched for names of files.
const SEARCHED_BYTES: u64 = 1 << 30;

/// Such files of one folder.
#[derive(Debug)]
pub struct Orphans {
    /// The include that reads the folder, as an index into the includes; none for a `conf.d` next to the main
    /// file that no include names.
    pub by: Option<usize>,
    /// The folder, as it is shown.
    pub folder: String,
    /// The names of the files, sorted.
    pub names: Vec<String>,
}

impl Document {
    /// Looks for files that are not read, in the folders that a pattern of an include lists and in the
    /// `conf.d` next to the main file. That costs a system call for each folder, so it is done on demand.
    pub fn note_unread(&mut self, reader: &dyn Reader) {
        let root = &self.sources.file(self.root).path;
        let beside = root.rfind('/').map_or("", |slash| &root[..=slash]);
        let mut folders: Vec<(String, Option<usize>)> = Vec::new();
        let mut read: HashSet<String> = self.sources.files().map(|(_, file)| file.path.clone()).collect();
        let allowance = Allowance::new(GLOB_BYTES);
        for (index, include) in self.includes.iter().enumerate() {
            let listed = glob::folders(&include.pattern, &allowance);
            if !listed.is_empty() {
                // Also what matches and could not be read.
                let Ok(matching) = glob::glob(&Look::new(reader), &include.pattern, &allowance) else {
                    return;
                };
                read.extend(matching);
            }
            folders.extend(listed.into_iter().map(|folder| (folder, Some(index))));
        }
        folders.push((format!("{beside}conf.d/"), None));
        let searched = Allowance::new(SEARCHED_BYTES);
        let mut seen = HashSet::default();
        for (folder, by) in folders {
            let shown = reader.shown(&folder);
            if !seen.insert(shown.clone()) {
                continue;
            }
            let names = reader.list(&folder).unwrap_or_default();
            let mut names: Vec<String> =
                names.into_iter().filter_map(|name| name.into_string().ok()).collect();
            names.retain(|name| {
                let path = format!("{folder}{name}");
                looks_like_configuration(name)
                    && !read.contains(&path)
                    && !self.mentions(name, &searched)
                    && reader.is_folder(&path).is_ok_and(|is_folder| !is_folder)
            });
            names.sort_unstable();
            if !names.is_empty() {
                self.orphans.push(Orphans { by, folder: shown, names });
            }
        }
    }

    /// Whether a file that was read names a file, be it in a value or in a comment: then it is left out on
    /// purpose, or someone else reads it. Where there are too many names to look for, it may be.
    fn mentions(&self, name: &str, searched: &Allowance) -> bool {
        let bytes = self.sources.files().map(|(_, file)| file.bytes.len() as u64).sum();
        !searched.take(bytes)
            || self
                .sources
                .files()
                .any(|(_, file)| memchr::memmem::find(&file.bytes, name.as_bytes()).is_some())
    }
}

/// `10-mail.conf`, and what is nearly one: `10-mail.cfg`, `10-mail.conf.disabled`, `10-mail.conf~`. An
/// `.ext` is there to be included by name.
fn looks_like_configuration(name: &str) -> bool {
    let mut parts = name.split('.').map(|part| part.trim_end_matches('~'));
    let has_stem = parts.next().is_some_and(|stem| !stem.is_empty());
    let parts: Vec<&str> = parts.collect();
    let last = parts.last().copied().unwrap_or_default();
    has_stem && last != "ext" && (parts.contains(&"conf") || matches!(last, "cfg" | "cnf" | "config"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_configuration() {
        for name in ["10-mail.conf", "a.cfg", "10-mail.conf.disabled", "10-mail.conf~"] {
            assert!(looks_like_configuration(name), "{name}");
        }
        for name in ["README", ".10-mail.conf.swp", "auth-sql.conf.ext", "cert.pem", "conf"] {
            assert!(!looks_like_configuration(name), "{name}");
        }
    }
}
