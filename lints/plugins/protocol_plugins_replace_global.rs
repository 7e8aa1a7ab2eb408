use crate::config::{Assign, Config, ROOT, ScopeId, Word};
use crate::edit::{Edit, lines};
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::schema::{Line, find, mail_plugin, scope};
use crate::syntax::Form;

lint! {
    "protocol-plugins-replace-global", "plugins", Warning, Never, Default,
    [V23, V24], fix: unsafe_only, whole: true, silent: unread, page: "protocol_plugins_replace_global.md"
}

/// A protocol whose own list of plugins throws away those of the top level.
pub struct Replaced<'c> {
    /// The protocol's scope.
    pub scope: ScopeId,
    /// The line that does it.
    pub assign: &'c Assign,
    /// The plugins that are lost.
    pub lost: Vec<Word<'c>>,
    /// What is loaded instead.
    pub own: Vec<Word<'c>>,
}

/// Every protocol that loses plugins of the top level without showing that its author knew of them.
pub fn replaced<'c>(config: &'c Config<'_>) -> Vec<Replaced<'c>> {
    let global = config.root().plugins();
    let mut all = Vec::new();
    if global.is_empty() || !config.root().knows_plugins() {
        return all;
    }
    for (id, filter) in config.filters() {
        let is_protocol = filter.protocol.as_ref().is_some_and(|name| !name.starts_with(b"!"));
        let Some(assign) = own_list(config, id).filter(|_| is_protocol) else { continue };
        let view = config.view(id);
        let own = if view.knows_plugins() { view.plugins() } else { Vec::new() };
        let is_kept = |word: &&Word<'_>| own.iter().any(|own| own.text == word.text);
        let lost: Vec<Word<'_>> = global.iter().filter(|word| !is_kept(word)).cloned().collect();
        // A list that is empty, or names them all again, was written by somebody who knew.
        if own.is_empty() || lost.is_empty() || extends(config, assign) {
            continue;
        }
        all.push(Replaced { scope: id, assign, lost, own });
    }
    all
}

/// A list of 2.3 that begins with `$mail_plugins` loses only what the top level sets below it; then the order of the
/// lines is the mistake, which `global-after-filter` reports.
fn extends(config: &Config<'_>, assign: &Assign) -> bool {
    let raw = config.document.sources.bytes(config.value_span(assign));
    config.version().line == Line::V23 && memchr::memmem::find(raw, b"$mail_plugins").is_some()
}

fn own_list<'c>(config: &'c Config<'_>, id: ScopeId) -> Option<&'c Assign> {
    let setting = find(scope(config.version().line, "root"), b"mail_plugins")?;
    config.assigned(id, crate::config::Key::of(setting))
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for replaced in replaced(config) {
        let assign = replaced.assign;
        let names: Vec<_> = replaced.lost.iter().map(Word::shown).collect();
        let place = config.scope_name(replaced.scope);
        let message =
            format!("`{place}` drops the plugins of the top level: {}", crate::text::listed(&names));
        let finding = findings.add(&LINT, config.span(assign), message);
        finding.label("this list takes the place of the other one");
        if let Some(global) = replaced.lost.first().and_then(|word| word.assign) {
            finding.also(config.span(global), "loaded for everybody else");
        }
        let needs = replaced.own.iter().find_map(|own| {
            let plugin = mail_plugin(config.version().line, &own.text)?;
            let needed =
                plugin.requires.iter().find(|name| replaced.lost.iter().any(|lost| lost.is(name)))?;
            Some((plugin.name, *needed))
        });
        if let Some((plugin, needed)) = needs {
            finding
                .severity(Severity::Error)
                .stage(Stage::Run)
                .label(format!("`{plugin}` cannot be loaded without `{needed}`"));
        }
        help(config, &replaced, finding);
    }
}

fn help(config: &Config<'_>, replaced: &Replaced<'_>, finding: &mut crate::finding::Finding) {
    let statement = config.statement(replaced.assign);
    let is_plain = config.document.value(statement).form == Form::Plain && !statement.is_continued();
    if config.version().line == Line::V23 {
        finding.help("Begin the list with `$mail_plugins`, which stands for those of the top level.");
        // It stands for what was set above.
        let is_above = |word: &Word<'_>| {
            word.assign.is_some_and(|a| a.scope == ROOT && a.statement < replaced.assign.statement)
        };
        if is_plain && replaced.lost.iter().all(is_above) {
            let value = config.value_span(replaced.assign);
            finding.fix_unsafe("begin with `$mail_plugins`", [Edit::insert_before(value, "$mail_plugins ")]);
        }
        return;
    }
    finding.help("Write a block, `mail_plugins {`, with a line `PLUGIN = yes` for each one: a block adds.");
    let is_word = |word: &Word<'_>| {
        !word.text.is_empty() && word.text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
    };
    if is_plain && replaced.own.iter().all(is_word) {
        let words: Vec<String> =
            replaced.own.iter().map(|word| format!("  {} = yes\n", word.shown())).collect();
        let block = format!("mail_plugins {{\n{}}}", words.concat());
        finding.fix_unsafe("write a block", lines::split(config, statement.span, &[block]));
    }
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
            let document = crate::document::read(&memory, "dovecot.conf", Version::newest(Line::V23));
            let document = document.expect("a document");
            assert_eq!(replaced(&Config::new(&document, true)).len(), expected);
        }
    }
}
