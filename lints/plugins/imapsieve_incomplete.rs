use crate::config::{Config, Facts, Found};
use crate::edit::{Edit, lines};
use crate::finding::{Finding, Findings};
use crate::lints::lint;
use crate::source::Span;
use crate::text::words::{SPACES_COMMAS, words};

lint! {
    name: "imapsieve-incomplete",
    severity: Warning, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let settings = config.root().plugin_settings();
    let imap = config.protocol_view(b"imap");
    if !imap.knows_plugins() {
        return;
    }
    let loaded = imap.plugin("imap_sieve");
    let plugins = config.plugin_setting("sieve_plugins");
    let has = |name: &[u8]| {
        plugins.as_ref().is_some_and(|found| words(&found.text, SPACES_COMMAS).any(|word| word == name))
    };
    let first = |wanted: &dyn Fn(&str) -> bool| {
        settings
            .iter()
            .find(|(key, found)| wanted(key) && !found.text.is_empty())
            .map(|(key, f)| (key.as_str(), f))
    };
    let rule = first(&|key| key.starts_with("imapsieve_mailbox") || key == "imapsieve_url");
    if let (Some((key, found)), None) = (rule, &loaded)
        && let Some(span) = config.place(found)
    {
        findings
            .add(&LINT, span, format!("`{key}` is set, but imap does not load `imap_sieve`"))
            .stage(crate::finding::Stage::Never)
            .label("no script is ever run")
            .help("Add `imap_sieve` to `mail_plugins` in `protocol imap`.");
        return;
    }
    if let Some(span) = loaded.as_ref().and_then(|word| word.span)
        && !has(b"sieve_imapsieve")
    {
        let finding =
            findings.add(&LINT, span, "`imap_sieve` is loaded, but `sieve_plugins` lacks `sieve_imapsieve`");
        finding
            .label("`sievec` and ManageSieve reject its scripts")
            .help("Set `sieve_plugins = sieve_imapsieve` in `plugin {}`, in addition to the plugins already listed.");
        offer_fix(config, plugins.as_ref(), rule.map(|(_, found)| found), "sieve_imapsieve", finding);
    }
    let programs = first(&|key| {
        let middle = key
            .strip_prefix("sieve_")
            .and_then(|k| k.strip_suffix("_bin_dir").or(k.strip_suffix("_socket_dir")));
        matches!(middle, Some("pipe" | "filter" | "execute"))
    });
    if let Some((key, found)) = programs
        && !has(b"sieve_extprograms")
        && let Some(span) = config.place(found)
    {
        let finding = findings.add(
            &LINT,
            span,
            format!("`{key}` is set, but `sieve_plugins` lacks `sieve_extprograms`"),
        );
        finding
            .label("scripts that call a program fail")
            .help("Add `sieve_extprograms` to `sieve_plugins` in `plugin {}`.");
        offer_fix(config, plugins.as_ref(), Some(found), "sieve_extprograms", finding);
    }
    for (name, found) in &settings {
        let Some(number) = name.strip_prefix("imapsieve_mailbox").and_then(|rest| rest.strip_suffix("_name"))
        else {
            continue;
        };
        let runs = ["before", "after", "copy_source_after"].iter().any(|key| {
            settings.iter().any(|(other, _)| *other == format!("imapsieve_mailbox{number}_{key}"))
        });
        let place: Option<Span> = config.place(found);
        if let Some(span) = place.filter(|_| !runs && config.plugin_setting("imapsieve_url").is_none()) {
            findings
                .add(
                    &LINT,
                    span,
                    format!("the rule `imapsieve_mailbox{number}` names a mailbox but no script"),
                )
                .label("nothing is run for it")
                .help(format!("Add `imapsieve_mailbox{number}_before = file:/path/to/script.sieve`."));
        }
    }
}

/// Adds a word to `sieve_plugins`, or the line next to a setting of the same section.
fn offer_fix(
    config: &Config<'_>,
    plugins: Option<&Found<'_>>,
    beside: Option<&Found<'_>>,
    word: &str,
    finding: &mut Finding,
) {
    if let Some(assign) = plugins.and_then(|found| found.assign) {
        let value = config.value_span(assign);
        let is_plain = value.start < value.end && !config.statement(assign).is_continued();
        if is_plain && config.value_of(assign).form == crate::syntax::Form::Plain {
            finding.fix_unsafe(format!("add `{word}`"), [Edit::insert_after(value, format!(" {word}"))]);
        }
    } else if let Some(assign) = beside.and_then(|found| found.assign) {
        let line = format!("sieve_plugins = {word}");
        finding.fix_unsafe(format!("set `{line}`"), lines::above(config, config.span(assign), &line));
    }
}
