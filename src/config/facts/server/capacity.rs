//! What services need of the system: file descriptors, queues, processes, memory. Each figure was measured with servers
//! 2.3.19, 2.4.1 and 2.4.5.

use crate::config::facts::server::listener::Listener;
use crate::config::{Config, MasterCheck, Service};
use crate::schema::Line;

/// What `auth`, `anvil` and `stats` have open besides their connections.
const CLIENT_FILES: u64 = 20;

/// What a login process has open besides its listeners and its clients.
const LOGIN_FILES: u64 = 15;

/// The services in which mail is read or delivered.
pub const MAIL_SERVICES: [&str; 5] = ["imap", "pop3", "submission", "managesieve", "lmtp"];

/// A number of file descriptors, and who needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileNeed {
    /// How many.
    pub files: u64,
    /// In the words of Dovecot for its own check, otherwise the service.
    pub because: String,
    /// The clients of that service.
    pub clients: u64,
    /// Whether it is a login process with TLS sessions, of which each needs two.
    pub is_login: bool,
}

/// What one process takes, in KiB, with mailboxes of middling size.
struct Memory {
    base: u64,
    login: u64,
    waiting: u64,
    /// A TLS session in a login process that is used again.
    session: u64,
    imap: u64,
    pop3: u64,
    lmtp: u64,
    other: u64,
}

const MEMORY_23: Memory = Memory {
    base: 15000,
    login: 1450,
    waiting: 1150,
    session: 82,
    imap: 1900,
    pop3: 1000,
    lmtp: 2000,
    other: 1200,
};
const MEMORY_24: Memory = Memory {
    base: 25000,
    login: 2050,
    waiting: 1600,
    session: 92,
    imap: 2700,
    pop3: 1700,
    lmtp: 3200,
    other: 2300,
};
const MEMORY_242: Memory = Memory {
    base: 28000,
    login: 2000,
    waiting: 1600,
    session: 84,
    imap: 2800,
    pop3: 1800,
    lmtp: 3100,
    other: 2000,
};

impl Service<'_> {
    /// Whether a program runs it; an empty `executable` switches it off.
    pub fn has_program(&self) -> bool {
        !self.get("executable").text.is_empty()
    }

    /// Whether each process takes one connection and ends.
    pub fn is_one_each(&self) -> bool {
        self.effective_client_limit() == Some(1)
    }

    /// The queue that it asks the kernel for.
    pub fn backlog(&self) -> Option<u64> {
        let clients = self.effective_client_limit()?;
        Some(self.process_limit().number()?.saturating_mul(clients).max(4))
    }
}

impl<'c> MasterCheck<'c> {
    /// The services that the master starts.
    fn started(&self) -> impl Iterator<Item = &Service<'c>> {
        self.enabled().map(|(service, _)| service).filter(|service| service.has_program())
    }

    /// On how many sockets a listener listens.
    fn sockets(&self, service: &Service<'c>, listener: &Listener<'c>) -> u64 {
        if listener.kind != "inet_listener" {
            let is_own = listener.path().windows(6).any(|part| part == b"%{pid}");
            return u64::from(listener.mode() != Some(0) && !is_own);
        }
        let is_off =
            self.view.get("ssl").text.as_ref() == b"no" && listener.get("ssl").boolean() == Some(true);
        if is_off || listener.get("port").number() == Some(0) {
            return 0;
        }
        let addresses = match self.view.config.version().line {
            Line::V23 => vec![service.listen_of(listener).text],
            Line::V24 => service.addresses(listener),
        };
        let is_between = |b: &u8| matches!(b, b',' | b' ' | b'\t');
        let words = addresses.iter().flat_map(|text| text.split(is_between));
        words.filter(|word| !word.is_empty()).count().max(1) as u64
    }

    fn all_sockets(&self, service: &Service<'c>) -> u64 {
        service.listeners().iter().map(|listener| self.sockets(service, listener)).sum()
    }

    fn inet_sockets(&self, service: &Service<'c>) -> u64 {
        let listeners = service.listeners();
        let inet = listeners.iter().filter(|listener| listener.kind == "inet_listener");
        inet.map(|listener| self.sockets(service, listener)).sum()
    }

    /// What Dovecot compares with the limit when it starts.
    pub fn file_warning(&self, config: &Config<'_>) -> FileNeed {
        let limit = |service: &Service<'_>| service.client_limit().number().unwrap_or(0);
        let is_23 = config.version().line == Line::V23;
        let base = self.view.get("default_client_limit").number().unwrap_or(1000);
        let mut need = FileNeed {
            files: if is_23 { base } else { 0 },
            because: "default_client_limit".to_owned(),
            clients: 0,
            is_login: false,
        };
        for service in self.started() {
            let own = service.get("client_limit");
            let is_written = own.assign.is_some() && own.number() != Some(0);
            if (!is_23 || is_written) && limit(service) > need.files {
                need.files = limit(service);
                need.because = format!("service {} {{ client_limit }}", service.name());
            }
        }
        need
    }

    /// What the process needs that needs most.
    pub fn file_need(&self) -> Option<FileNeed> {
        let needs = self.started().filter_map(|service| {
            let of = |files: u64, clients: u64, is_login| FileNeed {
                files,
                because: service.name(),
                clients,
                is_login,
            };
            if service.is_one_of(&["auth", "anvil", "stats"]) {
                let clients = service.client_limit().number()?;
                return Some(of(clients.saturating_add(CLIENT_FILES), clients, false));
            }
            if !service.is_login() || service.is_one_each() {
                return None;
            }
            let clients = service.effective_client_limit()?;
            let files =
                clients.saturating_mul(2).saturating_add(LOGIN_FILES + self.inet_sockets(service) + 2);
            Some(of(files, clients, true))
        });
        needs.max_by_key(|need| need.files)
    }

    /// What the master needs to start all services.
    pub fn master_files(&self, line: Line) -> u64 {
        let own = if line == Line::V23 { 17 } else { 18 };
        let each = |service: &Service<'c>| 6 + self.all_sockets(service) + u64::from(service.is_login());
        own + self.started().map(each).sum::<u64>()
    }

    /// The login services and the services of mail.
    pub fn client_services(&self) -> impl Iterator<Item = &Service<'c>> {
        self.started().filter(|service| service.is_login() || service.is_one_of(&MAIL_SERVICES))
    }

    /// The memory that so many sessions take, in KiB: of the first protocol that is enabled, or as many as its limits allow.
    pub fn memory_of_sessions(&self, config: &Config<'_>, most: u64) -> Option<(u64, u64)> {
        let version = config.version();
        let figures = match (version.line, version.patch) {
            (Line::V23, _) => MEMORY_23,
            (Line::V24, 0 | 1) => MEMORY_24,
            (Line::V24, _) => MEMORY_242,
        };
        let mail = MAIL_SERVICES.iter().find_map(|name| self.started().find(|service| service.is(name)))?;
        let login = self.started().find(|service| service.is(&format!("{}-login", mail.name())));
        let clients = mail.effective_client_limit()?.max(1);
        let mut sessions = most.min(mail.process_limit().number()?.saturating_mul(clients));
        let has_tls = self.view.get("ssl").text.as_ref() != b"no";
        let (mut kept, mut each) = (0, 0);
        if let Some(login) = login.filter(|_| has_tls) {
            let limit = login.process_limit().number()?;
            if login.is_one_each() {
                sessions = sessions.min(limit);
                each = figures.login;
            } else {
                sessions = sessions.min(limit.saturating_mul(login.effective_client_limit()?));
                kept = login.get("process_min_avail").number().unwrap_or(0).max(1) * figures.waiting;
                each = figures.session;
            }
        }
        let own = match mail.name().as_str() {
            "imap" => figures.imap,
            "pop3" => figures.pop3,
            "lmtp" => figures.lmtp,
            _ => figures.other,
        };
        let memory = figures.base + kept + sessions * each + sessions.div_ceil(clients) * own;
        Some((memory, sessions))
    }
}
