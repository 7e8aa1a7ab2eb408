//! Reads statements as Dovecot 2.3 does.
//!
//! Source: `config_parser_apply_line()` in `config-parser.c` and `settings_find_key_nth()` in
//! `settings-parser.c`, 2.3.21. Dovecot keeps one table of section paths per filter; here a section is
//! a scope whose parent is the filter (or the section) around it.

use rustc_hash::FxHashMap;

use super::net::NetFlaw;
use super::obsolete23::Old;
use super::value;
use super::{Config, Filter, Key, Net, ProblemKind, ROOT, ScopeId, ScopeKind, unclosed};
use crate::schema::{self, Kind as Type, Line, Setting, find};
use crate::syntax::{Form, Kind, Statement};

/// Reads all statements into `config`.
pub(super) fn read(config: &mut Config<'_>) {
    let root_settings = schema::scope(Line::V23, "root");
    let mut reader = Reader {
        config,
        root_settings,
        stack: Vec::new(),
        unnamed: 0,
        in_filters: FxHashMap::default(),
        old: Old::default(),
    };
    for index in 0..reader.config.document.statements.len() {
        reader.statement(index);
    }
    let open: Vec<usize> = reader.stack.iter().map(|level| level.opened).collect();
    unclosed::report(config, &open);
}

/// What settings mean at the current place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// The top level, a filter or a section.
    In(ScopeId),
    /// `plugin {}` or `dict {}` of this filter: free keys.
    List(ScopeId, &'static Setting),
    /// A section that was reported already; what it holds is passed over.
    Unknown,
    /// A plain setting used as a section: Dovecot knows no setting in it.
    Plain,
}

/// A section type and a name.
type Step = (&'static Setting, Box<[u8]>);

#[derive(Debug)]
struct Level {
    place: Place,
    opened: usize,
    /// The sections since the innermost filter, to find them again in a filter inside them.
    path: Vec<Step>,
    /// The innermost filter.
    filter: ScopeId,
}

pub(super) struct Reader<'c, 'd> {
    pub config: &'c mut Config<'d>,
    root_settings: &'static [Setting],
    stack: Vec<Level>,
    /// How many sections without a name were opened; the number is their name.
    unnamed: u32,
    /// The first place in a filter that sets each root setting.
    in_filters: FxHashMap<Key, usize>,
    pub old: Old,
}

/// The table of settings that a section type opens.
fn table(setting: &Setting) -> &'static [Setting] {
    schema::scope(Line::V23, setting.name)
}

impl Reader<'_, '_> {
    pub(super) fn filter(&self) -> ScopeId {
        self.stack.last().map_or(ROOT, |level| level.filter)
    }

    pub(super) fn place(&self) -> Place {
        self.stack.last().map_or(Place::In(ROOT), |level| level.place)
    }

    /// Whether the current place is the top level or a filter, with no section around it.
    pub(super) fn at_filter_level(&self) -> bool {
        matches!(self.place(), Place::In(scope) if scope == self.filter())
            && self.stack.last().is_none_or(|level| level.path.is_empty())
    }

    pub(super) fn filter_of(&self, scope: ScopeId) -> Filter {
        match &self.config.scope(scope).kind {
            ScopeKind::Filter(filter) => filter.clone(),
            _ => Filter::default(),
        }
    }

    fn statement(&mut self, index: usize) {
        let document = self.config.document;
        let statement = &document.statements[index];
        match statement.kind {
            Kind::Setting => self.setting(index, statement),
            Kind::Open | Kind::Group => self.open(index, statement),
            Kind::Close => self.close(index, statement),
            Kind::Garbage => {
                self.config.report(ProblemKind::Garbage, index, statement.span);
                if unclosed::garbage_opens(document, statement) {
                    self.push(index, Place::Unknown);
                }
            }
            Kind::Malformed => self.malformed(index, statement),
            Kind::Include | Kind::IncludeTry => {}
        }
    }

    fn malformed(&mut self, index: usize, statement: &Statement) {
        let document = self.config.document;
        let text = document.bytes(statement, statement.key);
        let word = text.split(|b| matches!(b, b' ' | b'\t')).next().unwrap_or(text);
        let known = match self.place() {
            Place::In(scope) => find(self.table_of(scope), word),
            _ => None,
        };
        let kind = match known {
            Some(setting)
                if !setting.kind(document.version).is_section()
                    && setting.name != "plugin"
                    && text.len() > word.len() =>
            {
                ProblemKind::NoEquals(setting)
            }
            _ => ProblemKind::NoBrace,
        };
        if !unclosed::continues_head(document, index) {
            self.config.report(kind, index, statement.span);
        }
        match unclosed::recover(document, index) {
            unclosed::Recovery::Opens => self.push(index, Place::Unknown),
            unclosed::Recovery::Closes => {
                self.stack.pop();
            }
            unclosed::Recovery::Nothing => {}
        }
    }

    fn table_of(&self, scope: ScopeId) -> &'static [Setting] {
        match &self.config.scope(scope).kind {
            ScopeKind::Section { setting, .. } => table(setting),
            _ => self.root_settings,
        }
    }

    fn push(&mut self, opened: usize, place: Place) {
        let filter = self.filter();
        let path = self.stack.last().map(|level| level.path.clone()).unwrap_or_default();
        self.stack.push(Level { place, opened, path, filter });
    }

    fn close(&mut self, index: usize, statement: &Statement) {
        if self.stack.is_empty() {
            self.config.report(ProblemKind::UnexpectedClose, index, statement.span);
            return;
        }
        if self.old_close(index) {
            return;
        }
        self.stack.pop();
    }

    pub(super) fn pop(&mut self) {
        self.stack.pop();
    }

    fn open(&mut self, index: usize, statement: &Statement) {
        let document = self.config.document;
        let kind = document.bytes(statement, statement.key);
        let raw = document.bytes(statement, statement.value);
        let name = if statement.name_quoted {
            crate::syntax::unescape(document.version, raw).0.into_owned()
        } else {
            raw.to_vec()
        };
        if matches!(self.place(), Place::Unknown)
            && !matches!(kind, b"protocol" | b"local" | b"local_name" | b"remote")
        {
            self.push(index, Place::Unknown);
            return;
        }
        if self.old_open(index, kind, &name) {
            return;
        }
        self.open_as(index, kind, &name);
    }

    /// Opens a section or a filter by its type and name.
    pub(super) fn open_as(&mut self, index: usize, kind: &[u8], name: &[u8]) {
        match kind {
            b"protocol" | b"local" | b"local_name" | b"remote" => self.open_filter(index, kind, name),
            _ => self.open_section(index, kind, name),
        }
    }

    fn open_filter(&mut self, index: usize, kind: &[u8], name: &[u8]) {
        let outer_scope = self.filter();
        let outer = self.filter_of(outer_scope);
        let mut filter = outer.clone();
        let span = self.config.document.statements[index].span;
        let mut problem = None;
        let nesting =
            |outer: &str, inner: &str| ProblemKind::FilterNesting(format!("{outer} {{ {inner} {{ .. }} }}"));
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
    fn resolve(&mut self, filter: ScopeId, path: &[Step]) -> Option<ScopeId> {
        let mut scope = filter;
        for (setting, name) in path {
            scope = self.existing(scope, setting, name)?;
        }
        Some(scope)
    }

    /// A section that was opened before in this scope, or is built in.
    fn existing(&mut self, parent: ScopeId, setting: &'static Setting, name: &[u8]) -> Option<ScopeId> {
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

    fn built_in(&self, parent: ScopeId, setting: &Setting, name: &[u8]) -> Option<&'static str> {
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

    fn open_section(&mut self, index: usize, kind: &[u8], name: &[u8]) {
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
    fn section(
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
    fn section_name(&self) -> String {
        let document = self.config.document;
        let heads = self.stack.iter().map(|level| &document.statements[level.opened]);
        let types = heads.filter(|head| {
            !matches!(document.bytes(head, head.key), b"protocol" | b"local" | b"local_name" | b"remote")
        });
        types.map(|head| document.text(head, head.key)).collect::<Vec<_>>().join(" { ")
    }

    pub(super) fn refuses_auth(&self, setting: &Setting) -> bool {
        setting.structs.contains(&"auth") && self.filter_of(self.filter()).is_by_address()
    }

    /// What a key means at the current place.
    pub(super) fn lookup(&mut self, key: &[u8]) -> Target {
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

    fn table_name(&self, scope: ScopeId) -> &'static str {
        match &self.config.scope(scope).kind {
            ScopeKind::Section { setting, .. } => setting.name,
            _ => "root",
        }
    }

    /// `service/imap/client_limit`, from the top level on; only through sections that exist.
    fn lookup_path(&mut self, from: ScopeId, key: &[u8]) -> Option<Target> {
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

    fn setting(&mut self, index: usize, statement: &Statement) {
        let document = self.config.document;
        let key = document.bytes(statement, statement.key);
        if matches!(self.place(), Place::Unknown) {
            return;
        }
        let value = document.value(statement);
        if !matches!(value.form, Form::File | Form::Variable) && self.old_setting(index, key, &value.text) {
            return;
        }
        let text = match value.form {
            Form::Variable => match self.expand(index, statement, key, &value.text) {
                Some(text) => text,
                None => return,
            },
            Form::File => [b"<", value.text.as_ref()].concat(),
            _ => value.text.into_owned(),
        };
        self.apply(index, key, &text);
    }

    /// Sets a key at the current place, as `config_apply_line()` does.
    pub(super) fn apply(&mut self, index: usize, key: &[u8], text: &[u8]) -> bool {
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
                let name = key.rsplit(|b| *b == b'/').next().unwrap_or(key);
                let key = self.config.intern(list.name, name);
                self.config.assign(scope, key, index);
                true
            }
            Target::Setting(scope, setting) => {
                if self.refuses_auth(setting) {
                    self.config.report(ProblemKind::AuthInFilter, index, head);
                    return false;
                }
                self.warn_of_order(index, scope, setting, key);
                self.set(index, scope, setting, text)
            }
            Target::Nothing { scope } => {
                let kind = match find(schema::scope(Line::V23, scope), key) {
                    Some(setting) => ProblemKind::WrongVersion(setting),
                    None => ProblemKind::UnknownSetting { section: self.section_name(), scope },
                };
                self.config.report(kind, index, head);
                false
            }
        }
    }

    /// Sets a setting in a scope after a check of its value.
    pub(super) fn set(
        &mut self,
        index: usize,
        scope: ScopeId,
        setting: &'static Setting,
        text: &[u8],
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
            for name in text.split(|b| matches!(b, b',' | b'\t' | b' ')).filter(|name| !name.is_empty()) {
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
        self.config.assign(scope, key, index);
        if document.value(statement).text != text {
            self.config.converted.insert((scope, key, index as u32), text.into());
        }
        true
    }

    fn warn_of_order(&mut self, index: usize, scope: ScopeId, setting: &'static Setting, key: &[u8]) {
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
    fn expand(&mut self, index: usize, statement: &Statement, key: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        let document = self.config.document;
        let span = document.locate(statement, statement.value);
        let only_first = !document.version.is_23_from(14);
        let mut out = Vec::with_capacity(text.len());
        for (number, word) in text.split(|b| *b == b' ').enumerate() {
            // Runs of blanks shrink to one, but for what 2.3.13 does not look at.
            if number > 0 && word.is_empty() && !only_first {
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
                    out.extend_from_slice(&self.current(setting));
                }
                Some(_) => out.extend_from_slice(word),
            }
        }
        Some(out)
    }

    /// The value of a root setting in this filter, the filters around it, or the built-in default.
    fn current(&self, setting: &'static Setting) -> Vec<u8> {
        let mut scope = Some(self.filter());
        while let Some(id) = scope {
            if let Some(assign) = self.config.assigned(id, Key::of(setting)) {
                return self.config.value_of(assign).text.into_owned();
            }
            scope = self.config.scope(id).parent;
        }
        setting.default(self.config.version()).as_bytes().to_vec()
    }

    pub(super) fn warn_obsolete(&mut self, index: usize, what: String) {
        let span = self.config.document.statements[index].span;
        self.config.report(ProblemKind::Obsolete(what), index, span);
    }

    /// Opens a section that changes nothing about the place, as the old `auth {}` does.
    pub(super) fn push_same(&mut self, index: usize) {
        let place = self.place();
        self.push(index, place);
    }

    pub(super) fn set_path(&mut self, index: usize, path: &str, text: &[u8]) -> bool {
        match self.lookup_path(ROOT, path.as_bytes()) {
            Some(Target::Setting(scope, setting)) => self.set(index, scope, setting, text),
            Some(Target::Free(scope, list)) => {
                let name = path.rsplit('/').next().unwrap_or(path);
                let key = self.config.intern(list.name, name.as_bytes());
                self.config.assign(scope, key, index);
                true
            }
            _ => false,
        }
    }
}

/// What a key means at a place.
pub(super) enum Target {
    /// A setting of the schema.
    Setting(ScopeId, &'static Setting),
    /// A free key of a list.
    Free(ScopeId, &'static Setting),
    /// Nothing that this version knows; the table in which it was looked for.
    Nothing { scope: &'static str },
}

/// The names in a path are escaped: `login\slogin` is `login/login`.
fn section_unescape(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut bytes = name.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => match bytes.next() {
                Some(b'e') => out.push(b'='),
                Some(b's') => out.push(b'/'),
                Some(b'_') => out.push(b' '),
                Some(b'+') => out.push(b','),
                Some(other) => out.push(*other),
                None => {}
            },
            byte => out.push(*byte),
        }
    }
    out
}

/// The network of a filter, which must lie inside the one around it.
pub(super) fn network(name: &[u8], outer: Option<Net>) -> Result<Net, (ProblemKind, Net)> {
    // A name stands for one address that is not known here.
    let unknown = Net { address: std::net::Ipv4Addr::BROADCAST.into(), bits: 32 };
    let net = Net::parse(name).map_err(|flaw| match flaw {
        NetFlaw::Mask => (ProblemKind::BadMask, unknown),
        NetFlaw::Address => (ProblemKind::BadAddress, unknown),
        NetFlaw::Name => (ProblemKind::NetworkName, unknown),
    })?;
    match outer {
        Some(outer) if outer.bits > 0 && (outer.bits > net.bits || !outer.holds(&net)) => {
            Err((ProblemKind::FilterNesting("local net1 { local net2 { .. } }".to_owned()), net))
        }
        _ => Ok(net),
    }
}

/// Words of a 2.3 list: separated by any of `separators`.
pub(super) fn split<'t>(text: &'t [u8], separators: &'static [u8]) -> impl Iterator<Item = &'t [u8]> {
    text.split(|b| separators.contains(b)).filter(|word| !word.is_empty())
}
