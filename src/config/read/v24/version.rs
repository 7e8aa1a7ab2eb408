//! `dovecot_config_version`, and what is above it.

use crate::schema;

use super::{Form, Key, Kind, ProblemKind, ROOT, Reader, Statement, find};

impl Reader<'_, '_> {
    /// Handles `dovecot_config_version` and what is above it; true when the statement is done with.
    pub(super) fn version(&mut self, index: usize, statement: &Statement) -> bool {
        let document = self.config.document;
        let key = document.key(statement);
        // What 2.4.2 and later cannot unescape they pass over up here, as every line that is malformed.
        let is_version = statement.kind == Kind::Setting
            && key.as_ref() == b"dovecot_config_version"
            && self.bad_escape(statement).is_none();
        if !is_version {
            if self.version.is_some() {
                return false;
            }
            let is_malformed = matches!(statement.kind, Kind::Malformed | Kind::Garbage)
                || self.bad_escape(statement).is_some();
            if is_malformed && document.version.is_24_from(2) {
                self.config.report(ProblemKind::IgnoredBeforeVersion, index, statement.span);
                return true;
            }
            if !is_malformed {
                self.config.report(ProblemKind::VersionMissing, index, statement.span);
            }
            // One finding for it is enough.
            self.version = Some(Vec::new());
            return false;
        }
        let value = document.value(statement);
        let span = document.locate(statement, statement.value);
        match &self.version {
            Some(first) if !first.is_empty() => {
                if *first != value.text.as_ref() {
                    self.config.report(ProblemKind::VersionChanged, index, span);
                }
                return true;
            }
            _ => {}
        }
        let patch = std::str::from_utf8(&value.text)
            .ok()
            .and_then(|text| text.strip_prefix("2.4."))
            .and_then(|p| p.parse::<u8>().ok());
        let highest = document.version.patch.max(schema::NEWEST_CONFIG_VERSION);
        let is_plain = matches!(value.form, Form::Plain | Form::Quoted) && value.bad_escape.is_none();
        let canonical = patch.is_some_and(|p| value.text.as_ref() == format!("2.4.{p}").as_bytes());
        self.config.config_patch = patch.filter(|patch| is_plain && canonical && *patch <= highest);
        if self.config.config_patch.is_none() {
            let span = if span.start == span.end { statement.span } else { span };
            self.config.report(ProblemKind::VersionUnsupported, index, span);
        }
        self.version = Some(value.text.into_owned());
        if let Some(setting) = find(self.settings, b"dovecot_config_version") {
            self.config.assign(ROOT, Key::of(setting), index);
        }
        true
    }
}
