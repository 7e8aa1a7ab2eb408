//! What starts, limits and disturbs Dovecot: its unit, timed jobs, the clock, settings of the kernel. It comes from a
//! machine, or from files beside a configuration in its repository.

mod beside;
mod clock;
mod jobs;
mod kernel;
mod limits;
mod scripts;
mod shell;
mod texts;

pub use beside::Neighbours;
pub use clock::Clock;
pub use jobs::{Job, Program};
pub use kernel::{Kernel, KernelValue};
pub use scripts::Written;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::machine::{Part, UNIT_FOLDERS};
use super::unit::{Unit, UnitFile, words};
use super::{FileKind, Machine, has_ending, join};
use crate::source::{Reader, SourceMap};
use texts::{Role, Texts};

/// What starts, limits and disturbs Dovecot.
#[derive(Debug, Default)]
pub struct System {
    unit: Option<Unit>,
    jobs: Vec<Job>,
    clocks: Vec<Clock>,
    kernel: Kernel,
    /// The machine, when there is one to look at.
    pub machine: Option<Rc<Machine>>,
}

impl System {
    /// What is known of a machine; the files that matter are added to the sources.
    pub fn of_machine(machine: Rc<Machine>, sources: &mut SourceMap) -> System {
        let mut texts = Texts::new(sources);
        machine.reading(Part::Unit);
        let unit = unit_of(&machine, &mut texts);
        machine.reading(Part::Jobs);
        let jobs = jobs::of_machine(&machine, &mut texts);
        machine.reading(Part::Clocks);
        let clocks = clock::of_machine(&machine, &mut texts);
        machine.reading(Part::Kernel);
        let kernel = kernel::of_machine(&machine, &mut texts);
        System { unit, jobs, clocks, kernel, machine: Some(machine) }
    }

    /// What the files beside a configuration say; none when there are no such files. `top` is the folder above which
    /// nothing is looked for.
    pub fn beside(
        reader: &dyn Reader,
        main: &str,
        top: &str,
        known: &Neighbours,
        sources: &mut SourceMap,
    ) -> Option<System> {
        let found = beside::find(reader, main, top, known);
        if found.is_empty() {
            return None;
        }
        let mut texts = Texts::new(sources);
        let mut system = System::default();
        let unit = |text: &beside::Text, texts: &mut Texts<'_>| UnitFile::read(texts.add(text), &text.bytes);
        let mut files = Vec::new();
        let is_whole = found.of(Role::Unit).next().is_some();
        for text in found.of(Role::Unit).take(1).chain(found.drop_ins()) {
            files.push(unit(text, &mut texts));
        }
        let known = Unit { files, is_whole };
        system.unit = (!known.files.is_empty() && known.runs_dovecot()).then_some(known);
        system.jobs = jobs::beside(&found, &mut texts);
        system.clocks = clock::beside(&found, &mut texts);
        system.kernel = kernel::beside(&found, &mut texts);
        Some(system)
    }

    /// The unit of Dovecot with its drop-ins, when there is one that starts it.
    pub fn unit(&self) -> Option<&Unit> {
        self.needs(Part::Unit);
        self.unit.as_ref()
    }

    /// The lines of timed jobs that set the clock.
    pub fn jobs(&self) -> &[Job] {
        self.needs(Part::Jobs);
        &self.jobs
    }

    /// The lines of `ntp.conf` and `chrony.conf` that let the clock jump.
    pub fn clocks(&self) -> &[Clock] {
        self.needs(Part::Clocks);
        &self.clocks
    }

    /// Settings of the kernel.
    pub fn kernel(&self) -> &Kernel {
        self.needs(Part::Kernel);
        &self.kernel
    }

    /// Who asks for a part misses what could not be read of it.
    fn needs(&self, part: Part) {
        if let Some(machine) = &self.machine {
            machine.needs(part);
        }
    }
}

/// The unit of Dovecot on a machine with its drop-ins.
fn unit_of(machine: &Machine, texts: &mut Texts<'_>) -> Option<Unit> {
    let path = machine.unit_path("dovecot.service")?;
    let bytes = machine.text(&path)?;
    let mut files = vec![UnitFile::read(texts.add_file(&path, &bytes), &bytes)];
    for path in drop_ins(machine, "dovecot.service") {
        if machine.target(&path).as_deref() == Some("/dev/null") {
            continue;
        }
        if let Some(bytes) = machine.text(&path) {
            files.push(UnitFile::read(texts.add_file(&path, &bytes), &bytes));
        }
    }
    let unit = Unit { files, is_whole: true };
    unit.runs_dovecot().then_some(unit)
}

/// The drop-ins of a unit in the order in which they count: of each name one, sorted by name.
fn drop_ins(machine: &Machine, unit: &str) -> Vec<String> {
    let kind = unit.rsplit('.').next().unwrap_or_default();
    let folders = [format!("{unit}.d"), format!("{kind}.d")];
    let places = folders.iter().flat_map(|folder| UNIT_FOLDERS.iter().map(move |place| join(place, folder)));
    conf_files(machine, places)
}

/// The `*.conf` files of folders, sorted by name: of those with one name, the one of the first folder counts.
fn conf_files(machine: &Machine, folders: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for folder in folders {
        for entry in machine.entries(&folder) {
            if has_ending(&entry.name, ".conf") && entry.kind != FileKind::Folder {
                let path = join(&folder, &entry.name);
                found.entry(entry.name).or_insert(path);
            }
        }
    }
    found.into_values().collect()
}

/// The commands of a service, each with its line. An empty value takes those before it away.
fn commands(service: &UnitFile) -> Vec<&super::unit::Entry> {
    let is_command = |key: &str| key.starts_with("Exec") && !key.starts_with("ExecStop");
    let mut commands: Vec<&super::unit::Entry> = Vec::new();
    for entry in service.entries.iter().filter(|entry| entry.section == "Service" && is_command(&entry.key)) {
        if entry.value.is_empty() {
            commands.retain(|known| known.key != entry.key);
        } else {
            commands.push(entry);
        }
    }
    commands
}

/// The unit that a timer starts.
fn started_by(timer: &UnitFile, name: &str) -> String {
    let own = timer.entries.iter().rev().find(|entry| entry.section == "Timer" && entry.key == "Unit");
    let own = own.and_then(|entry| words(&entry.value).into_iter().next());
    own.unwrap_or_else(|| format!("{}.service", name.trim_end_matches(".timer")))
}

/// The names of the timers that are enabled on a machine.
fn timers(machine: &Machine) -> BTreeSet<String> {
    machine.wanted().into_iter().filter(|name| has_ending(name, ".timer")).collect()
}
