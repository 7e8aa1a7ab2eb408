use crate::config::{Facts, Key, ROOT};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema;

lint! {
    name: "tls-setting-ignored-in-subsection",
    severity: Warning, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
    effect: None,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root().get("ssl");
    let Some(setting) = schema::find(schema::scope(config.version().series, "root"), b"ssl") else { return };
    let (b"no", Some(global)) = (root.text.as_ref(), config.place(&root)) else { return };
    for (scope, _) in config.scopes().filter(|(scope, _)| *scope != ROOT && !config.is_in_group(*scope)) {
        let Some(assign) = config.assigned(scope, Key::of(setting)) else { continue };
        let value = config.value_of(assign).text;
        if value.as_ref() == b"no" {
            continue;
        }
        let shown = crate::text::clipped(&value, 20);
        findings
            .add(
                &LINT,
                config.value_span(assign),
                format!("`ssl = {shown}` in `{}` has no effect", config.scope_name(scope)),
            )
            .label("ignored")
            .also(global, "TLS is switched off globally here")
            .help("Set `ssl = yes` at the top level, and `ssl = no` in the blocks that must not have TLS.");
    }
}
