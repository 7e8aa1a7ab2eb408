//! Built-in services.

use serde::{Deserialize, Serialize};

use super::Since;

/// A built-in service. The fields that are serialized are settings of it, and go into its table as values.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    #[serde(skip_serializing)]
    pub added: Option<Since>,
    #[serde(default, skip_serializing)]
    pub changed: Vec<ServiceChanged>,
    pub chroot: Option<String>,
    pub client_limit: Option<String>,
    pub drop_priv_before_exec: Option<String>,
    pub executable: Option<String>,
    pub extra_groups: Option<String>,
    #[serde(skip_serializing)]
    pub fifo_listeners: Vec<Listener>,
    pub group: Option<String>,
    /// 2.3.
    pub idle_kill: Option<String>,
    /// 2.4.
    pub idle_kill_interval: Option<String>,
    #[serde(skip_serializing)]
    pub inet_listeners: Vec<Listener>,
    #[allow(dead_code, reason = "for who edits the file")]
    #[serde(skip_serializing)]
    pub note: Option<String>,
    #[serde(skip_serializing)]
    pub package: String,
    pub privileged_group: Option<String>,
    pub process_limit: Option<String>,
    pub process_min_avail: Option<String>,
    pub protocol: Option<String>,
    /// 2.4.
    pub restart_request_count: Option<String>,
    /// 2.4.
    pub reuse_port: Option<String>,
    /// 2.3.
    pub service_count: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(skip_serializing)]
    pub unix_listeners: Vec<Listener>,
    pub user: Option<String>,
    pub vsz_limit: Option<String>,
}

/// A built-in listener.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    pub address: Option<String>,
    pub group: Option<String>,
    pub haproxy: Option<String>,
    pub mode: Option<String>,
    pub name: Option<String>,
    pub path: Option<String>,
    pub port: Option<String>,
    pub reuse_port: Option<String>,
    pub ssl: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub user: Option<String>,
}

/// What changed of a service with a version: a key (`unix_listener/dict/mode`), what it was, what it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceChanged {
    pub key: String,
    pub value: (String, String),
    pub version: Since,
}

/// Services that have something in common, by their names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceGroups {
    pub mail_sessions: Vec<String>,
    pub opens_mail: Vec<String>,
    pub single_process: Vec<String>,
    pub waits_for_answer: Vec<String>,
    pub waits_for_disk: Vec<String>,
}
