use super::{SERVICE_GROUPS_23, SERVICE_GROUPS_24, SERVICES_23, SERVICES_24, Series, Text, Version};

/// A built-in service and its defaults.
#[derive(Debug)]
pub struct DefaultService {
    /// The name, as in `service NAME {}`.
    pub name: &'static str,
    pub(super) added: u8,
    /// `core` or `pigeonhole`.
    pub package: &'static str,
    pub(super) values: &'static [(&'static str, Text)],
    /// The built-in listeners.
    pub listeners: &'static [DefaultListener],
    pub(super) changes: &'static [ServiceChange],
}

/// A built-in listener of a service.
#[derive(Debug)]
pub struct DefaultListener {
    /// `unix_listener`, `fifo_listener` or `inet_listener`.
    pub kind: &'static str,
    /// The path or the name.
    pub name: &'static str,
    pub(super) values: &'static [(&'static str, Text)],
}

/// A default of a service before a version of its series.
#[derive(Debug)]
pub struct ServiceChange {
    pub(super) before: u8,
    pub(super) key: &'static str,
    pub(super) old: &'static str,
}

fn value_of(values: &'static [(&'static str, Text)], key: &str) -> Option<&'static str> {
    values.iter().find(|(k, _)| *k == key).map(|(_, v)| v.as_str())
}

impl DefaultService {
    /// Whether this version has the service.
    pub fn known_to(&self, version: Version) -> bool {
        self.added <= version.patch
    }

    /// The default of one of its settings (`client_limit`, without a prefix), as `doveconf -a` prints it.
    pub fn value(&self, key: &str, version: Version) -> Option<&'static str> {
        self.changes
            .iter()
            .find(|c| c.key == key && version.patch < c.before)
            .map(|c| c.old)
            .or_else(|| value_of(self.values, key))
    }

    /// All of its settings that have a default of their own, each with it.
    pub fn values(&self, version: Version) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.values.iter().filter_map(move |(key, _)| Some((*key, self.value(key, version)?)))
    }

    /// The built-in listeners that this version has.
    pub fn listeners(&self, version: Version) -> impl Iterator<Item = &'static DefaultListener> {
        let changes = self.changes;
        self.listeners.iter().filter(move |l| {
            !changes.iter().any(|c| {
                version.patch < c.before
                    && c.old == "absent"
                    && c.key.strip_prefix(l.kind).and_then(|k| k.strip_prefix('/')) == Some(l.name)
            })
        })
    }
}

impl DefaultListener {
    /// All of its settings that have a default of their own, each with it.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.values.iter().map(|(key, value)| (*key, value.as_str()))
    }

    /// The default of one of its settings (`mode`, `port`, …).
    pub fn value(&self, key: &str) -> Option<&'static str> {
        value_of(self.values, key)
    }
}

/// Services that have something in common, by their names.
#[derive(Debug)]
pub struct ServiceGroups {
    /// One process serves one session of a user, with the user's rights, and may be used again for another one.
    pub mail_sessions: &'static [&'static str],
    /// They open mailboxes, and map their cache files into memory.
    pub opens_mail: &'static [&'static str],
    /// Dovecot runs exactly one process.
    pub single_process: &'static [&'static str],
    /// They answer one request at a time and wait for the answer.
    pub waits_for_answer: &'static [&'static str],
    /// Their processes wait for the disk while they work for one client.
    pub waits_for_disk: &'static [&'static str],
}

/// The services of a series that have something in common.
///
/// Source: `master_settings_verify()` (2.3.21) and `master_settings_ext_check()` (2.4.4) in `master-settings.c` for
/// those of one process; the manual of both series, `service.c` and `mail-cache.c` for the others.
pub fn service_groups(series: Series) -> &'static ServiceGroups {
    match series {
        Series::V23 => &SERVICE_GROUPS_23,
        Series::V24 => &SERVICE_GROUPS_24,
    }
}

/// The built-in services of a version, sorted by name.
pub fn services(version: Version) -> impl Iterator<Item = &'static DefaultService> {
    let all = match version.series {
        Series::V23 => SERVICES_23,
        Series::V24 => SERVICES_24,
    };
    all.iter().filter(move |s| s.known_to(version))
}

/// A built-in service by name.
pub fn service(version: Version, name: &str) -> Option<&'static DefaultService> {
    services(version).find(|s| s.name == name)
}

/// Whether a name is that of a service which 2.4 has no more. `ssl-params` went with 2.3.0 already.
pub fn is_removed_service(name: &str) -> bool {
    let was = name == "ssl-params" || service(Version::NEWEST_23, name).is_some();
    was && service(Version::NEWEST_24, name).is_none()
}
