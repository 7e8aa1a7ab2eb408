//! Reads statements as Dovecot 2.4 does.
//!
//! Every setting is global; a section is a filter that limits where it counts. Inside `foo bar {}` a key
//! is tried as `foo_bar_KEY`, `foo_KEY` and `KEY`. Source: `config_parser_apply_line()` and
//! `config_apply_line_full()` in `config-parser.c`, 2.4.1, 2.4.4 and the main branch of August 2026.

mod expand;
pub(in crate::config) mod section;
mod setting;
mod version;

use crate::config::read::v23::network;
use crate::config::value::{self, Flaw};
use crate::config::{Config, Filter, Key, ProblemKind, ROOT, ScopeId, ScopeKind, read::unclosed};
use crate::hash::{HashMap, HashSet};
use crate::schema::{self, Kind as Type, Series, Setting, find};
use crate::source::Span;
use crate::syntax::{Form, Kind, Statement};

/// Reads all statements into `config`.
pub(in crate::config) fn read(config: &mut Config<'_>) {
    let mut reader = Reader {
        config,
        settings: schema::scope(Series::V24, "root"),
        stack: Vec::new(),
        version: None,
        required_seen: HashSet::default(),
        groups: HashMap::default(),
        in_filters: HashMap::default(),
        cache: HashMap::default(),
        heads: vec![Head::default()],
        classes: HashMap::default(),
    };
    for index in 0..reader.config.document.statements.len() {
        reader.statement(index);
        let Config { bounds, problems, .. } = &*reader.config;
        if !bounds.nest(reader.stack.len(), index) || !bounds.complain(problems.len(), index) {
            break;
        }
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
    settings: &'static schema::Scope,
    stack: Vec<Level>,
    version: Option<Vec<u8>>,
    required_seen: HashSet<ScopeId>,
    groups: HashMap<GroupName, usize>,
    in_filters: HashMap<Key, usize>,
    /// What a key means in scopes of one class.
    cache: HashMap<(u32, &'d [u8]), Option<&'static Setting>>,
    heads: Vec<Head>,
    classes: HashMap<Prefixes, u32>,
}

impl Reader<'_, '_> {
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
                if document.opens(statement) {
                    self.push(index, Place::Unknown(self.scope()));
                }
            }
            Kind::Malformed => self.malformed(index, statement),
            Kind::Include | Kind::IncludeTry => {}
        }
    }

    /// The byte after a backslash that 2.4.2 and later refuse, and where the quoted text is.
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

    fn malformed(&mut self, index: usize, statement: &Statement) {
        let document = self.config.document;
        let recovery = unclosed::recover(document, index);
        if !unclosed::continues_head(document, index) {
            let text = document.bytes(statement, statement.key);
            let word = text.split(u8::is_ascii_whitespace).next().unwrap_or(text);
            let word = word.strip_suffix(b":").unwrap_or(word);
            let kind = match self.resolve(self.scope(), word) {
                Some(setting) if !self.kind(setting).is_section() => ProblemKind::NoEquals(setting),
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

    /// Whether a setting of the auth process is inside `local`, `local_name` or `remote`.
    fn refuses_auth(&self, setting: &Setting) -> bool {
        setting.structs().contains(&"auth")
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
        self.config.problems.push(crate::config::Problem {
            kind: ProblemKind::StorageVersionMissing,
            statement: None,
            span,
            cause: None,
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
