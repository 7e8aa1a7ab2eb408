//! The check that Dovecot makes of all services together.
//!
//! 2.3 makes it for every filter, with the services of all filters that match merged in. 2.4 makes it
//! for the top level; from 2.4.2 on `doveconf -n` cannot, as the built-in services hold variables, so
//! that only the server does.
//! Source: `master_settings_verify()` (2.3.21) and `master_settings_ext_check()` (2.4.4) in
//! `master-settings.c`.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::config::facts::server::limits::Total;
use crate::config::facts::server::listener::Listener;
use crate::config::facts::server::service::Service;
use crate::config::facts::server::struct_check::Judged;
use crate::config::model::scope::ScopeKind;
use crate::config::resolve::sections::Section;
use crate::config::resolve::view::{View, Word};
use crate::config::{Assign, Config, Key, ROOT, ScopeId, SectionKind, value};
use crate::document::{Include, Outcome};
use crate::hash::HashSet;
use crate::schema::{self, Kind, Series, find};
use crate::source::Span;
use crate::syntax::Form;
use crate::text::words::{SPACES, words};

/// What counts as enabled while no `protocols` says so: a fragment, or a package that adds the line itself.
const ASSUMED: [&[u8]; 4] = [b"imap", b"pop3", b"lmtp", b"submission"];

/// What a filter of 2.3 can set so that the services in it differ from those of everyone.
const COUNTS: [&[u8]; 5] =
    [b"protocols", b"base_dir", b"default_process_limit", b"default_client_limit", b"default_vsz_limit"];

/// One check of all services.
#[derive(Debug, Clone)]
pub struct MasterCheck<'c> {
    /// The values that the check sees.
    pub view: View<'c>,
    /// Every service, enabled or not.
    pub services: Vec<Service<'c>>,
    /// The protocols that are enabled.
    pub protocols: HashSet<Cow<'c, [u8]>>,
    /// Whether nothing sets `protocols`, so that those here are a guess.
    pub assumed: bool,
    /// Who notices what is wrong with a service.
    pub judged: Judged,
    /// Which services are enabled, by their places.
    enabled: Vec<usize>,
    /// What all services together demand of `auth` and of `anvil`, once someone asked.
    pub(in crate::config) totals: OnceCell<[Total; 2]>,
}

impl<'c> MasterCheck<'c> {
    fn new(view: View<'c>, judged: Judged) -> MasterCheck<'c> {
        let (protocols, assumed) = view.expected_protocols();
        let protocols = protocols.into_iter().collect();
        let services = view.services();
        let is_enabled = |index: &usize| services[*index].is_enabled(&protocols);
        let enabled = (0..services.len()).filter(is_enabled).collect();
        MasterCheck { view, services, protocols, assumed, judged, enabled, totals: OnceCell::new() }
    }

    /// Who notices what is wrong with this service.
    pub fn judged_for(&self, service: &Service<'_>) -> Judged {
        if self.assumed && !service.protocol().text.is_empty() { Judged::AtStart } else { self.judged }
    }

    /// The enabled services, and who notices what is wrong with them.
    pub fn enabled(&self) -> impl Iterator<Item = (&Service<'c>, Judged)> {
        let enabled = self.enabled.iter().map(|index| &self.services[*index]);
        enabled.map(|service| (service, self.judged_for(service)))
    }
}

impl<'c> View<'c> {
    /// The words of `protocols`, which 2.3 cuts at spaces alone.
    pub fn protocol_words(&self) -> Vec<Word<'c>> {
        let found = self.get("protocols");
        let (Series::V23, Some(assign)) = (self.config.version().series, found.assign) else {
            return self.words("protocols");
        };
        // The file after a `<` is read when the server starts.
        let found = if found.form == Form::File { self.config.found_in_check(assign) } else { found };
        let value = self.config.value_span(assign);
        let source = self.config.document.sources.bytes(value);
        let mut from = 0;
        let listed = words(&found.text, SPACES).map(|text| {
            let at = memchr::memmem::find(source.get(from..).unwrap_or_default(), text).map(|at| at + from);
            from = at.map_or(from, |at| at + text.len());
            let span = at.map_or(value, |at| {
                let start = value.start + at as u32;
                Span { start, end: start + text.len() as u32, ..value }
            });
            Word { text: Cow::Owned(text.to_vec()), assign: found.assign, span: Some(span) }
        });
        listed.collect()
    }

    /// The protocols that `protocols` enables, and whether they are only assumed: nothing sets it, or what
    /// packages add to it is on another machine.
    pub fn expected_protocols(&self) -> (Vec<Cow<'c, [u8]>>, bool) {
        if self.scope() != ROOT {
            return self.find_protocols();
        }
        let (names, assumed) = self.config.tables.protocols.get_or_init(|| {
            let (names, assumed) = self.find_protocols();
            (names.into_iter().map(Cow::into_owned).collect(), assumed)
        });
        (names.iter().map(|name| Cow::Borrowed(name.as_slice())).collect(), *assumed)
    }

    fn find_protocols(&self) -> (Vec<Cow<'c, [u8]>>, bool) {
        let is_set = self.config.sets_list(self.scopes(), "protocols");
        if is_set && self.lacks_protocols().is_none() {
            return (self.protocols(), false);
        }
        if !is_set && self.only_authenticates() {
            return (Vec::new(), false);
        }
        let mut names = if is_set { self.protocols() } else { Vec::new() };
        let more = ASSUMED.iter().filter(|name| !names.iter().any(|known| known.as_ref() == **name));
        let more: Vec<_> = more.map(|name| Cow::Borrowed(*name)).collect();
        names.extend(more);
        if self.configures_sieve() && !names.iter().any(|name| name.as_ref() == b"sieve") {
            names.push(Cow::Borrowed(b"sieve"));
        }
        (names, true)
    }

    /// 2.4: whether this serves other programs that ask who may log in, and no mail: it offers its auth service elsewhere,
    /// and nothing in it is about mail. Without `protocols` Dovecot then does just that.
    pub fn only_authenticates(&self) -> bool {
        let config = self.config;
        let is_of_mail = |service: &Section<'_>| {
            ["imap", "pop3", "lmtp", "submission", "managesieve"]
                .iter()
                .any(|name| service.name.starts_with(name.as_bytes()))
        };
        let is_offered = |service: &Section<'_>| {
            let sockets = service.sections(SectionKind::UNIX_LISTENER);
            service.name.as_ref() == b"auth"
                && (sockets.iter().any(|socket| socket.name.starts_with(b"/"))
                    || !service.sections(SectionKind::INET_LISTENER).is_empty())
        };
        let services = self.sections(SectionKind::SERVICE);
        config.version().series == Series::V24
            && ["mail_driver", "mail_path"].iter().all(|name| config.places_that_set(name).next().is_none())
            && !config.opens("protocol")
            && !services.iter().any(is_of_mail)
            && services.iter().any(is_offered)
    }

    /// The include for what packages say about their protocols, if it finds no file here and `protocols` adds
    /// to what they would say.
    pub fn lacks_protocols(&self) -> Option<&'c Include> {
        let config = self.config;
        let include = config.document.protocol_files()?;
        let is_here = matches!(&include.outcome, Outcome::Files(files) if !files.is_empty());
        let begins_anew = match config.version().series {
            Series::V23 => {
                let mut first = self.get("protocols").assign;
                while let Some(assign) = first.filter(|assign| config.reads_itself(assign)) {
                    first = config.read_by(assign);
                }
                first.is_some()
            }
            Series::V24 => {
                let setting = find(schema::scope(Series::V24, "root"), b"protocols");
                let is_whole = |scope| setting.is_some_and(|s| config.assigned(scope, Key::of(s)).is_some());
                self.scopes().any(is_whole)
            }
        };
        (!is_here && !begins_anew).then_some(include)
    }

    /// Whether something is set for the services of `managesieve`; who does that has the package, which adds
    /// the protocol itself.
    fn configures_sieve(&self) -> bool {
        let services = ["managesieve-login", "managesieve"].into_iter().filter_map(|name| self.service(name));
        let sections: Vec<ScopeId> = services.flat_map(|service| service.sections().to_vec()).collect();
        let is_inside = |assign: &Assign| {
            let around = std::iter::successors(Some(assign.scope), |scope| self.config.scope(*scope).parent);
            around.into_iter().any(|scope| sections.contains(&scope))
        };
        !sections.is_empty() && self.config.assigns().iter().any(is_inside)
    }
}

impl Config<'_> {
    /// The checks of all services in the filters whose services differ from those of everyone.
    pub(in crate::config) fn checks_of_filters(&self) -> impl Iterator<Item = MasterCheck<'_>> {
        let others = match self.version().series {
            Series::V23 => self.views_with_own_services(),
            Series::V24 => Vec::new(),
        };
        others.into_iter().map(|view| MasterCheck::new(view, Judged::AtParse))
    }

    /// The check of all services at the top level.
    pub fn top_check(&self) -> MasterCheck<'_> {
        MasterCheck::new(self.root(), self.services_judged())
    }

    /// 2.3: what holds in the filters whose services differ from those of everyone.
    fn views_with_own_services(&self) -> Vec<View<'_>> {
        let mut telling: HashSet<ScopeId> = self.filters_with_services().collect();
        for (scope, _) in self.filters() {
            if self.assigns_in(scope).any(|assign| COUNTS.contains(&self.key_name(assign.key).as_ref())) {
                telling.insert(scope);
            }
        }
        if telling.is_empty() {
            return Vec::new();
        }
        let mut views = self.distinct_views(self.filters().map(|(scope, _)| scope));
        views.retain(|view| view.scopes().any(|scope| telling.contains(&scope)));
        views
    }

    /// The filters that hold `service` sections.
    pub fn filters_with_services(&self) -> impl Iterator<Item = ScopeId> {
        let setting = find(schema::scope(self.version().series, "root"), b"service");
        self.filters()
            .map(|(scope, _)| scope)
            .filter(move |scope| setting.is_some_and(|setting| !self.children(*scope, setting).is_empty()))
    }

    /// Whether one of these scopes sets a list, as a value or word by word.
    pub fn sets_list(&self, scopes: impl IntoIterator<Item = ScopeId>, list: &str) -> bool {
        let mut assigns = scopes.into_iter().flat_map(|scope| self.assigns_in(scope));
        assigns.any(|assign| self.is_in_list(assign.key, list))
    }

    /// Where `protocols` is set, or the first line when only a package's own file does.
    pub fn own_protocols_span(&self) -> Option<Span> {
        let document = self.document;
        let is_own = |span: &Span| !document.sources.file(span.file).path.ends_with(".protocol");
        let first = || document.statements.iter().map(|s| s.span).find(|span| span.file == document.root);
        self.protocols_span().filter(is_own).or_else(first)
    }

    /// Where `protocols` is set at the top level.
    pub fn protocols_span(&self) -> Option<Span> {
        let is_it = |assign: &&Assign| self.is_in_list(assign.key, "protocols");
        self.assigns_in(ROOT).filter(is_it).last().map(|assign| self.span(assign))
    }

    /// What `service_count` of 2.3 is called in this series.
    pub fn request_count_name(&self) -> &'static str {
        match self.version().series {
            Series::V23 => "service_count",
            Series::V24 => "restart_request_count",
        }
    }

    /// How this series writes a request count without end.
    pub fn no_limit(&self) -> &'static str {
        match self.version().series {
            Series::V23 => "0",
            Series::V24 => "unlimited",
        }
    }

    fn services_judged(&self) -> Judged {
        let version = self.version();
        if version.series == Series::V23 {
            return Judged::AtParse;
        }
        // A number that is still `$SET:…`, or a `%{…}`, makes doveconf give up reading the services.
        let is_put_off = |scope: ScopeId| {
            self.assigns_in(scope).any(|assign| {
                let Some(setting) = self.setting(assign.key).filter(|s| s.structs().contains(&"service"))
                else {
                    return false;
                };
                let text = self.value_of(assign).text;
                let is_text = matches!(setting.kind(version), Kind::String | Kind::StringNoVars);
                value::has_variable(&text) && (!is_text || memchr::memmem::find(&text, b"%{").is_some())
            })
        };
        let in_services = self.scopes().any(|(id, scope)| {
            scope.parent == Some(ROOT)
                && matches!(&scope.kind, ScopeKind::Section { setting, .. } if setting.name == "service")
                && is_put_off(id)
        });
        if version.patch >= 2 || in_services { Judged::AtStart } else { Judged::AtParse }
    }
}

impl<'c> Service<'c> {
    /// The address part of what an inet listener listens on, once for each address.
    pub fn addresses(&self, listener: &Listener<'c>) -> Vec<Cow<'c, [u8]>> {
        let config = self.view.config;
        if config.version().series == Series::V23 {
            return vec![listener.get("address").text];
        }
        self.around(listener).words("listen").into_iter().map(|word| word.text).collect()
    }

    /// 2.4: what holds in a listener, with the service and the top level around it.
    pub(in crate::config) fn around(&self, listener: &Listener<'c>) -> View<'c> {
        let config = self.view.config;
        let around: Vec<ScopeId> =
            listener.sections.iter().chain(self.sections()).copied().chain([ROOT]).collect();
        View {
            config,
            inner: None,
            chain: config.with_groups(&around).into(),
            defaults: true,
            part: crate::config::resolve::section_prefix::CheckedPart::All,
            is_check: false,
        }
    }
}

impl Config<'_> {
    /// Whether a service has a name, in its head or as `name`; the setting counts where it is written.
    pub fn has_service_name(&self, service: &Service<'_>) -> bool {
        if self.version().series == Series::V24 {
            return !service.name().is_empty();
        }
        let own = service.checked("name");
        if own.assign.is_some() { !own.text.is_empty() } else { service.is_named() }
    }
}
