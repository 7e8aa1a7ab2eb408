use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "numbered-setting-gap",
    severity: Warning, stage: Never, profile: Default, series: [V23],
    fix: None, needs: Whole, silent: Incomplete,
}

/// What is around the number of settings that plugins read one after another up to the first gap. Without a text
/// after it, the first one has no number.
const FAMILIES: [(&str, &str); 12] = [
    ("sieve_before", ""),
    ("sieve_after", ""),
    ("imapsieve_mailbox", "_name"),
    ("fts_autoindex_exclude", ""),
    ("lazy_expunge_exclude", ""),
    ("mail_crypt_global_private_key", ""),
    ("notify_status_mailbox", ""),
    ("quota", ""),
    ("quota_rule", ""),
    ("quota_warning", ""),
    ("quota2_rule", ""),
    ("quota2_warning", ""),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let settings = config.root().plugin_settings();
    for (front, end) in FAMILIES {
        let name = |number: u64| match number {
            1 if end.is_empty() => front.to_owned(),
            number => format!("{front}{number}{end}"),
        };
        let number = |key: &str| key.strip_prefix(front)?.strip_suffix(end)?.parse::<u64>().ok();
        let is_set = |key: &str| settings.iter().any(|(other, _)| other == key);
        let Some(gap) = (1..=settings.len() as u64 + 1).find(|number| !is_set(&name(*number))) else {
            continue;
        };
        let is_lost =
            |key: &str| number(key).is_some_and(|number| !(1..gap).any(|n| n == number && name(n) == key));
        let Some((key, found)) = settings.iter().find(|(key, _)| is_lost(key)) else { continue };
        // The userdb may return what is missing here, above all the first one.
        let returned = if front.starts_with("quota") { config.userdbs_return("quota") } else { Some(false) };
        if returned == Some(true) || (returned.is_none() && gap == 1) {
            continue;
        }
        let Some(span) = found.assign.map(|assign| config.span(assign)) else { continue };
        let missing = name(gap);
        let message = if number(key).is_some_and(|number| number < 2) && gap > 1 {
            format!("`{key}` is never read: after `{}` comes `{missing}`", name(gap - 1))
        } else {
            format!("`{key}` is never read, because `{missing}` is not set")
        };
        findings.add(&LINT, span, message).label("Dovecot stops at the first missing number").help(format!(
            "Rename it to `{missing}`; the names are `{}`, `{}`, `{}` and so on, without a gap.",
            name(1),
            name(2),
            name(3)
        ));
    }
}
