//! What processes of running servers were measured to take.

use super::{MEASURED, MEASURED_COMMON, Series, Version};

/// What was measured and is the same in every release: descriptors, connections and processes.
#[derive(Debug)]
pub struct MeasuredCommon {
    /// Descriptors of a login process without clients, its listeners not among them.
    pub login_descriptors: u64,
    /// Descriptors that a session with TLS keeps in the login process after the login.
    pub tls_session_descriptors: u64,
    /// Descriptors of a client with TLS at the moment of its login.
    pub tls_handshake_descriptors: u64,
    /// Descriptors of a session that is passed on to another server. Not measured: twice those of TLS.
    pub proxied_session_descriptors: u64,
    /// Descriptors of `auth`, `anvil` and `stats` besides their connections.
    pub client_service_descriptors: u64,
    /// Processes that always run: master, anvil, log, config, stats, auth.
    pub daemons: u64,
    /// Connections to `stats` that no session makes: that of `auth`.
    pub connections_to_stats: u64,
    /// Connections to `anvil` that no session makes: two pipes of the master, and `auth`.
    pub connections_to_anvil: u64,
    /// 2.4: the patch number from which on a login process that has had its last client does not count towards
    /// `process_limit`.
    pub(super) finished_login_processes_ignored_since: u8,
}

/// What was measured, from a release on.
#[derive(Debug)]
pub struct Measured {
    pub(super) series: Series,
    pub(super) since: u8,
    /// The version of the server that was measured.
    pub measured: &'static str,
    /// Descriptors of the master without services.
    pub master_descriptors: u64,
    /// What it needs beyond those that it keeps, to start a process: with fewer it starts none.
    pub master_descriptors_to_start: u64,
    /// Address space of a login process with its first session, KiB.
    pub login_address_space: u64,
    /// Address space of each further session with TLS, KiB.
    pub tls_session_address_space: u64,
    /// Address space of an imap process with an empty folder open, KiB.
    pub imap_address_space: u64,
    /// Memory of processes.
    pub memory: ProcessMemory,
    /// Whether each login process keeps a connection to `config`.
    pub config_serves_login: bool,
    /// Whether an LMTP process asks `anvil` while it delivers.
    pub lmtp_asks_anvil: bool,
    /// Whether the check of descriptors at the start takes `default_client_limit` whoever uses it.
    pub reads_default_client_limit: bool,
}

/// Private memory in KiB. The three figures of a mail process: idle in a small folder, 10,000 messages listed, 30,000
/// messages sorted by thread. Those of `submission` and the third of all but `imap` are estimates from the others.
#[derive(Debug)]
pub struct ProcessMemory {
    /// All daemons and the shared libraries.
    pub base: u64,
    /// A login process with one session with TLS.
    pub login_with_tls_session: u64,
    /// A login process without a session.
    pub login_waiting: u64,
    /// A session with TLS in a login process that serves many.
    pub tls_session: u64,
    /// An imap process.
    pub imap: [u64; 3],
    /// A pop3 process.
    pub pop3: [u64; 3],
    /// An lmtp process.
    pub lmtp: [u64; 3],
    /// A submission process.
    pub submission: [u64; 3],
    /// A managesieve process.
    pub sieve: [u64; 3],
}

/// What was measured and is the same in every release.
pub fn measured_common() -> &'static MeasuredCommon {
    &MEASURED_COMMON
}

/// Whether a login process that has had its last client, and lives on for its sessions, counts towards
/// `process_limit`.
pub fn finished_login_processes_count(version: Version) -> bool {
    !version.is_24_from(MEASURED_COMMON.finished_login_processes_ignored_since)
}

/// What was measured of a version, or of the nearest older one.
pub fn measured(version: Version) -> &'static Measured {
    let holds = |release: &&Measured| release.series == version.series && release.since <= version.patch;
    // Each series has an entry from its first release on, as a test makes sure.
    MEASURED.iter().rfind(holds).unwrap_or(&MEASURED[0])
}
