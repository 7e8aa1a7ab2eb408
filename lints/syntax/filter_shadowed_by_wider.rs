use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "filter-shadowed-by-wider",
    severity: Warning, stage: Never, profile: Default, series: [V24],
    fix: None, needs: Fragment,
    effect: None,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (narrow, wide) in config.shadowed_filters() {
        let key = String::from_utf8_lossy(&config.key_name(wide.key)).into_owned();
        let (wider, narrower) = (config.scope_name(wide.scope), config.scope_name(narrow.scope));
        findings
            .add(
                &LINT,
                config.span(narrow),
                format!("`{key}` has no effect here: the wider block `{wider}` below overrides it"),
            )
            .label("overridden by a wider block below")
            .also(config.span(wide), "the last block that matches wins")
            .help(format!("Move the `{wider}` block above the `{narrower}` block."));
    }
}
