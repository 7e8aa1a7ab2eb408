use std::borrow::Cow;
use std::rc::Rc;

use crate::config::model::scope::{Assign, Key, ScopeId, ScopeKind};
use crate::config::resolve::filter::Filter;
use crate::config::resolve::section_prefix::CheckedPart;
use crate::config::{Config, ROOT, value};
use crate::hash::HashMap;
use crate::schema::{self, Series, Setting, find};
use crate::source::Span;
use crate::syntax::Form;
use crate::text::Quote;

/// An effective value, and the place that set it.
#[derive(Debug, Clone)]
pub struct Found<'c> {
    /// The value as text.
    pub text: Cow<'c, [u8]>,
    /// How it is written.
    pub form: Form,
    /// The place; none for a built-in default.
    pub assign: Option<&'c Assign>,
}

impl Found<'_> {
    /// What holds where no one sets it.
    pub(in crate::config) fn default(text: &'static str) -> Self {
        Found { text: Cow::Borrowed(text.as_bytes()), form: Form::Plain, assign: None }
    }

    /// As a boolean; none when it is not decided yet (`%{...}`) or none at all.
    pub fn boolean(&self) -> Option<bool> {
        value::boolean(&self.text).ok()
    }

    /// As a number; `unlimited` is `u64::MAX`.
    pub fn number(&self) -> Option<u64> {
        if value::is_unlimited(&self.text) {
            Some(u64::MAX)
        } else {
            value::number(&self.text, u64::MAX).ok()
        }
    }

    /// As a size in bytes; `unlimited` is `u64::MAX`.
    pub fn size(&self) -> Option<u64> {
        if value::is_unlimited(&self.text) { Some(u64::MAX) } else { value::size(&self.text).ok() }
    }

    /// As seconds; `unlimited` is `u64::MAX`.
    pub fn seconds(&self) -> Option<u64> {
        if value::is_unlimited(&self.text) { Some(u64::MAX) } else { value::time(&self.text, false).ok() }
    }

    /// As text for a message.
    pub fn shown(&self) -> Quote {
        crate::text::clipped(&self.text, 60)
    }

    /// Whether it holds something that is expanded later, or is in a file.
    pub fn is_open(&self) -> bool {
        value::has_variable(&self.text) || matches!(self.form, Form::Variable | Form::File)
    }
}

/// One word of an effective list.
#[derive(Debug, Clone)]
pub struct Word<'c> {
    /// The word.
    pub text: Cow<'c, [u8]>,
    /// The place that lists it; none for a built-in default.
    pub assign: Option<&'c Assign>,
    /// The word itself, where it is written.
    pub span: Option<Span>,
}

/// The scopes that count for someone, the one that wins first.
#[derive(Debug, Clone)]
pub struct View<'c> {
    pub(in crate::config) config: &'c Config<'c>,
    /// The scopes that win over the chain; a section has its own here, and shares what is around it.
    pub(in crate::config) inner: Option<Rc<[ScopeId]>>,
    pub(in crate::config) chain: Rc<[ScopeId]>,
    /// Whether built-in defaults are after the chain.
    pub(in crate::config) defaults: bool,
    /// Which settings of its scopes it sees.
    pub(in crate::config) part: CheckedPart,
    /// Whether it sees what `doveconf -n` checks: values as they are written, with no variable read.
    pub(in crate::config) is_check: bool,
}

impl<'c> View<'c> {
    /// The innermost scope.
    pub fn scope(&self) -> ScopeId {
        self.inner.as_ref().and_then(|inner| inner.first()).copied().unwrap_or(self.chain[0])
    }

    /// The scopes, the one that wins first.
    pub fn scopes(&self) -> impl DoubleEndedIterator<Item = ScopeId> {
        self.inner.as_deref().unwrap_or_default().iter().chain(&*self.chain).copied()
    }

    /// The value of a setting of the top-level table.
    pub fn get(&self, name: &str) -> Found<'c> {
        let table = schema::scope(self.config.version().series, "root");
        self.get_here(find(table, name.as_bytes()))
    }

    /// The value of a setting, if someone sets it.
    pub(in crate::config) fn set(&self, setting: &'static Setting) -> Option<Found<'c>> {
        self.nearest(setting).map(|assign| self.found(assign))
    }

    /// The value of a setting; an empty one of a setting that does not exist.
    pub(in crate::config) fn get_here(&self, setting: Option<&'static Setting>) -> Found<'c> {
        let Some(setting) = setting else { return Found::default("") };
        match self.nearest(setting) {
            Some(assign) => self.found(assign),
            None => Found::default(self.default(setting)),
        }
    }

    /// The place that sets a setting here.
    pub(in crate::config) fn nearest(&self, setting: &'static Setting) -> Option<&'c Assign> {
        if !self.config.sets(setting) {
            return None;
        }
        if self.chain.len() <= SHORT || self.part != CheckedPart::All {
            return self.find_assign(setting, self.scopes());
        }
        let inner = self.inner.as_deref().unwrap_or_default();
        self.find_assign(setting, inner.iter().copied())
            .or_else(|| self.config.nearest_in(&self.chain, setting))
    }

    /// The value of a setting, looked for in these scopes; an empty one of a setting that does not exist.
    pub(in crate::config) fn get_setting(
        &self,
        setting: Option<&'static Setting>,
        chain: impl IntoIterator<Item = ScopeId>,
    ) -> Found<'c> {
        let Some(setting) = setting else { return Found::default("") };
        match self.find_assign(setting, chain) {
            Some(assign) => self.found(assign),
            None => Found::default(self.default(setting)),
        }
    }

    /// The place that sets a setting for these scopes.
    pub(in crate::config) fn find_assign(
        &self,
        setting: &'static Setting,
        chain: impl IntoIterator<Item = ScopeId>,
    ) -> Option<&'c Assign> {
        let mut places = chain.into_iter().filter_map(|scope| {
            if self.part == CheckedPart::All && !self.is_check {
                return self.config.assigned_in_part(scope, setting);
            }
            let assign = self.config.assigned(scope, Key::of(setting))?;
            self.part.sees(self.config, scope, setting).then_some(assign)
        });
        places.next()
    }

    pub(in crate::config) fn found(&self, assign: &'c Assign) -> Found<'c> {
        if self.is_check { self.config.found_in_check(assign) } else { self.config.found(assign) }
    }

    pub(in crate::config) fn default(&self, setting: &'static Setting) -> &'static str {
        if let Some(patch) = self.config.config_patch
            && let Some(old) = schema::old_default(setting.name, patch)
        {
            return old;
        }
        self.config.default_of(setting)
    }
}

/// Up to so many scopes are looked through one by one; of more it is remembered what they set.
const SHORT: usize = 8;

impl<'d> Config<'d> {
    /// The value of an assignment, no matter who else sets it.
    pub fn found<'c>(&'c self, assign: &'c Assign) -> Found<'c> {
        let found = self.found_unread(assign);
        if found.form == Form::Variable
            && let Some(text) = self.read_variables(assign, &found.text)
        {
            return Found { text: Cow::Owned(text), form: Form::Plain, assign: Some(assign) };
        }
        found
    }

    /// The value of an assignment as it is written, before anything stands for its variables.
    pub(in crate::config) fn found_unread<'c>(&'c self, assign: &'c Assign) -> Found<'c> {
        let value = self.value_of(assign);
        let (form, text) = (value.form, value.text);
        if form == Form::Heredoc {
            let body =
                self.document.heredoc(assign.statement as usize).map(|h| self.document.sources.bytes(h.body));
            return Found { text: Cow::Borrowed(body.unwrap_or(b"")), form, assign: Some(assign) };
        }
        Found { text, form, assign: Some(assign) }
    }

    /// What holds for everyone, in 2.4 with the groups that the top level uses.
    pub fn root(&self) -> View<'_> {
        self.view_of(self.root_chain())
    }

    /// The top level with the groups that it uses, in 2.3 with the filters for all networks.
    pub(in crate::config) fn root_chain(&self) -> Rc<[ScopeId]> {
        let put_together = || match self.version().series {
            Series::V23 => self.matching(ROOT, &Filter::default()),
            Series::V24 => self.with_groups(&[ROOT]),
        };
        self.tables.root_chain.get_or_init(|| put_together().into()).clone()
    }

    /// The place in these scopes that sets a setting, the first that does. What many views share is asked for many
    /// times, and is looked through once.
    fn nearest_in(&self, chain: &Rc<[ScopeId]>, setting: &Setting) -> Option<&Assign> {
        let mut chains = self.tables.nearest.borrow_mut();
        // The table keeps the scopes, so that no others get their address.
        let (_, known) = chains.entry(chain.as_ptr()).or_insert_with(|| (chain.clone(), HashMap::default()));
        let nearest = || chain.iter().find_map(|scope| Some(self.assigned_in_part(*scope, setting)?.scope));
        let key = Key::of(setting);
        let scope = known.entry(key).or_insert_with(nearest);
        self.assigned((*scope)?, key)
    }

    pub(in crate::config) fn as_short<'c>(&'c self) -> &'c Config<'c>
    where
        'd: 'c,
    {
        self
    }

    /// What holds inside a scope for the connections that it is for: with all filters that match them, the one that
    /// wins first.
    pub fn view(&self, scope: ScopeId) -> View<'_> {
        let mut around: Vec<ScopeId> = Vec::new();
        for outer in std::iter::successors(Some(scope), |scope| self.scope(*scope).parent) {
            let Some(chain) = self.filter_chain(outer) else {
                around.push(outer);
                continue;
            };
            if around.is_empty() {
                return self.view_of(chain);
            }
            around.extend(&*chain);
            break;
        }
        self.view_of(self.with_groups(&around).into())
    }

    /// The scopes that count where a filter matches; none for what is no filter, or matches nothing.
    fn filter_chain(&self, scope: ScopeId) -> Option<Rc<[ScopeId]>> {
        match (&self.scope(scope).kind, self.version().series) {
            (ScopeKind::Filter(filter), Series::V23) => {
                Some(self.shared_chain(filter, || self.matching(scope, filter)))
            }
            (ScopeKind::Filter(_), Series::V24) => self.chain24(scope),
            _ => None,
        }
    }

    /// A scope with those around it, as the parser of 2.4 sees it, and the groups that they use.
    pub(in crate::config) fn parsed_view(&self, scope: ScopeId) -> View<'_> {
        let around: Vec<_> = std::iter::successors(Some(scope), |scope| self.scope(*scope).parent).collect();
        self.view_of(self.with_groups(&around).into())
    }

    fn view_of(&self, chain: Rc<[ScopeId]>) -> View<'_> {
        View {
            config: self.as_short(),
            inner: None,
            chain,
            defaults: true,
            part: CheckedPart::All,
            is_check: false,
        }
    }

    /// Every scope that is a connection filter.
    pub fn filters(&self) -> impl Iterator<Item = (ScopeId, &Filter)> {
        self.scopes().filter_map(|(id, scope)| match &scope.kind {
            ScopeKind::Filter(filter) => Some((id, filter)),
            _ => None,
        })
    }
}
