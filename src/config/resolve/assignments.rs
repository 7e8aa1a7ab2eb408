//! A setting in every place that sets it.

use crate::config::{Assign, Config, Key, ScopeId, ScopeKind};
use crate::document::Outcome;
use crate::schema::{self, Kind, find};

impl Config<'_> {
    /// The places that set a setting of the top-level table and are effective in their scope, in reading order.
    pub fn everywhere(&self, name: &str) -> Vec<&Assign> {
        let table = schema::scope(self.version().series, "root");
        let Some(setting) = find(table, name.as_bytes()) else { return Vec::new() };
        let key = Key::of(setting);
        self.assigns().iter().filter(|assign| assign.key == key && !self.is_replaced(assign)).collect()
    }

    /// The places effective that set any of these settings, in the order of the names.
    pub fn everywhere_of<'s>(&'s self, names: &[&'static str]) -> Vec<(&'static str, &'s Assign)> {
        names
            .iter()
            .flat_map(|name| self.everywhere(name).into_iter().map(|assign| (*name, assign)))
            .collect()
    }

    /// The scopes in which a list is set, as a value or word by word.
    pub fn scopes_with_list(&self, list: &str) -> Vec<ScopeId> {
        let is_it = |assign: &&Assign| self.is_in_list(assign.key, list);
        let mut scopes: Vec<ScopeId> =
            self.assigns().iter().filter(is_it).map(|assign| assign.scope).collect();
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }

    /// 2.4: the places effective that set a setting whose value is a file's name.
    pub fn file_settings(&self) -> impl Iterator<Item = &Assign> {
        let version = self.version();
        self.assigns().iter().filter(move |assign| {
            self.setting(assign.key).is_some_and(|setting| setting.kind(version) == Kind::File)
                && !self.is_replaced(assign)
        })
    }

    /// Whether a scope, or one around it, asks for an address of the client, the server or its name.
    pub fn is_by_address(&self, scope: ScopeId) -> bool {
        std::iter::successors(Some(scope), |scope| self.scope(*scope).parent).any(
            |scope| matches!(&self.scope(scope).kind, ScopeKind::Filter(filter) if filter.is_by_address()),
        )
    }

    /// The path after `<` in the value of an assignment.
    pub fn file_read(&self, assign: &Assign) -> Option<std::borrow::Cow<'_, [u8]>> {
        let value = self.document.value(self.statement(assign));
        (value.form == crate::syntax::Form::File).then_some(value.text)
    }

    /// Whether the value of an assignment was made of another, obsolete setting.
    pub fn is_converted(&self, assign: &Assign) -> bool {
        self.converted.contains_key(&(assign.scope, assign.key, assign.statement))
    }

    /// Whether every file that Dovecot would read is at hand: an include that leads nowhere, or a pattern
    /// of which a repository may hold a part, says that a package or another machine has the rest.
    pub fn is_self_contained(&self) -> bool {
        self.document.includes.iter().all(|include| {
            let is_try = self
                .document
                .statements
                .get(include.statement)
                .is_some_and(|statement| statement.kind == crate::syntax::Kind::IncludeTry);
            let is_one_file = !include.pattern.contains(['*', '?', '[', '{']);
            match include.outcome {
                Outcome::Files(_) => is_one_file,
                Outcome::NotRead => false,
                _ => is_try,
            }
        })
    }

    /// The mode of the file in which something is, when that is its mode on the server.
    pub fn mode_on_server(&self, span: crate::source::Span) -> Option<u32> {
        self.document.sources.file(span.file).mode.filter(|_| self.document.is_installed)
    }

    /// Where to report what is missing: the line of `protocols`, else the first statement.
    pub fn top_place(&self) -> Option<crate::source::Span> {
        self.protocols_span().or_else(|| self.document.statements.first().map(|statement| statement.span))
    }
}
