//! The figures by which Dovecot, or the kernel, judges a configuration at the start.

use std::collections::BTreeMap;

use super::machine::Machine;
use super::measured;
use super::mix::Protocol;
use super::service::{LoginMode, Server, ServiceLimits};
use crate::schema::measured_common;

/// The longest queue of a listener that Linux allows by default.
const SOMAXCONN: u64 = 4096;

/// The figures by which Dovecot, or the kernel, judges a configuration at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checks {
    /// The `client_limit` that Dovecot wants for `auth`.
    pub auth_warning: u64,
    /// The `client_limit` that Dovecot wants for `anvil`.
    pub anvil_warning: u64,
    /// Dovecot warns when `ulimit -n` is below this.
    pub fd_warning: u64,
    /// What the services really need of it.
    pub fd_need: u64,
    /// The descriptors that the master needs to start all services.
    pub master_fds: u64,
    /// How many clients wait in the queue of each service, as the kernel cuts it.
    pub backlog: BTreeMap<String, u64>,
    /// The longest queue that Dovecot asks for.
    pub longest_queue: u64,
}

impl Checks {
    /// The figures for a server on a machine.
    pub(super) fn of(server: &Server, machine: &Machine) -> Checks {
        let enabled: Vec<&ServiceLimits> = server.enabled().collect();
        // Dovecot counts in 32 bits, and wraps.
        let sum = |base: u64, counts: fn(&ServiceLimits) -> bool| {
            let processes =
                enabled.iter().filter(|service| counts(service)).map(|service| service.process_limit);
            processes.fold(base, |sum, processes| sum.wrapping_add(processes) & u64::from(u32::MAX))
        };
        let somaxconn = machine.somaxconn.map_or(SOMAXCONN, |known| known.value);
        let queues: BTreeMap<String, u64> = enabled
            .iter()
            .filter(|service| service.sockets > 0 && is_of_clients(&service.name))
            .map(|service| (service.name.clone(), service.backlog()))
            .collect();
        Checks {
            auth_warning: sum(0, |service| service.asks_auth),
            anvil_warning: sum(2, |service| service.asks_anvil),
            fd_warning: server.descriptor_warning().descriptors,
            fd_need: server.descriptor_need().map_or(0, |need| need.descriptors),
            master_fds: server.master_descriptors(),
            longest_queue: queues.values().copied().max().unwrap_or(0),
            backlog: queues.into_iter().map(|(name, asked)| (name, asked.min(somaxconn))).collect(),
        }
    }
}

/// How many descriptors a process must be able to open, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescriptorNeed {
    /// How many.
    pub descriptors: u64,
    /// In the words of Dovecot for its own check, otherwise the service.
    pub because: String,
    /// The clients of that service.
    pub clients: u64,
    /// Whether it is a login process with TLS sessions, of which each needs two.
    pub is_login: bool,
}

impl Server {
    /// The services that clients connect to, by their own listeners or from a login service.
    pub fn of_clients(&self) -> impl Iterator<Item = &ServiceLimits> {
        // URLAUTH has a login service that only Dovecot's own processes connect to.
        let is_login = |service: &ServiceLimits| service.is_login && service.name != "imap-urlauth-login";
        self.enabled().filter(move |service| is_login(service) || is_of_clients(&service.name))
    }

    /// What Dovecot compares with the limit when it starts.
    pub fn descriptor_warning(&self) -> DescriptorNeed {
        let reads_default = measured(self.version).reads_default_client_limit;
        let mut need = DescriptorNeed {
            descriptors: if reads_default { self.default_client_limit } else { 0 },
            because: "default_client_limit".to_owned(),
            clients: 0,
            is_login: false,
        };
        for service in self.enabled().filter(|service| !reads_default || service.has_own_client_limit) {
            if service.client_limit > need.descriptors {
                need.descriptors = service.client_limit;
                need.because = format!("service {} {{ client_limit }}", service.name);
            }
        }
        need
    }

    /// What the process needs that needs most.
    pub fn descriptor_need(&self) -> Option<DescriptorNeed> {
        let common = measured_common();
        let need = |service: &ServiceLimits| {
            let is_login = service.is_login && is_of_clients(&service.name);
            let (clients, own, each) = if is_login && service.login_mode() != LoginMode::Security {
                let own = common.login_descriptors + service.sockets + handshake();
                (service.clients_per_process(), own, common.tls_session_descriptors)
            } else if ["auth", "anvil", "stats"].contains(&&*service.name) {
                (service.client_limit, common.client_service_descriptors, 1)
            } else {
                return None;
            };
            let descriptors = clients.saturating_mul(each).saturating_add(own);
            Some(DescriptorNeed { descriptors, because: service.name.clone(), clients, is_login })
        };
        self.enabled().filter_map(need).max_by_key(|need| need.descriptors)
    }

    /// What the master needs to start all services: a few more than it keeps. With only as many as it keeps, it stays
    /// up, starts no process and answers no one.
    pub fn master_descriptors(&self) -> u64 {
        let measured = measured(self.version);
        let own = |service: &ServiceLimits| {
            let others = if service.reuses_ports { service.process_limit.saturating_sub(1) } else { 0 };
            let sockets = service.sockets + u64::from(service.is_login);
            (6 + sockets).saturating_add(others.saturating_mul(service.ports))
        };
        let itself = measured.master_descriptors + measured.master_descriptors_to_start;
        self.enabled().map(own).fold(itself, u64::saturating_add)
    }
}

/// The descriptors that a client with TLS takes at its login, beyond those that it keeps.
pub(super) fn handshake() -> u64 {
    let common = measured_common();
    common.tls_handshake_descriptors - common.tls_session_descriptors
}

/// Whether clients connect to a service, by its own listeners or from its login service.
fn is_of_clients(name: &str) -> bool {
    Protocol::ALL
        .iter()
        .any(|protocol| protocol.mail_service() == name || protocol.login_service() == Some(name))
}

/// The queue that the kernel allows when nothing is known of it.
pub(super) fn usual_somaxconn() -> u64 {
    SOMAXCONN
}
