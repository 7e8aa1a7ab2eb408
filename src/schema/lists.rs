use super::{LIST_DEFAULTS, Version};

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
