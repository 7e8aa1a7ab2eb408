use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::walk::{self, Walked};
use super::{
    Accounts, Answer, Entry, FILE_BYTES, Host, Links, NoAnswer, Portion, Status, TEXT_BYTES, has_ending,
};
use crate::source::NotRead;

/// Where systemd looks for units, the folder that wins first.
pub(super) const UNIT_FOLDERS: [&str; 5] = [
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
];

/// The most names of a folder of units or timed jobs that are looked at.
pub(super) const NAMES: usize = 5000;

/// A machine as lints ask it. What could not be looked at is remembered, with the lints that wanted to know.
#[derive(Debug)]
pub struct Machine {
    host: Box<dyn Host>,
    /// Whether walks have no limits.
    walks_all: bool,
    /// Whether names of users are left out of paths of mail.
    hides_names: bool,
    asking: Cell<Asking>,
    not_seen: RefCell<BTreeMap<String, Missed>>,
    accounts: OnceCell<Accounts>,
    walks: RefCell<BTreeMap<String, Rc<Walked>>>,
}

/// Who asks.
#[derive(Debug, Clone, Copy)]
enum Asking {
    Lint(&'static str),
    /// What is read once, for every lint that needs it.
    Part(Part),
}

/// What is read of a machine once, before any lint asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The unit of Dovecot with its drop-ins.
    Unit,
    /// Timed jobs.
    Jobs,
    /// The configurations of clock services.
    Clocks,
    /// Settings of the kernel.
    Kernel,
}

/// Why something could not be looked at, and who misses it.
#[derive(Debug)]
struct Missed {
    why: NotRead,
    part: Option<Part>,
    lints: BTreeSet<&'static str>,
}

/// Where users and groups are, and who else may know more.
const ACCOUNT_FILES: [&str; 3] = ["/etc/passwd", "/etc/group", "/etc/nsswitch.conf"];

/// Something that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSeen {
    /// The path on the machine.
    pub path: String,
    /// Why.
    pub why: NotRead,
    /// The lints that wanted to know.
    pub lints: Vec<&'static str>,
}

impl NotSeen {
    /// Why, in words.
    pub fn reason(&self) -> String {
        match &self.why {
            NotRead::Denied => "permission denied".to_owned(),
            other => other.to_string(),
        }
    }
}

impl Machine {
    /// A machine to ask.
    pub fn new(host: Box<dyn Host>) -> Machine {
        Machine {
            host,
            walks_all: false,
            hides_names: false,
            asking: Cell::new(Asking::Part(Part::Unit)),
            not_seen: RefCell::default(),
            accounts: OnceCell::new(),
            walks: RefCell::default(),
        }
    }

    /// The same, with walks through mail folders that have no limits.
    #[must_use]
    pub fn walking_all(self, walks_all: bool) -> Machine {
        Machine { walks_all, ..self }
    }

    /// The same, with names of users left out of paths of mail.
    #[must_use]
    pub fn hiding_names(self, hides_names: bool) -> Machine {
        Machine { hides_names, ..self }
    }

    /// A path in or below a folder of mail as it may be shown: a part of it may be the name of a user.
    pub fn shown(&self, path: &str, start: &str) -> String {
        let inside = path.strip_prefix(start).filter(|rest| rest.starts_with('/') && self.hides_names);
        let Some(inside) = inside else { return path.to_owned() };
        let name = Some(crate::text::file_name(inside)).filter(|name| walk::NAMES.contains(name));
        format!("{start}/…{}", name.map(|name| format!("/{name}")).unwrap_or_default())
    }

    /// Says which lint asks from now on.
    pub fn asked_by(&self, lint: &'static str) {
        self.asking.set(Asking::Lint(lint));
    }

    /// Says which part is read from now on.
    pub(super) fn reading(&self, part: Part) {
        self.asking.set(Asking::Part(part));
    }

    /// The lint that asks needs a part, and misses what could not be read of it.
    pub(super) fn needs(&self, part: Part) {
        if let Asking::Lint(lint) = self.asking.get() {
            let mut not_seen = self.not_seen.borrow_mut();
            for missed in not_seen.values_mut().filter(|missed| missed.part == Some(part)) {
                missed.lints.insert(lint);
            }
        }
    }

    /// The folder whose files are the machine's.
    pub fn root(&self) -> &str {
        self.host.root()
    }

    /// The time, in seconds since 1970.
    pub fn now(&self) -> i64 {
        self.host.now()
    }

    /// What could not be looked at, by path.
    pub fn not_seen(&self) -> Vec<NotSeen> {
        let of = |(path, missed): (&String, &Missed)| NotSeen {
            path: path.clone(),
            why: missed.why.clone(),
            lints: missed.lints.iter().copied().collect(),
        };
        self.not_seen.borrow().iter().map(of).collect()
    }

    /// The folders of which a walk has left out a part, with how many folders it saw.
    pub fn left_out(&self) -> Vec<(String, usize)> {
        let walks = self.walks.borrow();
        let parts = walks.iter().filter(|(_, walked)| walked.is_cut);
        parts.map(|(start, walked)| (start.clone(), walked.folders)).collect()
    }

    fn note(&self, path: &str, why: &NotRead) {
        let mut not_seen = self.not_seen.borrow_mut();
        let missed = not_seen.entry(path.to_owned()).or_insert_with(|| Missed {
            why: why.clone(),
            part: None,
            lints: BTreeSet::new(),
        });
        match self.asking.get() {
            Asking::Lint(lint) => _ = missed.lints.insert(lint),
            Asking::Part(part) => missed.part = Some(part),
        }
    }

    fn noted<T>(&self, path: &str, answer: Answer<T>) -> Answer<T> {
        if let Err(NoAnswer::NotRead(why)) = &answer {
            self.note(path, why);
        }
        answer
    }

    /// What is at a path, links followed.
    ///
    /// # Errors
    /// When nothing is there, or it is not known.
    pub fn status(&self, path: &str) -> Answer<Status> {
        self.noted(path, self.host.status(path, Links::Follow))
    }

    /// Whether nothing is at a path; none when it is not known.
    pub fn lacks(&self, path: &str) -> Option<bool> {
        match self.status(path) {
            Ok(_) => Some(false),
            Err(NoAnswer::Absent) => Some(true),
            Err(_) => None,
        }
    }

    /// The path without links, where it is known.
    pub fn real(&self, path: &str) -> Option<String> {
        self.host.real(path).ok()
    }

    /// The path without links as far as it is there: what is not there stays as it is written.
    pub fn real_as_far(&self, path: &str) -> String {
        let mut at = path;
        loop {
            if let Some(real) = self.real(at) {
                return format!("{}{}", real.trim_end_matches('/'), &path[at.trim_end_matches('/').len()..]);
            }
            match super::above(at).filter(|up| *up != at) {
                Some(up) => at = up,
                None => return path.to_owned(),
            }
        }
    }

    /// Where a link leads, as it is written.
    pub fn target(&self, path: &str) -> Option<String> {
        self.host.target(path).ok()
    }

    /// What is in a folder; nothing where that is not known.
    pub fn entries(&self, folder: &str) -> Vec<Entry> {
        self.noted(folder, self.host.entries(folder, Links::Follow, NAMES)).unwrap_or_default()
    }

    /// A small text: a unit, a crontab, what the kernel says.
    pub fn text(&self, path: &str) -> Option<Vec<u8>> {
        self.noted(path, self.host.read(path, Portion::Whole(TEXT_BYTES), Links::Follow)).ok()
    }

    /// A whole file.
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.noted(path, self.host.read(path, Portion::Whole(FILE_BYTES), Links::Follow)).ok()
    }

    /// A part of a file.
    pub fn part(&self, path: &str, portion: Portion) -> Option<Vec<u8>> {
        self.noted(path, self.host.read(path, portion, Links::Follow)).ok()
    }

    /// A part of a file that a walk from a folder has found; no part of its path may have become a link.
    pub fn found_part(&self, path: &str, start: &str, portion: Portion) -> Option<Vec<u8>> {
        self.noted(&self.shown(path, start), self.host.read(path, portion, Links::Never)).ok()
    }

    /// The type of the file system that holds a path, or the nearest folder above it that is there.
    pub fn filesystem(&self, path: &str) -> Option<String> {
        let mut at = path;
        loop {
            match self.noted(at, self.host.filesystem(at)) {
                Ok(kind) => return Some(kind),
                Err(NoAnswer::Absent) if at != "/" => at = super::above(at)?,
                Err(_) => return None,
            }
        }
    }

    /// The type in the label that `SELinux` has for a path: `mail_spool_t`.
    pub fn selinux_type(&self, path: &str) -> Option<String> {
        let label = self.noted(path, self.host.label(path)).ok()?;
        label.split(':').nth(2).map(str::to_owned)
    }

    /// A number that the kernel shows in a file of `/proc`.
    pub fn number(&self, path: &str) -> Option<u64> {
        String::from_utf8(self.text(path)?).ok()?.trim().parse().ok()
    }

    /// Its memory, in bytes.
    pub fn memory(&self) -> Option<u64> {
        let text = String::from_utf8(self.text("/proc/meminfo")?).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
    }

    /// The users and groups.
    pub fn accounts(&self) -> &Accounts {
        let accounts = self.accounts.get_or_init(|| {
            let [passwd, group, switch] = ACCOUNT_FILES.map(|path| self.file(path));
            Accounts::parse(passwd.as_deref(), group.as_deref(), switch.as_deref())
        });
        // They are read once; what could not be read is missed by every lint that asks.
        let mut not_seen = self.not_seen.borrow_mut();
        for path in ACCOUNT_FILES {
            if let (Some(missed), Asking::Lint(lint)) = (not_seen.get_mut(path), self.asking.get()) {
                missed.lints.insert(lint);
            }
        }
        accounts
    }

    /// Whether it is a container, whose clock is the host's.
    pub fn is_container(&self) -> bool {
        let marks = ["/run/systemd/container", "/.dockerenv", "/run/.containerenv"];
        marks.iter().any(|mark| self.host.status(mark, Links::Follow).is_ok())
    }

    /// The names of the units that are enabled: those with a link in a `*.wants` or `*.requires` folder.
    pub fn wanted(&self) -> BTreeSet<String> {
        let is_list = |name: &str| has_ending(name, ".wants") || has_ending(name, ".requires");
        let lists = UNIT_FOLDERS.iter().flat_map(|folder| {
            let entries = self.entries(folder).into_iter().filter(|entry| is_list(&entry.name));
            entries.map(|entry| super::join(folder, &entry.name)).collect::<Vec<_>>()
        });
        lists.flat_map(|list| self.entries(&list)).map(|entry| entry.name).collect()
    }

    /// The place of a unit; none when there is none, or it is masked.
    pub fn unit_path(&self, name: &str) -> Option<String> {
        let mut places = UNIT_FOLDERS.iter().map(|folder| super::join(folder, name));
        let place = places.find(|place| self.target(place).is_some() || self.status(place).is_ok())?;
        (self.target(&place).as_deref() != Some("/dev/null")).then_some(place)
    }

    /// The soft limit on open files of the running master; none when none runs here.
    pub fn running_open_files(&self, run: &str) -> Option<u64> {
        let pid = self.number(&super::join(run, "master.pid"))?;
        let name = self.text(&format!("/proc/{pid}/comm"))?;
        if name.trim_ascii() != b"dovecot" {
            return None;
        }
        let limits = String::from_utf8(self.text(&format!("/proc/{pid}/limits"))?).ok()?;
        let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
        match line.split_whitespace().next()? {
            "unlimited" => Some(u64::MAX),
            number => number.parse().ok(),
        }
    }

    /// The files of interest in a folder of mail and below. Each folder is walked once.
    pub fn walk(&self, start: &str) -> Rc<Walked> {
        let known = self.walks.borrow().get(start).cloned();
        let walked = known.unwrap_or_else(|| Rc::new(walk::walk(&*self.host, start, self.walks_all)));
        self.walks.borrow_mut().insert(start.to_owned(), walked.clone());
        for (path, why) in &walked.not_read {
            self.note(&self.shown(path, &walked.start), why);
        }
        walked
    }
}
