//! From the values in force to the numbers that count.

use super::machine::Machine;
use super::service::{Places, Server, ServiceLimits};
use crate::config::{Config, Found, Service};
use crate::schema::Series;

/// A value that counts, and that no one knows before Dovecot starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The service.
    pub service: String,
    /// The setting.
    pub setting: &'static str,
    /// What is written.
    pub value: String,
}

/// Dovecot keeps counts in 32 bits; `unlimited` is the largest of them.
const MOST: u64 = u32::MAX as u64;

/// What of a configuration counts. The machine says how many cores `%{system:cpu_count}` stands for.
///
/// # Errors
/// When a value that counts is not known.
pub fn read(config: &Config<'_>, machine: &Machine) -> Result<Server, Unknown> {
    let checks = config.top_check();
    let services = checks.services.iter().filter(|service| service.is_named());
    let services = services
        .map(|service| limits(config, service, service.is_enabled(&checks.protocols), machine))
        .collect::<Result<_, _>>()?;
    let default = config.root().get("default_client_limit");
    let hibernates = config.protocol_view(b"imap").get("imap_hibernate_timeout").seconds();
    Ok(Server {
        version: config.version(),
        services,
        default_client_limit: default.number().unwrap_or(0).min(MOST),
        has_one_mail_user: config.has_one_mail_user(),
        is_proxy: config.is_proxy(),
        is_without_tls: config.is_without_tls(),
        hibernates: hibernates.is_some_and(|seconds| seconds > 0 && seconds != u64::MAX),
    })
}

fn limits(
    config: &Config<'_>,
    service: &Service<'_>,
    is_enabled: bool,
    machine: &Machine,
) -> Result<ServiceLimits, Unknown> {
    let unknown = |setting: &'static str, found: &Found<'_>| Unknown {
        service: service.name(),
        setting,
        value: found.shown().to_string(),
    };
    let is_enabled = is_enabled && service.has_program();
    let count = |setting: &'static str, found: &Found<'_>| match found.number() {
        Some(number) => Ok(number.min(MOST)),
        None if is_enabled => Err(unknown(setting, found)),
        None => Ok(0),
    };
    let (process_limit, client_limit) = (service.process_limit(), service.client_limit());
    let ((request_count, request_found), vsz_limit) = (service.request_count(), service.vsz_limit());
    if is_enabled && request_found.number().is_none() {
        return Err(unknown(config.request_count_name(), &request_found));
    }
    let address_space = match vsz_limit.size() {
        None if is_enabled => return Err(unknown("vsz_limit", &vsz_limit)),
        size => size.filter(|size| *size != 0 && *size != u64::MAX),
    };
    // What is no number there stands for the number of cores.
    let cores = || machine.cpus.map_or(1, |cpus| cpus.value);
    let min_avail = service.get("process_min_avail").number().unwrap_or_else(cores).min(MOST);
    let reuses_ports =
        config.version().is_24_from(4) && service.get("reuse_port").boolean() == Some(true) && min_avail > 0;
    let mut processes = count("process_limit", &process_limit)?;
    if service.is("auth") {
        processes = processes.min(1);
    }
    if reuses_ports {
        processes = min_avail;
    }
    let listeners = service.listeners();
    let sockets = |is_counted: fn(&str) -> bool| {
        let counted = listeners.iter().filter(|listener| is_counted(listener.kind));
        counted.map(|listener| service.sockets(listener) as u64).sum()
    };
    let own = service.get("client_limit");
    let has_own_client_limit = match config.version().series {
        Series::V23 => own.number() != Some(0),
        Series::V24 => own.assign.is_some(),
    };
    Ok(ServiceLimits {
        name: service.name(),
        is_enabled,
        is_login: service.is_login(),
        process_limit: processes,
        client_limit: count("client_limit", &client_limit)?,
        request_count: request_count.filter(|count| *count > 0),
        address_space,
        min_avail,
        sockets: sockets(|_| true),
        ports: sockets(|kind| kind == "inet_listener"),
        asks_auth: service.asks_auth(),
        asks_anvil: service.asks_anvil(),
        has_own_client_limit,
        reuses_ports,
        places: Places {
            section: service.span(),
            process_limit: config.place(&process_limit),
            client_limit: config.place(&client_limit),
            request_count: config.place(&request_found),
            vsz_limit: config.place(&vsz_limit),
        },
    })
}
