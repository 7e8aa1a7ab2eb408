use std::ops::Range;

use crate::config::{Facts, Found, location};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, LocationKey, Series};
use crate::syntax::Form;

lint! {
    name: "mail-path-has-driver-prefix",
    severity: Error, stage: Never, profile: Default, series: [V24],
    fix: Unsafe, needs: Fragment,
}

/// Settings that take a path.
const PATHS: [&str; 8] = [
    "mail_path",
    "mail_inbox_path",
    "mail_index_path",
    "mail_index_private_path",
    "mail_cache_path",
    "mail_control_path",
    "mail_volatile_path",
    "mail_alt_path",
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for name in PATHS {
        for found in config.places_of(name) {
            let Some(assign) = found.assign else { continue };
            let Some(location) = Location::of(&found) else { continue };
            let span = config.value_span(assign);
            let extra = location.extra();
            let finding = findings.add(
                &LINT,
                span,
                format!("`{name}` is a plain path in 2.4, and `{extra}` becomes a part of it"),
            );
            finding.label("2.3 syntax");
            let around = config.view(assign.scope);
            let set_here = |key: &str| {
                let found = around.get(key);
                found.assign.is_some_and(|a| a.scope == assign.scope).then_some(found)
            };
            let Some(mut lines) = location.lines(name).filter(|_| found.form == Form::Plain) else {
                finding.help("Set `mail_driver`, `mail_path` and the other paths separately.");
                continue;
            };
            let driver = set_here("mail_driver");
            lines.retain(|(key, _)| *key != "mail_driver" || driver.is_none());
            let texts: Vec<String> = lines.iter().map(|(key, value)| format!("{key} = {value}")).collect();
            let shown: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
            finding.help(format!("Write {}.", shown.join(", ")));
            let is_text = std::str::from_utf8(&found.text).is_ok();
            if !is_text || lines.iter().skip(1).any(|(key, _)| set_here(key).is_some()) {
                continue;
            }
            finding.fix_unsafe("write it in 2.4 syntax", lines::split(config, config.span(assign), &texts));
        }
    }
}

/// A mail location of 2.3 in the place of a path.
struct Location {
    driver: Option<String>,
    path: String,
    options: Vec<(String, String)>,
}

impl Location {
    fn of(found: &Found<'_>) -> Option<Location> {
        let is_driver = |name: &[u8]| {
            schema::is_mail_driver(Series::V24, &String::from_utf8_lossy(name).to_ascii_lowercase())
        };
        let parts = location::Location::read_with(&found.text, is_driver);
        let text = |range: Range<usize>| String::from_utf8_lossy(&found.text[range]).into_owned();
        let (driver, path) = (parts.driver.map(text), text(parts.path));
        let options: Vec<(String, String)> = parts
            .options
            .into_iter()
            .filter_map(|range| {
                text(range).split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()))
            })
            .filter(|(key, _)| LocationKey::find(key).is_some_and(|key| key.setting_for(Some("")).is_some()))
            .collect();
        (driver.is_some() || !options.is_empty()).then_some(Location { driver, path, options })
    }

    /// What does not belong into a path.
    fn extra(&self) -> String {
        match (&self.driver, self.options.first()) {
            (Some(driver), _) => format!("{driver}:"),
            (None, Some((key, _))) => format!(":{key}="),
            (None, None) => String::new(),
        }
    }

    /// The settings of 2.4 that say the same, the path first.
    fn lines(&self, name: &str) -> Option<Vec<(&'static str, &str)>> {
        if name != "mail_path" || self.path.is_empty() {
            return None;
        }
        let mut lines = vec![("mail_path", self.path.as_str())];
        lines.extend(self.driver.iter().map(|driver| ("mail_driver", driver.as_str())));
        for (key, value) in &self.options {
            lines.push(LocationKey::find(key)?.setting_for(Some(value))?);
        }
        Some(lines)
    }
}
