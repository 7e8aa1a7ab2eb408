use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::config::facts::server::listener::ListenerParts;
use crate::config::model::scope::{Assign, Key, ScopeKind};
use crate::config::resolve::view::{Found, View};
use crate::config::{Config, ROOT, ScopeId};
use crate::hash::{HashMap, HashSet};
use crate::schema::{self, DefaultService, Series, find};
use crate::source::Span;

/// A service with everything that is effective for it.
#[derive(Debug, Clone)]
pub struct Service<'c> {
    pub(in crate::config) view: View<'c>,
    pub(in crate::config) parts: Rc<Parts>,
    /// The built-in service of this name.
    pub built_in: Option<&'static DefaultService>,
}

/// What a service is made of; nearly every lint of services goes through all of them, so that it is shared.
#[derive(Debug)]
pub(in crate::config) struct Parts {
    /// Its sections, the one that wins first.
    sections: Vec<ScopeId>,
    /// The same with the groups that they use.
    pub(in crate::config) scopes: Vec<ScopeId>,
    pub(in crate::config) name: Box<[u8]>,
    built_in: Option<&'static DefaultService>,
    known: Memo,
    /// Its listeners, once someone asked for them.
    pub(in crate::config) listeners: OnceCell<Vec<Rc<ListenerParts>>>,
}

/// The settings of a service or a listener that someone asked for. They are so few that looking through them
/// takes less time than a hash.
#[derive(Debug, Default)]
pub(in crate::config) struct Memo(RefCell<Vec<(&'static str, Known)>>);

/// Where the value of a setting comes from.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) enum Known {
    Set(ScopeId, Key),
    Default(&'static str),
}

impl Parts {
    fn new(sections: Vec<ScopeId>, name: &[u8], built_in: Option<&'static DefaultService>) -> Parts {
        Parts {
            sections,
            scopes: Vec::new(),
            name: name.into(),
            built_in,
            known: Memo::default(),
            listeners: OnceCell::new(),
        }
    }
}

impl Memo {
    /// The value of a setting; `find` says where it comes from, and is asked once.
    pub(in crate::config) fn get<'c>(
        &self,
        config: &'c Config<'c>,
        key: &'static str,
        find: impl FnOnce() -> Known,
    ) -> Found<'c> {
        let known = self.0.borrow().iter().find(|(asked, _)| *asked == key).map(|(_, known)| *known);
        let known = known.unwrap_or_else(|| {
            let known = find();
            self.0.borrow_mut().push((key, known));
            known
        });
        match known {
            Known::Set(scope, key) => {
                config.assigned(scope, key).map_or_else(|| Found::default(""), |assign| config.found(assign))
            }
            Known::Default(text) => Found::default(text),
        }
    }
}

impl<'c> View<'c> {
    /// Every service, built-in ones first, by name; then those of the configuration in reading order.
    pub fn services(&self) -> Vec<Service<'c>> {
        self.parts().iter().map(|parts| self.service_of(parts.clone())).collect()
    }

    /// What the services are made of; those of everyone are put together once.
    fn parts(&self) -> Cow<'c, [Rc<Parts>]> {
        if self.scope() != ROOT {
            return Cow::Owned(self.service_parts());
        }
        Cow::Borrowed(self.config.tables.services.get_or_init(|| self.service_parts()))
    }

    fn service_of(&self, parts: Rc<Parts>) -> Service<'c> {
        Service { view: self.clone(), built_in: parts.built_in, parts }
    }

    fn service_parts(&self) -> Vec<Rc<Parts>> {
        let config = self.config;
        let version = config.version();
        let mut services: Vec<Parts> = schema::services(version)
            .map(|service| Parts::new(Vec::new(), service.name.as_bytes(), Some(service)))
            .collect();
        let shared = |services: Vec<Parts>| {
            let with_groups = |mut parts: Parts| {
                parts.scopes = config.with_groups(&parts.sections);
                Rc::new(parts)
            };
            services.into_iter().map(with_groups).collect()
        };
        let Some(setting) = find(schema::scope(version.series, "root"), b"service") else {
            return shared(services);
        };
        let of_name = |(index, service): (usize, &Parts)| (config.name_key(&service.name), index);
        let mut known: HashMap<Box<[u8]>, usize> = services.iter().enumerate().map(of_name).collect();
        for scope in self.scopes() {
            for section in config.children(scope, setting) {
                let ScopeKind::Section { name, .. } = &config.scope(*section).kind else { continue };
                let index = *known.entry(config.name_key(name)).or_insert(services.len());
                if let Some(service) = services.get_mut(index) {
                    // The last spelling becomes the name, and with it the built-in one is lost.
                    service.name.clone_from(name);
                    service.sections.push(*section);
                } else {
                    services.push(Parts::new(vec![*section], name, None));
                }
            }
        }
        shared(services)
    }

    /// A service by name, if it is built in or configured.
    pub fn service(&self, name: &str) -> Option<Service<'c>> {
        let parts = self.parts();
        let found = parts.iter().find(|parts| *parts.name == *name.as_bytes());
        found.map(|parts| self.service_of(parts.clone()))
    }

    /// Whether `protocols` enables one.
    pub fn enables(&self, protocol: &str) -> bool {
        self.protocols().iter().any(|name| name.as_ref() == protocol.as_bytes())
    }

    /// The protocols that `protocols` enables.
    pub fn protocols(&self) -> Vec<Cow<'c, [u8]>> {
        let words = self.protocol_words();
        let names: Vec<_> = words.into_iter().map(|word| word.text).collect();
        if self.config.version().series == Series::V23 && names.len() == 1 && names[0].as_ref() == b"none" {
            return Vec::new();
        }
        names
    }
}

impl<'c> Service<'c> {
    /// Its name; empty for an unnamed one.
    pub fn name(&self) -> String {
        crate::text::printable(&self.parts.name)
    }

    /// Whether it is this built-in service.
    pub fn is(&self, name: &str) -> bool {
        *self.parts.name == *name.as_bytes()
    }

    /// Whether this is one of these services.
    pub fn is_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }

    /// Whether a program runs it; an empty `executable` switches it off.
    pub fn has_program(&self) -> bool {
        !self.get("executable").text.is_empty()
    }

    /// Whether a name was written; Dovecot refuses a service without one.
    pub fn is_named(&self) -> bool {
        let named = |scope: &ScopeId| {
            !matches!(&self.view.config.scope(*scope).kind, ScopeKind::Section { named: false, .. })
        };
        !self.parts.name.is_empty() && self.parts.sections.iter().all(named)
    }

    /// Its sections in the configuration, the one that wins first.
    pub fn sections(&self) -> &[ScopeId] {
        &self.parts.sections
    }

    /// Whether a line is in one of its sections, or in a group that one of them uses.
    pub fn owns(&self, assign: &Assign) -> bool {
        self.parts.scopes.contains(&assign.scope)
    }

    /// Whether a line is in one of its sections itself, so that changing it changes this service alone.
    pub fn holds(&self, assign: &Assign) -> bool {
        self.parts.sections.contains(&assign.scope)
    }

    /// Where the configuration is about it first.
    pub fn span(&self) -> Option<Span> {
        self.parts.sections.iter().rev().find_map(|scope| self.view.config.scope_span(*scope))
    }

    /// A setting by its 2.3 name (`client_limit`); 2.4 names are `service_client_limit` and, for
    /// `service_count` and `idle_kill`, `service_restart_request_count` and `service_idle_kill_interval`.
    pub fn get(&self, key: &'static str) -> Found<'c> {
        self.parts.known.get(self.view.config, key, || self.find(key))
    }

    /// A setting that one of its sections sets itself.
    pub fn own(&self, key: &'static str) -> Option<Found<'c>> {
        let found = self.get(key);
        found.assign.is_some_and(|assign| self.holds(assign)).then_some(found)
    }

    /// A setting as `doveconf -n` checks it: with no variable and no file read.
    pub fn checked(&self, key: &'static str) -> Found<'c> {
        let found = self.get(key);
        found.assign.map_or(found, |assign| self.view.config.found_in_check(assign))
    }

    fn find(&self, key: &str) -> Known {
        let config = self.view.config;
        let version = config.version();
        let scopes = self.parts.scopes.iter().copied();
        let (key, setting) = match version.series {
            Series::V23 => (key, find(schema::scope(Series::V23, "service"), key.as_bytes())),
            Series::V24 => {
                let key = match key {
                    "service_count" => "restart_request_count",
                    "idle_kill" => "idle_kill_interval",
                    other => other,
                };
                (key, schema::find_of("service", key))
            }
        };
        let built_in = || self.built_in.and_then(|service| service.value(key, version));
        let Some(setting) = setting else { return Known::Default(built_in().unwrap_or_default()) };
        // Settings of the top level of 2.4 count for every service, before what is built in for one.
        let own = self.view.find_assign(setting, scopes);
        let around = || (version.series == Series::V24).then(|| self.view.nearest(setting)).flatten();
        if let Some(assign) = own.or_else(around) {
            return Known::Set(assign.scope, assign.key);
        }
        let old = config
            .config_patch
            .and_then(|patch| schema::old_service_default(&self.parts.name, setting.name, patch));
        Known::Default(old.or_else(built_in).unwrap_or_else(|| self.view.default(setting)))
    }

    fn or_default(&self, key: &'static str, default: &str, unset: impl Fn(&Found<'c>) -> bool) -> Found<'c> {
        let own = self.get(key);
        let refers = own.text.starts_with(b"$SET:") || (own.assign.is_none() && unset(&own));
        if refers || (self.view.config.version().series == Series::V23 && unset(&own)) {
            return self.view.get(default);
        }
        own
    }

    /// How many clients one process takes, before `service_count` caps it.
    pub fn client_limit(&self) -> Found<'c> {
        self.or_default("client_limit", "default_client_limit", |f| f.number() == Some(0))
    }

    /// How many processes there may be.
    pub fn process_limit(&self) -> Found<'c> {
        self.or_default("process_limit", "default_process_limit", |f| f.number() == Some(0))
    }

    /// How much address space a process may use, in bytes; 0 in 2.3 and `unlimited` in 2.4 are no limit.
    pub fn vsz_limit(&self) -> Found<'c> {
        let series = self.view.config.version().series;
        self.or_default("vsz_limit", "default_vsz_limit", |f| match series {
            Series::V23 => f.size() == Some(u64::MAX),
            Series::V24 => f.size() == Some(0),
        })
    }

    /// After how many clients a process ends; none when it never does.
    pub fn request_count(&self) -> (Option<u64>, Found<'c>) {
        let found = self.get("service_count");
        let unlimited = match self.view.config.version().series {
            Series::V23 => 0,
            Series::V24 => u64::MAX,
        };
        (found.number().filter(|count| *count != unlimited), found)
    }

    /// How many clients one process really takes: the client limit, capped by the request count.
    pub fn effective_client_limit(&self) -> Option<u64> {
        let limit = self.client_limit().number()?;
        Some(match self.request_count().0 {
            Some(count) if count > 0 => limit.min(count),
            _ => limit,
        })
    }

    /// The protocol that it serves; empty for one that always runs.
    pub fn protocol(&self) -> Found<'c> {
        self.get("protocol")
    }

    /// Whether `protocols` enables it.
    pub fn is_enabled(&self, protocols: &HashSet<Cow<'_, [u8]>>) -> bool {
        let own = self.protocol().text;
        own.is_empty() || protocols.contains(&own)
    }

    /// Whether it is of type `login`.
    pub fn is_login(&self) -> bool {
        self.get("type").text.as_ref() == b"login"
    }
}

impl Config<'_> {
    /// The services as everyone has them.
    pub fn services(&self) -> Vec<Service<'_>> {
        self.root().services()
    }

    /// A service by name.
    pub fn service(&self, name: &str) -> Option<Service<'_>> {
        self.root().service(name)
    }
}
