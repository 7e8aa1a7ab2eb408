use crate::config::Config;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "filter-shadowed-by-wider", "syntax", Warning, Never, Default,
    [V24], fix: none, whole: false, page: "filter_shadowed_by_wider.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for (narrow, wide) in config.shadowed_filters() {
        let key = String::from_utf8_lossy(&config.key_name(wide.key)).into_owned();
        let (wider, narrower) = (config.scope_name(wide.scope), config.scope_name(narrow.scope));
        findings
            .add(
                &LINT,
                config.span(narrow),
                format!("`{key}` never counts here: `{wider}` below holds for all of `{narrower}` and wins"),
            )
            .label("overridden by a wider block below")
            .also(config.span(wide), "the last block that matches wins")
            .help(format!("Move the `{wider}` block above the `{narrower}` block."));
    }
}
