//! Settings of ntpd and chrony that let the clock jump while it runs.

use super::beside::Beside;
use super::shell::is_option;
use super::texts::{Role, Texts};
use crate::host::{FileKind, Machine, has_ending, join};
use crate::source::{FileId, Span};

/// A place in the settings of a clock service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Whether it is chrony's; otherwise it is that of ntpd.
    pub is_chrony: bool,
    /// The line that lets it jump, or the first line.
    pub span: Span,
}

/// Where `makestep T -1` of chrony lets the clock jump at any time.
fn chrony(file: FileId, bytes: &[u8]) -> Option<Clock> {
    let mut start = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let text = String::from_utf8_lossy(line);
        let mut words = text.split_whitespace();
        if words.next() == Some("makestep") && words.nth(1).is_some_and(|limit| limit.starts_with('-')) {
            let span = Span::new(file, start as u32..(start + line.trim_ascii_end().len()) as u32);
            return Some(Clock { is_chrony: true, span });
        }
        start += line.len();
    }
    None
}

/// Where ntpd may let the clock jump: it does by more than 128 ms, unless `tinker step 0` says otherwise.
fn ntp(file: FileId, bytes: &[u8]) -> Option<Clock> {
    let text = String::from_utf8_lossy(bytes);
    let never = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.first() == Some(&"tinker") && words.windows(2).any(|pair| pair == ["step", "0"])
    };
    if text.lines().any(never) || bytes.is_empty() {
        return None;
    }
    let end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    Some(Clock { is_chrony: false, span: Span::new(file, 0..end as u32) })
}

/// Whether ntpd is started with `-x`, which lets it jump only by more than ten minutes.
fn is_slow(options: &[u8]) -> bool {
    let text = String::from_utf8_lossy(options);
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let mut words = lines.flat_map(|line| line.split([' ', '\t', '"', '\'', '=']));
    words.any(|word| is_option(word, 'x') || word == "--slew")
}

pub(super) fn of_machine(machine: &Machine, texts: &mut Texts<'_>) -> Vec<Clock> {
    let mut clocks = Vec::new();
    let mut paths: Vec<String> = Vec::new();
    for folder in ["/etc", "/etc/chrony"] {
        let is_one =
            |name: &str| has_ending(name, ".conf") && (folder == "/etc/chrony" || name.starts_with("chrony"));
        let names = machine.entries(folder).into_iter().filter(|entry| entry.kind != FileKind::Folder);
        paths.extend(names.filter(|entry| is_one(&entry.name)).map(|entry| join(folder, &entry.name)));
    }
    for path in paths {
        let Some(bytes) = machine.text(&path) else { continue };
        if chrony(FileId(0), &bytes).is_some() {
            clocks.extend(chrony(texts.add_file(&path, &bytes), &bytes));
        }
    }
    for (path, options) in
        [("/etc/ntp.conf", "/etc/default/ntp"), ("/etc/ntpsec/ntp.conf", "/etc/default/ntpsec")]
    {
        let Some(bytes) = machine.text(path) else { continue };
        let slow = machine.text(options).is_some_and(|options| is_slow(&options));
        if !slow && ntp(FileId(0), &bytes).is_some() {
            clocks.extend(ntp(texts.add_file(path, &bytes), &bytes));
        }
    }
    clocks
}

pub(super) fn beside(beside: &Beside, texts: &mut Texts<'_>) -> Vec<Clock> {
    let mut clocks = Vec::new();
    for text in beside.of(Role::Chrony).filter(|text| chrony(FileId(0), &text.bytes).is_some()) {
        clocks.extend(chrony(texts.add(text), &text.bytes));
    }
    for text in beside.of(Role::Ntp).filter(|text| ntp(FileId(0), &text.bytes).is_some()) {
        clocks.extend(ntp(texts.add(text), &text.bytes));
    }
    clocks
}
