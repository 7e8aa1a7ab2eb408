//! `driver:path:KEY=value:…` of 2.3 as the settings that 2.4 has for its parts.

use std::ops::Range;

use super::percent::{NoWay, Who, converted};
use crate::config::location::{self, unescaped, usual_layout};
use crate::schema::{LocationKey, LocationSetting, Series, find, scope};

/// A location of 2.3 in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// In lower case; empty when 2.3 looks at the disk.
    pub driver: String,
    /// The root of the folders.
    pub path: Vec<u8>,
    /// What else is written.
    pub options: Vec<(String, Option<Vec<u8>>)>,
}

impl Location {
    /// Takes a location apart. `::` stands for a colon.
    pub fn read(text: &[u8]) -> Location {
        let parts = location::Location::read(text);
        let driver = parts.driver.map_or(&b""[..], |name| &text[name]);
        let driver = String::from_utf8_lossy(driver).to_ascii_lowercase();
        let option = |part: Range<usize>| {
            let part = unescaped(&text[part]);
            let (key, value) =
                super::plain::split(&part, b'=').map_or((&part[..], None), |(key, value)| (key, Some(value)));
            (String::from_utf8_lossy(key).into_owned(), value.map(<[u8]>::to_vec))
        };
        Location {
            driver: if driver == "dbox" { "sdbox".to_owned() } else { driver },
            path: unescaped(&text[parts.path]).into_owned(),
            options: parts.options.into_iter().filter(|part| !part.is_empty()).map(option).collect(),
        }
    }

    /// The layout of the folders.
    pub fn layout(&self) -> String {
        let own =
            self.options.iter().rev().find(|(key, _)| key == "LAYOUT").and_then(|(_, value)| value.as_ref());
        own.map_or_else(
            || usual_layout(&self.driver).to_owned(),
            |own| String::from_utf8_lossy(own).to_ascii_lowercase(),
        )
    }

    /// The settings of 2.4 that say the same, in order.
    ///
    /// # Errors
    /// When 2.4 has nothing for a variable in it.
    pub fn settings(&self, who: Who) -> Result<Vec<(&'static str, Vec<u8>)>, NoWay> {
        let mut settings = vec![("mail_driver", self.driver.clone().into_bytes())];
        if !self.path.is_empty() {
            settings.push(("mail_path", converted(who, &self.path)?));
        }
        for (key, value) in &self.options {
            match (key.as_str(), value) {
                ("DIRNAME" | "FULLDIRNAME", Some(value)) => {
                    settings.push(("mailbox_directory_name", converted(who, value)?));
                    let legacy = if key == "DIRNAME" { "yes" } else { "no" };
                    settings.push(("mailbox_directory_name_legacy", legacy.into()));
                }
                ("LISTINDEX", Some(value)) => {
                    settings.push(("mailbox_list_index_prefix", converted(who, value)?));
                }
                ("NO-FS-VALIDATION", None) => {
                    settings.push(("mailbox_list_validate_fs_names", b"no".to_vec()));
                }
                (_, value) => match (LocationKey::find(key).map(|key| key.setting), value) {
                    (Some(LocationSetting::Text(name)), Some(value)) => {
                        settings.push((name, converted(who, value)?));
                    }
                    (Some(LocationSetting::Switch(name, on)), None) => {
                        settings.push((name, if on { b"yes".to_vec() } else { b"no".to_vec() }));
                    }
                    _ => return Err(NoWay(key.clone())),
                },
            }
        }
        Ok(settings)
    }

    /// What must be set back, because an outer location sets it and this one does not: in 2.3 a location replaces the
    /// other one as a whole, in 2.4 each part is inherited on its own.
    pub fn resets(&self, outer: &Location) -> Vec<(&'static str, String)> {
        let names = |location: &Location| location.settings(Who::Mail).unwrap_or_default();
        let own = names(self);
        let mut resets: Vec<(&'static str, String)> = Vec::new();
        for (name, value) in names(outer) {
            let is_own = own.iter().any(|(known, _)| *known == name);
            if is_own || resets.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let default = self.default_of(name, &own);
            if default.as_bytes() != value {
                resets.push((name, default));
            }
        }
        resets
    }

    /// As [`Location::resets`], for several outer locations.
    pub fn resets_of_all(&self, outer: &[Location]) -> Vec<(&'static str, String)> {
        let mut all: Vec<(&'static str, String)> = Vec::new();
        for (name, value) in outer.iter().flat_map(|outer| self.resets(outer)) {
            if !all.iter().any(|(known, _)| *known == name) {
                all.push((name, value));
            }
        }
        all
    }

    /// What 2.4 has for a part that a location does not set.
    fn default_of(&self, name: &str, own: &[(&str, Vec<u8>)]) -> String {
        let layout = self.layout();
        match name {
            "mailbox_list_layout" => return usual_layout(&self.driver).to_owned(),
            // 2.3 drops nothing by itself.
            "mailbox_list_drop_noselect" => return "no".to_owned(),
            // An empty one makes a folder of that name.
            "mail_inbox_path" if self.driver == "maildir" && layout == "maildir++" => {
                let path = own.iter().find(|(name, _)| *name == "mail_path");
                return path.map(|(_, path)| String::from_utf8_lossy(path).into_owned()).unwrap_or_default();
            }
            _ => {}
        }
        let Some(setting) = find(scope(Series::V24, "root"), name.as_bytes()) else { return String::new() };
        let of_both = format!("{}/layout_{layout}", self.driver);
        let found =
            setting.in_filters.iter().find(|(filter, _)| *filter == of_both || *filter == self.driver);
        found.map_or_else(
            || setting.default(crate::schema::Version::newest(Series::V24)).to_owned(),
            |(_, default)| (*default).to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let location = Location::read(b"mdbox:/srv/c::/m:ALT=/slow:ALTNOCHECK");
        assert_eq!((location.driver.as_str(), location.path.as_slice()), ("mdbox", &b"/srv/c:/m"[..]));
        let settings = location.settings(Who::Mail).unwrap();
        assert_eq!(settings[2..], [("mail_alt_path", b"/slow".to_vec()), ("mail_alt_check", b"no".to_vec())]);
        assert_eq!(Location::read(b"~/Maildir").driver, "");
        let location = Location::read(b"dbox:/m::1/%{env:A::B}:INDEX=/i::%{env:A::B}");
        assert_eq!((location.driver.as_str(), location.path.as_slice()), ("sdbox", &b"/m:1/%{env:A::B}"[..]));
        assert_eq!(location.options, [("INDEX".to_owned(), Some(b"/i:%{env:A::B}".to_vec()))]);
        let location = Location::read(b"maildir:/m/%{ldap:uid}/%n:INDEX=%{env:INDEXES}/%u");
        assert_eq!(location.path, b"/m/%{ldap:uid}/%n");
        assert_eq!(location.options, [("INDEX".to_owned(), Some(b"%{env:INDEXES}/%u".to_vec()))]);
    }

    #[test]
    fn what_is_set_back() {
        let outer = Location::read(b"maildir:~/M:INDEX=/i:LAYOUT=fs:CONTROL=/c");
        let resets = Location::read(b"mdbox:~/a").resets(&outer);
        assert_eq!(resets, [("mail_index_path", String::new()), ("mail_control_path", String::new())]);
        let resets = Location::read(b"maildir:~/M").resets(&outer);
        assert_eq!(resets[1], ("mailbox_list_layout", "maildir++".to_owned()));
    }
}
