//! Reads statements as Dovecot 2.4 does.
//!
//! Every setting is global; a section is a filter that limits where it counts. Inside `foo bar {}` a key
//! is tried as `foo_bar_KEY`, `foo_KEY` and `KEY`. Source: `config_parser_apply_line()` and
//! `config_apply_line_full()` in `config-parser.c`, 2.4.1, 2.4.4 and the main branch of August 2026.

use rustc_hash::FxHashMap;

use super::read23::network;
use super::value::{self, Flaw};
use super::{Config, Filter, Key, ProblemKind, ROOT, ScopeId, ScopeKind, unclosed};
use crate::schema::{self, Kind as Type, Line, Setting, find};
use crate::source::Span;
use crate::syntax::{Form, Kind, Statement};

/// The values that `dovecot_config_version` may have: `config_version_find()`, and what the Debian
/// packages of 2.4.1 and 2.4.5 accept.
const SUPPORTED: std::ops::RangeInclusive<u8> = 0..=4;

/// Reads all statements into `config`.
pub(super) fn read(config: &mut Config<'_>) {
    let mut reader = Reader {
        config,
        settings: schema::scope(Line::V24, "root"),
        stack: Vec::new(),
        version: None,
        required_seen: Vec::new(),
        groups: FxHashMap::default(),
        in_filters: FxHashMap::default(),
        cache: FxHashMap::default(),
        heads: vec![Head::default()],
        classes: FxHashMap::default(),
    };
    for index in 0..reader.config.document.statements.len() {
        reader.statement(index);
    }
    let open: Vec<usize> = reader.stack.iter().map(|level| level.opened).collect();
    reader.check_end();
    unclosed::report(config, &open);
}

/// Label and name.
type GroupName = (Box<[u8]>, Box<[u8]>);
/// The long and the short prefix of a section.
type Prefixes = (Option<Box<[u8]>>, Option<Box<[u8]>>);

#[derive(Debug, Clone, Copy)]
enum Place {
    In(ScopeId),
    /// The block of a list, or before 2.4.3 of any setting.
    List(ScopeId, &'static Setting),
    /// A group head without `@`: nothing in it is known.
    NoGroup(ScopeId),
    /// A section that was reported already.
    Unknown(ScopeId),
}

#[derive(Debug)]
struct Level {
    place: Place,
    opened: usize,
    /// The section's own setting, when it must hold another one.
    required: Option<&'static Setting>,
}

/// The texts that are tried before a key, for one scope.
#[derive(Debug, Clone, Default)]
struct Head {
    /// `foo_bar_` of `foo bar {}`.
    full: Option<Box<[u8]>>,
    /// `foo_` of `foo bar {}` or `foo {}`.
    short: Option<Box<[u8]>>,
    /// Scopes with the same texts find the same settings.
    class: u32,
}

struct Reader<'c, 'd> {
    config: &'c mut Config<'d>,
    settings: &'static [Setting],
    stack: Vec<Level>,
    version: Option<Vec<u8>>,
    required_seen: Vec<ScopeId>,
    groups: FxHashMap<GroupName, usize>,
    in_filters: FxHashMap<Key, usize>,
    /// What a key means in scopes of one class.
    cache: FxHashMap<(u32, &'d [u8]), Option<&'static Setting>>,
    heads: Vec<Head>,
    classes: FxHashMap<Prefixes, u32>,
}

impl<'d> Reader<'_, 'd> {
    fn scope(&self) -> ScopeId {
        match self.stack.last().map(|level| level.place) {
            None => ROOT,
            Some(
                Place::In(scope) | Place::List(scope, _) | Place::NoGroup(scope) | Place::Unknown(scope),
            ) => scope,
        }
    }

    fn place(&self) -> Place {
        self.stack.last().map_or(Place::In(ROOT), |level| level.place)
    }

    fn find(&self, key: &[u8]) -> Option<&'static Setting> {
        find(self.settings, key).filter(|s| s.known_to(self.config.version()))
    }

    fn kind(&self, setting: &Setting) -> Type {
        setting.kind(self.config.version())
    }

    fn statement(&mut self, index: usize) {
        let document = self.config.document;
        let statement = &document.statements[index];
        if self.version(index, statement) {
            return;
        }
        if let Some(bad) = self.bad_escape(statement) {
            return self.config.report(ProblemKind::BadEscape(bad.0), index, bad.1);
        }
        match statement.kind {
            Kind::Setting => self.setting(index, statement),
            Kind::Open => self.open(index, statement),
            Kind::Group => self.group(index, statement),
            Kind::Close => self.close(index, statement),
            Kind::Garbage => {
                self.config.report(ProblemKind::Garbage, index, statement.span);
                if unclosed::garbage_opens(document, statement) {
                    self.push(index, Place::Unknown(self.scope()));
                }
            }
            Kind::Malformed => self.malformed(index, statement),
            Kind::Include | Kind::IncludeTry => {}
        }
    }

    /// The byte behind a backslash that 2.4.2 and later refuse, and where the quoted text is.
    fn bad_escape(&self, statement: &Statement) -> Option<(Option<u8>, Span)> {
        let document = self.config.document;
        if !document.version.is_24_from(2) {
            return None;
        }
        let parts = [(statement.key_quoted, statement.key), (statement.name_quoted, statement.value)];
        for (quoted, part) in parts {
            if quoted
                && let Some(bad) =
                    crate::syntax::unescape(document.version, document.bytes(statement, part)).1
            {
                return Some((bad, document.locate(statement, part)));
            }
        }
        if statement.kind != Kind::Setting {
            return None;
        }
        let bad = document.value(statement).bad_escape?;
        Some((bad, document.locate(statement, statement.value)))
    }

    /// Handles `dovecot_config_version` and what stands above it; true when the statement is done with.
    fn version(&mut self, index: usize, statement: &Statement) -> bool {
        let document = self.config.document;
        let key = document.key(statement);
        let is_version = statement.kind == Kind::Setting && key.as_ref() == b"dovecot_config_version";
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
        let highest = document.version.patch.max(*SUPPORTED.end());
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

    fn malformed(&mut self, index: usize, statement: &Statement) {
        let document = self.config.document;
        let recovery = unclosed::recover(document, index);
        if !unclosed::continues_head(document, index) {
            let text = document.bytes(statement, statement.key);
            let word = text.split(u8::is_ascii_whitespace).next().unwrap_or(text);
            let kind = match self.find(word) {
                Some(setting) if !self.kind(setting).is_section() && text.len() > word.len() => {
                    ProblemKind::NoEquals(setting)
                }
                _ => ProblemKind::NoBrace,
            };
            self.config.report(kind, index, statement.span);
        }
        match recovery {
            unclosed::Recovery::Opens => self.push(index, Place::Unknown(self.scope())),
            unclosed::Recovery::Closes => {
                self.stack.pop();
            }
            unclosed::Recovery::Nothing => {}
        }
    }

    fn push(&mut self, opened: usize, place: Place) {
        self.stack.push(Level { place, opened, required: None });
    }

    fn close(&mut self, index: usize, statement: &Statement) {
        let Some(level) = self.stack.pop() else {
            return self.config.report(ProblemKind::UnexpectedClose, index, statement.span);
        };
        if let (Some(setting), Place::In(scope)) = (level.required, level.place)
            && !self.required_seen.contains(&scope)
        {
            self.config.report(ProblemKind::MissingRequired(setting), index, statement.span);
        }
    }

    fn group(&mut self, index: usize, statement: &Statement) {
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

    fn open_group(&mut self, index: usize, label: &[u8], name: &[u8]) {
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
    fn child(
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
    fn head(&mut self, full: Option<Vec<u8>>, short: Option<Vec<u8>>) -> Head {
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

    fn head_of(&self, scope: ScopeId) -> &Head {
        &self.heads[scope.0 as usize]
    }

    fn open(&mut self, index: usize, statement: &Statement) {
        let document = self.config.document;
        if let Place::Unknown(scope) = self.place() {
            return self.push(index, Place::Unknown(scope));
        }
        let kind = document.key(statement).into_owned();
        let raw = document.bytes(statement, statement.value);
        let name = if statement.name_quoted {
            crate::syntax::unescape(document.version, raw).0.into_owned()
        } else {
            raw.to_vec()
        };
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
    fn open_filter(&mut self, index: usize, kind: &[u8], name: &[u8], has_name: bool) -> bool {
        if let b"protocol" | b"local" | b"local_name" | b"remote" = kind {
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
            Some(ProblemKind::FilterNesting(format!("{outer} {{ {} {{ .. }} }}", setting.name)))
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
            self.child(parent, setting.id, name, kind, index)
        } else {
            self.child(parent, setting.id, b"", ScopeKind::Named(setting), index)
        };
        if let Some(level) = self.stack.last()
            && let (Some(outer), Place::In(outer_scope)) = (level.required, level.place)
            && outer.required.as_bytes() == setting.name.as_bytes()
        {
            self.required_seen.push(outer_scope);
        }
        let required = (!setting.required.is_empty()).then_some(setting);
        self.stack.push(Level { place: Place::In(scope), opened: index, required });
        true
    }

    /// The section around the current place in which this one may not stand.
    fn forbidden_around(&self, setting: &Setting) -> Option<&'static str> {
        let ScopeKind::Section { setting: outer, .. } = &self.config.scope(self.scope()).kind else {
            return None;
        };
        let forbidden = match setting.name {
            "namespace" => matches!(outer.name, "namespace" | "mailbox"),
            "mailbox" => outer.name == "mailbox",
            "service" => true,
            _ => false,
        };
        forbidden.then_some(outer.name)
    }

    fn open_connection(&mut self, index: usize, kind: &[u8], name: &[u8]) {
        let document = self.config.document;
        let span = document.statements[index].span;
        let parent = self.scope();
        let inner = String::from_utf8_lossy(kind).into_owned();
        let nesting = |outer: &str| ProblemKind::FilterNesting(format!("{outer} {{ {inner} {{ .. }} }}"));
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

    fn refuse(&mut self, index: usize, problem: ProblemKind, span: Span) {
        self.config.report(problem, index, span);
        self.push(index, Place::Unknown(self.scope()));
    }

    /// Whether a setting of the auth process stands inside `local`, `local_name` or `remote`.
    fn refuses_auth(&self, setting: &Setting) -> bool {
        setting.structs.contains(&"auth")
            && self.any_around(|kind| matches!(kind, ScopeKind::Filter(filter) if filter.is_by_address()))
    }

    fn any_around(&self, wanted: impl Fn(&ScopeKind) -> bool) -> bool {
        let mut scope = Some(self.scope());
        while let Some(id) = scope {
            let around = self.config.scope(id);
            if wanted(&around.kind) {
                return true;
            }
            scope = around.parent;
        }
        false
    }

    fn in_group(&self) -> bool {
        self.any_around(|kind| matches!(kind, ScopeKind::Group { .. }))
    }

    fn setting(&mut self, index: usize, statement: &'d Statement) {
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

    fn use_group(&mut self, index: usize, statement: &Statement, key: &[u8]) {
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

    fn knows_group(&self, label: &[u8], name: &[u8]) -> bool {
        let built_in =
            find(self.settings, label).is_some_and(|group| group.values.iter().any(|v| v.as_bytes() == name));
        built_in || self.groups.contains_key(&(label.into(), name.into()))
    }

    /// The common case: a key without a path in a scope.
    fn apply_simple(&mut self, index: usize, statement: &Statement, scope: ScopeId, key: &'d [u8]) {
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
    fn resolve(&self, scope: ScopeId, key: &[u8]) -> Option<&'static Setting> {
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
    fn apply(&mut self, index: usize, statement: &Statement, from: ScopeId, key: &[u8]) {
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

    fn unknown(&mut self, index: usize, statement: &Statement, scope: ScopeId, key: &[u8]) {
        let span = self.config.document.locate(statement, statement.key);
        let head = self.head_of(scope);
        let other = [head.full.as_deref(), head.short.as_deref(), Some(&[][..])]
            .into_iter()
            .flatten()
            .find_map(|prefix| find(self.settings, &[prefix, key].concat()));
        let problem = match other {
            Some(setting) => ProblemKind::WrongVersion(setting),
            None => ProblemKind::UnknownSetting { section: self.config.scope_name(scope), scope: "root" },
        };
        self.config.report(problem, index, span);
    }

    fn set(
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
            self.required_seen.push(outer_scope);
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
        if matches!(kind, Type::NamedFilter | Type::NamedListFilter) {
            return self.config.report(ProblemKind::SectionAsSetting(setting), index, statement.span);
        }
        let Some(expanded) = self.expand(index, statement, setting, kind, &value) else { return };
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
        self.warn_of_order(index, scope, Key::of(setting), statement.span);
        self.config.assign(scope, key, index);
        if let std::borrow::Cow::Owned(text) = expanded {
            self.config.converted.insert((scope, key, index as u32), text.into());
        }
    }

    fn flaw(
        &self,
        setting: &Setting,
        kind: Type,
        list_key: Option<&[u8]>,
        value: &crate::syntax::Value<'_>,
        text: &[u8],
    ) -> Option<Refusal> {
        let version = self.config.version();
        let list_value = |flaw: Result<(), Flaw>| flaw.err().map(Refusal::Value);
        // A value with $SET: is expanded at the end of parsing from 2.4.2 on, and not checked before.
        let later = value.form == Form::Variable
            && version.is_24_from(2)
            && text.split(|b| *b == b' ').any(|word| word.starts_with(b"$SET:"));
        let as_written = if value.form == Form::File { [b"<", text].concat() } else { text.to_vec() };
        match kind {
            Type::StrList if list_key.is_none() && text.is_empty() && value.form != Form::File => None,
            Type::StrList if list_key.is_none() => Some(Refusal::List),
            Type::BoolList if list_key.is_some() => {
                if later || super::value::has_variable(&as_written) {
                    return list_value(value::check(version, setting, kind, &as_written));
                }
                list_value(value::boolean(&as_written).map(|_| ()))
            }
            Type::BoolList => match value::words(&as_written) {
                Err(flaw) => Some(Refusal::Value(flaw)),
                Ok(_) if later => None,
                Ok(_) => list_value(value::check(version, setting, kind, &as_written)),
            },
            _ if later => None,
            Type::File if as_written.starts_with(b"inline:") => None,
            _ => list_value(value::check(version, setting, kind, &as_written)),
        }
    }

    /// Expands `$SET:key` in the value of `key` itself, which `doveconf -n` always does; the rest stays.
    fn expand<'v>(
        &mut self,
        index: usize,
        statement: &Statement,
        _setting: &'static Setting,
        kind: Type,
        value: &crate::syntax::Value<'v>,
    ) -> Option<std::borrow::Cow<'v, [u8]>> {
        let document = self.config.document;
        if value.form != Form::Variable {
            return Some(value.text.clone());
        }
        let own_key = document.bytes(statement, statement.key);
        let span = document.locate(statement, statement.value);
        let words: Vec<&[u8]> = value.text.split(|b| matches!(b, b' ')).filter(|w| !w.is_empty()).collect();
        let is_own = |word: &&[u8]| word.strip_prefix(b"$SET:") == Some(own_key);
        let mut changed = words.join(&b' ') != value.text.as_ref();
        for word in &words {
            let Some(name) = word.strip_prefix(b"$SET:") else { continue };
            let base = name.rsplit(|b| *b == b'/').next().unwrap_or(name);
            let known = self.find(base);
            let at_parse = is_own(word);
            match known {
                None => {
                    let name = crate::text::clipped(name, 60);
                    self.config.report(ProblemKind::UnknownVariable { name, at_parse }, index, span);
                    if at_parse {
                        return None;
                    }
                }
                Some(used)
                    if self.kind(used).is_section()
                        || matches!(self.kind(used), Type::StrList | Type::BoolList) =>
                {
                    if at_parse {
                        let name = crate::text::clipped(name, 60);
                        self.config.report(ProblemKind::ListVariable(name), index, span);
                        return None;
                    }
                }
                Some(_) => {}
            }
        }
        let has_set = words.iter().any(|w| w.starts_with(b"$SET:"));
        if kind == Type::File && has_set && document.version.is_24_from(2) && !words.iter().any(is_own) {
            self.config.report(ProblemKind::VariableInFile, index, span);
            return None;
        }
        if words.iter().any(is_own) {
            changed = true;
        }
        if !changed {
            return Some(value.text.clone());
        }
        let mut out = Vec::new();
        for (number, word) in words.iter().enumerate() {
            if number > 0 {
                out.push(b' ');
            }
            match self.find(own_key).filter(|_| is_own(word)) {
                Some(used) => out.extend_from_slice(&self.current(used)),
                None => out.extend_from_slice(word),
            }
        }
        Some(out.into())
    }

    /// The value of a setting in this scope, the scopes around it, or the built-in default.
    fn current(&self, setting: &'static Setting) -> Vec<u8> {
        let mut scope = Some(self.scope());
        while let Some(id) = scope {
            if let Some(assign) = self.config.assigned(id, Key::of(setting)) {
                return self.config.value_of(assign).text.into_owned();
            }
            scope = self.config.scope(id).parent;
        }
        setting.default(self.config.version()).as_bytes().to_vec()
    }

    fn warn_of_order(&mut self, index: usize, scope: ScopeId, key: Key, span: Span) {
        if scope == ROOT {
            if let Some(earlier) = self.in_filters.get(&key) {
                let earlier = self.config.document.statements[*earlier].span;
                self.config.report(ProblemKind::GlobalAfterFilter { earlier }, index, span);
            }
        } else if self.any_around(|kind| matches!(kind, ScopeKind::Filter(_) | ScopeKind::Named(_))) {
            self.in_filters.entry(key).or_insert(index);
        }
    }

    fn check_end(&mut self) {
        let document = self.config.document;
        if !document.version.is_24_from(2) {
            // 2.4.0 and 2.4.1 resolve the uses of groups at the end.
            for (_, index) in self.config.group_uses.clone() {
                let statement = &document.statements[index];
                let value = document.value(statement);
                if !self.knows_group(document.bytes(statement, statement.key), &value.text) {
                    self.config.report(ProblemKind::UnknownGroup, index, statement.span);
                }
            }
        }
        let set = find(self.settings, b"dovecot_storage_version")
            .and_then(|setting| self.config.assigned(ROOT, Key::of(setting)))
            .is_some_and(|assign| !self.config.value_of(assign).text.is_empty());
        let is_version_problem = |kind: &ProblemKind| matches!(kind, ProblemKind::VersionMissing);
        if set || !self.config.is_whole || self.config.problems.iter().any(|p| is_version_problem(&p.kind)) {
            return;
        }
        let span = document.statements.first().map_or(Span::new(document.root, 0..0), |first| first.span);
        self.config.problems.push(super::Problem {
            kind: ProblemKind::StorageVersionMissing,
            statement: None,
            span,
            in_unclosed: None,
        });
    }
}

enum Refusal {
    Value(Flaw),
    List,
}

/// From the statement to the end of its here document, where Dovecot reports.
fn heredoc_span(document: &crate::document::Document, index: usize, span: Span) -> Span {
    document.heredoc(index).map_or(span, |heredoc| span.to(heredoc.end))
}

fn replace_slashes(name: &[u8]) -> Vec<u8> {
    name.iter().map(|b| if *b == b'/' { b'_' } else { *b }).collect()
}
