use crate::config::{Config, Facts, Listener};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::hash::HashSet;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "listener-base-dir-prefix",
    severity: Advice, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checks in config.master_checks() {
        let base = checks.view.get("base_dir").text;
        let base = base.strip_suffix(b"/").unwrap_or(&base).to_vec();
        for (service, judged) in checks.enabled() {
            let listeners = service.listeners();
            let mut paths: Option<HashSet<Vec<u8>>> = None;
            for listener in listeners.iter().filter(|listener| listener.kind != "inet_listener") {
                let path = listener.path();
                let Some(rest) = path.strip_prefix(base.as_slice()).and_then(|r| r.strip_prefix(b"/")) else {
                    continue;
                };
                // A second listener of the short name is an error of its own.
                let paths = paths
                    .get_or_insert_with(|| listeners.iter().map(|other| other.path().into_owned()).collect());
                if rest.is_empty() || paths.contains(rest) {
                    continue;
                }
                let Some(span) = place(config, listener) else { continue };
                let short = crate::text::printable(rest);
                let finding = findings
                    .add(&LINT, span, format!("`{}` repeats `base_dir`", crate::text::clipped(&path, 80)))
                    .stage(judged)
                    .label("Dovecot warns about this prefix")
                    .help(format!("Write `{short}`."));
                if let Ok(rest) = std::str::from_utf8(rest) {
                    finding.fix_unsafe(format!("write `{short}`"), [Edit::replace(span, rest)]);
                }
            }
        }
    }
}

/// The path of a listener, where it is written.
fn place(config: &Config<'_>, listener: &Listener<'_>) -> Option<Span> {
    if let Some(assign) = listener.get("path").assign {
        return Some(config.value_span(assign));
    }
    let opened = config.scope(*listener.sections.last()?).opened?;
    let statement = config.document.statements.get(opened)?;
    Some(config.document.locate(statement, statement.value))
}
