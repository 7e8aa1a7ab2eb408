//! Sections and connection filters.

use super::{
    Key, Level, Net, Place, ProblemKind, ROOT, Reader, ScopeId, ScopeKind, Setting, Statement, Step, Target,
    Type, network, schema, value,
};
use crate::config::resolve::v23::named_by;

impl Reader<'_, '_> {
    pub(super) fn open(&mut self, index: usize, statement: &Statement) {
        let document = self.config.document;
        let kind = document.bytes(statement, statement.key);
        let name = document.name(statement).into_owned();
        if matches!(self.place(), Place::Unknown) && !schema::is_filter(kind) {
            self.push(index, Place::Unknown);
            return;
        }
        if self.old_open(index, kind, &name) {
            return;
        }
        self.open_as(index, kind, &name);
    }

    /// Opens a section or a filter by its type and name.
    pub(in crate::config) fn open_as(&mut self, index: usize, kind: &[u8], name: &[u8]) {
        if schema::is_filter(kind) {
            self.open_filter(index, kind, name);
        } else {
            self.open_section(index, kind, name);
        }
    }

    pub(super) fn open_filter(&mut self, index: usize, kind: &[u8], name: &[u8]) {
        let outer_scope = self.filter();
        let outer = self.filter_of(outer_scope);
        let mut filter = outer.clone();
        let span = self.config.document.statements[index].span;
        let mut problem = None;
        let nesting = |outer: &str, inner: &str| ProblemKind::FilterNesting {
            outer: outer.to_owned(),
            inner: inner.to_owned(),
        };
        let bits = |net: Option<Net>| net.map_or(0, |n| n.bits);
        match kind {
            b"protocol" if outer.protocol.is_some() => problem = Some(nesting("protocol", "protocol")),
            b"protocol" => filter.protocol = Some(name.into()),
            b"local" if bits(outer.remote) > 0 => problem = Some(nesting("remote", "local")),
            b"local" if outer.protocol.is_some() => problem = Some(nesting("protocol", "local")),
            b"local" if outer.local_name.is_some() => problem = Some(nesting("local_name", "local")),
            b"local_name" if bits(outer.remote) > 0 => problem = Some(nesting("remote", "local_name")),
            b"local_name" if outer.protocol.is_some() => problem = Some(nesting("protocol", "local_name")),
            b"local_name" => filter.local_name = Some(name.to_ascii_lowercase().into()),
            b"remote" if outer.protocol.is_some() => problem = Some(nesting("protocol", "remote")),
            _ => match network(name, if kind == b"local" { outer.local } else { outer.remote }) {
                Ok(net) if kind == b"local" => filter.local = Some(net),
                Ok(net) => filter.remote = Some(net),
                Err((ProblemKind::NetworkName, net)) => {
                    self.config.report(ProblemKind::NetworkName, index, span);
                    let net = Some(net);
                    if kind == b"local" { filter.local = net } else { filter.remote = net }
                }
                Err((kind, _)) => problem = Some(kind),
            },
        }
        if let Some(problem) = problem {
            self.config.report(problem, index, span);
            self.push(index, Place::Unknown);
            return;
        }
        let scope = match self.config.filters.get(&(ROOT, filter.clone())) {
            Some(scope) => *scope,
            None if filter.is_empty() => ROOT,
            None => {
                let scope =
                    self.config.add_scope(outer_scope, ScopeKind::Filter(filter.clone()), Some(index));
                self.config.filters.insert((ROOT, filter), scope);
                scope
            }
        };
        // A filter inside a section keeps the section's path, but has a table of sections of its own.
        let path = self.stack.last().map(|level| level.path.clone()).unwrap_or_default();
        let place = match self.place() {
            Place::Unknown => Place::Unknown,
            Place::Plain => Place::Plain,
            Place::List(..) => Place::Plain,
            Place::In(_) => self.resolve(scope, &path).map_or(Place::Plain, Place::In),
        };
        self.stack.push(Level { place, opened: index, path, filter: scope });
    }

    /// Finds a section by its path from a filter, built-in services and listeners included.
    pub(super) fn resolve(&mut self, filter: ScopeId, path: &[Step]) -> Option<ScopeId> {
        let mut scope = filter;
        for (setting, name) in path {
            scope = self.existing(scope, setting, name)?;
        }
        Some(scope)
    }

    /// A section that was opened before in this scope, or is built in.
    pub(super) fn existing(
        &mut self,
        parent: ScopeId,
        setting: &'static Setting,
        name: &[u8],
    ) -> Option<ScopeId> {
        let folded: Box<[u8]> = name.to_ascii_lowercase().into();
        if let Some(scope) = self.config.sections.get(&(parent, setting.id, folded.clone())) {
            return Some(*scope);
        }
        let spelled = self.built_in(parent, setting, name)?;
        let kind = ScopeKind::Section { setting, name: spelled.as_bytes().into(), named: true };
        let scope = self.config.add_scope(parent, kind, None);
        self.config.sections.insert((parent, setting.id, folded), scope);
        Some(scope)
    }

    pub(super) fn built_in(&self, parent: ScopeId, setting: &Setting, name: &[u8]) -> Option<&'static str> {
        let version = self.config.version();
        let same = |known: &str| known.as_bytes().eq_ignore_ascii_case(name);
        if setting.name == "service" {
            return schema::services(version).find(|s| same(s.name)).map(|s| s.name);
        }
        let ScopeKind::Section { setting: outer, name: service, .. } = &self.config.scope(parent).kind else {
            return None;
        };
        if outer.name != "service" {
            return None;
        }
        let service = schema::services(version).find(|s| s.name.as_bytes().eq_ignore_ascii_case(service))?;
        service.listeners(version).find(|l| l.kind == setting.name && same(l.name)).map(|l| l.name)
    }

    pub(super) fn open_section(&mut self, index: usize, kind: &[u8], name: &[u8]) {
        let document = self.config.document;
        let statement = &document.statements[index];
        let named = !name.is_empty();
        let link_name: Vec<u8> = if named {
            name.to_vec()
        } else {
            self.unnamed += 1;
            (self.unnamed - 1).to_string().into_bytes()
        };
        let head = document.locate(statement, statement.key);
        let (scope, setting) = match self.lookup(kind) {
            Target::Setting(scope, setting) => (scope, setting),
            Target::Free(..) => {
                self.config.report(ProblemKind::SectionInList, index, head);
                return self.push(index, Place::Unknown);
            }
            Target::Nothing { .. } => {
                let section = self.section_name();
                self.config.report(ProblemKind::UnknownSection { section }, index, head);
                return self.push(index, Place::Unknown);
            }
        };
        match setting.kind(document.version) {
            Type::NamedSectionList | Type::SectionList => {
                if self.refuses_auth(setting) {
                    self.config.report(ProblemKind::AuthInFilter, index, head);
                    return self.push(index, Place::Unknown);
                }
                let Some(section) = self.section(scope, setting, &link_name, named, index) else {
                    self.config.report(ProblemKind::DuplicateDatabase, index, statement.span);
                    return self.push(index, Place::Unknown);
                };
                let mut path = self.stack.last().map(|level| level.path.clone()).unwrap_or_default();
                path.push((setting, link_name.into()));
                let filter = self.filter();
                self.stack.push(Level { place: Place::In(section), opened: index, path, filter });
            }
            Type::StrList => {
                let mut path = self.stack.last().map(|level| level.path.clone()).unwrap_or_default();
                path.push((setting, link_name.into()));
                let filter = self.filter();
                self.stack.push(Level { place: Place::List(scope, setting), opened: index, path, filter });
            }
            kind => {
                // Dovecot sets it to the section's name, or to the number that it gives an unnamed one.
                let refused = value::check(document.version, setting, kind, &link_name).is_err();
                self.config.report(ProblemKind::BlockOnSetting { setting, refused }, index, head);
                self.config.assign(scope, Key::of(setting), index);
                self.config.converted.insert((scope, Key::of(setting), index as u32), link_name.into());
                self.push(index, Place::Plain);
            }
        }
    }

    /// Opens a section, which for all types but passdb and userdb may exist already.
    pub(super) fn section(
        &mut self,
        parent: ScopeId,
        setting: &'static Setting,
        name: &[u8],
        named: bool,
        index: usize,
    ) -> Option<ScopeId> {
        let merges = setting.kind(self.config.version()) == Type::NamedSectionList;
        if let Some(scope) = self.existing(parent, setting, name) {
            if !merges {
                return None;
            }
            // The head sets the name again.
            if let Some(by) = named_by(setting.name) {
                self.config.latest.remove(&(scope, Key::of(by)));
            }
            let existing = &mut self.config.scopes[scope.0 as usize];
            existing.opened.get_or_insert(index);
            // The last spelling becomes the name.
            existing.kind = ScopeKind::Section { setting, name: name.into(), named };
            return Some(scope);
        }
        let kind = ScopeKind::Section { setting, name: name.into(), named };
        let scope = self.config.add_scope(parent, kind, Some(index));
        self.config.sections.insert((parent, setting.id, name.to_ascii_lowercase().into()), scope);
        Some(scope)
    }

    /// The sections around the current place, as Dovecot prints them before an unknown name.
    pub(super) fn section_name(&self) -> String {
        let document = self.config.document;
        let heads = self.stack.iter().map(|level| &document.statements[level.opened]);
        let types = heads.filter(|head| !schema::is_filter(document.bytes(head, head.key)));
        types
            .map(|head| crate::text::short(document.bytes(head, head.key), 80))
            .collect::<Vec<_>>()
            .join(" { ")
    }

    /// Whether the current place is the section without a name that was opened first.
    pub(in crate::config) fn is_first_unnamed(&self) -> bool {
        self.stack.last().is_some_and(|level| matches!(level.path.as_slice(), [(_, name)] if **name == *b"0"))
    }

    /// Adds a listener to the service auth of the current filter.
    pub(in crate::config) fn add_auth_listener(
        &mut self,
        index: usize,
        path: &[u8],
        settings: &[(&'static str, Vec<u8>)],
    ) {
        let find = |table: &str, name: &str| {
            schema::find(schema::scope(schema::Series::V23, table), name.as_bytes())
        };
        let (Some(service), Some(kind)) = (find("root", "service"), find("service", "unix_listener")) else {
            return;
        };
        let listener = self
            .existing(self.filter(), service, b"auth")
            .and_then(|auth| self.section(auth, kind, path, true, index));
        let Some(listener) = listener else { return };
        for (name, value) in settings.iter().filter(|(name, _)| *name != "path") {
            if let Some(setting) = find("unix_listener", name) {
                self.set(index, listener, setting, value, false);
            }
        }
    }
}
