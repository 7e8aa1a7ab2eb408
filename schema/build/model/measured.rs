//! What was measured of running servers.

use serde::Deserialize;

use super::{Series, Since};

/// `measured.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// How and where it was measured: for who reads the file.
    #[allow(dead_code, reason = "the tables hold figures only")]
    pub source: String,
    pub login_descriptors: u64,
    pub tls_session_descriptors: u64,
    pub tls_handshake_descriptors: u64,
    pub proxied_session_descriptors: u64,
    pub client_service_descriptors: u64,
    pub daemons: u64,
    pub connections_to_stats: u64,
    pub connections_to_anvil: u64,
    pub finished_login_processes_ignored_since: Since,
    pub releases: Vec<Release>,
}

/// What holds from one release on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    pub series: Series,
    pub since: Since,
    pub measured: String,
    pub master_descriptors: u64,
    pub master_descriptors_to_start: u64,
    pub login_address_space: u64,
    pub tls_session_address_space: u64,
    pub imap_address_space: u64,
    pub memory: Memory,
    pub config_serves_login: bool,
    pub lmtp_asks_anvil: bool,
    pub reads_default_client_limit: bool,
}

/// KiB of private memory; of a mail process with a small folder, with 10,000 messages and with 30,000.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    pub base: u64,
    pub login_with_tls_session: u64,
    pub login_waiting: u64,
    pub tls_session: u64,
    pub imap: [u64; 3],
    pub pop3: [u64; 3],
    pub lmtp: [u64; 3],
    pub submission: [u64; 3],
    pub sieve: [u64; 3],
}
