//! Reads statements as Dovecot 2.3 does.
//!
//! Source: `config_parser_apply_line()` in `config-parser.c` and `settings_find_key_nth()` in
//! `settings-parser.c`, 2.3.21. Dovecot keeps one table of section paths per filter; here a section is
//! a scope whose parent is the filter (or the section) around it.

mod obsolete;
mod obsolete_listen;
mod obsolete_section;
mod section;
mod setting;

use std::rc::Rc;

use obsolete::Old;

use crate::config::value;
use crate::config::value::net::NetFlaw;
use crate::config::{
    Config, Filter, Key, Net, Obsolete, ProblemKind, ROOT, ScopeId, ScopeKind, read::unclosed,
};
use crate::hash::HashMap;
use crate::schema::{self, Kind as Type, Series, Setting, find};
use crate::syntax::{Form, Kind, Statement};

/// Reads all statements into `config`.
pub(in crate::config) fn read(config: &mut Config<'_>) {
    let root_settings = schema::scope(Series::V23, "root");
    let mut reader = Reader {
        config,
        root_settings,
        stack: Vec::new(),
        unnamed: 0,
        in_filters: HashMap::default(),
        old: Old::default(),
        old_keys: HashMap::default(),
    };
    for index in 0..reader.config.document.statements.len() {
        reader.statement(index);
        let Config { bounds, problems, .. } = &*reader.config;
        if !bounds.nest(reader.stack.len(), index) || !bounds.complain(problems.len(), index) {
            break;
        }
    }
    let open: Vec<usize> = reader.stack.iter().map(|level| level.opened).collect();
    unclosed::report(config, &open);
}

/// What settings mean at the current place.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) enum Place {
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
type Step = (&'static Setting, Rc<[u8]>);

#[derive(Debug)]
struct Level {
    place: Place,
    opened: usize,
    /// The sections since the innermost filter, to find them again in a filter inside them.
    path: Vec<Step>,
    /// The innermost filter.
    filter: ScopeId,
}

pub(in crate::config) struct Reader<'c, 'd> {
    pub config: &'c mut Config<'d>,
    root_settings: &'static schema::Scope,
    stack: Vec<Level>,
    /// How many sections without a name were opened; the number is their name.
    unnamed: u32,
    /// The first place in a filter that sets each root setting.
    in_filters: HashMap<Key, usize>,
    pub old: Old,
    /// Whether a key is one that was renamed.
    old_keys: HashMap<&'d [u8], bool>,
}

/// The table of settings that a section type opens.
fn table(setting: &Setting) -> &'static schema::Scope {
    schema::scope(Series::V23, setting.name)
}

impl Reader<'_, '_> {
    pub(in crate::config) fn filter(&self) -> ScopeId {
        self.stack.last().map_or(ROOT, |level| level.filter)
    }

    pub(in crate::config) fn place(&self) -> Place {
        self.stack.last().map_or(Place::In(ROOT), |level| level.place)
    }

    /// Whether the current place is the top level or a filter, with no section around it.
    pub(in crate::config) fn at_filter_level(&self) -> bool {
        matches!(self.place(), Place::In(scope) if scope == self.filter())
            && self.stack.last().is_none_or(|level| level.path.is_empty())
    }

    pub(in crate::config) fn filter_of(&self, scope: ScopeId) -> Filter {
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
                if document.opens(statement) {
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
        let word = word.strip_suffix(b":").unwrap_or(word);
        let known = match self.place() {
            Place::In(scope) => find(self.table_of(scope), word),
            _ => None,
        };
        let kind = match known {
            Some(setting) if !setting.kind(document.version).is_section() && setting.name != "plugin" => {
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

    fn table_of(&self, scope: ScopeId) -> &'static schema::Scope {
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

    pub(in crate::config) fn pop(&mut self) {
        self.stack.pop();
    }

    pub(in crate::config) fn refuses_auth(&self, setting: &Setting) -> bool {
        setting.structs().contains(&"auth") && self.filter_of(self.filter()).is_by_address()
    }

    pub(in crate::config) fn warn_obsolete(&mut self, index: usize, what: Obsolete) {
        let span = self.config.document.statements[index].span;
        self.config.report(ProblemKind::Obsolete(what), index, span);
    }

    /// Opens a section that changes nothing about the place, as the old `auth {}` does.
    pub(in crate::config) fn push_same(&mut self, index: usize) {
        let place = self.place();
        self.push(index, place);
    }
}

/// What a key means at a place.
pub(in crate::config) enum Target {
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

/// The network of a filter, which must be inside the one around it.
pub(in crate::config) fn network(name: &[u8], outer: Option<Net>) -> Result<Net, (ProblemKind, Net)> {
    // A name stands for one address that is not known here.
    let unknown = Net { address: std::net::Ipv4Addr::BROADCAST.into(), bits: 32 };
    let net = Net::parse(name).map_err(|flaw| match flaw {
        NetFlaw::Mask => (ProblemKind::BadMask, unknown),
        NetFlaw::Address => (ProblemKind::BadAddress, unknown),
        NetFlaw::Name => (ProblemKind::NetworkName, unknown),
    })?;
    match outer {
        Some(outer) if outer.bits > 0 && (outer.bits > net.bits || !outer.holds(&net)) => {
            Err((ProblemKind::NetworkOutside, net))
        }
        _ => Ok(net),
    }
}
