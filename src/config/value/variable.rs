//! What `$name` and `$SET:name` give, where that is not what the author meant.

use crate::config::{Assign, Config, Key, ROOT, ScopeId, ScopeKind};
use crate::hash::HashSet;
use crate::schema::{self, Kind, Series, Setting, find};
use crate::syntax::Form;
use crate::text::Quote;
use crate::text::words::{SPACES, words};

/// How long a chain of `$SET:` is followed.
const DEEPEST: usize = 32;

/// Why `$SET:name` cannot be expanded.
#[derive(Debug, Clone)]
pub enum SetFlaw {
    /// The chain comes back to this setting.
    Loop,
    /// A list or a section.
    NoText,
    /// A path to a section that does not exist, or any path before 2.4.2.
    NoPath,
}

impl Config<'_> {
    /// 2.3: places that read another setting in a filter which sets it nowhere, or above its line, so that
    /// they get the built-in default. With the place that sets it at the top level.
    pub fn reads_of_defaults(&self) -> Vec<(&Assign, &'static Setting, &Assign)> {
        let mut found = Vec::new();
        if self.version().series != Series::V23 {
            return found;
        }
        let table = schema::scope(Series::V23, "root");
        for assign in self.assigns() {
            let statement = self.statement(assign);
            let value = self.document.value(statement);
            if value.form != Form::Variable {
                continue;
            }
            let key = self.document.key(statement);
            let filter = self.filter_around(assign.scope);
            for (index, word) in value.text.split(|b| *b == b' ').enumerate() {
                let Some(name) = word.strip_prefix(b"$").filter(|name| *name != key.as_ref()) else {
                    continue;
                };
                if index > 0 && !self.version().is_23_from(14) {
                    continue;
                }
                let Some(setting) = find(table, name).filter(|s| s.known_to(self.version())) else {
                    continue;
                };
                let Some(global) = self.assigned(ROOT, Key::of(setting)) else { continue };
                let own = self.assigned(filter, Key::of(setting)).map(|own| self.first(own));
                let is_late = own.is_none_or(|own| own.statement > assign.statement);
                let differs = self.value_of(global).text != self.default_of(setting).as_bytes();
                if is_late && differs {
                    found.push((assign, setting, global));
                }
            }
        }
        found
    }

    /// A value with what its `$name` or `$SET:name` stand for; none when one of them is not decided here.
    ///
    /// 2.3, and 2.4.1, read what this filter has set above the line, or else the built-in default; from
    /// 2.4.2 on it is what the scopes around say in the end.
    pub(in crate::config) fn read_variables(&self, assign: &Assign, text: &[u8]) -> Option<Vec<u8>> {
        self.read_variables_within(assign, text, DEEPEST)
    }

    fn read_variables_within(&self, assign: &Assign, text: &[u8], depth: usize) -> Option<Vec<u8>> {
        let is_23 = self.version().series == Series::V23;
        let sign: &[u8] = if is_23 { b"$" } else { b"$SET:" };
        let takes_all = !is_23 || self.version().is_23_from(14);
        let mut out = Vec::new();
        for (index, word) in words(text, SPACES).enumerate() {
            if index > 0 {
                out.push(b' ');
            }
            if !self.bounds.look_up(word.len(), assign.statement as usize) {
                return None;
            }
            match word.strip_prefix(sign) {
                Some(name) if index == 0 || takes_all => out.extend(self.read_variable(assign, name, depth)?),
                None if word.starts_with(b"$ENV:") => return None,
                _ => out.extend_from_slice(word),
            }
        }
        Some(out)
    }

    fn read_variable(&self, assign: &Assign, name: &[u8], depth: usize) -> Option<Vec<u8>> {
        let version = self.version();
        let setting =
            find(schema::scope(version.series, "root"), name).filter(|setting| setting.known_to(version))?;
        let kind = setting.kind(version);
        let key = Key::of(setting);
        if depth == 0
            || key == assign.key
            || kind.is_section()
            || matches!(kind, Kind::StrList | Kind::BoolList)
        {
            return None;
        }
        let read = self.read_variable_of(assign, setting);
        let Some(read) = read else {
            let default = setting.default(version);
            return (!default.contains('$')).then(|| default.as_bytes().to_vec());
        };
        let value = self.value_of(read);
        match value.form {
            Form::Plain | Form::Quoted => {
                let may = self.bounds.look_up(value.text.len(), assign.statement as usize);
                may.then(|| value.text.into_owned())
            }
            Form::Variable => self.read_variables_within(read, &value.text, depth - 1),
            _ => None,
        }
    }

    /// 2.4: places whose `$SET:name` cannot be expanded when the server starts.
    pub fn broken_sets(&self) -> Vec<(&Assign, Quote, SetFlaw)> {
        let mut found = Vec::new();
        if self.version().series != Series::V24 {
            return found;
        }
        // One loop is one mistake, however many settings are part of it.
        let mut in_loops: Vec<u16> = Vec::new();
        let mut services: Option<HashSet<&[u8]>> = None;
        for assign in self.assigns() {
            let statement = self.statement(assign);
            if self.document.value(statement).form != Form::Variable {
                continue;
            }
            for name in set_names(&self.value_of(assign).text) {
                let flaw = self.set_flaw(assign, &name, &mut in_loops, &mut services);
                found.extend(flaw.map(|flaw| (assign, crate::text::clipped(&name, 60), flaw)));
            }
        }
        found
    }

    fn set_flaw<'c>(
        &'c self,
        assign: &Assign,
        name: &[u8],
        in_loops: &mut Vec<u16>,
        services: &mut Option<HashSet<&'c [u8]>>,
    ) -> Option<SetFlaw> {
        let base = crate::text::last_part(name);
        let setting = self.known(base)?;
        let kind = setting.kind(self.version());
        if kind.is_section() || matches!(kind, Kind::StrList | Kind::BoolList) {
            return Some(SetFlaw::NoText);
        }
        if base.len() < name.len() {
            return (!self.has_path(name, services)).then_some(SetFlaw::NoPath);
        }
        if !self.version().is_24_from(2) || in_loops.contains(&setting.id) {
            return None;
        }
        let way = self.way_back(assign, setting)?;
        in_loops.extend(way);
        Some(SetFlaw::Loop)
    }

    /// Whether a path leads to a section; only services are looked up.
    fn has_path<'c>(&'c self, name: &[u8], services: &mut Option<HashSet<&'c [u8]>>) -> bool {
        let mut parts = name.split(|b| *b == b'/');
        if !self.version().is_24_from(2) {
            return false;
        }
        let (Some(b"service"), Some(service)) = (parts.next(), parts.next()) else { return true };
        let services = services.get_or_insert_with(|| {
            let built_in = schema::services(self.version()).map(|service| service.name.as_bytes());
            let own = self.scopes().filter_map(|(_, scope)| match &scope.kind {
                ScopeKind::Section { setting, name, .. } if setting.name == "service" => Some(&**name),
                _ => None,
            });
            built_in.chain(own).collect()
        });
        services.contains(service)
    }

    /// The settings on the way when following `$SET:` leads back to the one that was assigned.
    fn way_back(&self, from: &Assign, first: &'static Setting) -> Option<Vec<u16>> {
        let mut next = vec![first];
        let mut seen: Vec<u16> = Vec::new();
        while let Some(setting) = next.pop() {
            if Key::of(setting) == from.key {
                seen.push(setting.id);
                return Some(seen);
            }
            if seen.contains(&setting.id) || seen.len() > DEEPEST {
                continue;
            }
            seen.push(setting.id);
            let Some(assign) = self.in_force(from.scope, Key::of(setting)) else { continue };
            if self.document.value(self.statement(assign)).form == Form::Variable {
                next.extend(
                    set_names(&self.value_of(assign).text).iter().filter_map(|name| self.known(name)),
                );
            }
        }
        None
    }

    fn known(&self, name: &[u8]) -> Option<&'static Setting> {
        find(schema::scope(Series::V24, "root"), name).filter(|s| s.known_to(self.version()))
    }

    /// The place whose value a variable in another place stands for; none where it stands for the default.
    pub fn read_variable_of<'c>(&'c self, assign: &Assign, setting: &'static Setting) -> Option<&'c Assign> {
        let key = Key::of(setting);
        if self.version().is_24_from(2) {
            return self.in_force(assign.scope, key);
        }
        if key == assign.key {
            return self.read_by(assign);
        }
        self.assigned_above(self.filter_around(assign.scope), key, assign.statement)
    }

    /// Whether a place is in a filter, at any depth.
    pub fn is_in_filter(&self, assign: &Assign) -> bool {
        self.filter_around(assign.scope) != ROOT
    }

    /// The value of a key in a scope or the nearest one around it.
    fn in_force(&self, scope: ScopeId, key: Key) -> Option<&Assign> {
        let mut around = std::iter::successors(Some(scope), |scope| self.scope(*scope).parent);
        around.find_map(|scope| self.assigned(scope, key))
    }

    fn filter_around(&self, scope: ScopeId) -> ScopeId {
        let mut around = std::iter::successors(Some(scope), |scope| self.scope(*scope).parent);
        around.find(|scope| matches!(self.scope(*scope).kind, ScopeKind::Filter(_))).unwrap_or(ROOT)
    }
}

/// The names after `$SET:` in a value.
fn set_names(text: &[u8]) -> Vec<Vec<u8>> {
    let names = words(text, SPACES).filter_map(|word| word.strip_prefix(b"$SET:"));
    names.map(<[u8]>::to_vec).collect()
}
