use crate::config::{Config, Facts, Namespace};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::hash::HashMap;
use crate::lints::lint;

lint! {
    name: "duplicate-namespace-prefix",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for set in config.namespace_sets() {
        let mut by_prefix: HashMap<&[u8], &Namespace<'_>> = HashMap::default();
        for namespace in set {
            let prefix = namespace.checked_prefix();
            let first = *by_prefix.entry(prefix).or_insert(namespace);
            if std::ptr::eq(first, namespace) {
                continue;
            }
            let Some(span) = config.place_in(namespace, "prefix") else { continue };
            let shown = crate::text::clipped(prefix, 40);
            let both = match (first.shown(), namespace.shown()) {
                (one, two) if one == two => "two unnamed namespaces".to_owned(),
                (one, two) => format!("{one} and {two} both"),
            };
            let message = if shown.is_empty() {
                format!("{both} have no prefix")
            } else {
                format!("{both} have the prefix `{shown}`")
            };
            let finding = findings.add(&LINT, span, message);
            finding.label("the same prefix again").help(
                "Give both the same name, such as `namespace inbox {`, to merge them, or use another prefix.",
            );
            if let Some(place) = config.place_in(first, "prefix") {
                finding.also(place, "the first one");
            }
            let edits: Vec<Edit> = names(config, first, namespace);
            if !edits.is_empty() {
                finding.fix_unsafe("merge both namespaces", edits);
            }
        }
    }
}

/// Edits that give both the same name.
fn names(config: &Config<'_>, first: &Namespace<'_>, second: &Namespace<'_>) -> Vec<Edit> {
    let (Some(one), Some(two)) = (config.namespace_head(first), config.namespace_head(second)) else {
        return Vec::new();
    };
    let name = if one.has_name { std::str::from_utf8(&first.name) } else { Ok("inbox") };
    let Ok(name) = name else { return Vec::new() };
    [one, two]
        .into_iter()
        .filter(|head| !head.has_name || config.document.bytes(head, head.value) != name.as_bytes())
        .map(|head| {
            let place = |part| config.document.locate(head, part);
            if head.has_name {
                Edit::replace(place(head.value), name)
            } else {
                Edit::insert_after(place(head.key), format!(" {name}"))
            }
        })
        .collect()
}
