use crate::config::{Checked, Facts};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "sieve-spamtest-incomplete",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for group in ["sieve_spamtest", "sieve_virustest"] {
        for checked in config.checks(group) {
            let Some((key, flaw, help)) = flaw(&checked, group) else { continue };
            let name = format!("{group}_{key}");
            let Some(place) = config.place(&checked.get(&name)) else { continue };
            findings
                .add(&LINT, place, format!("`{name}` {flaw}"))
                .label("maximum score missing")
                .help(help)
                .stage(checked.judged);
        }
    }
}

/// The setting to point at, what is wrong, and what to do.
/// Source: `ext_spamvirustest_settings_check()` in `ext-spamvirustest-settings.c` of Pigeonhole, 2.4.4.
fn flaw(checked: &Checked<'_>, group: &str) -> Option<(&'static str, String, String)> {
    let text = |key: &str| checked.get(&format!("{group}_{key}")).text;
    if text("status_header").is_empty() || text("status_type").as_ref() == b"text" {
        return None;
    }
    let (header, value) = (text("score_max_header"), text("score_max_value"));
    match (header.is_empty(), value.is_empty()) {
        (true, true) => {
            let help = format!("Add `{group}_score_max_value` with the highest score in the same scope.");
            Some(("status_header", format!("is set, but no `{group}_score_max_value`"), help))
        }
        (false, false) => {
            let help = "Remove one of the two lines.".to_owned();
            Some(("score_max_header", format!("and `{group}_score_max_value` are both set"), help))
        }
        (true, false) if !is_decimal(&value) => {
            let help = "Write a number such as `10` or `7.5`.".to_owned();
            Some(("score_max_value", "is not a number".to_owned(), help))
        }
        _ => None,
    }
}

fn is_decimal(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text);
    let mut parts = text.splitn(2, |b| matches!(b, b'.' | b','));
    parts.all(|part| part.len() <= 5 && part.iter().all(u8::is_ascii_digit))
}
