//! The plugins that are loaded, and what `plugin {}` of 2.3 says to them.

use crate::config::model::scope::Assign;
use crate::config::resolve::view::{Found, View, Word};
use crate::config::resolve::words::split_words;
use crate::config::{Config, Key, ROOT, ScopeId};
use crate::hash::HashSet;
use crate::schema::{self, Series, Setting, find};
use crate::syntax::Form;
use crate::text::words::{SPACES, SPACES_COMMAS, word_ranges, words};

impl<'c> View<'c> {
    /// The plugins of `mail_plugins` effective here. In 2.3 `$mail_plugins` is followed to the places that
    /// it stands for, so that each plugin has the place where it is really written.
    pub fn plugins(&self) -> Vec<Word<'c>> {
        match self.config.version().series {
            Series::V23 => self.config.plugins23(&self.get("mail_plugins")),
            Series::V24 => self.words("mail_plugins"),
        }
    }

    /// Whether the names of all plugins are known here: none comes from a file or the environment.
    pub fn knows_plugins(&self) -> bool {
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        self.plugins().iter().all(|word| word.text.iter().all(is_name))
    }

    /// A plugin of `mail_plugins`, if it is loaded here.
    pub fn plugin(&self, name: &str) -> Option<Word<'c>> {
        self.plugins().into_iter().find(|word| word.is(name))
    }

    /// Whether a plugin is loaded here.
    pub fn has_plugin(&self, name: &str) -> bool {
        self.plugin(name).is_some()
    }

    /// 2.3: a value of `plugin {}` effective here, if any place sets it.
    pub fn plugin_setting(&self, name: &str) -> Option<Found<'c>> {
        let key = self.config.free_key("plugin", name.as_bytes())?;
        self.free_value(key)
    }

    /// 2.3: the values of `name`, `name2`, `name3` and so on up to the first gap, as plugins read them.
    /// Source: `quota_root_add_warning_rules()` in `quota.c` and others, 2.3.21.
    pub fn plugin_series(&self, name: &str) -> Vec<(String, Found<'c>)> {
        let mut series = Vec::new();
        let mut key = name.to_owned();
        while let Some(found) = self.plugin_setting(&key) {
            series.push((key, found));
            key = format!("{name}{}", series.len() + 1);
        }
        series
    }

    /// 2.3: everything of `plugin {}` effective here, in reading order.
    pub fn plugin_settings(&self) -> Vec<(String, Found<'c>)> {
        let config = self.config;
        let Some(list) = plugin_list(config) else { return Vec::new() };
        let mut seen: HashSet<Key> = HashSet::default();
        let mut assigns: Vec<&Assign> = Vec::new();
        for scope in self.scopes() {
            let new = config.keys_in(scope, list).iter().filter(|key| seen.insert(**key));
            assigns.extend(new.filter_map(|key| config.assigned(scope, *key)));
        }
        assigns.sort_by_key(|assign| (assign.statement, assign.key));
        let name = |assign: &Assign| String::from_utf8_lossy(config.free_name(assign.key)).into_owned();
        assigns.into_iter().map(|assign| (name(assign), config.found(assign))).collect()
    }

    fn free_value(&self, key: Key) -> Option<Found<'c>> {
        let config = self.config;
        self.scopes().find_map(|scope| config.assigned(scope, key)).map(|assign| config.found(assign))
    }
}

fn plugin_list(config: &Config<'_>) -> Option<&'static Setting> {
    find(schema::scope(config.version().series, "root"), b"plugin")
}

impl Config<'_> {
    /// Whether the names of all plugins are known for every connection.
    pub fn knows_all_plugins(&self) -> bool {
        let views = self.distinct_views(self.filters().map(|(scope, _)| scope));
        self.root().knows_plugins() && views.iter().all(View::knows_plugins)
    }

    /// The plugins of the top level, then those of every filter that sets `mail_plugins`, with its scope.
    pub fn all_plugins(&self) -> Vec<(ScopeId, Word<'_>)> {
        let mut all: Vec<_> = self.root().plugins().into_iter().map(|word| (ROOT, word)).collect();
        let Some(setting) = find(schema::scope(self.version().series, "root"), b"mail_plugins") else {
            return all;
        };
        let is_list = self.version().series == Series::V24;
        for (scope, _) in self.filters() {
            let is_set = self.assigned(scope, Key::of(setting)).is_some();
            if is_set || is_list && !self.keys_in(scope, setting).is_empty() {
                all.extend(self.view(scope).plugins().into_iter().map(|word| (scope, word)));
            }
        }
        all
    }

    /// Where a plugin is loaded for anyone, the top level first.
    pub fn loads_plugin(&self, name: &str) -> Option<Word<'_>> {
        self.all_plugins().into_iter().map(|(_, word)| word).find(|word| word.is(name))
    }

    /// 2.3: a value of `plugin {}`: that of the top level, or of the first filter that has it.
    pub fn plugin_setting(&self, name: &str) -> Option<Found<'_>> {
        let key = self.free_key("plugin", name.as_bytes())?;
        let filters = self.filters().map(|(scope, _)| scope);
        let assign = std::iter::once(ROOT).chain(filters).find_map(|scope| self.assigned(scope, key))?;
        Some(self.found(assign))
    }

    fn plugins23<'c>(&'c self, found: &Found<'c>) -> Vec<Word<'c>> {
        // From the effective value back to the one that stands for itself.
        let mut chain: Vec<Found<'c>> = Vec::new();
        let mut next = found.assign;
        while let Some(assign) = next.filter(|assign| self.reads_itself(assign)) {
            let text = self.document.value(self.statement(assign)).text;
            chain.push(Found { text, form: Form::Variable, assign: Some(assign) });
            next = self.read_by(assign);
        }
        let mut words = match next {
            Some(assign) => split_words(self, &self.found(assign), SPACES_COMMAS),
            None if chain.is_empty() => split_words(self, found, SPACES_COMMAS),
            None => Vec::new(),
        };
        for found in chain.iter().rev() {
            let before = std::mem::take(&mut words);
            let mut before = Some(before);
            for range in word_ranges(&found.text, SPACES_COMMAS) {
                if &found.text[range.clone()] != b"$mail_plugins" {
                    words.push(self.word_at(found, range));
                } else if let Some(before) = before.take() {
                    // Named twice it loads nothing twice.
                    if words.is_empty() { words = before } else { words.extend(before) }
                }
            }
        }
        words
    }

    /// Whether a value holds the one before it: `$key` in the value of `key`, `$SET:key` in 2.4.
    pub(in crate::config) fn reads_itself(&self, assign: &Assign) -> bool {
        let statement = self.statement(assign);
        let value = self.document.value(statement);
        let front: &[u8] = if self.version().series == Series::V23 { b"$" } else { b"$SET:" };
        let key = self.document.key(statement);
        value.form == Form::Variable
            && words(&value.text, SPACES).any(|word| word.strip_prefix(front) == Some(key.as_ref()))
    }

    /// The place whose value the variable of [`reads_itself`](Self::reads_itself) stands for, as the readers
    /// find it.
    pub(in crate::config) fn read_by(&self, assign: &Assign) -> Option<&Assign> {
        if let Some(earlier) = self.replaced(assign) {
            return Some(earlier);
        }
        let mut scope = self.scope(assign.scope).parent;
        while let Some(id) = scope {
            if let Some(found) = self.assigned_above(id, assign.key, assign.statement) {
                return Some(found);
            }
            scope = self.scope(id).parent;
        }
        None
    }
}

/// A protocol whose own list of plugins throws away those of the top level.
pub struct ReplacedPlugins<'c> {
    /// The protocol's scope.
    pub scope: ScopeId,
    /// The line that does it.
    pub assign: &'c Assign,
    /// The plugins that are lost.
    pub lost: Vec<Word<'c>>,
    /// What is loaded instead.
    pub own: Vec<Word<'c>>,
}

impl Config<'_> {
    /// Every protocol that loses plugins of the top level without showing that its author knew of them.
    pub fn replaced_plugins(&self) -> Vec<ReplacedPlugins<'_>> {
        let global = self.root().plugins();
        let mut all = Vec::new();
        if global.is_empty() || !self.root().knows_plugins() {
            return all;
        }
        for (id, filter) in self.filters() {
            let is_protocol = filter.protocol.as_ref().is_some_and(|name| !name.starts_with(b"!"));
            let Some(assign) = own_list(self, id).filter(|_| is_protocol) else { continue };
            let view = self.view(id);
            let own = if view.knows_plugins() { view.plugins() } else { Vec::new() };
            let is_kept = |word: &&Word<'_>| own.iter().any(|own| own.text == word.text);
            let lost: Vec<Word<'_>> = global.iter().filter(|word| !is_kept(word)).cloned().collect();
            // A list that is empty, or names them all again, was written by someone who knew.
            if own.is_empty() || lost.is_empty() || extends(self, assign) {
                continue;
            }
            all.push(ReplacedPlugins { scope: id, assign, lost, own });
        }
        all
    }
}

/// A list of 2.3 that begins with `$mail_plugins` loses only what the top level sets below it; then the order of the
/// lines is the mistake, which `global-after-filter` reports.
fn extends(config: &Config<'_>, assign: &Assign) -> bool {
    let raw = config.document.sources.bytes(config.value_span(assign));
    config.version().series == Series::V23 && memchr::memmem::find(raw, b"$mail_plugins").is_some()
}

fn own_list<'c>(config: &'c Config<'_>, id: ScopeId) -> Option<&'c Assign> {
    let setting = find(schema::scope(config.version().series, "root"), b"mail_plugins")?;
    config.assigned(id, crate::config::Key::of(setting))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Version;
    use crate::source::Memory;

    #[test]
    fn the_order_of_the_lines_is_another_mistake() {
        let text = "protocol lmtp {\n  mail_plugins = $mail_plugins sieve\n}\nmail_plugins = lazy_expunge\n";
        for (text, expected) in [(text.to_owned(), 0), (text.replace("$mail_plugins ", ""), 1)] {
            let memory = Memory::new([("dovecot.conf", text)]);
            let document = crate::document::read(&memory, "dovecot.conf", Version::newest(Series::V23));
            let document = document.expect("a document");
            assert_eq!(Config::new(&document, true).replaced_plugins().len(), expected);
        }
    }
}
