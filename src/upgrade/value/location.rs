//! `driver:path:KEY=value:…` of 2.3 as the settings that 2.4 has for its parts.
//!
//! Source: `mail_storage_set_autodetection()` in `mail-storage.c` and `mailbox_list_settings_parse_full()` in
//! `mailbox-list.c`, 2.3.21.

use super::percent::{NoWay, Who, converted};
use crate::config::location::usual_layout;
use crate::schema::{LocationKey, LocationSetting, Series, find, scope};
use crate::syntax::percent_variables;

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
        let name = text.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let has_driver = name > 0 && text.get(name) == Some(&b':');
        let driver = if has_driver {
            String::from_utf8_lossy(&text[..name]).to_ascii_lowercase()
        } else {
            String::new()
        };
        let rest = if has_driver { &text[name + 1..] } else { text };
        let mut parts = colon_parts(rest).into_iter();
        let path = parts.next().unwrap_or_default();
        let option = |part: Vec<u8>| {
            let (key, value) =
                super::plain::split(&part, b'=').map_or((&part[..], None), |(key, value)| (key, Some(value)));
            (String::from_utf8_lossy(key).into_owned(), value.map(<[u8]>::to_vec))
        };
        let driver = if driver == "dbox" { "sdbox".to_owned() } else { driver };
        Location { driver, path, options: parts.filter(|part| !part.is_empty()).map(option).collect() }
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

/// The parts between single colons. 2.3 expands variables first, so what is in one separates nothing.
fn colon_parts(text: &[u8]) -> Vec<Vec<u8>> {
    let mut variables = percent_variables(text).map(|variable| variable.range).peekable();
    let mut parts = vec![Vec::new()];
    let mut at = 0;
    while at < text.len() {
        while variables.next_if(|variable| variable.end <= at).is_some() {}
        let is_inside = variables.peek().is_some_and(|variable| variable.contains(&at));
        let is_colon = text[at] == b':' && !is_inside;
        if is_colon && text.get(at + 1) != Some(&b':') {
            parts.push(Vec::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(text[at]);
        }
        at += if is_colon && text.get(at + 1) == Some(&b':') { 2 } else { 1 };
    }
    parts
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
