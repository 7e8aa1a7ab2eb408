use crate::config::Facts;
use crate::config::value;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series, Version};

lint! {
    name: "unknown-feature-word",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

/// The struct and the list.
const LISTS: [(&str, &str, Option<Series>); 5] = [
    ("imapc", "imapc_features", None),
    ("pop3c", "pop3c_features", None),
    ("doveadm", "dsync_features", None),
    ("mail_log", "mail_log_events", Some(Series::V24)),
    ("mail_log", "mail_log_fields", Some(Series::V24)),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let version = config.version();
    for (group, list, line) in LISTS {
        if line.is_some_and(|line| line != version.series) {
            continue;
        }
        for checked in config.checks(group) {
            for word in checked.view.words(list) {
                let (false, Some(span)) = (is_known(version, list, &word.text), word.span) else { continue };
                let shown = crate::text::clipped(&word.text, 40);
                let finding = findings.add(&LINT, span, format!("`{list}` has no `{shown}`"));
                finding.label("unknown word").stage(checked.judged);
                let known = schema::tokens(version.series, list);
                match schema::nearest(&shown.to_ascii_lowercase(), known.iter().copied()) {
                    Some(meant) => finding
                        .help(format!("Write `{meant}`."))
                        .fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
                    None => finding.help(format!("Remove it; valid words are `{}`.", known.join("`, `"))),
                };
            }
        }
    }
}

fn is_known(version: Version, list: &str, word: &[u8]) -> bool {
    let is_exact = list.starts_with("mail_log")
        || (list == "imapc_features" && version.series == Series::V24 && version.patch >= 3);
    let same = |known: &str| {
        if is_exact { known.as_bytes() == word } else { known.as_bytes().eq_ignore_ascii_case(word) }
    };
    schema::words(version, list).any(same)
        || (list == "imapc_features" && (is_throttle(word, is_exact) || (is_exact && is_capability(word))))
}

/// `throttle:INIT:MAX:SHRINK`.
fn is_throttle(word: &[u8], is_exact: bool) -> bool {
    let Some((prefix, numbers)) = word.split_at_checked(b"throttle:".len()) else { return false };
    let is_prefix = if is_exact { prefix == b"throttle:" } else { prefix.eq_ignore_ascii_case(b"throttle:") };
    let numbers: Vec<&[u8]> = numbers.split(|b| *b == b':').collect();
    is_prefix
        && numbers.len() == 3
        && numbers.iter().all(|number| value::number(number, u64::from(u32::MAX)).is_ok())
}

/// What 2.4.3 and newer can be told not to use of a server.
fn is_capability(word: &[u8]) -> bool {
    let known = schema::tokens(Series::V24, "imapc_capabilities");
    let name = word.strip_prefix(b"no-");
    name.is_some_and(|name| known.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name)))
}
