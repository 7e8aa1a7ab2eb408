//! What the machine, or a unit in the same repository, says of the values that limit a server.

use crate::capacity::{Known, Machine as Values, Origin};
use crate::host::unit::{Size, Unit};
use crate::host::{Machine, System};

/// What is known of a system whose Dovecot runs below `base_dir`. What nothing says is left out.
pub(super) fn values(system: &System, base_dir: &str) -> Values {
    let machine = system.machine.as_deref();
    let host = |value| Known { value, origin: Origin::Host };
    let unit = |value| Known { value, origin: Origin::Unit };
    let kernel = |key| machine.and(system.kernel().get(key)).map(|kernel| kernel.value);
    let total = machine.and_then(Machine::memory);
    let own = system.unit();
    let running =
        machine.filter(|_| base_dir.starts_with('/')).and_then(|it| it.running_open_files(base_dir));
    let allowed = own.and_then(|own| memory_of_unit(own, total)).filter(|allowed| *allowed != u64::MAX);
    let limits = [allowed.map(|bytes| unit(bytes >> 10)), total.map(|bytes| host(bytes >> 10))];
    Values {
        nofile: running.map(host).or(system.open_files().map(|set| unit(set.value))),
        tasks_max: system.tasks().map(|set| unit(set.value)),
        memory: limits.into_iter().flatten().min_by_key(|known| known.value),
        cpus: machine.and_then(cpus).map(host),
        somaxconn: kernel("net.core.somaxconn").map(host),
        inotify_instances: kernel("fs.inotify.max_user_instances").map(host),
    }
}

/// The memory that the unit allows, in bytes.
fn memory_of_unit(unit: &Unit, total: Option<u64>) -> Option<u64> {
    let of = |key| unit.last("Service", key, Size::memory)?.value.of(total);
    ["MemoryMax", "MemoryHigh"].into_iter().filter_map(of).min()
}

/// The CPU cores of the machine.
fn cpus(machine: &Machine) -> Option<u64> {
    let text = machine.text("/proc/cpuinfo")?;
    let cores = text.split(|b| *b == b'\n').filter(|line| line.starts_with(b"processor")).count();
    (cores > 0).then_some(cores as u64)
}
