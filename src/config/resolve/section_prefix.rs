//! Which settings of a scope a check sees. `doveconf -n` of 2.4 reads `ssl_server_ca_file` as
//! `ssl_server { ssl_server_ca_file }`, and so checks it together with what is in that section.
//! Source: `replace_filter_prefix()` in `config-parser.c`, 2.4.1 to 2.4.5.

use crate::config::{Assign, Config, Key, ScopeId, ScopeKind};
use crate::schema::{self, Setting, find};

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) enum CheckedPart {
    /// Everything.
    All,
    /// In this scope only what belongs to no unnamed section.
    Own(ScopeId),
    /// In this scope only what belongs to this unnamed section.
    Moved(ScopeId, &'static str),
}

impl CheckedPart {
    /// Whether a setting of a scope belongs to the part.
    pub(in crate::config) fn sees(self, config: &Config<'_>, scope: ScopeId, setting: &Setting) -> bool {
        // What a group brings belongs to the scope that uses it.
        let is_group = matches!(config.scope(scope).kind, ScopeKind::Group { .. });
        match self {
            CheckedPart::Own(outer) if outer == scope || is_group => {
                config.section_of(scope, setting).is_none()
            }
            CheckedPart::Moved(outer, filter) if outer == scope || is_group => {
                config.section_of(scope, setting) == Some(filter)
            }
            _ => true,
        }
    }
}

/// Whether what is in a section with a name is in this unnamed section already: `TYPE_NAME` inside `TYPE NAME`,
/// with `_` for each `/` in the name.
pub(in crate::config) fn is_front_of(filter: &str, kind: &str, name: &[u8]) -> bool {
    let rest = filter.strip_prefix(kind).and_then(|rest| rest.strip_prefix('_'));
    rest.is_some_and(|rest| {
        rest.len() == name.len() && rest.bytes().zip(name).all(|(a, b)| a == *b || (a == b'_' && *b == b'/'))
    })
}

impl Config<'_> {
    /// The unnamed section that a setting of a scope is moved into, if any.
    fn section_of(&self, scope: ScopeId, setting: &Setting) -> Option<&'static str> {
        let filter = setting.prefix;
        if filter.is_empty() {
            return None;
        }
        let is_inside = match &self.scope(scope).kind {
            ScopeKind::Named(setting) => setting.name == filter,
            ScopeKind::Section { setting, name, .. } => is_front_of(filter, setting.name, name),
            _ => false,
        };
        (!is_inside).then_some(filter)
    }

    /// The last place that sets a setting in a scope, or in the unnamed section of the scope that the setting is
    /// moved into: `imapc_host` in `imapc { host }`.
    pub(in crate::config) fn assigned_in_part(&self, scope: ScopeId, setting: &Setting) -> Option<&Assign> {
        let key = Key::of(setting);
        let own = self.assigned(scope, key);
        let Some(section) = self.section_of(scope, setting) else { return own };
        let section = find(schema::scope(self.version().series, "root"), section.as_bytes());
        let inner = section.and_then(|section| {
            self.sections_into(scope, section).iter().rev().find_map(|inner| self.assigned(*inner, key))
        });
        own.into_iter().chain(inner).max_by_key(|assign| assign.statement)
    }

    /// The scope and the unnamed section in it where a setting is checked.
    pub(in crate::config) fn place_of(
        &self,
        scope: ScopeId,
        setting: &Setting,
    ) -> (ScopeId, Option<&'static str>) {
        match (self.section_of(scope, setting), &self.scope(scope).kind, self.scope(scope).parent) {
            (Some(filter), ..) => (scope, Some(filter)),
            (None, ScopeKind::Named(section), Some(outer)) => (outer, Some(section.name)),
            _ => (scope, None),
        }
    }

    /// The setting of a key, for a free key the list that it belongs to.
    pub(in crate::config) fn setting_around(&self, key: Key) -> Option<&'static Setting> {
        self.setting(key).or_else(|| {
            let name = self.key_name(key);
            let list = name.split(|b| *b == b'/').next()?;
            find(schema::scope(self.version().series, "root"), list)
        })
    }
}
