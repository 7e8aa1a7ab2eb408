use crate::config::{Config, Facts, Found, Word};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;
use crate::text::words::{SPACES_TABS, word_ranges};

lint! {
    name: "extprograms-for-users",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

const RUNS: [&[u8]; 3] = [b"vnd.dovecot.pipe", b"vnd.dovecot.filter", b"vnd.dovecot.execute"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    match config.version().series {
        Series::V23 => in_plugin(config, findings),
        Series::V24 => in_list(config, findings),
    }
}

/// 2.3: `plugin { sieve_extensions = +vnd.dovecot.pipe }`.
fn in_plugin(config: &Config<'_>, findings: &mut Findings) {
    let Some(found) = config.plugin_setting("sieve_extensions") else { return };
    let words = words(&found);
    let runs: Vec<&[u8]> = words.iter().filter(|(_, name)| is_run(name)).map(|(_, name)| *name).collect();
    let (Some(first), Some(assign)) = (runs.first(), found.assign) else { return };
    let at = words.iter().find(|(_, name)| name == first).map_or(0, |(at, _)| *at);
    let span = config.locate_in(&found, at..at + first.len()).unwrap_or_else(|| config.value_span(assign));
    let is_all = words.iter().all(|(_, name)| is_run(name)) && found.text.starts_with(b"+");
    let is_free = config.plugin_setting("sieve_global_extensions").is_none();
    let statement = config.statement(assign);
    let key = config.document.locate(statement, statement.key);
    report(findings, span, &runs, (is_all && is_free).then_some(key));
}

/// The words with their places, without the `+` in front; those with a `-` are removed.
fn words<'f>(found: &'f Found<'_>) -> Vec<(usize, &'f [u8])> {
    let named = word_ranges(&found.text, SPACES_TABS).map(|range| {
        let word = &found.text[range.clone()];
        let name = word.strip_prefix(b"+").unwrap_or(word);
        (range.end - name.len(), name)
    });
    named.filter(|(_, name)| !name.is_empty() && !name.starts_with(b"-")).collect()
}

/// 2.4: `sieve_extensions { vnd.dovecot.pipe = yes }`.
fn in_list(config: &Config<'_>, findings: &mut Findings) {
    for scope in config.scopes_with_list("sieve_extensions") {
        let words = config.view(scope).words("sieve_extensions");
        let runs: Vec<&Word<'_>> = words
            .iter()
            .filter(|word| is_run(&word.text) && word.assign.is_some_and(|assign| assign.scope == scope))
            .collect();
        let Some(span) = runs.first().and_then(|word| word.span) else { continue };
        let names: Vec<&[u8]> = runs.iter().map(|word| word.text.as_ref()).collect();
        report(findings, span, &names, None);
    }
}

fn is_run(name: &[u8]) -> bool {
    RUNS.contains(&name)
}

fn report(findings: &mut Findings, span: Span, names: &[&[u8]], key: Option<Span>) {
    let shown: Vec<String> =
        names.iter().map(|name| format!("`{}`", crate::text::clipped(name, 40))).collect();
    let finding =
        findings.add(&LINT, span, format!("users' own Sieve scripts may run programs: {}", shown.join(", ")));
    finding.label("also for users' scripts").help(
        "Move these words to `sieve_global_extensions`: then only the administrator's scripts may use them.",
    );
    if let Some(key) = key {
        finding
            .fix_unsafe("write `sieve_global_extensions`", [Edit::replace(key, "sieve_global_extensions")]);
    }
}
