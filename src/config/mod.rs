//! The effective values: scopes, the settings in them, and what Dovecot refuses while it reads them.
//!
//! The two lines read differently, so each has its own reader: `read::v23` follows `config-parser.c` and
//! `settings-parser.c` of 2.3.21, `read::v24` those of 2.4.1 to 2.4.5. Both fill the same tables.

mod facts;
mod model;
mod read;
mod resolve;
pub mod value;

pub use facts::Facts;
pub use facts::login::LOGIN_PROTOCOLS;
pub use facts::login::database::{Args, Database, DatabaseKind};
pub use facts::login::external::{ExternalFlaw, Flawed};
pub use facts::login::mechanism::{Mechanism, Need, Refused};
pub use facts::login::old_field::{OldField, OldFieldKind};
pub use facts::login::scheme::{PasswordScheme, password_scheme};
pub use facts::mail::folders::{Folder, Purpose};
pub use facts::mail::fts::{FtsFlaw, FtsFlawKind};
pub use facts::mail::location;
pub use facts::mail::mailbox::MailLocation;
pub use facts::mail::namespace::{Mailbox, Namespace};
pub use facts::mail::plugin::ReplacedPlugins;
pub use facts::mail::quota::{Amount, QuotaLine, RuleFlaw, Warning};
pub use facts::mail::quota_root::{QuotaRoot, RootFlaw, RootFlawKind};
pub use facts::server::limits::{Demand, Load, LoadPart};
pub use facts::server::listen::Bound;
pub use facts::server::listener::{Listener, ListenerParts};
pub use facts::server::master::MasterCheck;
pub use facts::server::reach::{Cleartext, Reach};
pub use facts::server::service::Service;
pub use facts::server::struct_check::{Checked, Judged};
pub use model::obsolete::Obsolete;
pub use model::options::LintOptions;
pub use model::problem::{Cause, CauseKind, Problem, ProblemKind};
pub use model::scope::{Assign, Key, Scope, ScopeId, ScopeKind};
pub use model::section::SectionKind;
pub use read::early::EarlyValue;
pub use read::unknown::{Unknown, UnknownName};
pub use resolve::filter::{Filter, Verdict};
pub use resolve::sections::Section;
pub use resolve::view::{Found, View, Word};
pub use resolve::words::Field;
pub use value::escape::lone_backslashes;
pub use value::net::{Net, NetFlaw};
pub use value::user_variable::Variable;
pub use value::variable::SetFlaw;
pub use value::written::{BadValue, Written};

pub use resolve::effective;
use std::borrow::Cow;
pub use value::event_filter;
pub use value::percent;

use model::scope::NONE;

use crate::document::Document;
use crate::hash::HashMap;
use crate::schema::{self, Series, Setting, Version};
use crate::source::Span;
use crate::syntax::{Kind, Statement, Value};

/// A configuration with everything that is known about it.
#[derive(Debug)]
pub struct Config<'d> {
    /// What was read.
    pub document: &'d Document,
    /// Whether it is a whole configuration; a fragment that no root includes is none.
    pub is_whole: bool,
    /// What the people who run the server have said about it.
    pub options: LintOptions,
    scopes: Vec<Scope>,
    /// Sections by parent, type and name; the name in lower case in 2.3.
    sections: HashMap<(ScopeId, u16, Box<[u8]>), ScopeId>,
    filters: HashMap<(ScopeId, Filter), ScopeId>,
    assigns: Vec<Assign>,
    latest: HashMap<(ScopeId, Key), u32>,
    /// By setting: whether any place sets it. Most are set nowhere, and lints ask for them all.
    is_set: Vec<bool>,
    /// Values that Dovecot makes of an obsolete setting, by assignment.
    converted: HashMap<(ScopeId, Key, u32), Box<[u8]>>,
    free: HashMap<Box<[u8]>, Key>,
    free_names: Vec<Box<[u8]>>,
    problems: Vec<Problem>,
    /// 2.4: the patch number in `dovecot_config_version`.
    config_patch: Option<u8>,
    /// 2.4: uses of groups: the scope, the statement.
    group_uses: Vec<(ScopeId, usize)>,
    /// 2.4: section headers with a name: the scope, the statement.
    section_opens: Vec<(ScopeId, usize)>,
    tables: resolve::tables::Tables,
    bounds: model::bounds::Bounds,
    unknowns: std::cell::OnceCell<Vec<UnknownName>>,
}

/// The top level of every configuration.
pub const ROOT: ScopeId = ScopeId(0);

impl<'d> Config<'d> {
    /// Reads the effective values.
    pub fn new(document: &'d Document, is_whole: bool) -> Config<'d> {
        let mut config = Config {
            document,
            is_whole,
            options: LintOptions::default(),
            scopes: vec![Scope { parent: None, kind: ScopeKind::Root, opened: None }],
            sections: HashMap::default(),
            filters: HashMap::default(),
            assigns: Vec::new(),
            latest: HashMap::default(),
            is_set: vec![false; crate::schema::all(document.version.series).len()],
            converted: HashMap::default(),
            free: HashMap::default(),
            free_names: Vec::new(),
            problems: Vec::new(),
            config_patch: None,
            group_uses: Vec::new(),
            section_opens: Vec::new(),
            tables: resolve::tables::Tables::default(),
            bounds: model::bounds::Bounds::default(),
            unknowns: std::cell::OnceCell::new(),
        };
        // Most statements are settings; growing such tables step by step costs more than the room.
        let settings = document.statements.iter().filter(|s| s.kind == crate::syntax::Kind::Setting).count();
        config.assigns.reserve(settings);
        config.latest.reserve(settings);
        match document.version.series {
            Series::V23 => read::v23::read(&mut config),
            Series::V24 => read::v24::read(&mut config),
        }
        config.scopes.shrink_to_fit();
        // Only heads ask for it, and there may be tens of thousands.
        config.filters = HashMap::default();
        config
    }

    /// The version as which it was read.
    pub fn version(&self) -> Version {
        self.document.version
    }

    /// 2.4: the patch number in `dovecot_config_version`, as which defaults are chosen.
    pub fn config_patch(&self) -> Option<u8> {
        self.config_patch
    }

    /// What Dovecot refuses or warns of while it reads, in reading order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// A scope.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// Every scope, the top level first, then in the order of their first appearance.
    pub fn scopes(&self) -> impl Iterator<Item = (ScopeId, &Scope)> {
        self.scopes.iter().enumerate().map(|(index, scope)| (ScopeId(index as u32), scope))
    }

    /// Every place that sets something, in reading order.
    pub fn assigns(&self) -> &[Assign] {
        &self.assigns
    }

    /// The setting that a key stands for; none for a free key of a list.
    pub fn setting(&self, key: Key) -> Option<&'static Setting> {
        (!key.is_free()).then(|| &schema::all(self.version().series)[key.0 as usize])
    }

    /// A free key as `list/key`, or the name of the setting.
    pub fn key_name(&self, key: Key) -> Cow<'_, [u8]> {
        match self.setting(key) {
            Some(setting) => setting.name.as_bytes().into(),
            None => Cow::Borrowed(&self.free_names[(key.0 - Key::FREE) as usize]),
        }
    }

    /// The key of `list/key`, if any place sets it.
    pub fn free_key(&self, list: &str, key: &[u8]) -> Option<Key> {
        self.free.get([list.as_bytes(), b"/", key].concat().as_slice()).copied()
    }

    /// The last place in one scope that sets a key, without looking at the scopes around it.
    pub fn assigned(&self, scope: ScopeId, key: Key) -> Option<&Assign> {
        if !key.is_free() && !self.is_set[key.0 as usize] {
            return None;
        }
        self.latest.get(&(scope, key)).map(|index| &self.assigns[*index as usize])
    }

    /// Whether a section is there first by a setting and not by braces: `passdb/x/driver = pam` of 2.4,
    /// `unix_listener = auth` of 2.3. Tried with the doveconf of 2.3.13, 2.3.19, 2.4.1 and 2.4.5.
    pub fn is_opened_by_setting(&self, section: ScopeId) -> bool {
        let opened = self.scope(section).opened.and_then(|index| self.document.statements.get(index));
        opened.is_some_and(|statement| statement.kind == Kind::Setting)
    }

    /// Whether any place at all sets a setting.
    fn sets(&self, setting: &Setting) -> bool {
        self.is_set[Key::of(setting).0 as usize]
    }

    /// The statement of an assignment.
    pub fn statement(&self, assign: &Assign) -> &'d Statement {
        &self.document.statements[assign.statement as usize]
    }

    /// The value of an assignment as Dovecot takes it, before anything is expanded.
    pub fn value_of(&self, assign: &Assign) -> Value<'_> {
        if let Some(bytes) = self.converted.get(&(assign.scope, assign.key, assign.statement)) {
            return Value { form: crate::syntax::Form::Plain, text: Cow::Borrowed(bytes), bad_escape: None };
        }
        self.document.value(self.statement(assign))
    }

    /// The place in the same scope that an assignment replaces.
    pub fn replaced(&self, assign: &Assign) -> Option<&Assign> {
        (assign.earlier != NONE).then(|| &self.assigns[assign.earlier as usize])
    }

    /// The last place in one scope that sets a key above a statement.
    pub(super) fn assigned_above(&self, scope: ScopeId, key: Key, statement: u32) -> Option<&Assign> {
        let last = self.assigned(scope, key)?;
        if last.statement < statement {
            return Some(last);
        }
        let earlier = self.earlier(last);
        let above = earlier.partition_point(|index| self.assigns[*index as usize].statement < statement);
        earlier.get(above.checked_sub(1)?).map(|index| &self.assigns[*index as usize])
    }

    /// The first place that sets what an assignment sets, in the same scope.
    pub(super) fn first<'c>(&'c self, assign: &'c Assign) -> &'c Assign {
        self.earlier(assign).first().map_or(assign, |index| &self.assigns[*index as usize])
    }

    /// The places of the same key in the same scope that another one replaces, in reading order.
    fn earlier(&self, assign: &Assign) -> &[u32] {
        let earlier = self.tables.earlier.get_or_init(|| {
            let mut earlier: HashMap<(ScopeId, Key), Vec<u32>> = HashMap::default();
            for assign in self.assigns.iter().filter(|assign| assign.earlier != NONE) {
                earlier.entry((assign.scope, assign.key)).or_default().push(assign.earlier);
            }
            earlier
        });
        earlier.get(&(assign.scope, assign.key)).map_or(&[], Vec::as_slice)
    }

    /// Whether a later place in the same scope sets the same key.
    pub fn is_replaced(&self, assign: &Assign) -> bool {
        self.assigned(assign.scope, assign.key).is_some_and(|last| last.statement != assign.statement)
    }

    /// Where the value of an assignment is written.
    pub fn value_span(&self, assign: &Assign) -> Span {
        let statement = self.statement(assign);
        self.document.locate(statement, statement.value)
    }

    /// Where an assignment is written, from key to value.
    pub fn span(&self, assign: &Assign) -> Span {
        self.statement(assign).span
    }

    /// Where the head of a scope is written.
    pub fn scope_span(&self, scope: ScopeId) -> Option<Span> {
        self.scope(scope).opened.map(|index| self.document.statements[index].span)
    }

    /// A scope as a person would write its heads: `protocol imap`, `service imap { unix_listener x`.
    pub fn scope_name(&self, scope: ScopeId) -> String {
        let own = match &self.scope(scope).kind {
            ScopeKind::Root => return String::new(),
            ScopeKind::Filter(filter) => filter_name(filter),
            ScopeKind::Section { setting, name, named: true } => {
                format!("{} {}", setting.name, crate::text::short(name, 40))
            }
            ScopeKind::Section { setting, .. } | ScopeKind::Named(setting) => setting.name.to_owned(),
            ScopeKind::Group { label, name } => {
                format!("group {} {}", crate::text::printable(label), crate::text::printable(name))
            }
        };
        let outer = self.scope(scope).parent.map(|parent| self.scope_name(parent)).unwrap_or_default();
        let repeated =
            matches!(self.scope(scope).kind, ScopeKind::Filter(_)) && self.version().series == Series::V23;
        if outer.is_empty() || repeated { own } else { format!("{outer} {{ {own}") }
    }

    /// What is built in for a setting that nothing sets. Where a configuration of 2.3 is made for packages that
    /// each add their protocol by a file of their own, it is for a build without any: Debian and Ubuntu change
    /// the default of `protocols` to none.
    fn default_of(&self, setting: &Setting) -> &'static str {
        let is_added = setting.name == "protocols" && setting.scope() == "root";
        if is_added && self.version().series == Series::V23 && self.document.protocol_files().is_some() {
            return "";
        }
        setting.default(self.version())
    }

    fn add_scope(&mut self, parent: ScopeId, kind: ScopeKind, opened: Option<usize>) -> ScopeId {
        let id = ScopeId(self.scopes.len() as u32);
        self.scopes.push(Scope { parent: Some(parent), kind, opened });
        id
    }

    fn intern(&mut self, list: &str, key: &[u8]) -> Key {
        let name = [list.as_bytes(), b"/", key].concat();
        if let Some(key) = self.free.get(name.as_slice()) {
            return *key;
        }
        let id = Key(Key::FREE + self.free_names.len() as u32);
        let name: Box<[u8]> = name.into();
        self.free_names.push(name.clone());
        self.free.insert(name, id);
        id
    }

    fn assign(&mut self, scope: ScopeId, key: Key, statement: usize) -> u32 {
        let index = self.assigns.len() as u32;
        if !key.is_free() {
            self.is_set[key.0 as usize] = true;
        }
        let earlier = self.latest.insert((scope, key), index).unwrap_or(NONE);
        self.assigns.push(Assign { scope, key, statement: statement as u32, earlier });
        index
    }

    fn report(&mut self, kind: ProblemKind, statement: usize, span: Span) {
        self.problems.push(Problem { kind, statement: Some(statement), span, cause: None });
    }
}

fn filter_name(filter: &Filter) -> String {
    let mut parts = Vec::new();
    let text = |bytes: &[u8]| crate::text::short(bytes, 40);
    if let Some(net) = &filter.local {
        parts.push(format!("local {}", net_name(net)));
    }
    if let Some(name) = &filter.local_name {
        parts.push(format!("local_name {}", text(name)));
    }
    if let Some(net) = &filter.remote {
        parts.push(format!("remote {}", net_name(net)));
    }
    if let Some(name) = &filter.protocol {
        parts.push(format!("protocol {}", text(name)));
    }
    parts.join(" { ")
}

pub(super) fn net_name(net: &Net) -> String {
    let full = if net.address.is_ipv4() { 32 } else { 128 };
    if net.bits == full { net.address.to_string() } else { format!("{}/{}", net.address, net.bits) }
}
