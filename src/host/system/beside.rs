//! Files beside a configuration in the same repository.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::scripts::Scripts;
use super::texts::Role;
use crate::hash::{HashMap, HashSet};
use crate::host::{TEXT_BYTES, above, has_ending, join};
use crate::limits::BESIDE_BYTES;
use crate::source::{Entry, Reader};
use crate::text::file_name;

/// The most names that are looked at.
const NAMES: usize = 5000;

/// How deep below the folder.
const LEVELS: usize = 8;

/// The most files that are read.
const FILES: usize = 500;

/// How templates are called, after the name of what they become.
const TEMPLATES: [&str; 5] = [".j2", ".erb", ".tmpl", ".in", ".template"];

/// What is in and below a folder.
#[derive(Debug, Default)]
struct Walk {
    /// The files that may be of use, sorted.
    files: Vec<(String, Role)>,
    /// The main files of configurations.
    mains: Vec<String>,
}

/// What a run knows of the folders around its configurations. Thousands may lie beside each other, so each folder is
/// looked at once; and no more is read than a run can hold.
#[derive(Debug)]
pub struct Neighbours {
    walked: RefCell<HashMap<String, Rc<Walk>>>,
    scripts: RefCell<HashMap<String, Rc<Scripts>>>,
    left: Cell<u64>,
}

impl Default for Neighbours {
    fn default() -> Neighbours {
        Neighbours { walked: RefCell::default(), scripts: RefCell::default(), left: Cell::new(BESIDE_BYTES) }
    }
}

/// What is known of what is around a configuration says nothing of how it is read.
impl PartialEq for Neighbours {
    fn eq(&self, _: &Neighbours) -> bool {
        true
    }
}

impl Eq for Neighbours {}

impl Neighbours {
    /// The scripts of a folder, looked at once; none for a reader that may not list it.
    pub(super) fn scripts(&self, reader: &dyn Reader, folder: &str) -> Option<Rc<Scripts>> {
        if let Some(known) = self.scripts.borrow().get(folder) {
            let place = if folder.is_empty() { "." } else { folder };
            return matches!(reader.is_folder(place), Ok(true)).then(|| Rc::clone(known));
        }
        let found = Rc::new(Scripts::of(reader, folder)?);
        self.scripts.borrow_mut().insert(folder.to_owned(), Rc::clone(&found));
        Some(found)
    }

    /// What is in and below a folder.
    fn walk(&self, reader: &dyn Reader, folder: &str) -> Rc<Walk> {
        if let Some(known) = self.walked.borrow().get(folder) {
            return Rc::clone(known);
        }
        let mut found = Walk::default();
        walk(reader, folder, 0, &Cell::new(NAMES), &mut found);
        found.files.sort();
        let found = Rc::new(found);
        self.walked.borrow_mut().insert(folder.to_owned(), Rc::clone(&found));
        found
    }

    /// Reads a file, unless it is a template whose values are not known.
    fn read(&self, reader: &dyn Reader, path: &str, role: Role) -> Option<Text> {
        let (bytes, _) = reader.fetch(path, TEXT_BYTES.min(self.left.get())).ok()?;
        self.left.set(self.left.get().saturating_sub(bytes.len() as u64));
        if is_template(&bytes) {
            return None;
        }
        Some(Text { role, path: path.to_owned(), shown: reader.shown(path), bytes })
    }
}

/// A file beside a configuration.
#[derive(Debug)]
pub(super) struct Text {
    pub role: Role,
    pub path: String,
    pub shown: String,
    pub bytes: Vec<u8>,
}

/// The files beside a configuration.
#[derive(Debug, Default)]
pub(super) struct Beside {
    texts: Vec<Text>,
}

impl Beside {
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    pub(super) fn of(&self, role: Role) -> impl Iterator<Item = &Text> {
        self.texts.iter().filter(move |text| text.role == role)
    }

    /// The drop-ins in the order in which they count.
    pub(super) fn drop_ins(&self) -> Vec<&Text> {
        let mut all: Vec<&Text> = self.of(Role::DropIn).collect();
        all.sort_by_key(|text| file_name(&text.path));
        all
    }
}

/// Looks for the files: in the folder of the main file and below, then in the one above, then in that above it. The
/// first of them that has a unit counts for units, and so on for jobs, for the clock and for the kernel. A subfolder
/// that holds another configuration is of another server.
pub(super) fn find(reader: &dyn Reader, main: &str, top: &str, known: &Neighbours) -> Beside {
    let mut beside = Beside::default();
    let is_dotted = main.starts_with("./");
    let main = if main.contains('/') { main.to_owned() } else { format!("./{main}") };
    let mut at =
        main.rsplit_once('/').map(|(folder, _)| if folder.is_empty() { "/" } else { folder }.to_owned());
    let mut below: Option<String> = None;
    for _ in 0..3 {
        let Some(folder) = at.filter(|folder| is_within(reader, folder, top)) else { break };
        let groups: Vec<Group> = beside.texts.iter().map(|text| group(text.role)).collect();
        let is_done = |path: &str| {
            below
                .as_deref()
                .and_then(|below| path.strip_prefix(below))
                .is_some_and(|rest| rest.starts_with('/'))
        };
        let walk = known.walk(reader, &folder);
        let others = walk.mains.iter().filter_map(|other| branch(&folder, other));
        let others: HashSet<&str> = others.filter(|other| Some(*other) != branch(&folder, &main)).collect();
        for (path, role) in &walk.files {
            let is_of_another = branch(&folder, path).is_some_and(|branch| others.contains(branch));
            // One spelling for one file, however far above the main file it was found.
            let path = if is_dotted && folder == "." { format!("./{path}") } else { path.clone() };
            let is_known = groups.contains(&group(*role)) || is_done(&path);
            if !is_known && !is_of_another && beside.texts.len() < FILES {
                beside.texts.extend(known.read(reader, &path, *role));
            }
        }
        // A unit that runs something else, or text that only becomes one, is none.
        at = match folder.as_str() {
            "." => Some("..".to_owned()),
            up if up.ends_with("..") => Some(join(up, "..")),
            folder => above(folder).map(str::to_owned).or(Some(".".to_owned())),
        };
        below = Some(folder);
    }
    beside
}

/// The subfolder of a folder in which a path is; none for a file in the folder itself.
fn branch<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    let path = path.strip_prefix("./").unwrap_or(path);
    let below = match folder.strip_prefix("./").unwrap_or(folder) {
        "." => path,
        folder => path.strip_prefix(folder)?.trim_start_matches('/'),
    };
    below.split_once('/').map(|(branch, _)| branch)
}

/// Whether a folder is not above the top one, nor one where everyone may put files.
fn is_within(reader: &dyn Reader, folder: &str, top: &str) -> bool {
    let real = reader.canonical(folder);
    !reader.is_shared(&real) && !top.is_empty() && crate::host::is_below(&real, top)
}

#[derive(PartialEq, Eq)]
enum Group {
    Units,
    Jobs,
    Kernel,
    Clock,
}

fn group(role: Role) -> Group {
    match role {
        Role::Unit | Role::DropIn => Group::Units,
        Role::Crontab | Role::Script | Role::Timed => Group::Jobs,
        Role::Sysctl => Group::Kernel,
        Role::Ntp | Role::Chrony => Group::Clock,
    }
}

fn walk(reader: &dyn Reader, folder: &str, level: usize, left: &Cell<usize>, found: &mut Walk) {
    let Ok(mut entries) = reader.entries(folder) else { return };
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, entry) in entries {
        if left.get() == 0 {
            return;
        }
        left.set(left.get() - 1);
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        let path = if folder == "." { name.to_owned() } else { join(folder, name) };
        if entry == Entry::Folder {
            let is_skipped = matches!(name, "node_modules" | "target");
            if !is_skipped && level < LEVELS {
                walk(reader, &path, level + 1, left, found);
            }
        } else if let Some(role) = role(&path) {
            found.files.push((path, role));
        } else if name == "dovecot.conf" && !has_ending(folder, ".d") {
            found.mains.push(path);
        }
    }
}

/// What a file is, by its path.
fn role(path: &str) -> Option<Role> {
    if TEMPLATES.iter().any(|end| path.ends_with(end)) {
        return None;
    }
    let parts: Vec<&str> = path.split('/').collect();
    let (name, folder) = (*parts.last()?, parts.iter().rev().nth(1).copied().unwrap_or_default());
    let is = |end: &str| name.ends_with(end);
    Some(match folder {
        _ if name == "dovecot.service" => Role::Unit,
        "dovecot.service.d" if is(".conf") => Role::DropIn,
        _ if is(".timer") || is(".service") => Role::Timed,
        "sysctl.d" if is(".conf") => Role::Sysctl,
        _ if name == "sysctl.conf" => Role::Sysctl,
        _ if name == "ntp.conf" => Role::Ntp,
        _ if name == "chrony.conf" => Role::Chrony,
        "cron.hourly" | "cron.daily" | "cron.weekly" | "cron.monthly" => Role::Script,
        "cron.d" => Role::Crontab,
        _ if name == "crontab" || is(".cron") => Role::Crontab,
        _ => return None,
    })
}

/// Whether text stands for values that are put in later. `${` is a variable of the shell in a script, and of systemd
/// in a command.
fn is_template(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let is_comment = |line: &&str| line.trim_start().starts_with(['#', ';']);
    let holds = |line: &str| {
        let has_name = || {
            let mut parts = line.split('@').skip(1);
            let is_name = |part: &str| {
                !part.is_empty()
                    && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
            };
            parts.any(is_name) && line.matches('@').count() > 1
        };
        line.contains("{{") || line.contains("{%") || line.contains("${") || has_name()
    };
    text.lines().filter(|line| !is_comment(line)).any(holds)
}
