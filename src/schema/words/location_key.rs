//! The keys of `mail_location` in 2.3, and the settings that stand for them in 2.4.

use crate::schema::LOCATION_KEYS;

/// A key after the path of a `mail_location`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocationKey {
    /// As it is written.
    pub name: &'static str,
    /// What says the same in 2.4.
    pub setting: LocationSetting,
}

/// What stands for a key of `mail_location` in 2.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocationSetting {
    /// A setting that takes the text of the key.
    Text(&'static str),
    /// A boolean, with the value that means the bare word of 2.3.
    Switch(&'static str, bool),
    /// No setting of its own.
    None,
}

/// Every key. Source: `mailbox_list_settings_parse_full()` in `mailbox-list.c`, 2.3.21, and
/// `mail-storage-settings.c`, 2.4.4.
pub fn location_keys() -> impl Iterator<Item = LocationKey> + Clone {
    LOCATION_KEYS.iter().copied()
}

impl LocationKey {
    /// The key of this name.
    pub fn find(name: &str) -> Option<LocationKey> {
        location_keys().find(|key| key.name == name)
    }

    /// The setting of 2.4 and its value for `KEY=value` or `KEY`; none where 2.4 has no counterpart.
    pub fn setting_for(self, value: Option<&str>) -> Option<(&'static str, &str)> {
        match (self.setting, value) {
            (LocationSetting::Text(name), Some(value)) => Some((name, value)),
            (LocationSetting::Switch(name, on), None) => Some((name, if on { "yes" } else { "no" })),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same() {
        let says = |name: &str, value| LocationKey::find(name).and_then(|key| key.setting_for(value));
        assert_eq!(says("INDEX", Some("/i")), Some(("mail_index_path", "/i")));
        assert_eq!(says("ALTNOCHECK", None), Some(("mail_alt_check", "no")));
        assert_eq!(says("BROKENCHAR", Some("+")), Some(("mailbox_list_visible_escape_char", "+")));
        assert_eq!(says("INDEX", None), None);
        assert_eq!(says("UTF-8", Some("yes")), None);
        assert_eq!(says("LISTINDEX", Some("x")), None);
        assert_eq!(says("index", Some("/i")), None);
    }
}
