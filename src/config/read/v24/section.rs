//! Sections, connection filters and groups.

use super::{
    Filter, Head, Level, Place, ProblemKind, ROOT, Reader, ScopeId, ScopeKind, Setting, Span, Statement,
    Type, find, network, replace_slashes,
};
use crate::schema;

impl Reader<'_, '_> {
    pub(super) fn group(&mut self, index: usize, statement: &Statement) {
        let document = self.config.document;
        let label = document.bytes(statement, statement.key).to_vec();
        let name = document.bytes(statement, statement.value).to_vec();
        if label.first() == Some(&b'@') {
            return self.open_group(index, &label, &name);
        }
        // Without the @ the label is taken as a section type, and where it is none, the settings inside
        // are looked for under "group/".
        if !self.open_filter(index, &label, &name, true) {
            self.push(index, Place::NoGroup(self.scope()));
        }
    }

    pub(super) fn open_group(&mut self, index: usize, label: &[u8], name: &[u8]) {
        let span = self.config.document.statements[index].span;
        if !matches!(self.place(), Place::In(ROOT) | Place::List(ROOT, _) | Place::NoGroup(ROOT)) {
            self.config.report(ProblemKind::GroupNotTop, index, span);
            return self.push(index, Place::Unknown(self.scope()));
        }
        let kind = ScopeKind::Group { label: label.into(), name: name.into() };
        let id = (label.into(), name.into());
        let scope = self.child(ROOT, u16::MAX, &[label, b" ", name].concat(), kind, index);
        self.groups.entry(id).or_insert(index);
        self.push(index, Place::In(scope));
    }

    /// A scope of this name in `parent`, new or opened before.
    pub(super) fn child(
        &mut self,
        parent: ScopeId,
        setting: u16,
        name: &[u8],
        kind: ScopeKind,
        index: usize,
    ) -> ScopeId {
        let id = (parent, setting, name.into());
        if let Some(scope) = self.config.sections.get(&id) {
            return *scope;
        }
        let head = match &kind {
            ScopeKind::Section { setting, name, .. } => {
                let short = [setting.name.as_bytes(), b"_"].concat();
                let full = [short.as_slice(), &replace_slashes(name), b"_"].concat();
                self.head(Some(full), Some(short))
            }
            ScopeKind::Named(setting) => self.head(None, Some([setting.name.as_bytes(), b"_"].concat())),
            ScopeKind::Group { label, name } => {
                let short = [label.strip_prefix(b"@").unwrap_or(label), b"_"].concat();
                let full = [short.as_slice(), &replace_slashes(name), b"_"].concat();
                self.head(Some(full), Some(short))
            }
            ScopeKind::Root | ScopeKind::Filter(_) => Head::default(),
        };
        let scope = self.config.add_scope(parent, kind, Some(index));
        self.heads.push(head);
        self.config.sections.insert(id, scope);
        scope
    }

    /// A prefix with which no setting begins is none: most names of sections are the user's own.
    pub(super) fn head(&mut self, full: Option<Vec<u8>>, short: Option<Vec<u8>>) -> Head {
        let begins_one = |prefix: &Vec<u8>| {
            let at = self.settings.partition_point(|s| s.name.as_bytes() < prefix.as_slice());
            self.settings.get(at).is_some_and(|s| s.name.as_bytes().starts_with(prefix))
        };
        let full: Option<Box<[u8]>> = full.filter(begins_one).map(Into::into);
        let short: Option<Box<[u8]>> = short.filter(begins_one).map(Into::into);
        let next = self.classes.len() as u32 + 1;
        let class = match (&full, &short) {
            (None, None) => 0,
            texts => *self.classes.entry((texts.0.clone(), texts.1.clone())).or_insert(next),
        };
        Head { full, short, class }
    }

    pub(super) fn head_of(&self, scope: ScopeId) -> &Head {
        &self.heads[scope.0 as usize]
    }

    pub(super) fn open(&mut self, index: usize, statement: &Statement) {
        let document = self.config.document;
        if let Place::Unknown(scope) = self.place() {
            return self.push(index, Place::Unknown(scope));
        }
        let kind = document.key(statement).into_owned();
        let name = document.name(statement).into_owned();
        if kind.first() == Some(&b'@') {
            return self.open_group(index, &kind, &name);
        }
        let head = self.head_of(self.scope()).clone();
        let prefixed =
            [head.full, head.short].into_iter().flatten().map(|prefix| [&prefix, kind.as_slice()].concat());
        let kind = prefixed
            .into_iter()
            .find(|key| self.find(key).is_some_and(|setting| self.kind(setting) != Type::NamedFilter))
            .unwrap_or(kind);
        if self.open_filter(index, &kind, &name, statement.has_name) {
            return;
        }
        let head_span = document.locate(statement, statement.key);
        let Some(setting) = self.find(&kind) else {
            let section = self.config.scope_name(self.scope());
            let problem = match find(self.settings, &kind) {
                Some(setting) => ProblemKind::WrongVersion(setting),
                None => ProblemKind::UnknownSection { section },
            };
            self.config.report(problem, index, head_span);
            return self.push(index, Place::Unknown(self.scope()));
        };
        let refused = document.version.is_24_from(3);
        if !matches!(self.kind(setting), Type::StrList | Type::BoolList) {
            self.config.report(ProblemKind::BlockOnSetting { setting, refused }, index, head_span);
            let place =
                if refused { Place::Unknown(self.scope()) } else { Place::List(self.scope(), setting) };
            return self.push(index, place);
        }
        if !name.is_empty() {
            let span = document.locate(statement, statement.value);
            self.config.report(ProblemKind::NamedList { setting, refused }, index, span);
        }
        self.push(index, Place::List(self.scope(), setting));
    }

    /// Opens a connection filter or a section; false when `kind` is neither.
    pub(super) fn open_filter(&mut self, index: usize, kind: &[u8], name: &[u8], has_name: bool) -> bool {
        if schema::is_filter(kind) {
            self.open_connection(index, kind, name);
            return true;
        }
        let Some(setting) =
            self.find(kind).filter(|s| matches!(self.kind(s), Type::NamedFilter | Type::NamedListFilter))
        else {
            return false;
        };
        let document = self.config.document;
        let statement = &document.statements[index];
        let parent = self.scope();
        let is_list = self.kind(setting) == Type::NamedListFilter;
        let problem = if !is_list {
            has_name.then_some(ProblemKind::UnwantedName(setting))
        } else if let Some(outer) = self.forbidden_around(setting) {
            Some(ProblemKind::FilterNesting { outer: outer.to_string(), inner: setting.name.to_owned() })
        } else if !has_name {
            Some(ProblemKind::MissingName(setting))
        } else if name.starts_with(b"__") {
            Some(ProblemKind::ReservedName)
        } else if self.refuses_auth(setting) {
            Some(ProblemKind::AuthInFilter)
        } else {
            None
        };
        if let Some(problem) = problem {
            let part = if matches!(problem, ProblemKind::UnwantedName(_) | ProblemKind::ReservedName) {
                statement.value
            } else {
                statement.key
            };
            self.config.report(problem, index, document.locate(statement, part));
            self.push(index, Place::Unknown(parent));
            return true;
        }
        let scope = if is_list {
            let kind = ScopeKind::Section { setting, name: name.into(), named: true };
            let scope = self.child(parent, setting.id, name, kind, index);
            self.config.section_opens.push((scope, index));
            scope
        } else {
            self.child(parent, setting.id, b"", ScopeKind::Named(setting), index)
        };
        if let Some(level) = self.stack.last()
            && let (Some(outer), Place::In(outer_scope)) = (level.required, level.place)
            && outer.required.as_bytes() == setting.name.as_bytes()
        {
            self.required_seen.insert(outer_scope);
        }
        let required = (!setting.required.is_empty()).then_some(setting);
        self.stack.push(Level { place: Place::In(scope), opened: index, required });
        true
    }

    /// The section around the current place in which this one may not be.
    pub(super) fn forbidden_around(&self, setting: &Setting) -> Option<&'static str> {
        let ScopeKind::Section { setting: outer, .. } = &self.config.scope(self.scope()).kind else {
            return None;
        };
        is_refused_inside(setting.name.as_bytes(), outer.name.as_bytes()).then_some(outer.name)
    }

    pub(super) fn open_connection(&mut self, index: usize, kind: &[u8], name: &[u8]) {
        let document = self.config.document;
        let span = document.statements[index].span;
        let parent = self.scope();
        let inner = String::from_utf8_lossy(kind).into_owned();
        let nesting =
            |outer: &str| ProblemKind::FilterNesting { outer: outer.to_owned(), inner: inner.clone() };
        let around = match &self.config.scope(parent).kind {
            ScopeKind::Root => Filter::default(),
            ScopeKind::Filter(filter) => filter.clone(),
            ScopeKind::Section { setting, .. } | ScopeKind::Named(setting) => {
                let problem = nesting(setting.name);
                return self.refuse(index, problem, span);
            }
            ScopeKind::Group { label, .. } => {
                let problem = nesting(&crate::text::printable(label));
                return self.refuse(index, problem, span);
            }
        };
        if kind == b"local_name" && name.contains(&b' ') {
            return self.refuse(index, ProblemKind::SeveralNames, span);
        }
        let remote = around.remote.filter(|n| n.bits > 0).map(|_| "remote");
        let protocol = around.protocol.as_ref().map(|_| "protocol");
        let local_name = around.local_name.as_ref().map(|_| "local_name");
        let outer = match kind {
            b"protocol" => protocol,
            b"local" => remote.or(protocol).or(local_name),
            b"local_name" => remote.or(protocol),
            _ => protocol,
        };
        if let Some(outer) = outer {
            let problem = nesting(outer);
            return self.refuse(index, problem, span);
        }
        let mut filter = Filter::default();
        match kind {
            b"protocol" => filter.protocol = Some(name.into()),
            b"local_name" => filter.local_name = Some(name.to_ascii_lowercase().into()),
            _ => {
                let outer = if kind == b"local" { around.local } else { around.remote };
                let net = match network(name, outer) {
                    Ok(net) => net,
                    Err((ProblemKind::NetworkName, net)) => {
                        self.config.report(ProblemKind::NetworkName, index, span);
                        net
                    }
                    Err((problem, _)) => return self.refuse(index, problem, span),
                };
                if kind == b"local" { filter.local = Some(net) } else { filter.remote = Some(net) }
            }
        }
        let scope = match self.config.filters.get(&(parent, filter.clone())) {
            Some(scope) => *scope,
            None => {
                let scope = self.config.add_scope(parent, ScopeKind::Filter(filter.clone()), Some(index));
                self.heads.push(Head::default());
                self.config.filters.insert((parent, filter), scope);
                scope
            }
        };
        self.push(index, Place::In(scope));
    }

    pub(super) fn refuse(&mut self, index: usize, problem: ProblemKind, span: Span) {
        self.config.report(problem, index, span);
        self.push(index, Place::Unknown(self.scope()));
    }
}

/// Whether 2.4 refuses a section with a name in another one, where it takes the same as a path, `service/imap/KEY`.
pub(in crate::config) fn is_refused_inside(inner: &[u8], outer: &[u8]) -> bool {
    match inner {
        b"namespace" => matches!(outer, b"namespace" | b"mailbox"),
        b"mailbox" => outer == b"mailbox",
        b"service" => true,
        _ => false,
    }
}
