//! Values: what `doveconf -n` expands in them, and what their type refuses.

use super::{Flaw, Form, Key, ProblemKind, Reader, Refusal, Setting, Statement, Type, value};
use crate::text::words::{SPACES, words};

impl Reader<'_, '_> {
    /// Whether a value holds `$SET:`, which from 2.4.2 on is expanded at the end of parsing and not checked before.
    pub(super) fn waits(&self, value: &crate::syntax::Value<'_>) -> bool {
        value.form == Form::Variable
            && self.config.version().is_24_from(2)
            && words(&value.text, SPACES).any(|word| word.starts_with(b"$SET:"))
    }

    pub(super) fn flaw(
        &self,
        setting: &Setting,
        kind: Type,
        list_key: Option<&[u8]>,
        value: &crate::syntax::Value<'_>,
        text: &[u8],
    ) -> Option<Refusal> {
        let version = self.config.version();
        let list_value = |flaw: Result<(), Flaw>| flaw.err().map(Refusal::Value);
        let later = self.waits(&crate::syntax::Value { text: text.into(), ..value.clone() });
        let as_written = if value.form == Form::File { [b"<", text].concat() } else { text.to_vec() };
        match kind {
            Type::StrList if list_key.is_none() && text.is_empty() && value.form != Form::File => None,
            Type::StrList if list_key.is_none() => Some(Refusal::List),
            Type::BoolList if list_key.is_some() => {
                if later || super::value::has_variable(&as_written) {
                    return list_value(value::check(version, setting, kind, &as_written));
                }
                list_value(value::boolean(&as_written).map(|_| ()))
            }
            Type::BoolList => match value::words(&as_written) {
                Err(flaw) => Some(Refusal::Value(flaw)),
                Ok(_) if later => None,
                Ok(_) => list_value(value::check(version, setting, kind, &as_written)),
            },
            _ if later => None,
            Type::File if as_written.starts_with(b"inline:") => None,
            _ => list_value(value::check(version, setting, kind, &as_written)),
        }
    }

    /// Expands `$SET:key` in the value of `key` itself, which `doveconf -n` always does; the rest stays.
    pub(super) fn expand<'v>(
        &mut self,
        index: usize,
        statement: &Statement,
        kind: Type,
        value: &crate::syntax::Value<'v>,
    ) -> Option<std::borrow::Cow<'v, [u8]>> {
        let document = self.config.document;
        if value.form != Form::Variable {
            return Some(value.text.clone());
        }
        let own_key = document.bytes(statement, statement.key);
        let span = document.locate(statement, statement.value);
        let words: Vec<&[u8]> = words(&value.text, SPACES).collect();
        let is_own = |word: &&[u8]| word.strip_prefix(b"$SET:") == Some(own_key);
        let mut changed = words.join(&b' ') != value.text.as_ref();
        for word in &words {
            let Some(name) = word.strip_prefix(b"$SET:") else { continue };
            let base = crate::text::last_part(name);
            let known = self.find(base);
            let at_parse = is_own(word);
            match known {
                None => {
                    let name = crate::text::clipped(name, 60);
                    self.config.report(ProblemKind::UnknownVariable { name, at_parse }, index, span);
                    if at_parse {
                        return None;
                    }
                }
                Some(used)
                    if self.kind(used).is_section()
                        || matches!(self.kind(used), Type::StrList | Type::BoolList) =>
                {
                    if at_parse {
                        let name = crate::text::clipped(name, 60);
                        self.config.report(ProblemKind::ListVariable(name), index, span);
                        return None;
                    }
                }
                Some(_) => {}
            }
        }
        let has_set = words.iter().any(|w| w.starts_with(b"$SET:"));
        if kind == Type::File && has_set && document.version.is_24_from(2) && !words.iter().any(is_own) {
            self.config.report(ProblemKind::VariableInFile, index, span);
            return None;
        }
        if words.iter().any(is_own) {
            changed = true;
        }
        if !changed {
            return Some(value.text.clone());
        }
        let mut out = Vec::new();
        for (number, word) in words.iter().enumerate() {
            if number > 0 {
                out.push(b' ');
            }
            match self.find(own_key).filter(|_| is_own(word)) {
                Some(used) => {
                    let current = self.current(used);
                    if !self.config.bounds.expand(current.len(), index) {
                        return None;
                    }
                    out.extend_from_slice(&current);
                }
                None => out.extend_from_slice(word),
            }
        }
        Some(out.into())
    }

    /// The value of a setting in this scope, the scopes around it, or the built-in default.
    pub(super) fn current(&self, setting: &'static Setting) -> Vec<u8> {
        let mut scope = Some(self.scope());
        while let Some(id) = scope {
            if let Some(assign) = self.config.assigned(id, Key::of(setting)) {
                return self.config.value_of(assign).text.into_owned();
            }
            scope = self.config.scope(id).parent;
        }
        setting.default(self.config.version()).as_bytes().to_vec()
    }
}
