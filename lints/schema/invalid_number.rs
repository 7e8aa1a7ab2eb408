use crate::config::Facts;
use crate::config::value::{self, Flaw};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{Kind, Series};

lint! {
    name: "invalid-number",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for bad in config.bad_values() {
        let (key, value) = (&bad.written.key, &bad.written.value);
        let (message, label) = match bad.flaw {
            Flaw::Number if value.is_empty() => {
                (format!("`{key}` needs a number but has no value"), "no number")
            }
            Flaw::Number => (format!("invalid number `{value}` for `{key}`"), "not a number"),
            Flaw::Negative => (format!("`{key}` cannot be negative"), "below zero"),
            Flaw::NumberTooLarge => (format!("`{value}` is too large for `{key}`"), "does not fit"),
            Flaw::Octal => (format!("invalid octal number `{value}` for `{key}`"), "not octal"),
            _ => continue,
        };
        let has_unlimited = config.version().series == Series::V24 && bad.kind != Kind::UintMax;
        let finding = findings.at(&LINT, bad.problem, message);
        finding.label(label);
        finding.help(match (bad.kind, bad.flaw) {
            (Kind::Octal, _) => format!("Write an octal mode with a leading 0, such as `{key} = 0660`."),
            (_, Flaw::NumberTooLarge) if bad.kind == Kind::Uint && has_unlimited => {
                "The largest number is 4294967295; write `unlimited` for no limit.".to_owned()
            }
            (Kind::Uint, Flaw::NumberTooLarge) => "The largest number is 4294967295.".to_owned(),
            (_, Flaw::Number) if value::is_unlimited(value.as_bytes()) => {
                format!(
                    "Only 2.4 supports `{value}`: write a number; where the manual allows it, 0 means no limit."
                )
            }
            _ if has_unlimited => "Write only digits, or `unlimited`.".to_owned(),
            _ => "Write only digits, without a sign, a fraction or a unit.".to_owned(),
        });
        if let (Some(number), Some(span)) = (plainly(value), bad.written.replaceable) {
            finding.fix_unsafe(format!("write `{number}`"), [Edit::replace(span, number.as_str())]);
        }
    }
}

/// The number without the commas, points, spaces or underscores between its thousands.
fn plainly(value: &str) -> Option<String> {
    let mut groups = value.split([',', '_', ' ', '\'']);
    let first = groups.next()?;
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let rest: Vec<&str> = groups.collect();
    let is_grouped =
        is_digits(first) && !rest.is_empty() && rest.iter().all(|g| g.len() == 3 && is_digits(g));
    is_grouped.then(|| [first, &rest.concat()].concat())
}
