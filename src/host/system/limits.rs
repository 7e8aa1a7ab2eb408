//! The limits that systemd gives the service: of its unit, or of what systemd's own configuration gives every service.

use super::{System, conf_files};
use crate::host::unit::{Limit, Set, Size, Unit, UnitFile};
use crate::host::{Machine, join};
use crate::source::FileId;

/// The soft limit of file descriptors that systemd gives a service of which nothing else is said.
const OPEN_FILES: u64 = 1024;

/// The processes that systemd gives a service of which nothing else is said: 15 % of what the machine can have.
const TASKS: Size = Size::Share(1500);

impl System {
    /// How many file descriptors the unit lets a process have, with the line that says it, or else the head of the unit.
    pub fn open_files(&self) -> Option<Set<u64>> {
        let unit = self.unit()?;
        let written = unit.last("Service", "LimitNOFILE", Limit::read);
        written.map(|set| Set { value: set.value.0, span: set.span }).or_else(|| {
            let of_all = self.of_all_services("DefaultLimitNOFILE", Limit::read);
            at_head(unit, of_all.map_or(OPEN_FILES, |limit| limit.0))
        })
    }

    /// How many processes the unit lets the service have, with the line that says it, or else the head of the unit.
    pub fn tasks(&self) -> Option<Set<u64>> {
        let unit = self.unit()?;
        let of = |size: Size| size.of(self.kernel().most_tasks());
        // An empty value takes back what was said before.
        let read = |text: &str| if text.is_empty() { Some(None) } else { Size::tasks(text).map(Some) };
        if let Some(set) = unit.last("Service", "TasksMax", read)
            && let Some(size) = set.value
        {
            return Some(Set { value: of(size)?, span: set.span });
        }
        let of_all = self.of_all_services("DefaultTasksMax", Size::tasks);
        at_head(unit, of(of_all.unwrap_or(TASKS))?)
    }

    /// The last value of a key in the configuration of systemd itself, when there is a machine.
    fn of_all_services<T>(&self, key: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let machine = self.machine.as_deref()?;
        let of = |path: String| {
            let file = UnitFile::read(FileId(0), &machine.text(&path)?);
            let lines = file.entries.into_iter().filter(|line| line.section == "Manager" && line.key == key);
            lines.filter_map(|line| read(&line.value)).next_back()
        };
        manager_files(machine).into_iter().rev().find_map(of)
    }
}

/// A value that stands at the head of a unit; none when only drop-ins of it are known.
fn at_head<T>(unit: &Unit, value: T) -> Option<Set<T>> {
    Some(Set { value, span: unit.head().filter(|_| unit.is_whole)? })
}

/// The configuration of systemd itself in the order in which it counts: of each name one, the main file first.
fn manager_files(machine: &Machine) -> Vec<String> {
    let folders =
        ["/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd", "/lib/systemd"];
    let main = folders.iter().map(|folder| join(folder, "system.conf"));
    let main = main.into_iter().find(|path| machine.text(path).is_some());
    let parts = conf_files(machine, folders.iter().map(|folder| join(folder, "system.conf.d")));
    main.into_iter().chain(parts).collect()
}
