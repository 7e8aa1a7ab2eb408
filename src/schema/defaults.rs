use super::{LIST_DEFAULTS, OLD_DEFAULTS, OLD_DEFAULTS_OF_SERVICES, Setting, Version};

/// A default of 2.4 that holds while `dovecot_config_version` is below a patch version.
#[derive(Debug)]
pub struct OldDefault {
    /// The patch version from which the new default holds.
    pub below: u8,
    /// The setting; of a service with its name in front (`lmtp/service_extra_groups`).
    pub setting: &'static str,
    /// The old default.
    pub value: &'static str,
}

/// What a list of 2.4 holds before the configuration says anything.
#[derive(Debug)]
pub struct ListDefault {
    pub(super) place: &'static str,
    pub(super) list: &'static str,
    /// The first and the last patch version of Dovecot.
    pub(super) dovecot: (u8, u8),
    /// The first and the last patch version in `dovecot_config_version`.
    pub(super) config: (u8, u8),
    /// Its keys and values, in order.
    pub values: &'static [(&'static str, &'static str)],
}

/// The built-in content of a list inside a filter; `place` is `service/imap`, `maildir`, or empty.
///
/// Source: `settings-history-core.txt` and the default tables of 2.4.1 to 2.4.5, as `doveconf` shows them
/// when a list gets one more element.
pub fn list_default(
    version: Version,
    config_patch: u8,
    place: &str,
    list: &str,
) -> Option<&'static ListDefault> {
    let start = LIST_DEFAULTS.partition_point(|row| (row.place, row.list) < (place, list));
    let rows = LIST_DEFAULTS[start..].iter().take_while(|row| (row.place, row.list) == (place, list));
    let holds = |bounds: (u8, u8), patch: u8| bounds.0 <= patch && patch <= bounds.1;
    rows.into_iter().find(|row| holds(row.dovecot, version.patch) && holds(row.config, config_patch))
}

/// The default of a setting, of the configuration of an older version or of a built-in service where they have their own.
pub fn default_of(
    setting: &'static Setting,
    version: Version,
    config_patch: Option<u8>,
    service: Option<&str>,
) -> &'static str {
    let of_service = service.and_then(|name| {
        let key = setting.name.strip_prefix("service_").unwrap_or(setting.name);
        super::service(version, name)?.value(key, version)
    });
    let older = config_patch.and_then(|patch| old_default(setting.name, patch));
    match of_service.or(older).unwrap_or_else(|| setting.default(version)) {
        // A size without a limit, which 2.3 has no word for.
        "18446744073709551615 B" => "unlimited",
        other => other,
    }
}

/// The default that `dovecot_config_version` brings back for a setting, if it does.
///
/// Source: `settings-history-core.txt` and `old-set-parser.c`, 2.4.4.
pub fn old_default(setting: &str, config_patch: u8) -> Option<&'static str> {
    old_in(OLD_DEFAULTS, config_patch, |known| known == setting)
}

/// The same for a setting of a built-in service, by its whole name (`service_extra_groups`).
pub fn old_service_default(service: &[u8], setting: &str, config_patch: u8) -> Option<&'static str> {
    let length = service.len() + 1 + setting.len();
    old_in(OLD_DEFAULTS_OF_SERVICES, config_patch, |known| {
        // The length alone turns nearly all away.
        known.len() == length && known.ends_with(setting) && known.as_bytes().starts_with(service)
    })
}

fn old_in(
    table: &'static [OldDefault],
    config_patch: u8,
    is_it: impl Fn(&str) -> bool,
) -> Option<&'static str> {
    table.iter().rev().find(|old| config_patch < old.below && is_it(old.setting)).map(|old| old.value)
}
