//! Settings of the kernel: what holds, and where it comes from.

use std::collections::BTreeMap;

use super::beside::Beside;
use super::conf_files;
use super::texts::{Role, Texts};
use crate::host::Machine;
use crate::source::{FileId, Span};
use crate::text::file_name;

/// A value of the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KernelValue {
    /// The value.
    pub value: u64,
    /// The line of a file of sysctl that sets it, when one does.
    pub span: Option<Span>,
}

/// The settings of the kernel that are known.
#[derive(Debug, Default)]
pub struct Kernel {
    values: BTreeMap<&'static str, KernelValue>,
}

impl Kernel {
    /// A setting, as `sysctl` names it: `net.core.somaxconn`.
    pub fn get(&self, key: &str) -> Option<KernelValue> {
        self.values.get(key).copied()
    }

    /// How many processes there may be at all, of which systemd takes a share.
    pub fn most_tasks(&self) -> Option<u64> {
        let value = |key| self.get(key).map(|kernel| kernel.value);
        let most = value("kernel.pid_max")?;
        Some(most.min(value("kernel.threads-max").unwrap_or(most)))
    }
}

/// The settings that matter.
const KEYS: [&str; 5] = [
    "net.core.somaxconn",
    "fs.inotify.max_user_instances",
    "fs.inotify.max_user_watches",
    "kernel.pid_max",
    "kernel.threads-max",
];

/// The lines of a file of sysctl that set one of them.
fn lines(file: FileId, bytes: &[u8]) -> Vec<(&'static str, KernelValue)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let text = String::from_utf8_lossy(line);
        let bare = text.trim();
        if let Some((key, value)) = bare.split_once('=').filter(|_| !bare.starts_with(['#', ';'])) {
            let key = key.trim().trim_start_matches('-').replace('/', ".");
            let known = KEYS.iter().find(|known| **known == key);
            if let (Some(known), Ok(value)) = (known, value.trim().parse()) {
                let from = start + line.len() - line.trim_ascii_start().len();
                let span = Span::new(file, from as u32..(from + line.trim_ascii().len()) as u32);
                found.push((*known, KernelValue { value, span: Some(span) }));
            }
        }
        start += line.len();
    }
    found
}

pub(super) fn of_machine(machine: &Machine, texts: &mut Texts<'_>) -> Kernel {
    let mut kernel = Kernel::default();
    for key in KEYS {
        let path = format!("/proc/sys/{}", key.replace('.', "/"));
        if let Some(value) = machine.number(&path) {
            kernel.values.insert(key, KernelValue { value, span: None });
        }
    }
    // Of files with the same name one is read, and of all that are read the last name wins.
    let folders = ["/etc/sysctl.d", "/run/sysctl.d", "/usr/lib/sysctl.d"].map(str::to_owned);
    for path in conf_files(machine, folders).into_iter().chain(["/etc/sysctl.conf".to_owned()]) {
        let Some(bytes) = machine.text(&path).filter(|bytes| !lines(FileId(0), bytes).is_empty()) else {
            continue;
        };
        let file = texts.add_file(&path, &bytes);
        for (key, written) in lines(file, &bytes) {
            // What the kernel says counts; a file only says where that comes from.
            if let Some(own) = kernel.values.get_mut(key) {
                own.span = written.span.filter(|_| written.value == own.value);
            }
        }
    }
    kernel
}

pub(super) fn beside(beside: &Beside, texts: &mut Texts<'_>) -> Kernel {
    let mut files: Vec<_> = beside.of(Role::Sysctl).collect();
    files.sort_by_key(|text| (file_name(&text.path) == "sysctl.conf", file_name(&text.path)));
    let mut kernel = Kernel::default();
    for text in files {
        if lines(FileId(0), &text.bytes).is_empty() {
            continue;
        }
        let file = texts.add(text);
        kernel.values.extend(lines(file, &text.bytes));
    }
    kernel
}
