use crate::config::{Config, Facts, Found, ScopeKind, Word};
use crate::finding::{Finding, Findings, Stage};
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "fts-without-backend",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(word) = config.loads_plugin("fts") else { return };
    let Some(span) = word.span else { return };
    let backends: Vec<Word<'_>> = config
        .all_plugins()
        .into_iter()
        .map(|(_, word)| word)
        .filter(|w| w.text.starts_with(b"fts_"))
        .collect();
    let (chosen, at) = match config.version().series {
        Series::V23 => {
            let found = config.plugin_setting("fts").filter(|found| !found.text.is_empty());
            (found.as_ref().map(|found| found.text.to_vec()), found.as_ref().and_then(|f| config.place(f)))
        }
        Series::V24 => chosen24(config),
    };
    let is_loaded = |name: &[u8]| backends.iter().any(|word| word.text.strip_prefix(b"fts_") == Some(name));
    let Some(name) = chosen else {
        let finding =
            findings.add(&LINT, span, "`fts` is loaded, but no backend is chosen: nothing is indexed");
        finding.stage(Stage::Never).label("has no effect without a backend");
        help(config, finding, backends.first());
        return;
    };
    let is_plain = name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_');
    if !is_plain || is_loaded(&name) {
        return;
    }
    let shown = crate::text::clipped(&name, 40);
    let finding = findings.add(
        &LINT,
        at.unwrap_or(span),
        format!("the backend `{shown}` is chosen, but its plugin `fts_{shown}` is not loaded"),
    );
    finding
        .label("each session logs an error, and searches read every mail")
        .help(format!("Add `fts_{shown}` to `mail_plugins`, next to `fts`."));
    if at.is_some_and(|at| at != span) {
        finding.also(span, "loaded without the backend");
    }
}

/// The first section `fts NAME`, or the driver that it names.
fn chosen24(config: &Config<'_>) -> (Option<Vec<u8>>, Option<crate::source::Span>) {
    let section = config.scopes().find_map(|(id, scope)| match &scope.kind {
        ScopeKind::Section { setting, name, .. } if setting.name == "fts" => Some((id, name)),
        _ => None,
    });
    let Some((id, name)) = section else { return (None, None) };
    let driver: Found<'_> = config.view(id).get("fts_driver");
    let name = if driver.text.is_empty() { name.to_vec() } else { driver.text.to_vec() };
    (Some(name), config.scope_span(id))
}

fn help(config: &Config<'_>, finding: &mut Finding, loaded: Option<&Word<'_>>) {
    let name = loaded.map_or("flatcurve".to_owned(), |word| word.shown().replacen("fts_", "", 1));
    finding.help(match config.version().series {
        Series::V23 => format!("Load `fts_{name}` and set `fts = {name}` in `plugin {{}}`."),
        Series::V24 => format!("Load `fts_{name}` and add a section `fts {name} {{`."),
    });
}
