//! What can give out.

use super::machine::Origin;
use super::mix::Protocol;
use super::need::Need;
use crate::source::Span;

/// A service that other processes keep connections to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hub {
    /// `stats`
    Stats,
    /// `auth`
    Auth,
    /// `anvil`
    Anvil,
}

impl Hub {
    /// All of them.
    pub const ALL: [Hub; 3] = [Hub::Stats, Hub::Auth, Hub::Anvil];

    /// The name of the service.
    pub fn service(self) -> &'static str {
        match self {
            Hub::Stats => "stats",
            Hub::Auth => "auth",
            Hub::Anvil => "anvil",
        }
    }
}

/// What a limit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Mail processes of a protocol.
    MailProcesses(Protocol),
    /// Login processes that serve one client each.
    LoginProcesses(Protocol),
    /// Clients of all login processes together.
    LoginClients(Protocol),
    /// Login processes that had their last client and live on for its session.
    FinishedLogins(Protocol),
    /// Descriptors of login processes.
    LoginDescriptors(Protocol),
    /// Address space of login processes.
    LoginAddressSpace(Protocol),
    /// Connections to a service.
    Connections(Hub),
    /// Descriptors of such a service.
    Descriptors(Hub),
    /// Connections to `config`.
    ConfigClients,
    /// Processes of the whole service.
    Tasks,
    /// Memory.
    Memory,
    /// inotify instances.
    Inotify,
}

impl Kind {
    /// The name for a program, which stays the same.
    pub fn name(self) -> String {
        let login = |protocol: Protocol| protocol.login_service().unwrap_or_default();
        match self {
            Kind::MailProcesses(protocol) => format!("service {} process_limit", protocol.mail_service()),
            Kind::LoginProcesses(protocol) => format!("service {} process_limit", login(protocol)),
            Kind::LoginClients(protocol) => {
                format!("service {} client_limit * process_limit", login(protocol))
            }
            Kind::FinishedLogins(protocol) => {
                format!("service {} process_limit (processes that had their last client)", login(protocol))
            }
            Kind::LoginDescriptors(protocol) => format!("LimitNOFILE in {}", login(protocol)),
            Kind::LoginAddressSpace(protocol) => format!("service {} vsz_limit", login(protocol)),
            Kind::Connections(hub) => format!("service {} client_limit", hub.service()),
            Kind::Descriptors(hub) => format!("LimitNOFILE in {}", hub.service()),
            Kind::ConfigClients => "service config client_limit * process_limit".to_owned(),
            Kind::Tasks => "TasksMax".to_owned(),
            Kind::Memory => "memory".to_owned(),
            Kind::Inotify => "fs.inotify.max_user_instances".to_owned(),
        }
    }

    /// Whether whoever comes when it is reached is refused, waits or breaks something; otherwise sessions go on.
    pub fn is_hard(self) -> bool {
        !matches!(self, Kind::FinishedLogins(_) | Kind::Inotify)
    }
}

/// Where a limit is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A line of the configuration.
    Written(Span),
    /// It is built in.
    BuiltIn,
    /// The machine.
    Machine(Origin),
}

/// Why a figure is an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Memory was measured, and depends on the folders that users have open.
    Memory,
    /// Address space was measured, and differs by some percent.
    AddressSpace,
    /// The kernel does not share new connections evenly between processes.
    Sharing,
    /// The share of sessions in IDLE is an assumption.
    Idle,
    /// A mail process that starts asks for a moment as well.
    Starting,
    /// Dovecot counts two pipes of the master as clients of `anvil`, which do not count.
    Pipes,
    /// Some descriptors are kept for what a service has open itself, which is not always as many.
    OwnDescriptors,
    /// How a proxied session uses descriptors was not measured.
    Proxy,
}

/// How sure the number of users is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Dovecot counts as the model does, so that the number is exact for these users.
    Exact,
    /// It is reached somewhere between two numbers of users.
    Estimate {
        /// At least so many users are carried.
        least: u64,
        /// At most so many; none when that is open.
        most: Option<u64>,
        /// Why.
        reason: Reason,
    },
}

/// A limit, and how many users it carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// What it is about.
    pub kind: Kind,
    /// Its value: sessions, processes, connections, descriptors; KiB for memory.
    pub value: u64,
    /// What users demand of it.
    pub need: Need,
    /// How many users it carries.
    pub users: u64,
    /// How sure that is.
    pub certainty: Certainty,
    /// Where it is set.
    pub place: Place,
}

impl Limit {
    /// Whether so many users are too many for it.
    pub fn is_reached_by(&self, users: u64) -> bool {
        self.users < users
    }
}
