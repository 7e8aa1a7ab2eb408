use rustc_hash::FxHashMap;

use crate::config::{Config, Section, View};
use crate::finding::{Findings, Stage};
use crate::lints::lint;
use crate::schema::Line;

lint! {
    "alias-for-invalid", "namespaces", Error, Parse, Default,
    [V23, V24], fix: none, whole: true, page: "alias_for_invalid.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    judge(config, findings, &config.root());
    if config.version().line == Line::V23 {
        for (scope, _) in config.filters().filter(|(scope, _)| config.holds_section(*scope, "namespace")) {
            judge(config, findings, &config.view(scope));
        }
    }
}

fn judge(config: &Config<'_>, findings: &mut Findings, view: &View<'_>) {
    let namespaces = view.sections("namespace");
    let aliases: Vec<_> = namespaces.iter().filter(|namespace| is_alias(config, namespace)).collect();
    if aliases.is_empty() || namespaces.iter().any(|namespace| namespace.get("prefix").is_open()) {
        return;
    }
    let mut by_prefix: FxHashMap<Vec<u8>, &Section<'_>> = FxHashMap::default();
    for namespace in &namespaces {
        by_prefix.entry(namespace.get("prefix").text.into_owned()).or_insert(namespace);
    }
    for namespace in aliases {
        let alias = namespace.get("alias_for");
        if alias.is_open() || namespace.get("disabled").boolean() == Some(true) {
            continue;
        }
        let target = by_prefix.get(alias.text.as_ref()).copied();
        let (message, help) = match target {
            None => (
                format!("no namespace has the prefix `{}`", alias.shown()),
                "Write the `prefix` of the namespace that this one stands for, separator included.",
            ),
            Some(target) if is_alias(config, target) => (
                format!("the namespace with the prefix `{}` is an alias itself", alias.shown()),
                "Write the `prefix` of the namespace that holds the mail.",
            ),
            Some(_) => continue,
        };
        let Some(place) = config.place(&alias) else { continue };
        let finding = findings.add(&LINT, place, message);
        finding.label("nothing to stand for").help(help);
        if config.version().line == Line::V24 {
            finding.stage(Stage::Run);
        }
    }
}

/// In 2.3 an empty value counts: it stands for the namespace without a prefix. So it does in 2.4 when it is set.
fn is_alias(config: &Config<'_>, namespace: &Section<'_>) -> bool {
    let alias = namespace.get("alias_for");
    alias.assign.is_some() && (config.version().line == Line::V23 || !alias.text.is_empty())
}
