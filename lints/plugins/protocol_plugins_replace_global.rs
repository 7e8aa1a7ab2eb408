use crate::config::{Config, Facts, ROOT, ReplacedPlugins, Word};
use crate::edit::{Edit, lines};
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::schema::{Series, mail_plugin};
use crate::syntax::Form;

lint! {
    name: "protocol-plugins-replace-global",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for replaced in config.replaced_plugins() {
        let assign = replaced.assign;
        let names: Vec<_> = replaced.lost.iter().map(Word::shown).collect();
        let place = config.scope_name(replaced.scope);
        let message = format!("`{place}` drops the global plugins: {}", crate::text::listed(&names));
        let finding = findings.add(&LINT, config.span(assign), message);
        finding.label("this list replaces the global one");
        if let Some(global) = replaced.lost.first().and_then(|word| word.assign) {
            finding.also(config.span(global), "loaded for all other protocols");
        }
        let needs = replaced.own.iter().find_map(|own| {
            let plugin = mail_plugin(config.version().series, &own.text)?;
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

fn help(config: &Config<'_>, replaced: &ReplacedPlugins<'_>, finding: &mut crate::finding::Finding) {
    let statement = config.statement(replaced.assign);
    let is_plain = config.document.value(statement).form == Form::Plain && !statement.is_continued();
    if config.version().series == Series::V23 {
        finding.help("Begin the list with `$mail_plugins`, which includes the global ones.");
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
