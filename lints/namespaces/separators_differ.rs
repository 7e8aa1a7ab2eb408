use crate::config::{Config, Facts, Namespace};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "separators-differ",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
    yields_to: ["duplicate-namespace-prefix" anywhere],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for set in config.namespace_sets() {
        let listed: Vec<(&Namespace<'_>, u8)> = set
            .iter()
            .filter(|namespace| namespace.is_listed())
            .filter_map(|namespace| Some((namespace, namespace.effective_separator()?)))
            .collect();
        let is_written = |namespace: &Namespace<'_>| namespace.separator.assign.is_some();
        let Some((first, right)) = listed.iter().find(|(ns, _)| is_written(ns)).or(listed.first()).copied()
        else {
            continue;
        };
        for (namespace, own) in listed {
            // A prefix that does not end in the separator is refused before.
            if own == right || namespace.lacking_separator().is_some() {
                continue;
            }
            let Some(span) = config.place_in(namespace, "separator") else { continue };
            let (own, right) = (char::from(own), char::from(right));
            let (name, mut other) = (namespace.shown(), first.shown());
            if name == other {
                "another".clone_into(&mut other);
            }
            let here = if namespace.is_named() { name.clone() } else { "this namespace".to_owned() };
            let finding = findings.add(
                &LINT,
                span,
                format!("the separator of {name} is `{own}`, but that of {other} is `{right}`"),
            );
            finding.help(format!("Write `separator = {right}` in {here}."));
            finding.label(if is_written(namespace) {
                format!("`{own}`")
            } else {
                format!("`{own}`, the default of its layout {}", namespace.location.layout)
            });
            if let Some(place) = config.place_in(first, "separator") {
                finding.also(place, format!("`{right}`"));
            }
            let prefix = prefix_edits(config, namespace, right);
            match (namespace.separator.assign, config.namespace_head(namespace)) {
                (Some(assign), _) => {
                    let edit = Edit::replace(config.value_span(assign), right.to_string());
                    let edits = std::iter::once(edit).chain(prefix);
                    finding.fix_unsafe(format!("write `{right}`"), edits);
                }
                (None, Some(head)) => {
                    let below = lines::below(config, head.span, &format!("separator = {right}"));
                    let edits = below.into_iter().chain(prefix);
                    finding.fix_unsafe(format!("add `separator = {right}`"), edits);
                }
                (None, None) => {}
            }
        }
    }
}

/// A prefix ends in the separator, which changes with it.
fn prefix_edits(config: &Config<'_>, namespace: &Namespace<'_>, right: char) -> Option<Edit> {
    let prefix = &namespace.prefix;
    let end = prefix.text.len();
    if prefix.text.last().copied() != namespace.effective_separator() {
        return None;
    }
    let place = config.locate_in(prefix, end.checked_sub(1)?..end)?;
    (place.end == place.start + 1).then(|| Edit::replace(place, right.to_string()))
}
