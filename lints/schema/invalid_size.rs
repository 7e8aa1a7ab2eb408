use crate::config::Facts;
use crate::config::value::{self, Flaw};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "invalid-size",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for bad in config.bad_values().filter(|bad| matches!(bad.flaw, Flaw::Size | Flaw::SizeTooLarge)) {
        let (key, value) = (&bad.written.key, &bad.written.value);
        let (message, label) = match bad.flaw {
            Flaw::SizeTooLarge => (format!("`{value}` is too large for `{key}`"), "more than 2^64 bytes"),
            _ if value.is_empty() => (format!("`{key}` needs a size but has no value"), "no size"),
            _ => (format!("invalid size `{value}` for `{key}`"), "not a number with a unit"),
        };
        let finding = findings.at(&LINT, bad.problem, message);
        finding.label(label);
        if *bad.flaw == Flaw::Size && value::is_unlimited(value.as_bytes()) {
            finding.help("Only 2.4 supports `unlimited`; where the manual allows it, 0 means no limit.");
        }
        let Some(meant) = whole(value).or_else(|| shortened(value)) else {
            finding.help("Write a whole number and one of B, k, M, G or T, such as `512M`.");
            continue;
        };
        finding
            .help(format!("Write `{key} = {meant}`; the number is whole, its unit one of B, k, M, G or T."));
        if let Some(span) = bad.written.replaceable {
            finding.fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant.as_str())]);
        }
    }
}

/// `1.5G` as `1536M`.
fn whole(value: &str) -> Option<String> {
    let (number, unit) = split(value);
    let (units, fraction) = number.split_once(['.', ','])?;
    let smaller = match unit.to_ascii_uppercase().as_str() {
        "K" | "KB" | "KIB" => "B",
        "M" | "MB" | "MIB" => "k",
        "G" | "GB" | "GIB" => "M",
        "T" | "TB" | "TIB" => "G",
        _ => return None,
    };
    let scale = 10u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let (units, fraction): (u64, u64) = (units.parse().ok()?, fraction.parse().ok()?);
    let total = units.checked_mul(1024)?.checked_add(fraction.checked_mul(1024)? / scale)?;
    Some(format!("{total}{smaller}"))
}

/// `100 Mbytes` as `100M`.
fn shortened(value: &str) -> Option<String> {
    let (number, unit) = split(value);
    let lower = unit.to_ascii_lowercase();
    let words = ["bytes", "kbytes", "mbytes", "gbytes", "kilobytes", "megabytes", "gigabytes", "terabytes"];
    let is_word = words.iter().any(|word| *word == lower || word.strip_suffix('s') == Some(lower.as_str()));
    let letter = lower.chars().next().filter(|_| is_word && number.bytes().all(|b| b.is_ascii_digit()))?;
    Some(format!("{number}{}", if letter == 'k' { 'k' } else { letter.to_ascii_uppercase() }))
}

/// The number and the unit.
fn split(value: &str) -> (&str, &str) {
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(value.len());
    let (number, unit) = value.split_at(end);
    (number, unit.trim())
}
