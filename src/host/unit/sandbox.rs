//! Which folders a service can write. Each rule was tried with a running service under systemd 262.

use super::value::expand;
use super::{Unit, boolean};
use crate::host::is_below;
use crate::source::Span;

/// What a rule makes of a path and all below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// It can be written.
    Writable,
    /// It can be read.
    ReadOnly,
    /// An empty folder is in its place.
    Empty,
    /// It cannot be reached.
    Unreachable,
}

/// Which setting a rule is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// `ProtectSystem=`, and whether it is `strict`.
    System(bool),
    /// `ProtectHome=`
    Home,
    /// `ReadOnlyPaths=` and `BindReadOnlyPaths=`
    ReadOnly,
    /// `InaccessiblePaths=`
    Inaccessible,
    /// `TemporaryFileSystem=`
    Temporary,
    /// `ReadWritePaths=`
    ReadWrite,
    /// `BindPaths=`
    Bind,
    /// `RuntimeDirectory=`, `StateDirectory=`, `CacheDirectory=`, `LogsDirectory=`, `PrivateTmp=`, or what systemd
    /// leaves out itself.
    Given,
}

/// What is said of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The path.
    pub path: String,
    /// What becomes of it.
    pub way: Way,
    /// The setting.
    pub sort: Sort,
    /// Whether it brings the path back into an empty folder.
    pub is_bound: bool,
    /// Where it is written; none when it is assumed.
    pub span: Option<Span>,
}

/// The rule that keeps a service from writing a path.
pub type Hidden = Rule;

/// All rules of a unit.
#[derive(Debug, Clone, Default)]
pub struct Sandbox {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Folders somewhere below which the unit may open a folder: only the machine knows its name.
    pub may_open: Vec<String>,
}

/// What `ProtectHome=` covers.
const HOMES: [&str; 3] = ["/home", "/root", "/run/user"];

/// What `ProtectSystem=strict` leaves to others.
const LEFT: [&str; 6] = ["/home", "/root", "/run/user", "/dev", "/proc", "/sys"];

#[derive(Clone, Copy)]
enum System {
    No,
    Yes,
    Full,
    Strict,
}

fn system(text: &str) -> Option<System> {
    match text {
        "full" => Some(System::Full),
        "strict" => Some(System::Strict),
        _ => boolean(text).map(|is_on| if is_on { System::Yes } else { System::No }),
    }
}

fn home(text: &str) -> Option<Way> {
    match text {
        "read-only" => Some(Way::ReadOnly),
        "tmpfs" => Some(Way::Empty),
        _ => boolean(text).map(|is_on| if is_on { Way::Unreachable } else { Way::Writable }),
    }
}

impl Sandbox {
    /// The rules of a unit. Without the unit of the package, those are assumed that packages have.
    pub fn of(unit: &Unit) -> Sandbox {
        let mut sandbox = Sandbox::default();
        sandbox.protections(unit);
        sandbox.lists(unit);
        sandbox.may_open.extend(unit.folders_of_unknown(&[
            "ReadWritePaths",
            "ReadWriteDirectories",
            "BindPaths",
        ]));
        sandbox
    }

    fn add(&mut self, path: &str, way: Way, sort: Sort, span: Option<Span>) {
        let is_bound = sort == Sort::Bind;
        self.rules.push(Rule { path: path.to_owned(), way, sort, is_bound, span });
    }

    fn protections(&mut self, unit: &Unit) {
        let written = unit.last("Service", "ProtectSystem", system);
        let span = written.as_ref().map(|set| set.span);
        let assumed = if unit.is_whole { System::No } else { System::Full };
        let value = written.map_or(assumed, |set| set.value);
        let covered: &[&str] = match value {
            System::No => &[],
            System::Yes => &["/usr", "/boot", "/efi"],
            System::Full => &["/usr", "/boot", "/efi", "/etc"],
            System::Strict => &["/"],
        };
        let is_strict = matches!(value, System::Strict);
        for path in covered {
            self.add(path, Way::ReadOnly, Sort::System(is_strict), span);
        }
        if is_strict {
            for path in LEFT {
                self.add(path, Way::Writable, Sort::Given, None);
            }
        }
        if let Some(set) = unit.last("Service", "ProtectHome", home).filter(|set| set.value != Way::Writable)
        {
            for path in HOMES {
                self.add(path, set.value, Sort::Home, Some(set.span));
            }
        }
        if private_tmp(unit) {
            for path in ["/tmp", "/var/tmp"] {
                self.add(path, Way::Writable, Sort::Given, None);
            }
        }
        for (key, folder) in [
            ("RuntimeDirectory", "/run"),
            ("StateDirectory", "/var/lib"),
            ("CacheDirectory", "/var/cache"),
            ("LogsDirectory", "/var/log"),
        ] {
            for set in unit.list("Service", key) {
                // `FOLDER:LINK` makes a link as well.
                let name = set.value.split(':').next().unwrap_or_default();
                match expand(name) {
                    Ok(name) => {
                        self.add(&format!("{folder}/{name}"), Way::Writable, Sort::Given, Some(set.span));
                    }
                    Err(_) => self.may_open.push(folder.to_owned()),
                }
            }
        }
    }

    fn lists(&mut self, unit: &Unit) {
        let lists: [(&[&str], Way, Sort); 6] = [
            (&["ReadWritePaths", "ReadWriteDirectories"], Way::Writable, Sort::ReadWrite),
            (&["BindPaths"], Way::Writable, Sort::Bind),
            (&["ReadOnlyPaths", "ReadOnlyDirectories"], Way::ReadOnly, Sort::ReadOnly),
            (&["BindReadOnlyPaths"], Way::ReadOnly, Sort::ReadOnly),
            (&["InaccessiblePaths", "InaccessibleDirectories"], Way::Unreachable, Sort::Inaccessible),
            (&["TemporaryFileSystem"], Way::Empty, Sort::Temporary),
        ];
        for (keys, way, sort) in lists {
            for set in unit.paths(keys) {
                self.add(&set.value.path, way, sort, Some(set.span));
                if let (["BindReadOnlyPaths"], Some(rule)) = (keys, self.rules.last_mut()) {
                    rule.is_bound = true;
                }
            }
        }
    }

    /// The rule that keeps the service from writing a path; none when it can, or when that is not known.
    pub fn hides(&self, path: &str) -> Option<&Hidden> {
        let covering = || self.rules.iter().filter(|rule| is_below(path, &rule.path));
        // Nothing below can be opened, whatever else is said of it.
        if let Some(rule) =
            covering().filter(|rule| rule.way == Way::Unreachable).max_by_key(|r| r.path.len())
        {
            return Some(rule);
        }
        if self.may_open.iter().any(|folder| is_below(path, folder)) {
            return None;
        }
        let empty = covering().filter(|rule| rule.way == Way::Empty).max_by_key(|rule| rule.path.len());
        let mut from = 0;
        if let Some(empty) = empty {
            let bound = covering().filter(|rule| rule.is_bound && rule.path.len() > empty.path.len());
            match bound.min_by_key(|rule| rule.path.len()) {
                None => return Some(empty),
                Some(bound) => from = bound.path.len(),
            }
        }
        let last = covering()
            .filter(|rule| rule.path.len() >= from)
            .max_by_key(|rule| (rule.path.trim_end_matches('/').len(), rule.way))?;
        (last.way != Way::Writable).then_some(last)
    }

    /// Whether a part of what is below a path can be written although a rule covers the path.
    pub fn opens_below(&self, path: &str) -> bool {
        let is_inside = |rule: &&Rule| rule.path != path && is_below(&rule.path, path);
        self.rules.iter().filter(is_inside).any(|rule| rule.way == Way::Writable)
    }
}

/// Whether the service has a `/tmp` of its own, which is gone when it stops.
pub(super) fn private_tmp(unit: &Unit) -> bool {
    let read = |text: &str| if text == "disconnected" { Some(true) } else { boolean(text) };
    unit.last("Service", "PrivateTmp", read).map_or(!unit.is_whole, |set| set.value)
}
