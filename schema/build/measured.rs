//! What was measured of running servers.

use std::fmt::Write as _;

use super::code::{record, table, text};
use super::model::{Measured, Release, Series};

/// Adds the numbers that hold for every release, and those of each.
pub fn write(code: &mut String, facts: &Measured) {
    let common = record(
        "MeasuredCommon",
        &[
            ("login_descriptors", facts.login_descriptors.to_string()),
            ("tls_session_descriptors", facts.tls_session_descriptors.to_string()),
            ("tls_handshake_descriptors", facts.tls_handshake_descriptors.to_string()),
            ("proxied_session_descriptors", facts.proxied_session_descriptors.to_string()),
            ("client_service_descriptors", facts.client_service_descriptors.to_string()),
            ("daemons", facts.daemons.to_string()),
            ("connections_to_stats", facts.connections_to_stats.to_string()),
            ("connections_to_anvil", facts.connections_to_anvil.to_string()),
            (
                "finished_login_processes_ignored_since",
                facts.finished_login_processes_ignored_since.patch(Series::V24).to_string(),
            ),
        ],
    );
    let _ = writeln!(code, "/// What was measured and holds for every release.");
    let _ = writeln!(code, "pub(super) static MEASURED_COMMON: MeasuredCommon = {common};");
    let rows: Vec<String> = facts.releases.iter().map(release).collect();
    table(
        code,
        "What was measured, by the release from which it holds.",
        "pub(super) static MEASURED",
        "Measured",
        &rows,
    );
}

fn release(facts: &Release) -> String {
    let memory = &facts.memory;
    let memory = record(
        "ProcessMemory",
        &[
            ("base", memory.base.to_string()),
            ("login_with_tls_session", memory.login_with_tls_session.to_string()),
            ("login_waiting", memory.login_waiting.to_string()),
            ("tls_session", memory.tls_session.to_string()),
            ("imap", format!("{:?}", memory.imap)),
            ("pop3", format!("{:?}", memory.pop3)),
            ("lmtp", format!("{:?}", memory.lmtp)),
            ("submission", format!("{:?}", memory.submission)),
            ("sieve", format!("{:?}", memory.sieve)),
        ],
    );
    record(
        "Measured",
        &[
            ("series", format!("Series::V{}", facts.series.suffix())),
            ("since", facts.since.patch(facts.series).to_string()),
            ("measured", text(&facts.measured)),
            ("master_descriptors", facts.master_descriptors.to_string()),
            ("master_descriptors_to_start", facts.master_descriptors_to_start.to_string()),
            ("login_address_space", facts.login_address_space.to_string()),
            ("tls_session_address_space", facts.tls_session_address_space.to_string()),
            ("imap_address_space", facts.imap_address_space.to_string()),
            ("memory", memory),
            ("config_serves_login", facts.config_serves_login.to_string()),
            ("lmtp_asks_anvil", facts.lmtp_asks_anvil.to_string()),
            ("reads_default_client_limit", facts.reads_default_client_limit.to_string()),
        ],
    )
}
