//! Where Dovecot checks a whole struct of settings at the end of parsing, and with which values.
//!
//! 2.3 checks every struct for every filter, with all filters that match it merged. 2.4 checks a struct
//! for every scope that sets one of its settings, with the values of that scope alone and the built-in
//! defaults; from 2.4.2 on not when a value holds a variable. There, settings whose names begin with the
//! name of a section (`ssl_server_ca_file`) are checked as if they were in that section.
//! Source: `config_all_parsers_check()` in `config-parser.c`, 2.3.21 and 2.4.4.

use std::borrow::Cow;
use std::rc::Rc;

use crate::config::resolve::section_prefix::CheckedPart;
use crate::config::resolve::view::{Found, View};
use crate::config::{Assign, Config, ROOT, ScopeId, ScopeKind, value};
use crate::hash::HashMap;
use crate::schema::{self, Kind, Series, Setting};
use crate::syntax::Form;

/// Who notices what a check finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// `doveconf -n` refuses the configuration.
    AtParse,
    /// Only the server does, when it has expanded the variables.
    AtStart,
}

/// One check of a struct.
#[derive(Debug, Clone)]
pub struct Checked<'c> {
    /// The values that the check sees.
    pub view: View<'c>,
    /// Who notices.
    pub judged: Judged,
}

/// One check, apart from the configuration; each lint of the struct asks for all of them.
#[derive(Debug)]
pub(in crate::config) struct CheckedPlace {
    chain: Rc<[ScopeId]>,
    part: CheckedPart,
    judged: Judged,
}

impl Config<'_> {
    /// Every place where Dovecot checks the struct that reads this setting of the top level, the first one where
    /// several do: `mail` in 2.3, `mail_storage` in 2.4.
    pub fn checks_of_setting(&self, setting: &str) -> Vec<Checked<'_>> {
        let setting = schema::find(schema::scope(self.version().series, "root"), setting.as_bytes());
        let name = setting.and_then(|setting| setting.structs().first());
        name.map_or_else(Vec::new, |name| self.checks(name))
    }

    /// Every place where Dovecot checks this struct of settings (`imap`, `mail_storage`).
    pub fn checks(&self, name: &'static str) -> Vec<Checked<'_>> {
        let mut known = self.tables.checks.borrow_mut();
        let places = known.entry(name).or_insert_with(|| self.find_checks(name));
        let checked = |place: &CheckedPlace| Checked {
            view: View {
                config: self,
                inner: None,
                chain: place.chain.clone(),
                defaults: true,
                part: place.part,
                is_check: true,
            },
            judged: place.judged,
        };
        places.iter().map(checked).collect()
    }

    fn find_checks(&self, name: &str) -> Vec<CheckedPlace> {
        let touched = self.touched(name);
        if self.version().series == Series::V23 {
            let place =
                |view: View<'_>| CheckedPlace { chain: view.chain, part: view.part, judged: Judged::AtParse };
            let mut checks = vec![place(self.root())];
            let Some(touched) = touched.filter(|scopes| scopes.iter().any(|scope| *scope != ROOT)) else {
                return checks;
            };
            for view in self.distinct_views(self.filters().map(|(scope, _)| scope)) {
                let view = View { is_check: true, ..view };
                if view.scopes().any(|scope| scope != ROOT && touched.contains(&scope)) {
                    checks.push(place(view));
                }
            }
            return checks;
        }
        let mut places: Vec<(ScopeId, Option<&'static str>)> = vec![(ROOT, None)];
        let groups = self.used_groups();
        let used = groups.iter().flat_map(|(user, groups)| groups.iter().map(|group| (*user, *group)));
        let own = touched.into_iter().flatten().map(|scope| (*scope, *scope));
        for (user, scope) in own.chain(used) {
            // Of a group no one uses only the unnamed sections and the filters in it are checked.
            let is_named =
                matches!(self.scope(user).kind, ScopeKind::Group { .. } | ScopeKind::Section { .. });
            let is_put_off = is_named && self.is_in_group(user);
            for assign in self.assigns_in(scope) {
                if let Some(setting) = self.setting_around(assign.key).filter(|s| s.structs().contains(&name))
                {
                    let place = self.place_of(user, setting);
                    if !is_put_off || place.1.is_some() {
                        places.push(place);
                    }
                }
            }
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|(outer, filter)| self.checked(name, outer, filter, groups)).collect()
    }

    fn checked(
        &self,
        name: &str,
        outer: ScopeId,
        filter: Option<&'static str>,
        groups: &HashMap<ScopeId, Vec<ScopeId>>,
    ) -> CheckedPlace {
        let groups = groups.get(&outer).into_iter().flatten().copied();
        let view = match filter {
            None => {
                let chain = std::iter::once(outer).chain(groups).collect();
                View {
                    config: self,
                    inner: None,
                    chain,
                    defaults: true,
                    part: CheckedPart::Own(outer),
                    is_check: true,
                }
            }
            Some(filter) => {
                let inner = schema::find(schema::scope(Series::V24, "root"), filter.as_bytes())
                    .and_then(|setting| self.children(outer, setting).first());
                let chain = inner.copied().into_iter().chain([outer]).chain(groups).collect();
                View {
                    config: self,
                    inner: None,
                    chain,
                    defaults: true,
                    part: CheckedPart::Moved(outer, filter),
                    is_check: true,
                }
            }
        };
        let is_open = self.version().patch >= 2 && self.has_open_value(&view, name);
        let judged = if is_open { Judged::AtStart } else { Judged::AtParse };
        CheckedPlace { chain: view.chain, part: view.part, judged }
    }

    /// Whether a value of the struct in these scopes holds a variable, so that the check is put off.
    fn has_open_value(&self, view: &View<'_>, name: &str) -> bool {
        let version = self.version();
        view.scopes().flat_map(|scope| self.assigns_in(scope)).any(|assign| {
            self.setting(assign.key).is_some_and(|setting| {
                let kind = setting.kind(version);
                let counts =
                    !matches!(kind, Kind::StringNoVars | Kind::File | Kind::StrList | Kind::BoolList);
                counts
                    && setting.structs().contains(&name)
                    && view.part.sees(self, assign.scope, setting)
                    && value::has_variable(&self.found_unread(assign).text)
            })
        })
    }
}

impl<'c> Checked<'c> {
    /// A value as the check sees it.
    pub fn get(&self, name: &str) -> Found<'c> {
        let config = self.view.config;
        let setting = schema::find(schema::scope(config.version().series, "root"), name.as_bytes());
        config.as_checked(setting, self.view.get(name))
    }
}

impl Config<'_> {
    /// What holds inside a scope, as a check of `doveconf -n` sees it: with no variable and no file read.
    pub fn check_view(&self, scope: ScopeId) -> View<'_> {
        let view = match self.version().series {
            Series::V23 => self.view(scope),
            Series::V24 => self.parsed_view(scope),
        };
        View { is_check: true, ..view }
    }

    /// The value of an assignment before anything stands for its variables, with what is no variable as text.
    pub(in crate::config) fn found_in_check<'c>(&'c self, assign: &'c Assign) -> Found<'c> {
        let found = self.found_unread(assign);
        let version = self.version();
        let is_file = || self.setting(assign.key).is_none_or(|setting| setting.kind(version) == Kind::File);
        let text = match found.form {
            // `$name` is plain text in 2.4.
            Form::Variable if version.series == Series::V24 && !value::has_variable(&found.text) => {
                found.text
            }
            // The file after a `<` is read when the server starts.
            Form::File if !is_file() => {
                let statement = self.statement(assign);
                Cow::Borrowed(self.document.bytes(statement, statement.value))
            }
            _ => return found,
        };
        Found { text, form: Form::Plain, assign: found.assign }
    }

    /// A value as a check sees it: 2.4.1 puts a placeholder in the place of a text with variables.
    /// Source: `set_value_unknown` in `settings-parser.c`, 2.4.1.
    pub(in crate::config) fn as_checked<'c>(
        &self,
        setting: Option<&Setting>,
        mut found: Found<'c>,
    ) -> Found<'c> {
        let version = self.version();
        let is_put_off = version.series == Series::V24 && version.patch < 2 && found.is_open();
        if is_put_off && setting.is_some_and(|setting| setting.kind(version) == Kind::String) {
            found.text = Cow::Borrowed(b"UNKNOWN_VALUE_WITH_VARIABLES");
            found.form = Form::Plain;
        }
        found
    }
}
