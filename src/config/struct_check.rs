//! Where Dovecot checks a whole struct of settings at the end of parsing, and with which values.
//!
//! 2.3 checks every struct for every filter, with all filters that match it merged. 2.4 checks a struct
//! for every scope that sets one of its settings, with the values of that scope alone and the built-in
//! defaults; from 2.4.2 on not when a value holds a variable.
//! Source: `config_all_parsers_check()` in `config-parser.c`, 2.3.21 and 2.4.4.

use super::view::View;
use super::{Config, ROOT, ScopeId, ScopeKind, value};
use crate::schema::{Kind, Line};

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
        let mut scopes: Vec<ScopeId> = touched.into_iter().flatten().copied().collect();
        if !scopes.contains(&ROOT) {
            scopes.push(ROOT);
        }
        scopes.sort_unstable();
        let not_in_group = scopes.into_iter().filter(|scope| !self.is_in_group(*scope));
        not_in_group
            .map(|scope| {
                let view = View { config: self, chain: [scope].into(), defaults: true };
                let judged = if self.version().patch >= 2 && self.has_open_value(scope, name) {
                    Judged::AtStart
                } else {
                    Judged::AtParse
                };
                Checked { view, judged }
            })
            .collect()
    }

    /// Whether a scope lies in `group @label name {}`, whose contents are only checked where they are used.
    pub fn is_in_group(&self, scope: ScopeId) -> bool {
        std::iter::successors(Some(scope), |scope| self.scope(*scope).parent)
            .any(|scope| matches!(self.scope(scope).kind, ScopeKind::Group { .. }))
    }

    /// Whether a value of the struct in this scope holds a variable, so that the check is put off.
    fn has_open_value(&self, scope: ScopeId, name: &str) -> bool {
        let version = self.version();
        self.assigns_in(scope).any(|assign| {
            self.setting(assign.key).is_some_and(|setting| {
                let kind = setting.kind(version);
                let counts =
                    !matches!(kind, Kind::StringNoVars | Kind::File | Kind::StrList | Kind::BoolList);
                counts && setting.structs.contains(&name) && value::has_variable(&self.found(assign).text)
            })
        })
    }
}
