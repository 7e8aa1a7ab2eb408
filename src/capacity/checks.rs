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
    /// The descriptors of the master.
    pub master_fds: u64,
    /// How many clients wait in the queue of each service, as the kernel cuts it.
    pub backlog: BTreeMap<String, u64>,
    /// The longest queue that Dovecot asks for.
    pub longest_queue: u64,
}

impl Checks {
    /// The figures for a server on a machine.
    pub(super) fn of(server: &Server, machine: &Machine) -> Checks {
        let (measured, common) = (measured(server.version), measured_common());
        let enabled: Vec<&ServiceLimits> = server.enabled().collect();
        // Dovecot counts in 32 bits, and wraps.
        let sum = |base: u64, counts: fn(&ServiceLimits) -> bool| {
            let processes =
                enabled.iter().filter(|service| counts(service)).map(|service| service.process_limit);
            processes.fold(base, |sum, processes| sum.wrapping_add(processes) & u64::from(u32::MAX))
        };
        let limits =
            enabled.iter().filter(|s| !measured.reads_default_client_limit || s.has_own_client_limit);
        let default = if measured.reads_default_client_limit { server.default_client_limit } else { 0 };
        let hubs = enabled.iter().filter(|service| ["auth", "anvil", "stats"].contains(&&*service.name));
        let of_hubs = hubs.map(|hub| hub.client_limit.saturating_add(common.client_service_descriptors));
        let logins = Protocol::ALL.iter().filter_map(|protocol| protocol.login_service());
        let logins = logins.filter_map(|name| enabled.iter().find(|service| service.name == name));
        let of_logins = logins.filter(|login| login.login_mode() != LoginMode::Security).map(|login| {
            let sessions = login.clients_per_process().saturating_mul(common.tls_session_descriptors);
            sessions.saturating_add(common.login_descriptors + login.sockets + handshake())
        });
        let extra = |service: &ServiceLimits| {
            let others = if service.reuses_ports { service.process_limit.saturating_sub(1) } else { 0 };
            others.saturating_mul(service.ports)
        };
        let own = |service: &&ServiceLimits| {
            (6 + service.sockets + u64::from(service.is_login)).saturating_add(extra(service))
        };
        let somaxconn = machine.somaxconn.map_or(SOMAXCONN, |known| known.value);
        let queues: BTreeMap<String, u64> = enabled
            .iter()
            .filter(|service| service.sockets > 0 && is_of_clients(&service.name))
            .map(|service| (service.name.clone(), service.clients().max(4)))
            .collect();
        Checks {
            auth_warning: sum(0, |service| service.asks_auth),
            anvil_warning: sum(2, |service| service.asks_anvil),
            fd_warning: limits.map(|service| service.client_limit).chain([default]).max().unwrap_or(0),
            fd_need: of_hubs.chain(of_logins).max().unwrap_or(0),
            master_fds: enabled.iter().map(own).fold(measured.master_descriptors, u64::saturating_add),
            longest_queue: queues.values().copied().max().unwrap_or(0),
            backlog: queues.into_iter().map(|(name, asked)| (name, asked.min(somaxconn))).collect(),
        }
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
