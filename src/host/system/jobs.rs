//! Timed jobs that set the clock.

use super::beside::Beside;
use super::shell::{is_option, program};
use super::texts::{Role, Texts};
use super::{commands, started_by, timers};
use crate::host::unit::UnitFile;
use crate::host::{FileKind, Machine, has_ending, join};
use crate::source::{FileId, Span};
use crate::text::file_name;

/// A line that sets the clock at once, again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What it runs.
    pub program: Program,
    /// The line.
    pub span: Span,
}

/// A program that sets the clock at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// `ntpdate`
    Ntpdate,
    /// `sntp -S`
    Sntp,
    /// `rdate`
    Rdate,
    /// `chronyc makestep`
    Chronyc,
    /// `ntpd -q`
    Ntpd,
    /// `hwclock --hctosys`
    Hwclock,
    /// `date -s`
    Date,
}

impl Program {
    /// As a person types it.
    pub fn as_str(self) -> &'static str {
        match self {
            Program::Ntpdate => "ntpdate",
            Program::Sntp => "sntp -S",
            Program::Rdate => "rdate",
            Program::Chronyc => "chronyc makestep",
            Program::Ntpd => "ntpd -q",
            Program::Hwclock => "hwclock --hctosys",
            Program::Date => "date -s",
        }
    }

    /// What a simple command sets the clock with.
    pub(super) fn of(words: &[String]) -> Option<Program> {
        let (program, rest) = words.split_first()?;
        let has = |letter: char| rest.iter().any(|word| is_option(word, letter));
        let names =
            |long: &str| rest.iter().any(|word| word == long || word.starts_with(&format!("{long}=")));
        match crate::text::file_name(program) {
            "ntpdate" | "ntpdate-debian" => (!has('q') && !has('B') && !has('d')).then_some(Program::Ntpdate),
            "sntp" => (has('S') || names("--step")).then_some(Program::Sntp),
            "rdate" => (!has('p') && !has('a')).then_some(Program::Rdate),
            "chronyc" => is_told_to_step(rest).then_some(Program::Chronyc),
            "ntpd" => (has('q') || names("--quit")).then_some(Program::Ntpd),
            "hwclock" => (has('s') || names("--hctosys")).then_some(Program::Hwclock),
            "date" => (has('s') || names("--set")).then_some(Program::Date),
            _ => None,
        }
    }
}

/// Whether `chronyc` gets the command `makestep`, alone or in a quoted list of commands.
fn is_told_to_step(words: &[String]) -> bool {
    words.iter().flat_map(|word| word.split([' ', ';', '\n'])).any(|word| word == "makestep")
}

/// The lines of a crontab that set the clock. `has_user` when it has a column of users, if that is known.
fn crontab(file: FileId, bytes: &[u8], has_user: Option<bool>) -> Vec<Job> {
    lines(file, bytes, |line| {
        let (first, rest) = cut(line);
        let rest = match first.strip_prefix('@') {
            Some("reboot") => return None,
            Some(_) => rest,
            // A variable, or five fields for the time.
            None if first.contains('=') || cut(rest).0.starts_with('=') => return None,
            None => (1..5).fold(rest, |rest, _| cut(rest).1),
        };
        let after_user = cut(rest).1;
        match has_user {
            Some(true) => program(after_user),
            Some(false) => program(rest),
            None => program(rest).or_else(|| program(after_user)),
        }
    })
}

/// The first word of a line, and the rest.
fn cut(line: &str) -> (&str, &str) {
    let line = line.trim_start();
    line.split_once(char::is_whitespace).unwrap_or((line, ""))
}

fn lines(file: FileId, bytes: &[u8], sets: impl Fn(&str) -> Option<Program>) -> Vec<Job> {
    let mut jobs = Vec::new();
    let mut start = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let text = String::from_utf8_lossy(line);
        let bare = text.trim();
        if !bare.is_empty()
            && !bare.starts_with('#')
            && let Some(program) = sets(bare)
        {
            let from = start + line.len() - line.trim_ascii_start().len();
            let to = from + line.trim_ascii().len();
            jobs.push(Job { program, span: Span::new(file, from as u32..to as u32) });
        }
        start += line.len();
    }
    jobs
}

/// The commands of a service that set the clock.
fn service(service: &UnitFile) -> Vec<Job> {
    let of = |entry: &crate::host::unit::Entry| {
        let command = entry.value.trim_start_matches(['@', '-', ':', '+', '!', '|']);
        Some(Job { program: program(command)?, span: entry.span })
    };
    commands(service).into_iter().filter_map(of).collect()
}

/// Only a file that sets the clock is worth showing.
fn kept(bytes: &[u8], jobs: impl Fn(FileId) -> Vec<Job>, add: impl FnOnce(&[u8]) -> FileId) -> Vec<Job> {
    if jobs(FileId(0)).is_empty() { Vec::new() } else { jobs(add(bytes)) }
}

/// Whether cron reads a file of a folder. What packages and editors leave behind it does not.
fn is_read(name: &str, kind: FileKind) -> bool {
    let is_left_behind = name.starts_with('.')
        || name.ends_with('~')
        || [".dpkg-", ".rpmsave", ".rpmorig", ".rpmnew"].iter().any(|ending| name.contains(ending));
    kind != FileKind::Folder && !is_left_behind
}

pub(super) fn of_machine(machine: &Machine, texts: &mut Texts<'_>) -> Vec<Job> {
    let mut jobs = Vec::new();
    let mut tables = vec![("/etc/crontab".to_owned(), true)];
    for (folder, has_user) in
        [("/etc/cron.d", true), ("/var/spool/cron/crontabs", false), ("/var/spool/cron", false)]
    {
        let files = machine.entries(folder).into_iter().filter(|entry| is_read(&entry.name, entry.kind));
        tables.extend(files.map(|entry| (join(folder, &entry.name), has_user)));
    }
    for (path, has_user) in tables {
        let Some(bytes) = machine.text(&path) else { continue };
        let read = |file| crontab(file, &bytes, Some(has_user));
        jobs.extend(kept(&bytes, read, |bytes| texts.add_file(&path, bytes)));
    }
    for folder in ["/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly"] {
        for entry in machine.entries(folder).into_iter().filter(|entry| is_read(&entry.name, entry.kind)) {
            let path = join(folder, &entry.name);
            let Some(bytes) = machine.text(&path) else { continue };
            let read = |file| lines(file, &bytes, program);
            jobs.extend(kept(&bytes, read, |bytes| texts.add_file(&path, bytes)));
        }
    }
    for timer in timers(machine) {
        let read = |name: &str| {
            let path = machine.unit_path(name)?;
            let bytes = machine.text(&path)?;
            Some((path, bytes))
        };
        let Some((_, text)) = read(&timer) else { continue };
        let name = started_by(&UnitFile::read(FileId(0), &text), &timer);
        let Some((path, bytes)) = read(&name).filter(|_| name != "dovecot.service") else { continue };
        let read = |file| service(&UnitFile::read(file, &bytes));
        jobs.extend(kept(&bytes, read, |bytes| texts.add_file(&path, bytes)));
    }
    jobs
}

pub(super) fn beside(beside: &Beside, texts: &mut Texts<'_>) -> Vec<Job> {
    let mut jobs = Vec::new();
    for text in beside.of(Role::Crontab) {
        let read = |file| crontab(file, &text.bytes, None);
        jobs.extend(kept(&text.bytes, read, |_| texts.add(text)));
    }
    for text in beside.of(Role::Script) {
        let read = |file| lines(file, &text.bytes, program);
        jobs.extend(kept(&text.bytes, read, |_| texts.add(text)));
    }
    for timer in beside.of(Role::Timed).filter(|text| has_ending(&text.path, ".timer")) {
        let own = UnitFile::read(FileId(0), &timer.bytes);
        let wanted = started_by(&own, file_name(&timer.path));
        let folder = |path: &str| crate::host::above(path).map(str::to_owned);
        let is_it = |text: &&super::beside::Text| {
            file_name(&text.path) == wanted && folder(&text.path) == folder(&timer.path)
        };
        let Some(text) = beside.of(Role::Timed).find(is_it) else { continue };
        let read = |file| service(&UnitFile::read(file, &text.bytes));
        jobs.extend(kept(&text.bytes, read, |_| texts.add(text)));
    }
    jobs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crontabs() {
        let count = |text: &str, has_user| crontab(FileId(0), text.as_bytes(), has_user).len();
        assert_eq!(count("MAILTO=root\n5 * * * * root ntpdate pool\n", Some(true)), 1);
        assert_eq!(count("5 * * * * ntpdate pool\n", Some(false)), 1);
        assert_eq!(count("@hourly ntpdate pool\n@hourly root ntpdate pool\n", None), 2);
        assert_eq!(count("@reboot root ntpdate pool\n# 5 * * * * root ntpdate pool\n", None), 0);
    }
}
