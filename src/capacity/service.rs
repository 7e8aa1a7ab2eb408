//! The services of a server as numbers.

use crate::schema::Version;
use crate::source::Span;

/// What of a configuration counts for its capacity.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own about the configuration")]
pub struct Server {
    /// The version of Dovecot.
    pub version: Version,
    /// Every service.
    pub services: Vec<ServiceLimits>,
    /// `default_client_limit`.
    pub default_client_limit: u64,
    /// Whether one system user has all mail.
    pub has_one_mail_user: bool,
    /// Whether every session is passed on to another server.
    pub is_proxy: bool,
    /// Whether TLS is switched off.
    pub is_without_tls: bool,
    /// Whether idle imap sessions hibernate.
    pub hibernates: bool,
}

/// A service, as far as it counts.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own about the service")]
pub struct ServiceLimits {
    /// Its name.
    pub name: String,
    /// Whether Dovecot runs it: its protocol is enabled, and it has an executable.
    pub is_enabled: bool,
    /// Whether it is of type `login`.
    pub is_login: bool,
    /// How many processes it may have.
    pub process_limit: u64,
    /// How many clients each process takes at a time.
    pub client_limit: u64,
    /// After how many clients a process ends; none when it never does.
    pub request_count: Option<u64>,
    /// The address space of a process in bytes; none when it is unlimited.
    pub address_space: Option<u64>,
    /// How many processes are kept ready.
    pub min_avail: u64,
    /// How many sockets it listens on.
    pub sockets: u64,
    /// How many of them are on a port.
    pub ports: u64,
    /// Whether Dovecot counts its processes as clients of `auth`.
    pub asks_auth: bool,
    /// Whether Dovecot counts its processes as clients of `anvil`.
    pub asks_anvil: bool,
    /// Whether it has a client limit of its own, in the configuration or built in.
    pub has_own_client_limit: bool,
    /// 2.4.4 and newer: each of its processes has sockets of its own.
    pub reuses_ports: bool,
    /// Where the configuration says so.
    pub places: Places,
}

/// Where the limits of a service are written; none for what is built in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Places {
    /// The section of the service.
    pub section: Option<Span>,
    /// `process_limit`.
    pub process_limit: Option<Span>,
    /// `client_limit`.
    pub client_limit: Option<Span>,
    /// `service_count`, in 2.4 `restart_request_count`.
    pub request_count: Option<Span>,
    /// `vsz_limit`.
    pub vsz_limit: Option<Span>,
}

/// How login processes serve clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginMode {
    /// A process for each connection.
    Security,
    /// Processes that serve many and never end.
    Performance,
    /// Processes that end after some clients.
    Finite,
}

impl ServiceLimits {
    /// How many clients one process has at most.
    pub fn clients_per_process(&self) -> u64 {
        match self.request_count {
            Some(count) if count > 0 => self.client_limit.min(count),
            _ => self.client_limit,
        }
    }

    /// How many clients all processes have together.
    pub fn clients(&self) -> u64 {
        self.process_limit.saturating_mul(self.clients_per_process())
    }

    /// The queue that it asks the kernel for.
    pub fn backlog(&self) -> u64 {
        self.clients().max(4)
    }

    /// How it serves clients, if it is a login service.
    pub fn login_mode(&self) -> LoginMode {
        match self.request_count {
            _ if self.clients_per_process() == 1 => LoginMode::Security,
            None => LoginMode::Performance,
            Some(_) => LoginMode::Finite,
        }
    }

    /// Where the number of its clients is decided.
    pub(super) fn place(&self) -> Option<Span> {
        self.places.process_limit.or(self.places.client_limit).or(self.places.request_count)
    }
}

impl Server {
    /// A service by name, enabled or not.
    pub fn service(&self, name: &str) -> Option<&ServiceLimits> {
        self.services.iter().find(|service| service.name == name)
    }

    pub(super) fn service_mut(&mut self, name: &str) -> Option<&mut ServiceLimits> {
        self.services.iter_mut().find(|service| service.name == name)
    }

    /// The services that Dovecot runs.
    pub fn enabled(&self) -> impl Iterator<Item = &ServiceLimits> {
        self.services.iter().filter(|service| service.is_enabled)
    }
}
