//! What is known of the machine that Dovecot runs on.

/// Where a value of the machine comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `--machine` of the command line.
    Option,
    /// The machine itself.
    Host,
    /// A unit of systemd in the same repository.
    Unit,
}

impl Origin {
    /// The origin in one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Option => "option",
            Origin::Host => "host",
            Origin::Unit => "unit",
        }
    }
}

/// A value, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The value; `u64::MAX` is no limit.
    pub value: u64,
    /// Where it comes from.
    pub origin: Origin,
}

/// What is known of the machine. What is not known is no limit, and is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Machine {
    /// Descriptors that a process may have (`LimitNOFILE`, `ulimit -n`).
    pub nofile: Option<Known>,
    /// Processes that systemd allows the service (`TasksMax`).
    pub tasks_max: Option<Known>,
    /// Memory, in KiB.
    pub memory: Option<Known>,
    /// CPU cores.
    pub cpus: Option<Known>,
    /// The longest queue of a listener (`net.core.somaxconn`).
    pub somaxconn: Option<Known>,
    /// inotify instances of one system user (`fs.inotify.max_user_instances`).
    pub inotify_instances: Option<Known>,
}

impl Machine {
    /// The names of the values as `--machine` takes them.
    pub const NAMES: [&'static str; 6] =
        ["nofile", "tasks-max", "memory", "cpus", "somaxconn", "inotify-instances"];

    /// Every value with its name.
    pub fn values(&self) -> [(&'static str, Option<Known>); 6] {
        let values =
            [self.nofile, self.tasks_max, self.memory, self.cpus, self.somaxconn, self.inotify_instances];
        std::array::from_fn(|index| (Machine::NAMES[index], values[index]))
    }

    /// The place for the value of a name; none for a name that there is not.
    pub fn slot(&mut self, name: &str) -> Option<&mut Option<Known>> {
        Some(match name {
            "nofile" => &mut self.nofile,
            "tasks-max" => &mut self.tasks_max,
            "memory" => &mut self.memory,
            "cpus" => &mut self.cpus,
            "somaxconn" => &mut self.somaxconn,
            "inotify-instances" => &mut self.inotify_instances,
            _ => return None,
        })
    }

    /// This machine, with the values of another one where nothing is known of this.
    #[must_use]
    pub fn or(self, other: Machine) -> Machine {
        Machine {
            nofile: self.nofile.or(other.nofile),
            tasks_max: self.tasks_max.or(other.tasks_max),
            memory: self.memory.or(other.memory),
            cpus: self.cpus.or(other.cpus),
            somaxconn: self.somaxconn.or(other.somaxconn),
            inotify_instances: self.inotify_instances.or(other.inotify_instances),
        }
    }
}

/// The value that limits something; none when it is not known or unlimited.
pub(super) fn limiting(known: Option<Known>) -> Option<Known> {
    known.filter(|known| known.value != u64::MAX)
}
