//! What a key means in its place, and what sets it.

use super::{
    Form, Key, Place, ProblemKind, ROOT, Reader, ScopeId, ScopeKind, Series, Setting, Statement, Target,
    Type, find, obsolete, schema, section_unescape, value,
};
use crate::config::resolve::v23::normalised;
use crate::text::words::{SPACES_COMMAS_TABS, words};

impl<'d> Reader<'_, 'd> {
    /// What a key means at the current place.
    pub(in crate::config) fn lookup(&mut self, key: &[u8]) -> Target {
        let nothing = |scope: &'static str| Target::Nothing { scope };
        match self.place() {
            Place::In(scope) if !key.contains(&b'/') => {
                let table = self.table_of(scope);
                let version = self.config.version();
                match find(table, key) {
                    Some(setting) if setting.known_to(version) => Target::Setting(scope, setting),
                    _ => nothing(self.table_name(scope)),
                }
            }
            Place::In(scope) => self.lookup_path(scope, key).unwrap_or(nothing(self.table_name(scope))),
            Place::List(scope, list) if !key.contains(&b'/') => Target::Free(scope, list),
            Place::List(..) | Place::Unknown | Place::Plain => nothing(""),
        }
    }

    pub(super) fn table_name(&self, scope: ScopeId) -> &'static str {
        match &self.config.scope(scope).kind {
            ScopeKind::Section { setting, .. } => setting.name,
            _ => "root",
        }
    }

    /// `service/imap/client_limit`, from the top level on; only through sections that exist.
    pub(super) fn lookup_path(&mut self, from: ScopeId, key: &[u8]) -> Option<Target> {
        let version = self.config.version();
        let parts: Vec<&[u8]> = key.split(|b| *b == b'/').collect();
        let (last, sections) = parts.split_last()?;
        let mut scope = from;
        let mut rest = sections;
        while let [kind, tail @ ..] = rest {
            let setting = find(self.table_of(scope), kind).filter(|s| s.known_to(version))?;
            if setting.kind(version) == Type::StrList {
                // `plugin/key`, or `plugin/NAME/key` for a section that was opened with this name.
                return (tail.len() <= 1 && !last.is_empty())
                    .then_some(Target::Free(scope, setting))
                    .filter(|_| tail.is_empty());
            }
            let [name, tail @ ..] = tail else { return None };
            scope = self.existing(scope, setting, &section_unescape(name))?;
            rest = tail;
        }
        find(self.table_of(scope), last)
            .filter(|s| s.known_to(version))
            .map(|setting| Target::Setting(scope, setting))
    }

    pub(super) fn setting(&mut self, index: usize, statement: &'d Statement) {
        let document = self.config.document;
        let key = document.bytes(statement, statement.key);
        if matches!(self.place(), Place::Unknown) {
            return;
        }
        let value = document.value(statement);
        if !matches!(value.form, Form::File | Form::Variable)
            && self.may_be_old(key)
            && self.old_setting(index, key, &value.text)
        {
            return;
        }
        match value.form {
            Form::Variable => {
                if let Some(text) = self.expand(index, statement, key, &value.text) {
                    self.apply(index, key, &text);
                }
            }
            Form::File => {
                // The path is checked with its sign, and the statement says both.
                self.apply_as(index, key, &[b"<", value.text.as_ref()].concat(), true);
            }
            _ => {
                self.apply_as(index, key, &value.text, true);
            }
        }
    }

    /// Whether a key may be one that was renamed; remembered, since most configurations use the same
    /// few settings again and again.
    fn may_be_old(&mut self, key: &'d [u8]) -> bool {
        self.old.is_open() || *self.old_keys.entry(key).or_insert_with(|| obsolete::is_old(key))
    }

    /// Sets a key at the current place, as `config_apply_line()` does.
    pub(in crate::config) fn apply(&mut self, index: usize, key: &[u8], text: &[u8]) -> bool {
        self.apply_as(index, key, text, false)
    }

    /// Like `apply`; `as_written` when the text is what the statement says.
    fn apply_as(&mut self, index: usize, key: &[u8], text: &[u8], as_written: bool) -> bool {
        let document = self.config.document;
        let statement = &document.statements[index];
        let head = document.locate(statement, statement.key);
        let at_root = self.stack.is_empty();
        if key.is_empty() && at_root {
            self.config.report(ProblemKind::NoKey, index, statement.span);
            return false;
        }
        match self.lookup(key) {
            Target::Free(scope, list) => {
                let name = crate::text::last_part(key);
                let key = self.config.intern(list.name, name);
                self.assign(scope, key, index, text, as_written);
                true
            }
            Target::Setting(scope, setting) => {
                if self.refuses_auth(setting) {
                    self.config.report(ProblemKind::AuthInFilter, index, head);
                    return false;
                }
                self.warn_of_order(index, scope, setting, key);
                self.set(index, scope, setting, text, as_written)
            }
            Target::Nothing { scope } => {
                let kind = match find(schema::scope(Series::V23, scope), key) {
                    Some(setting) => ProblemKind::WrongVersion(setting),
                    None => ProblemKind::UnknownSetting { section: self.section_name(), scope },
                };
                self.config.report(kind, index, head);
                // In a plain setting that is used as a section nothing is known; once said, that is enough.
                if let Some(level) = self.stack.last_mut().filter(|level| matches!(level.place, Place::Plain))
                {
                    level.place = Place::Unknown;
                }
                false
            }
        }
    }

    /// Sets a setting in a scope after a check of its value.
    pub(in crate::config) fn set(
        &mut self,
        index: usize,
        scope: ScopeId,
        setting: &'static Setting,
        text: &[u8],
        as_written: bool,
    ) -> bool {
        let document = self.config.document;
        let statement = &document.statements[index];
        let version = document.version;
        let target = if setting.alias_of.is_empty() {
            setting
        } else {
            find(self.table_of(scope), setting.alias_of.as_bytes()).unwrap_or(setting)
        };
        let kind = target.kind(version);
        if kind.is_section() {
            self.config.report(ProblemKind::SectionTypeAsSetting(target), index, statement.span);
            for name in words(text, SPACES_COMMAS_TABS) {
                if self.section(scope, target, name, true, index).is_none() {
                    self.config.report(ProblemKind::DuplicateDatabase, index, statement.span);
                    return false;
                }
            }
            return true;
        }
        if kind == Type::StrList {
            self.config.report(ProblemKind::SectionTypeAsSetting(target), index, statement.span);
            return true;
        }
        if let Err(flaw) = value::check(version, target, kind, text) {
            let span = document.locate(statement, statement.value);
            let span = if span.start == span.end { statement.span } else { span };
            self.config.report(ProblemKind::BadValue { setting: target, kind, flaw }, index, span);
            return false;
        }
        let key = Key::of(target);
        self.assign(scope, key, index, text, as_written);
        true
    }

    /// Sets a setting in a scope; a value that is not the one on the line is kept beside it.
    fn assign(&mut self, scope: ScopeId, key: Key, index: usize, text: &[u8], as_written: bool) {
        self.config.assign(scope, key, index);
        let document = self.config.document;
        if !as_written && document.value(&document.statements[index]).text != text {
            self.config.converted.insert((scope, key, index as u32), text.into());
        }
    }

    pub(super) fn warn_of_order(
        &mut self,
        index: usize,
        scope: ScopeId,
        setting: &'static Setting,
        key: &[u8],
    ) {
        let document = self.config.document;
        let id = Key::of(setting);
        let earlier = if self.stack.is_empty() {
            if key.contains(&b'/') {
                self.config.assigned(scope, id).map(|earlier| earlier.statement as usize)
            } else {
                self.in_filters.get(&id).copied()
            }
        } else {
            if self.at_filter_level() {
                self.in_filters.entry(id).or_insert(index);
            }
            None
        };
        if let Some(earlier) = earlier {
            let earlier = document.statements[earlier].span;
            let span = document.statements[index].span;
            self.config.report(ProblemKind::GlobalAfterFilter { earlier }, index, span);
        }
    }

    /// Expands what `doveconf -n` expands: `$key` in the value of `key` itself. The rest stays.
    pub(super) fn expand(
        &mut self,
        index: usize,
        statement: &Statement,
        key: &[u8],
        text: &[u8],
    ) -> Option<Vec<u8>> {
        let document = self.config.document;
        let span = document.locate(statement, statement.value);
        let only_first = !document.version.is_23_from(14);
        let mut out = Vec::with_capacity(text.len());
        for (number, word) in text.split(|b| *b == b' ').enumerate() {
            // Runs of spaces shrink to one, but for what 2.3.13 does not look at.
            let is_run = number > 0 && !only_first;
            let word = if is_run { word.trim_ascii_start() } else { word };
            if is_run && word.is_empty() {
                continue;
            }
            if number > 0 {
                out.push(b' ');
            }
            let Some(name) = word.strip_prefix(b"$").filter(|_| number == 0 || !only_first) else {
                out.extend_from_slice(word);
                continue;
            };
            if name.starts_with(b"ENV:") && !only_first {
                out.extend_from_slice(word);
                continue;
            }
            let at_parse = name == key;
            match find(self.root_settings, name).filter(|s| s.known_to(document.version)) {
                None => {
                    let name = crate::text::clipped(name, 60);
                    self.config.report(ProblemKind::UnknownVariable { name, at_parse }, index, span);
                    if at_parse {
                        return None;
                    }
                    out.extend_from_slice(word);
                }
                Some(setting) if at_parse => {
                    if setting.kind(document.version).is_section()
                        || setting.kind(document.version) == Type::StrList
                    {
                        let name = crate::text::clipped(name, 60);
                        self.config.report(ProblemKind::ListVariable(name), index, span);
                        return None;
                    }
                    let current = self.current(setting);
                    if !self.config.bounds.expand(current.len(), index) {
                        return None;
                    }
                    out.extend_from_slice(&current);
                }
                Some(_) => out.extend_from_slice(word),
            }
        }
        Some(out)
    }

    /// The value of a root setting in this filter, the filters around it, or the built-in default, in the
    /// spelling that Dovecot prints.
    pub(super) fn current(&self, setting: &'static Setting) -> Vec<u8> {
        let mut scope = Some(self.filter());
        while let Some(id) = scope {
            if let Some(assign) = self.config.assigned(id, Key::of(setting)) {
                let text = self.config.value_of(assign).text;
                return normalised(setting.kind(self.config.version()), text).into_owned();
            }
            scope = self.config.scope(id).parent;
        }
        self.config.default_of(setting).as_bytes().to_vec()
    }

    pub(in crate::config) fn set_path(&mut self, index: usize, path: &str, text: &[u8]) -> bool {
        match self.lookup_path(ROOT, path.as_bytes()) {
            Some(Target::Setting(scope, setting)) => self.set(index, scope, setting, text, false),
            Some(Target::Free(scope, list)) => {
                let name = crate::text::file_name(path);
                let key = self.config.intern(list.name, name.as_bytes());
                self.config.assign(scope, key, index);
                true
            }
            _ => false,
        }
    }
}
