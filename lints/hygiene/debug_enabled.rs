use crate::config::{Config, Facts, Found};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::FileId;

lint! {
    name: "debug-enabled",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    // All of one file were turned on for one reason.
    let mut told: Vec<(FileId, usize)> = Vec::new();
    for name in ["mail_debug", "auth_debug", "verbose_ssl", "log_debug"] {
        for found in config.places_of(name) {
            let is_filter = name == "log_debug";
            let is_on = if is_filter { !found.text.is_empty() } else { found.boolean() == Some(true) };
            let Some(assign) = found.assign.filter(|_| is_on) else { continue };
            let span = config.span(assign);
            let what = if is_filter { shown(&found) } else { name.to_owned() };
            let off = if is_filter { "" } else { "no" };
            if let Some((_, index)) = told.iter().find(|(file, _)| *file == span.file)
                && let Some(first) = findings.iter_mut().nth(*index)
            {
                first.also(span, "so does this");
                continue;
            }
            told.push((span.file, findings.len()));
            let finding = findings.add(&LINT, span, format!("debug messages are logged (`{what}`)"));
            finding.label("fills the log").help("Remove the line once the problem is solved.");
            // Taking the line away would bring back what it replaces.
            if config.replaced(assign).is_none() && !is_shadowing(config, &found, name) {
                finding.fix_unsafe("remove the line", lines::remove(config, span));
            } else {
                finding.fix_unsafe(format!("write `{off}`"), [Edit::replace(config.value_span(assign), off)]);
            }
        }
    }
}

fn shown(found: &Found<'_>) -> String {
    format!("log_debug = {}", found.shown())
}

/// Whether an outer scope sets it too.
fn is_shadowing(config: &Config<'_>, found: &Found<'_>, name: &str) -> bool {
    found.assign.is_some_and(|assign| {
        let outer = config.scope(assign.scope).parent;
        outer.is_some_and(|outer| config.view(outer).get(name).assign.is_some())
    })
}
