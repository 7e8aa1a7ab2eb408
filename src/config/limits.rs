//! How many connections the services demand of `auth` and `anvil`, to the digit as Dovecot counts.
//!
//! Source: `master_settings_verify()` (2.3.21) and `master_settings_ext_check()` (2.4.4) in
//! `master-settings.c`.

use super::Config;
use super::service::Service;

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

impl Config<'_> {
    /// The enabled services.
    pub fn enabled_services(&self) -> Vec<Service<'_>> {
        let root = self.root();
        let protocols = root.protocols();
        root.services().into_iter().filter(|service| service.is_enabled(&protocols)).collect()
    }

    fn load(&self, base: u64, counts: impl Fn(&Service<'_>) -> bool) -> Load<'_> {
        let mut load = Load { required: base, parts: Vec::new() };
        for service in self.enabled_services() {
            let Some(processes) = service.process_limit().number() else { continue };
            if counts(&service) {
                load.required += processes;
                load.parts.push(LoadPart { service, processes });
            }
        }
        load
    }

    /// What `auth` must take: every process of a protocol service that authenticates.
    pub fn auth_load(&self) -> Load<'_> {
        self.load(0, |service| {
            !service.protocol().text.is_empty()
                && !service.is("imap-hibernate")
                && (service.request_count().0 != Some(1) || service.is_login())
        })
    }

    /// What `anvil` must take: every login process and auth, and its own two pipes.
    pub fn anvil_load(&self) -> Load<'_> {
        self.load(2, |service| service.is_login() || service.is("auth"))
    }
}
