//! What a key means in its place, and what sets it.

use super::{
    Form, Key, Place, ProblemKind, ROOT, Reader, Refusal, ScopeId, ScopeKind, Setting, Span, Statement, Type,
    find, heredoc_span,
};

impl<'d> Reader<'_, 'd> {
    pub(super) fn setting(&mut self, index: usize, statement: &'d Statement) {
        let document = self.config.document;
        if matches!(self.place(), Place::Unknown(_)) {
            return;
        }
        if let Some(heredoc) = document.heredoc(index)
            && !heredoc.closed
        {
            return self.config.report(ProblemKind::HeredocOpen, index, heredoc.end.to(statement.span));
        }
        let raw_key = document.bytes(statement, statement.key);
        if raw_key.first() == Some(&b'@') && (!statement.key_quoted || !document.version.is_24_from(2)) {
            return self.use_group(index, statement, raw_key);
        }
        let key = document.key(statement);
        match self.place() {
            Place::List(scope, list) => {
                self.apply(index, statement, scope, &[list.name.as_bytes(), b"/", &key].concat());
            }
            Place::NoGroup(scope) => self.apply(index, statement, scope, &[b"group/", key.as_ref()].concat()),
            Place::In(scope) => match key {
                std::borrow::Cow::Borrowed(key) if !key.contains(&b'/') => {
                    self.apply_simple(index, statement, scope, key);
                }
                key => self.apply(index, statement, scope, &key),
            },
            Place::Unknown(_) => {}
        }
    }

    pub(super) fn use_group(&mut self, index: usize, statement: &Statement, key: &[u8]) {
        let document = self.config.document;
        let value = document.value(statement);
        let span = statement.span;
        if self.in_group() {
            return self.config.report(ProblemKind::GroupInGroup, index, span);
        }
        if document.version.is_24_from(2) {
            if value.form == Form::Heredoc {
                return self.config.report(
                    ProblemKind::HeredocNotAllowed,
                    index,
                    heredoc_span(document, index, span),
                );
            }
            let has_set = value.form == Form::Variable && super::value::has_variable(&value.text);
            if has_set && memchr::memmem::find(&value.text, b"$SET:").is_some() {
                return self.config.report(ProblemKind::GroupVariable, index, span);
            }
        }
        let scope = self.scope();
        self.config.group_uses.push((scope, index));
        if document.version.is_24_from(2) && !self.knows_group(key, &value.text) {
            self.config.report(ProblemKind::UnknownGroup, index, span);
        }
    }

    pub(super) fn knows_group(&self, label: &[u8], name: &[u8]) -> bool {
        let built_in =
            find(self.settings, label).is_some_and(|group| group.values.iter().any(|v| v.as_bytes() == name));
        built_in || self.groups.contains_key(&(label.into(), name.into()))
    }

    /// The common case: a key without a path in a scope.
    pub(super) fn apply_simple(
        &mut self,
        index: usize,
        statement: &Statement,
        scope: ScopeId,
        key: &'d [u8],
    ) {
        let class = self.head_of(scope).class;
        let found = match self.cache.get(&(class, key)) {
            Some(found) => *found,
            None => {
                let found = self.resolve(scope, key);
                self.cache.insert((class, key), found);
                found
            }
        };
        match found {
            Some(setting) => self.set(index, statement, scope, setting, None),
            None => self.unknown(index, statement, scope, key),
        }
    }

    /// The setting that a key without a path means in a scope.
    pub(super) fn resolve(&self, scope: ScopeId, key: &[u8]) -> Option<&'static Setting> {
        let head = self.head_of(scope);
        let can_prefix = |setting: &&'static Setting| self.kind(setting) != Type::NamedFilter;
        if let Some(full) = &head.full
            && let Some(setting) = self.find(&[full, key].concat()).filter(can_prefix)
        {
            return Some(setting);
        }
        if let Some(short) = &head.short
            && let Some(setting) = self.find(&[short, key].concat()).filter(can_prefix)
        {
            return Some(setting);
        }
        self.find(key)
    }

    /// A key with a path: sections that are found or made, then a setting or a key of a list.
    pub(super) fn apply(&mut self, index: usize, statement: &Statement, from: ScopeId, key: &[u8]) {
        let mut scope = from;
        let mut rest = key;
        while let Some(slash) = rest.iter().position(|b| *b == b'/') {
            let Some(setting) = self.find(&rest[..slash]) else { break };
            let kind = self.kind(setting);
            if !matches!(kind, Type::NamedFilter | Type::NamedListFilter) {
                break;
            }
            let tail = &rest[slash + 1..];
            let second =
                (kind == Type::NamedListFilter).then(|| tail.iter().position(|b| *b == b'/')).flatten();
            (scope, rest) = match second {
                Some(end) => {
                    let name = &tail[..end];
                    let kind = ScopeKind::Section { setting, name: name.into(), named: true };
                    (self.child(scope, setting.id, name, kind, index), &tail[end + 1..])
                }
                None => (self.child(scope, setting.id, b"", ScopeKind::Named(setting), index), tail),
            };
        }
        let (name, list_key) = match rest.iter().position(|b| *b == b'/') {
            Some(slash) => (&rest[..slash], Some(&rest[slash + 1..])),
            None => (rest, None),
        };
        match self.resolve(scope, name) {
            Some(setting) => self.set(index, statement, scope, setting, list_key),
            None => self.unknown(index, statement, scope, rest),
        }
    }

    pub(super) fn unknown(&mut self, index: usize, statement: &Statement, scope: ScopeId, key: &[u8]) {
        let span = self.config.document.locate(statement, statement.key);
        let head = self.head_of(scope);
        let other = [head.full.as_deref(), head.short.as_deref(), Some(&[][..])]
            .into_iter()
            .flatten()
            .find_map(|prefix| find(self.settings, &[prefix, key].concat()));
        let problem = match other {
            Some(setting) => {
                // Where it is known, its value is checked.
                let (kind, value) = (self.kind(setting), self.config.document.value(statement));
                match self
                    .flaw(setting, kind, None, &value, &value.text)
                    .filter(|_| setting.is_carried_back())
                {
                    Some(Refusal::Value(flaw)) => {
                        let span = self.config.document.locate(statement, statement.value);
                        let problem = ProblemKind::BadValue { setting, kind, flaw };
                        return self.config.report(problem, index, span);
                    }
                    _ => ProblemKind::WrongVersion(setting),
                }
            }
            None => ProblemKind::UnknownSetting { section: self.config.scope_name(scope), scope: "root" },
        };
        self.config.report(problem, index, span);
    }

    pub(super) fn set(
        &mut self,
        index: usize,
        statement: &Statement,
        scope: ScopeId,
        setting: &'static Setting,
        list_key: Option<&[u8]>,
    ) {
        let document = self.config.document;
        let kind = self.kind(setting);
        let head = document.locate(statement, statement.key);
        if let Some(level) = self.stack.last()
            && let (Some(outer), Place::In(outer_scope)) = (level.required, level.place)
            && outer.required == setting.name
        {
            self.required_seen.insert(outer_scope);
        }
        if matches!(setting.name, "import_environment" | "base_dir" | "dovecot_storage_version")
            && self.in_group()
        {
            return self.config.report(ProblemKind::NotInGroup, index, head);
        }
        let value = document.value(statement);
        if value.form == Form::Heredoc && !matches!(kind, Type::String | Type::StringNoVars | Type::File) {
            return self.config.report(
                ProblemKind::HeredocNotAllowed,
                index,
                heredoc_span(document, index, statement.span),
            );
        }
        if value.form == Form::Heredoc && list_key.is_some() {
            return self.config.report(
                ProblemKind::HeredocNotAllowed,
                index,
                heredoc_span(document, index, statement.span),
            );
        }
        if kind == Type::NamedListFilter || (kind == Type::NamedFilter && !self.waits(&value)) {
            let problem = ProblemKind::SectionAsSetting { setting, refused: true };
            return self.config.report(problem, index, statement.span);
        }
        let Some(expanded) = self.expand(index, statement, kind, &value) else { return };
        if kind == Type::NamedFilter {
            let problem = ProblemKind::SectionAsSetting { setting, refused: false };
            return self.config.report(problem, index, statement.span);
        }
        if let Some(flaw) = self.flaw(setting, kind, list_key, &value, &expanded) {
            let span = document.locate(statement, statement.value);
            let span = if span.start == span.end { statement.span } else { span };
            let span = if value.form == Form::Heredoc { heredoc_span(document, index, span) } else { span };
            let problem = match flaw {
                Refusal::Value(flaw) => ProblemKind::BadValue { setting, kind, flaw },
                Refusal::List => ProblemKind::ListAsSetting(setting),
            };
            return self.config.report(problem, index, span);
        }
        if self.refuses_auth(setting) {
            return self.config.report(ProblemKind::AuthInFilter, index, head);
        }
        let key = match list_key.filter(|_| matches!(kind, Type::StrList | Type::BoolList)) {
            Some(list_key) => self.config.intern(setting.name, list_key),
            None => Key::of(setting),
        };
        self.warn_of_order(index, scope, key, statement.span);
        self.config.assign(scope, key, index);
        if let std::borrow::Cow::Owned(text) = expanded {
            self.config.converted.insert((scope, key, index as u32), text.into());
        }
    }

    pub(super) fn warn_of_order(&mut self, index: usize, scope: ScopeId, key: Key, span: Span) {
        if scope == ROOT {
            if let Some(earlier) = self.in_filters.get(&key) {
                let earlier = self.config.document.statements[*earlier].span;
                self.config.report(ProblemKind::GlobalAfterFilter { earlier }, index, span);
            }
        } else if self.any_around(|kind| matches!(kind, ScopeKind::Filter(_) | ScopeKind::Named(_))) {
            self.in_filters.entry(key).or_insert(index);
        }
    }
}
