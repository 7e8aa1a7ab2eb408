use crate::config::Config;
use crate::config::value;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Line, Version};

lint! {
    name: "unknown-feature-word",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

/// The struct and the list.
const LISTS: [(&str, &str, Option<Line>); 5] = [
    ("imapc", "imapc_features", None),
    ("pop3c", "pop3c_features", None),
    ("doveadm", "dsync_features", None),
    ("mail_log", "mail_log_events", Some(Line::V24)),
    ("mail_log", "mail_log_fields", Some(Line::V24)),
];

/// What 2.4.3 and newer can be told not to use of a server.
const CAPABILITIES: &str = " SASL-IR LITERAL+ QRESYNC IDLE UIDPLUS AUTH=PLAIN STARTTLS X-GM-EXT-1 CONDSTORE \
    NAMESPACE UNSELECT ESEARCH WITHIN QUOTA ID SAVEDATE METADATA SORT ESORT SORT=DISPLAY SEARCH=MIMEPART \
    SEARCH=X-MIMEPART IMAP4REV1 IMAP4REV2 ";

fn check(config: &Config<'_>, findings: &mut Findings) {
    let version = config.version();
    for (group, list, line) in LISTS {
        if line.is_some_and(|line| line != version.line) {
            continue;
        }
        for checked in config.checks(group) {
            for word in checked.view.words(list) {
                let (false, Some(span)) = (is_known(version, list, &word.text), word.span) else { continue };
                let shown = crate::text::clipped(&word.text, 40);
                let finding = findings.add(&LINT, span, format!("`{list}` has no `{shown}`"));
                finding.label("unknown word").stage(checked.judged);
                let known = schema::tokens(version.line, list);
                match schema::nearest(&shown.to_ascii_lowercase(), known.iter().copied()) {
                    Some(meant) => finding
                        .help(format!("Write `{meant}`."))
                        .fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
                    None => finding.help(format!("Remove it; known are `{}`.", known.join("`, `"))),
                };
            }
        }
    }
}

fn is_known(version: Version, list: &str, word: &[u8]) -> bool {
    let is_exact = list.starts_with("mail_log")
        || (list == "imapc_features" && version.line == Line::V24 && version.patch >= 3);
    let same = |known: &[u8]| if is_exact { known == word } else { known.eq_ignore_ascii_case(word) };
    if is_newer(version, list, &word.to_ascii_lowercase()) {
        return false;
    }
    if schema::tokens(version.line, list).iter().any(|known| same(known.as_bytes())) {
        return true;
    }
    match list {
        "mail_log_events" => word == b"append",
        "imapc_features" if version.line == Line::V24 && !is_exact => {
            let known: [&[u8]; 3] = [b"no-metadata", b"no-qresync", b"no-imap4rev2"];
            let known = known.get(..if version.patch < 2 { 2 } else { 3 }).unwrap_or_default();
            known.iter().any(|known| same(known)) || is_throttle(word, is_exact)
        }
        "imapc_features" => is_throttle(word, is_exact) || (is_exact && is_capability(word)),
        _ => false,
    }
}

/// Whether a word of the list is newer than this version.
fn is_newer(version: Version, list: &str, word: &[u8]) -> bool {
    match (version.line, list, word) {
        (Line::V23, "dsync_features", b"no-header-hashes") => version.patch < 20,
        (Line::V23, "imapc_features", b"acl") => version.patch < 15,
        _ => false,
    }
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

fn is_capability(word: &[u8]) -> bool {
    let name = word.strip_prefix(b"no-").map(|name| String::from_utf8_lossy(name).to_ascii_uppercase());
    name.is_some_and(|name| CAPABILITIES.contains(&format!(" {name} ")))
}
