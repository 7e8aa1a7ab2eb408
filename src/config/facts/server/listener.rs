use std::borrow::Cow;
use std::ops::Deref;
use std::rc::Rc;

use crate::config::facts::server::service::{Known, Memo, Service};
use crate::config::model::scope::ScopeKind;
use crate::config::resolve::view::{Found, View};
use crate::config::{Config, ROOT, ScopeId};
use crate::hash::{HashMap, HashSet};
use crate::schema::{self, DefaultListener, Series, find};
use crate::source::Span;

/// A listener of a service with everything that is effective for it.
#[derive(Debug, Clone)]
pub struct Listener<'c> {
    pub(in crate::config) view: View<'c>,
    parts: Rc<ListenerParts>,
}

/// What a listener is made of; shared by everyone who looks at it.
#[derive(Debug)]
pub struct ListenerParts {
    /// `unix_listener`, `fifo_listener` or `inet_listener`.
    pub kind: &'static str,
    /// Its path or name.
    pub name: Box<[u8]>,
    /// Its sections, the one that wins first; empty for one that is only built in.
    pub sections: Vec<ScopeId>,
    built_in: Option<&'static DefaultListener>,
    known: Memo,
}

/// So many listeners at the top level are taken in without counting them.
const FEW: usize = 64;

const KINDS: [&str; 3] = ["unix_listener", "fifo_listener", "inet_listener"];

impl Deref for Listener<'_> {
    type Target = ListenerParts;

    fn deref(&self) -> &ListenerParts {
        &self.parts
    }
}

impl<'c> Service<'c> {
    /// Its listeners, built-in ones included.
    pub fn listeners(&self) -> Vec<Listener<'c>> {
        let all = self.parts.listeners.get_or_init(|| self.listener_parts());
        all.iter().map(|parts| Listener { view: self.view.clone(), parts: parts.clone() }).collect()
    }

    fn listener_parts(&self) -> Vec<Rc<ListenerParts>> {
        let config = self.view.config;
        let built_in = self.built_in.into_iter().flat_map(|service| service.listeners(config.version()));
        let built_in = built_in.map(|built_in| ListenerParts {
            kind: built_in.kind,
            name: built_in.name.as_bytes().into(),
            sections: Vec::new(),
            built_in: Some(built_in),
            known: Memo::default(),
        });
        // In 2.4 a listener at the top level counts for every service.
        let of_view = || config.merged(Vec::new(), &self.view.scopes().collect::<Vec<_>>(), &[]);
        let around = match config.version().series {
            Series::V23 => Cow::Owned(Vec::new()),
            Series::V24 if self.view.scope() == ROOT => {
                Cow::Borrowed(config.tables.top_listeners.get_or_init(of_view))
            }
            Series::V24 => Cow::Owned(of_view()),
        };
        let head = self.parts.scopes.first().and_then(|scope| config.scope(*scope).opened);
        // A server has few at the top level, and may have thousands of views of its services.
        let may_share = around.len() < FEW || config.bounds.share(around.len(), head.unwrap_or(0));
        let around: &[_] = if may_share { &around } else { &[] };
        config.merged(built_in.map(Rc::new).collect(), &self.parts.scopes, around)
    }
}

impl Config<'_> {
    /// The paths of the unix sockets of all services, those in `base_dir` by their names alone.
    pub fn unix_sockets(&self) -> HashSet<Vec<u8>> {
        let services = self.services();
        let sockets = services.iter().flat_map(Service::listeners);
        let sockets =
            sockets.filter(|listener| listener.kind == "unix_listener" && listener.mode() != Some(0));
        sockets.map(|listener| self.socket_name(&listener.path()).to_vec()).collect()
    }

    /// The path of a socket as it is below `base_dir`; that of another one as it is.
    pub fn socket_name<'p>(&self, path: &'p [u8]) -> &'p [u8] {
        let base = self.root().get("base_dir").text;
        path.strip_prefix(base.as_ref()).and_then(|rest| rest.strip_prefix(b"/")).unwrap_or(path)
    }

    /// Listeners with what these scopes say of them, and after those of each type the ones from around, which are
    /// shared where nothing is said of them here.
    fn merged(
        &self,
        mut listeners: Vec<Rc<ListenerParts>>,
        scopes: &[ScopeId],
        around: &[Rc<ListenerParts>],
    ) -> Vec<Rc<ListenerParts>> {
        if scopes.is_empty() && around.is_empty() {
            return listeners;
        }
        let series = self.version().series;
        let table = match series {
            Series::V23 => schema::scope(Series::V23, "service"),
            Series::V24 => schema::scope(Series::V24, "root"),
        };
        let of_name =
            |(index, parts): (usize, &Rc<ListenerParts>)| ((parts.kind, self.name_key(&parts.name)), index);
        let mut known: HashMap<(&str, Box<[u8]>), usize> =
            listeners.iter().enumerate().rev().map(of_name).collect();
        for kind in KINDS {
            let Some(setting) = find(table, kind.as_bytes()) else { continue };
            for section in scopes.iter().flat_map(|parent| self.children(*parent, setting)) {
                let ScopeKind::Section { name, .. } = &self.scope(*section).kind else { continue };
                let index = *known.entry((kind, self.name_key(name))).or_insert(listeners.len());
                if index == listeners.len() {
                    listeners.push(Rc::new(ListenerParts {
                        kind,
                        name: name.clone(),
                        sections: Vec::new(),
                        built_in: None,
                        known: Memo::default(),
                    }));
                }
                if let Some(own) = Rc::get_mut(&mut listeners[index]) {
                    own.name.clone_from(name);
                    own.sections.push(*section);
                }
            }
            for other in around.iter().filter(|other| other.kind == kind) {
                match known.get(&(kind, self.name_key(&other.name))) {
                    Some(index) => {
                        if let Some(own) = Rc::get_mut(&mut listeners[*index]) {
                            own.name.clone_from(&other.name);
                            own.sections.extend(&other.sections);
                        }
                    }
                    None => listeners.push(other.clone()),
                }
            }
        }
        listeners
    }
}

impl Service<'_> {
    /// Whether a listener is in a section of this service alone, and not in what counts for others too.
    pub fn has_own(&self, listener: &Listener<'_>) -> bool {
        let parent = |section: &ScopeId| self.view.config.scope(*section).parent;
        listener
            .sections
            .iter()
            .all(|own| parent(own).is_some_and(|parent| self.sections().contains(&parent)))
    }
}

impl<'c> Listener<'c> {
    /// A setting by its short name (`mode`, `port`, `user`).
    pub fn get(&self, key: &'static str) -> Found<'c> {
        self.known.get(self.view.config, key, || self.find(key))
    }

    fn find(&self, key: &str) -> Known {
        let setting = match self.view.config.version().series {
            Series::V23 => find(schema::scope(Series::V23, self.kind), key.as_bytes()),
            Series::V24 => schema::find_of(self.kind, key),
        };
        let set = setting.and_then(|setting| self.view.find_assign(setting, self.sections.iter().copied()));
        if let Some(assign) = set {
            return Known::Set(assign.scope, assign.key);
        }
        let built_in = self.built_in.and_then(|listener| listener.value(key));
        Known::Default(built_in.or_else(|| setting.map(|s| self.view.default(s))).unwrap_or_default())
    }

    /// Its mode; 0 switches it off.
    pub fn mode(&self) -> Option<u64> {
        crate::config::value::octal(&self.get("mode").text).ok()
    }

    /// The path of a socket; empty when neither its head nor `path` names one.
    pub fn path(&self) -> Cow<'_, [u8]> {
        let own = self.get("path");
        if own.assign.is_some() {
            return own.text;
        }
        let config = self.view.config;
        let is_unnamed =
            |scope: &ScopeId| matches!(config.scope(*scope).kind, ScopeKind::Section { named: false, .. });
        let has_none = self.sections.iter().any(is_unnamed) || self.is_written_as_setting();
        if has_none { Cow::Borrowed(b"") } else { Cow::Borrowed(&self.name) }
    }

    /// Whether it is only there by a line such as `unix_listener = auth-userdb`, from which 2.3 makes a section
    /// and does not give it the name as its path.
    pub fn is_written_as_setting(&self) -> bool {
        let config = self.view.config;
        self.built_in.is_none()
            && config.version().series == Series::V23
            && !self.sections.is_empty()
            && self.sections.iter().all(|scope| config.is_opened_by_setting(*scope))
    }

    /// Where the configuration is about it first.
    pub fn span(&self) -> Option<Span> {
        self.sections.iter().rev().find_map(|scope| self.view.config.scope_span(*scope))
    }
}
