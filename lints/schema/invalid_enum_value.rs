use crate::config::Facts;
use crate::config::value::Flaw;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema;

lint! {
    name: "invalid-enum-value",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for bad in config.bad_values().filter(|bad| *bad.flaw == Flaw::Word) {
        let (key, value) = (&bad.written.key, &bad.written.value);
        let words = bad.setting.values;
        let message = if value.is_empty() {
            format!("`{key}` has no value")
        } else {
            format!("invalid value `{value}` for `{key}`")
        };
        let finding = findings.at(&LINT, bad.problem, message);
        finding.label("not one of the allowed values");
        let allowed = words.iter().map(|word| shown(word)).collect::<Vec<_>>().join(", ");
        let Some(meant) = meant(value, words) else {
            finding.help(format!("Allowed are {allowed}."));
            continue;
        };
        finding.help(format!("Did you mean `{meant}`? Allowed are {allowed}."));
        if let Some(span) = bad.written.replaceable {
            finding.fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]);
        }
    }
}

fn shown(word: &str) -> String {
    if word.is_empty() { "an empty value".to_owned() } else { format!("`{word}`") }
}

/// The word in other letters, by its usual synonym, or a typing mistake away.
fn meant(value: &str, words: &'static [&'static str]) -> Option<&'static str> {
    let same = |wanted: &str| words.iter().copied().find(|word| word.eq_ignore_ascii_case(wanted));
    let synonym = match value.to_ascii_lowercase().as_str() {
        "true" | "on" | "enabled" | "1" | "y" => "yes",
        "false" | "off" | "disabled" | "0" | "n" => "no",
        other => return same(other).or_else(|| schema::nearest(value, words.iter().copied())),
    };
    same(value).or_else(|| same(synonym)).or_else(|| schema::nearest(value, words.iter().copied()))
}
