//! What people are told of a limit.

use super::Answered;
use super::units::gib;
use crate::capacity::{Hub, Kind, Limit, Reason, ServiceLimits};
use crate::schema::{Series, measured};

/// What happens when a limit is reached.
pub(super) struct Outcome {
    /// What is used up.
    pub(super) what: String,
    /// What those see who come after that.
    pub(super) then: &'static str,
    /// What the log says; empty where nothing is known.
    pub(super) log: String,
}

impl Answered<'_> {
    fn service(&self, name: &str) -> Option<&ServiceLimits> {
        self.server.service(name)
    }

    /// A limit with its value, for the table.
    pub(super) fn label(&self, limit: &Limit) -> String {
        let value = limit.value;
        let nofile = self.question.machine.nofile.map_or(0, |known| known.value);
        let product = |name: &str, is_of_config: bool| {
            let (processes, clients) = self.service(name).map_or((0, 0), |service| {
                let clients = if is_of_config { service.client_limit } else { service.clients_per_process() };
                (service.process_limit, clients)
            });
            format!("service {name}: {processes} × {clients} clients")
        };
        match limit.kind {
            Kind::MailProcesses(protocol) => {
                let name = protocol.mail_service();
                match self.service(name).map(ServiceLimits::clients_per_process) {
                    Some(clients) if clients > 1 => product(name, false),
                    _ => format!("service {name} process_limit = {value}"),
                }
            }
            Kind::LoginProcesses(protocol) => {
                format!("service {} process_limit = {value}", protocol.login_service().unwrap_or_default())
            }
            Kind::LoginClients(protocol) => product(protocol.login_service().unwrap_or_default(), false),
            Kind::FinishedLogins(protocol) => {
                format!("{value} finished {} processes", protocol.login_service().unwrap_or_default())
            }
            Kind::LoginDescriptors(protocol) => {
                format!("LimitNOFILE = {nofile} in {}", protocol.login_service().unwrap_or_default())
            }
            Kind::LoginAddressSpace(protocol) => {
                let name = protocol.login_service().unwrap_or_default();
                let bytes = self.service(name).and_then(|service| service.address_space).unwrap_or(0);
                format!("service {name} vsz_limit = {}", crate::text::size(bytes))
            }
            Kind::Connections(hub) => format!("service {} client_limit = {value}", hub.service()),
            Kind::Descriptors(hub) => format!("LimitNOFILE = {nofile} in {}", hub.service()),
            Kind::ConfigClients => product("config", true),
            Kind::Tasks => format!("TasksMax = {value}"),
            Kind::Memory => format!("memory {}", gib(value / 1024)),
            Kind::Inotify => format!("fs.inotify.max_user_instances = {value}"),
        }
    }

    /// What happens when a limit is reached.
    pub(super) fn outcome(&self, limit: &Limit) -> Outcome {
        let reached = |name: &str, setting: &str, value: u64| {
            format!("service({name}): {setting} ({value}) reached, client connections are being dropped")
        };
        let of_service = |name: &str| {
            let processes = self.service(name).map_or(0, |service| service.process_limit);
            match self.service(name) {
                Some(service) if processes == 1 && service.request_count.is_none() => {
                    reached(name, "client_limit", service.client_limit)
                }
                Some(service) if processes == 1 => {
                    let count = match self.server.version.series {
                        Series::V23 => "client_limit/service_count",
                        Series::V24 => "client_limit/restart_request_count",
                    };
                    reached(name, count, service.clients_per_process())
                }
                _ => reached(name, "process_limit", processes),
            }
        };
        let (what, then, log) = match limit.kind {
            Kind::MailProcesses(protocol) => (
                format!("{} processes", protocol.mail_service()),
                "The next client is let in with its password, waits 10 seconds, and the connection is closed.",
                of_service(protocol.mail_service()),
            ),
            Kind::LoginProcesses(protocol) => (
                "login processes: each session with TLS keeps one".to_owned(),
                "The next client waits 10 seconds and is cut off.",
                of_service(protocol.login_service().unwrap_or_default()),
            ),
            Kind::LoginClients(protocol) => (
                "places in the login processes: each session with TLS keeps one".to_owned(),
                "The next client waits 10 seconds and is cut off.",
                of_service(protocol.login_service().unwrap_or_default()),
            ),
            Kind::FinishedLogins(protocol) => (
                "login processes, if each has had its last client and one long session is left in it"
                    .to_owned(),
                "Then every new client waits 10 seconds and is cut off, although few sessions are open.",
                of_service(protocol.login_service().unwrap_or_default()),
            ),
            Kind::LoginDescriptors(protocol) => (
                "descriptors in the login processes: each session with TLS keeps two".to_owned(),
                "The next login fails after the password, and Dovecot does not warn of this when it starts.",
                format!(
                    "{}: Error: master({1}): net_connect_unix({1}) failed: Too many open files",
                    protocol.login_service().unwrap_or_default(),
                    protocol.mail_service()
                ),
            ),
            Kind::LoginAddressSpace(protocol) => (
                "address space in the login processes".to_owned(),
                "The process ends, and all its sessions with it.",
                {
                    let name = protocol.login_service().unwrap_or_default();
                    let bytes = self.service(name).and_then(|service| service.address_space).unwrap_or(0);
                    format!(
                        "service({name}): child … returned error 83 (Out of memory (service {name} {{ vsz_limit={} MB }}, you may need to increase it)",
                        bytes >> 20
                    )
                },
            ),
            Kind::Connections(Hub::Stats) => (
                "connections to the statistics service".to_owned(),
                "From then on every login takes 5 to 10 seconds.",
                reached("stats", "client_limit", limit.value),
            ),
            Kind::Connections(Hub::Auth) => (
                "connections to the auth service".to_owned(),
                "The next client gets its greeting after 10 seconds and cannot log in.",
                reached("auth", "client_limit", limit.value),
            ),
            Kind::Connections(Hub::Anvil) => (
                "connections to the anvil service".to_owned(),
                "Clients still get in, some after 5 seconds, but mail_max_userip_connections no longer counts.",
                reached("anvil", "client_limit", limit.value),
            ),
            Kind::Descriptors(hub) => (
                format!("descriptors in the {} service", hub.service()),
                "It accepts no further connections, as if its client_limit were reached.",
                format!("{}: Error: net_accept() failed: Too many open files", hub.service()),
            ),
            Kind::ConfigClients => (
                "connections to the config service".to_owned(),
                "New login processes do not start, and clients wait.",
                self.service("config").map_or_else(String::new, |config| {
                    reached("config", "client_limit", config.client_limit)
                }),
            ),
            Kind::Tasks => (
                "processes that systemd allows".to_owned(),
                "New clients wait.",
                "fork() failed: Resource temporarily unavailable (ulimit -u … reached?)".to_owned(),
            ),
            Kind::Memory => {
                ("memory".to_owned(), "The machine swaps, or the kernel ends processes.", String::new())
            }
            Kind::Inotify => (
                "inotify instances".to_owned(),
                "Sessions go on, and see new mail later.",
                "Inotify instance limit for user … exceeded, disabling. Increase \
                 /proc/sys/fs/inotify/max_user_instances"
                    .to_owned(),
            ),
        };
        Outcome { what, then, log }
    }

    /// Whether Dovecot warns of a limit when it starts; none for what is none of its own limits.
    pub(super) fn warns_at_start(&self, limit: &Limit) -> Option<bool> {
        let checks = &self.capacity.checks;
        let limit_of = |name: &str| self.service(name).map_or(0, |service| service.client_limit);
        Some(match limit.kind {
            Kind::Connections(Hub::Auth) => limit_of("auth") < checks.auth_warning,
            Kind::Connections(Hub::Anvil) => limit_of("anvil") < checks.anvil_warning,
            Kind::LoginDescriptors(_) | Kind::Descriptors(_) => {
                self.question.machine.nofile.is_some_and(|known| known.value < checks.fd_warning)
            }
            Kind::Tasks | Kind::Memory | Kind::Inotify => return None,
            _ => false,
        })
    }

    /// Why a figure is an estimate, and what it rests on.
    pub(super) fn reason(&self, reason: Reason) -> String {
        let measured = measured(self.server.version).measured;
        match reason {
            Reason::Memory => {
                format!("from all folders large and sorted to all small and idle; measured with {measured}")
            }
            Reason::AddressSpace => format!("measured with {measured}; libraries move it by some percent"),
            Reason::Sharing => {
                "the kernel does not share new connections evenly between processes: two processes \
                 for 110 sessions each carried 170 to 218"
                    .to_owned()
            }
            Reason::Idle => "by the share of sessions in IDLE (--idle)".to_owned(),
            Reason::Starting => "a mail process that starts needs a connection for a moment".to_owned(),
            Reason::Pipes => {
                "Dovecot counts two pipes of the master, which the running server does not".to_owned()
            }
            Reason::OwnDescriptors => {
                "20 descriptors are kept for the service itself, which has 13 to 19 open".to_owned()
            }
            Reason::Proxy => "descriptors of proxied sessions were not measured".to_owned(),
        }
    }
}
