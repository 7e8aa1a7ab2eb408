use crate::config::{Config, Facts, Found, ROOT, Section, SectionKind, View};
use crate::finding::{Findings, Stage};
use crate::hash::HashMap;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "alias-for-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.version().series == Series::V24 {
        return judge(config, findings, &config.root());
    }
    judge(config, findings, &config.check_view(ROOT));
    for (scope, _) in
        config.filters().filter(|(scope, _)| config.holds_section(*scope, SectionKind::NAMESPACE))
    {
        judge(config, findings, &config.check_view(scope));
    }
}

fn judge(config: &Config<'_>, findings: &mut Findings, view: &View<'_>) {
    let is_23 = config.version().series == Series::V23;
    let is_disabled = |namespace: &Section<'_>| namespace.get("disabled").boolean() == Some(true);
    let mut namespaces = view.sections(SectionKind::NAMESPACE);
    if !is_23 {
        // 2.4 makes none of these, so nothing can stand for one.
        namespaces.retain(|namespace| !is_disabled(namespace));
    }
    let aliases: Vec<_> = namespaces.iter().filter(|namespace| is_alias(config, namespace)).collect();
    // 2.3 compares the texts before it expands anything in them.
    let is_open = |found: &Found<'_>| !is_23 && found.is_open();
    if aliases.is_empty() || namespaces.iter().any(|namespace| is_open(&mark(is_23, namespace))) {
        return;
    }
    let mut by_mark: HashMap<Vec<u8>, &Section<'_>> = HashMap::default();
    for namespace in &namespaces {
        by_mark.entry(mark(is_23, namespace).text.into_owned()).or_insert(namespace);
    }
    // What `alias_for` names a namespace by.
    let what = if is_23 { "prefix" } else { "name" };
    for namespace in aliases {
        let alias = namespace.get("alias_for");
        if is_open(&alias) || is_disabled(namespace) {
            continue;
        }
        let shown = alias.shown();
        let (message, help) = match by_mark.get(alias.text.as_ref()) {
            None => (format!("no namespace has the {what} `{shown}`"), no_target(is_23, &namespaces, &alias)),
            Some(target) if is_alias(config, target) => (
                format!("the namespace with the {what} `{shown}` is an alias itself"),
                format!("Write the {what} of the namespace that contains the mail."),
            ),
            Some(_) => continue,
        };
        let Some(place) = config.place(&alias) else { continue };
        let finding = findings.add(&LINT, place, message);
        finding.label("no such namespace").help(help);
        if !is_23 {
            finding.stage(Stage::Run);
        }
    }
}

/// What others call a namespace in `alias_for`: its prefix in 2.3, its name in 2.4.
fn mark<'c>(is_23: bool, namespace: &Section<'c>) -> Found<'c> {
    if is_23 {
        return namespace.get("prefix");
    }
    let own = namespace.value("name");
    if own.text.is_empty() { Found { text: namespace.name.clone(), ..own } } else { own }
}

fn no_target(is_23: bool, namespaces: &[Section<'_>], alias: &Found<'_>) -> String {
    if is_23 {
        return "Write the `prefix` of the namespace that this one is an alias of, separator included."
            .to_owned();
    }
    let meant = namespaces.iter().find(|namespace| namespace.get("prefix").text == alias.text);
    match meant {
        Some(namespace) if !namespace.name.is_empty() => {
            let name = crate::text::clipped(&namespace.name, 60);
            format!("Write `alias_for = {name}`: 2.4 expects the namespace's name, not its prefix.")
        }
        _ => "Write the name of the namespace that this one is an alias of, the word after `namespace`."
            .to_owned(),
    }
}

/// In 2.3 an empty value counts: it stands for the namespace without a prefix. In 2.4 it stands for none.
fn is_alias(config: &Config<'_>, namespace: &Section<'_>) -> bool {
    let alias = namespace.get("alias_for");
    alias.assign.is_some() && (config.version().series == Series::V23 || !alias.text.is_empty())
}
