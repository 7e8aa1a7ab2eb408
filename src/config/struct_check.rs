//! Where Dovecot checks a whole struct of settings at the end of parsing, and with which values.
//!
//! 2.3 checks every struct for every filter, with all filters that match it merged. 2.4 checks a struct
//! for every scope that sets one of its settings, with the values of that scope alone and the built-in
//! defaults; from 2.4.2 on not when a value holds a variable. There, settings whose names begin with the
//! name of a section (`ssl_server_ca_file`) are checked as if they stood in that section.
//! Source: `config_all_parsers_check()` in `config-parser.c`, 2.3.21 and 2.4.4.

use std::borrow::Cow;

use super::part::Part;
use super::view::{Found, View};
use super::{Config, ROOT, ScopeId, ScopeKind};
use crate::schema::{self, Kind, Line};

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

impl Config<'_> {
    /// Every place where Dovecot checks this struct of settings (`imap`, `mail_storage`).
    pub fn checks(&self, name: &str) -> Vec<Checked<'_>> {
        let touched = self.touched(name);
        if self.version().line == Line::V23 {
            let mut checks = vec![Checked { view: self.root(), judged: Judged::AtParse }];
            let Some(touched) = touched.filter(|scopes| scopes.iter().any(|scope| *scope != ROOT)) else {
                return checks;
            };
            for (scope, _) in self.filters() {
                let view = self.view(scope);
                if view.chain().iter().any(|scope| *scope != ROOT && touched.contains(scope)) {
                    checks.push(Checked { view, judged: Judged::AtParse });
                }
            }
            return checks;
        }
        let mut places: Vec<(ScopeId, Option<&'static str>)> = vec![(ROOT, None)];
        for scope in touched.into_iter().flatten().filter(|scope| !self.is_in_group(**scope)) {
            for assign in self.assigns_in(*scope) {
                if let Some(setting) = self.setting_around(assign.key).filter(|s| s.structs.contains(&name)) {
                    places.push(self.place_of(*scope, setting));
                }
            }
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|(outer, filter)| self.checked(name, outer, filter)).collect()
    }

    fn checked(&self, name: &str, outer: ScopeId, filter: Option<&'static str>) -> Checked<'_> {
        let view = match filter {
            None => View { config: self, chain: [outer].into(), defaults: true, part: Part::Own(outer) },
            Some(filter) => {
                let inner = schema::find(schema::scope(Line::V24, "root"), filter.as_bytes())
                    .and_then(|setting| self.children(outer, setting).first());
                let chain: std::rc::Rc<[ScopeId]> = inner.copied().into_iter().chain([outer]).collect();
                View { config: self, chain, defaults: true, part: Part::Moved(outer, filter) }
            }
        };
        let is_open = self.version().patch >= 2 && self.has_open_value(&view, name);
        Checked { view, judged: if is_open { Judged::AtStart } else { Judged::AtParse } }
    }

    /// Whether a scope lies in `group @label name {}`, whose contents are only checked where they are used.
    pub fn is_in_group(&self, scope: ScopeId) -> bool {
        std::iter::successors(Some(scope), |scope| self.scope(*scope).parent)
            .any(|scope| matches!(self.scope(scope).kind, ScopeKind::Group { .. }))
    }

    /// Whether a value of the struct in these scopes holds a variable, so that the check is put off.
    fn has_open_value(&self, view: &View<'_>, name: &str) -> bool {
        let version = self.version();
        view.chain().iter().flat_map(|scope| self.assigns_in(*scope)).any(|assign| {
            self.setting(assign.key).is_some_and(|setting| {
                let kind = setting.kind(version);
                let counts =
                    !matches!(kind, Kind::StringNoVars | Kind::File | Kind::StrList | Kind::BoolList);
                counts
                    && setting.structs.contains(&name)
                    && view.part.sees(self, assign.scope, setting)
                    && self.found(assign).is_open()
            })
        })
    }
}

impl<'c> Checked<'c> {
    /// A value as the check sees it: 2.4.1 puts a placeholder in the place of a text with variables.
    /// Source: `set_value_unknown` in `settings-parser.c`, 2.4.1.
    pub fn get(&self, name: &str) -> Found<'c> {
        let mut found = self.view.get(name);
        let version = self.view.config.version();
        let is_text = schema::find(schema::scope(version.line, "root"), name.as_bytes())
            .is_some_and(|setting| setting.kind(version) == Kind::String);
        if version.line == Line::V24 && version.patch < 2 && is_text && found.is_open() {
            found.text = Cow::Borrowed(b"UNKNOWN_VALUE_WITH_VARIABLES");
        }
        found
    }
}
