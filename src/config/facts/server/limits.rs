//! How many connections the services demand of `auth` and `anvil`, to the digit as Dovecot counts.
//!
//! Source: `master_settings_verify()` (2.3.21) and `master_settings_ext_check()` (2.4.4) in
//! `master-settings.c`.

use crate::config::Config;
use crate::config::facts::server::master::MasterCheck;
use crate::config::facts::server::service::Service;
use crate::hash::HashMap;
use crate::schema::finished_login_processes_count;

/// The connections that a service may have to take at once.
#[derive(Debug, Clone)]
pub struct Load<'c> {
    /// The sum.
    pub required: u64,
    /// What it is made of.
    pub parts: Vec<LoadPart<'c>>,
}

/// The part of one service.
#[derive(Debug, Clone)]
pub struct LoadPart<'c> {
    /// The service.
    pub service: Service<'c>,
    /// Its process limit.
    pub processes: u64,
}

/// A [`Load`] to ask for the part of one service after another.
#[derive(Debug, Clone)]
pub(in crate::config) struct Total {
    required: u64,
    processes: HashMap<Box<[u8]>, u64>,
    /// What there is to take it.
    limit: Option<u64>,
}

impl Total {
    fn new(load: &Load<'_>, limit: Option<u64>) -> Total {
        let processes =
            load.parts.iter().rev().map(|part| (part.service.parts.name.clone(), part.processes)).collect();
        Total { required: load.required, processes, limit }
    }

    /// The limit that is needed when a service has so many processes, where it is more than the effective one.
    fn after(&self, service: &Service<'_>, processes: u64) -> Option<u64> {
        let old = self.processes.get(&service.parts.name).copied().unwrap_or(0);
        let needed = self.required.wrapping_sub(old).wrapping_add(processes) & u64::from(u32::MAX);
        (self.limit? < needed).then_some(needed)
    }
}

/// What `auth` and `anvil` would have to take after a change; none where they take it already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    /// The client limit that `auth` would need.
    pub auth: Option<u64>,
    /// The client limit that `anvil` would need.
    pub anvil: Option<u64>,
}

impl<'c> MasterCheck<'c> {
    fn load(&self, base: u64, counts: impl Fn(&Service<'c>) -> bool) -> Load<'c> {
        let mut load = Load { required: base, parts: Vec::new() };
        for (service, _) in self.enabled() {
            // Dovecot counts in 32 bits: `unlimited` is the largest number, and the sum wraps.
            let Some(mut processes) = service.process_limit().number().map(|n| n.min(u64::from(u32::MAX)))
            else {
                continue;
            };
            if service.is("auth") {
                // More than one is refused before anything is counted.
                processes = processes.min(1);
            }
            if counts(service) {
                load.required = (load.required + processes) & u64::from(u32::MAX);
                load.parts.push(LoadPart { service: service.clone(), processes });
            }
        }
        load
    }

    /// What `auth` must take: every process of a protocol service that authenticates.
    pub fn auth_load(&self) -> Load<'c> {
        self.load(0, Service::asks_auth)
    }

    /// What `anvil` must take: every login process and auth, and its own two pipes.
    pub fn anvil_load(&self) -> Load<'c> {
        self.load(2, Service::asks_anvil)
    }

    /// What would be needed if this service had so many processes, used again or not.
    pub fn after(&self, service: &Service<'_>, processes: u64, reused: bool) -> Demand {
        let [auth, anvil] = self.totals.get_or_init(|| {
            let limit = |name| self.services.iter().find(|s| s.is(name))?.client_limit().number();
            [Total::new(&self.auth_load(), limit("auth")), Total::new(&self.anvil_load(), limit("anvil"))]
        });
        let of = |counts: bool| if counts { processes } else { 0 };
        Demand {
            auth: auth.after(service, of(service.may_ask_auth() && (reused || service.is_login()))),
            anvil: anvil.after(service, of(service.asks_anvil())),
        }
    }
}

impl Service<'_> {
    /// Whether Dovecot counts its processes as clients of `auth`: those of a protocol that authenticate, and live on.
    pub fn asks_auth(&self) -> bool {
        self.may_ask_auth() && (self.request_count().0 != Some(1) || self.is_login())
    }

    /// Whether its login processes end after some clients, more than one, and count towards `process_limit` as long as
    /// one of them is left. Without TLS nobody is left: the session goes on in a mail process.
    pub fn strands_clients(&self) -> bool {
        let config = self.view.config;
        let is_finite = self.request_count().0.is_some_and(|count| count > 1);
        self.is_login()
            && is_finite
            && self.effective_client_limit().is_some_and(|clients| clients > 1)
            && finished_login_processes_count(config.version())
            && (!config.is_without_tls() || config.is_proxy())
    }

    fn may_ask_auth(&self) -> bool {
        !self.protocol().text.is_empty() && !self.is("imap-hibernate")
    }

    /// Whether Dovecot counts its processes as clients of `anvil`: login processes, and `auth`.
    pub fn asks_anvil(&self) -> bool {
        self.is_login() || self.is("auth")
    }
}

impl Demand {
    /// What else to type, as a sentence to put after a help; empty when nothing is needed.
    pub fn sentence(&self) -> String {
        match (self.auth, self.anvil) {
            (Some(auth), Some(anvil)) => format!(
                " Then also set `client_limit = {auth}` in `service auth` and `client_limit = {anvil}` in `service anvil`."
            ),
            (Some(auth), None) => format!(" Then also set `client_limit = {auth}` in `service auth`."),
            (None, Some(anvil)) => format!(" Then also set `client_limit = {anvil}` in `service anvil`."),
            (None, None) => String::new(),
        }
    }
}

impl Config<'_> {
    /// The enabled services.
    pub fn enabled_services(&self) -> Vec<Service<'_>> {
        let root = self.root();
        let protocols = root.expected_protocols().0.into_iter().collect();
        root.services().into_iter().filter(|service| service.is_enabled(&protocols)).collect()
    }

    /// What `auth` must take at the top level.
    pub fn auth_load(&self) -> Load<'_> {
        self.top_check().auth_load()
    }

    /// What `anvil` must take at the top level.
    pub fn anvil_load(&self) -> Load<'_> {
        self.top_check().anvil_load()
    }
}
