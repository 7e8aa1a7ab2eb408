use std::collections::BTreeSet;

use crate::config::{Facts, ROOT};
use crate::edit::word;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::mail_plugin;

lint! {
    name: "plugin-dependency-missing",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut places: Vec<_> = config.all_plugins().into_iter().map(|(scope, _)| scope).collect();
    places.dedup();
    let mut explained = None;
    let mut seen = BTreeSet::new();
    for scope in places {
        let view = config.view(scope);
        if !view.knows_plugins() {
            continue;
        }
        let words = view.plugins();
        for word in &words {
            let Some(plugin) = mail_plugin(config.version().series, &word.text) else { continue };
            let missing: Vec<&str> = plugin
                .requires
                .iter()
                .filter(|name| !words.iter().any(|word| word.is(name)))
                .copied()
                .collect();
            let (Some(span), [first, ..]) = (word.span, missing.as_slice()) else { continue };
            // That the protocol threw it away is what the other lint says.
            let explained = explained.get_or_insert_with(|| config.replaced_plugins());
            let is_lost = explained
                .iter()
                .any(|replaced| replaced.scope == scope && replaced.lost.iter().any(|lost| lost.is(first)));
            if is_lost || !seen.insert(span) {
                continue;
            }
            let needs = crate::text::listed(&missing);
            let place =
                if scope == ROOT { String::new() } else { format!(" in `{}`", config.scope_name(scope)) };
            let finding = findings.add(
                &LINT,
                span,
                format!("`{}` needs {needs}, which is not loaded{place}", plugin.name),
            );
            finding
                .label("every session that tries to load it fails")
                .help(format!("Add {needs} to `mail_plugins`."));
            finding.fix_unsafe(format!("add {needs}"), word::add_before(config, word, &missing));
        }
    }
}
