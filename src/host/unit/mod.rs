//! Units of systemd, as systemd reads them. Held against systemd 262.

mod admitted;
mod lines;
mod sandbox;
mod value;

pub use admitted::Admitted;
pub use lines::{Entry, UnitFile};
use sandbox::private_tmp;
pub use sandbox::{Hidden, Rule, Sandbox, Sort, Way};
use value::DependsOnMachine;
pub use value::{Limit, Size, UnitPath, boolean, words};

use crate::source::Span;

/// The unit of Dovecot with its drop-ins.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// The unit itself, where it is known, then the drop-ins in the order in which they count.
    pub files: Vec<UnitFile>,
    /// Whether the unit itself is known. Without it, what packages ship is assumed, and only what is written is
    /// certain.
    pub is_whole: bool,
}

/// A value and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set<T> {
    /// The value.
    pub value: T,
    /// Its line.
    pub span: Span,
}

impl Unit {
    /// Every line with a key of a section, in the order in which they count.
    pub fn lines<'u>(&'u self, section: &'u str, key: &'u str) -> impl DoubleEndedIterator<Item = &'u Entry> {
        let lines = self.files.iter().flat_map(|file| &file.entries);
        lines.filter(move |entry| entry.section == section && entry.key == key)
    }

    /// The last value of a key that `read` accepts: systemd ignores others.
    pub fn last<T>(&self, section: &str, key: &str, read: impl Fn(&str) -> Option<T>) -> Option<Set<T>> {
        self.lines(section, key)
            .rev()
            .find_map(|entry| read(&entry.value).map(|value| Set { value, span: entry.span }))
    }

    /// The words of a list that an empty value resets, with the line of each.
    pub fn list(&self, section: &str, key: &str) -> Vec<Set<String>> {
        let mut words = Vec::new();
        for entry in self.lines(section, key) {
            if entry.value.is_empty() {
                words.clear();
            }
            words.extend(value::words(&entry.value).into_iter().map(|value| Set { value, span: entry.span }));
        }
        words
    }

    /// The paths of a list under its names of today and of old.
    pub fn paths(&self, keys: &[&str]) -> Vec<Set<UnitPath>> {
        let mut paths = Vec::new();
        for entry in self.files.iter().flat_map(|file| &file.entries) {
            if entry.section != "Service" || !keys.contains(&entry.key.as_str()) {
                continue;
            }
            if entry.value.is_empty() {
                paths.clear();
            }
            let words = value::words(&entry.value);
            let read = words.iter().filter_map(|word| UnitPath::read(word));
            paths.extend(read.map(|value| Set { value, span: entry.span }));
        }
        paths
    }

    /// The folders in which paths of a list lie that only the machine knows: a specifier is in their names.
    pub fn folders_of_unknown(&self, keys: &[&str]) -> Vec<String> {
        let lines = self.files.iter().flat_map(|file| &file.entries);
        let lines = lines.filter(|entry| entry.section == "Service" && keys.contains(&entry.key.as_str()));
        let words = lines.flat_map(|entry| value::words(&entry.value));
        let unknown = words.filter_map(|word| value::expand(word.trim_start_matches(['-', '+'])).err());
        let folder = |DependsOnMachine { before }: DependsOnMachine| {
            before.rsplit_once('/').map_or("/", |(folder, _)| folder).to_owned()
        };
        unknown.map(folder).collect()
    }

    /// The units after which this one starts. An empty value takes nothing away.
    pub fn after(&self) -> Vec<Set<String>> {
        let lines = self.lines("Unit", "After");
        lines
            // A name in quotes is no name of a unit: systemd passes over it.
            .flat_map(|entry| {
                let words = entry.value.split_whitespace();
                words.map(|word| Set { value: word.to_owned(), span: entry.span }).collect::<Vec<_>>()
            })
            .collect()
    }

    /// Whether the service has a `/tmp` of its own, which is gone when it stops; what packages ship has.
    pub fn has_private_tmp(&self) -> bool {
        private_tmp(self)
    }

    /// Whether it runs Dovecot, and not a container in which Dovecot runs.
    pub fn runs_dovecot(&self) -> bool {
        let mut commands =
            self.lines("Service", "ExecStart").filter(|line| !line.value.is_empty()).peekable();
        commands.peek().is_none() || commands.any(|line| names_dovecot(&line.value))
    }

    /// The first line of the unit: its `[Unit]`, or what comes first.
    pub fn head(&self) -> Option<Span> {
        let file = self.files.first()?;
        Some(file.head.unwrap_or_else(|| Span::new(file.file, 0..0)))
    }
}

/// What starts a container.
const CONTAINERS: [&str; 8] =
    ["docker", "docker-compose", "podman", "nerdctl", "lxc-start", "systemd-nspawn", "machinectl", "kubectl"];

fn names_dovecot(command: &str) -> bool {
    let plain = |word: &str| {
        word.trim_matches(['"', '\'']).trim_start_matches(['@', '-', ':', '+', '!', '|']).to_owned()
    };
    let words: Vec<String> = command.split_whitespace().map(plain).collect();
    let program = words.first().map_or("", |word| crate::text::file_name(word));
    !CONTAINERS.contains(&program) && words.iter().any(|word| word == "dovecot" || word.ends_with("/dovecot"))
}

#[cfg(test)]
mod tests;
