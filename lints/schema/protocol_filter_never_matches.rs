use std::borrow::Cow;

use crate::config::{Facts, Service};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::hash::HashSet;
use crate::lints::lint;
use crate::schema;

lint! {
    name: "protocol-filter-never-matches",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let services = config.services();
    let served: HashSet<Cow<'_, [u8]>> = services.iter().map(|service| service.protocol().text).collect();
    let names: HashSet<String> = services.iter().map(Service::name).collect();
    for (scope, filter) in config.filters() {
        let Some(protocol) = filter.protocol.as_deref() else { continue };
        let (is_negated, bytes) = match protocol {
            [b'!', rest @ ..] => (true, rest),
            all => (false, all),
        };
        let name = crate::text::clipped(bytes, 40);
        let is_dead = usual_slip(&name).is_some();
        let is_known = schema::protocols(config.version().series).any(|p| name == p)
            || schema::OTHER_PROTOCOLS.contains(&name.as_str())
            || names.contains(name.as_str())
            || served.contains(bytes);
        if is_known && !is_dead {
            continue;
        }
        let Some(head) = config.scope(scope).opened.and_then(|at| config.document.statements.get(at)) else {
            continue;
        };
        let message = if is_negated {
            format!("`protocol !{name}` excludes nothing: there is no protocol `{name}`")
        } else {
            format!("`protocol {name}` never matches: there is no such protocol")
        };
        let place = config.document.locate(head, head.value);
        let finding = findings.add(&LINT, place, message);
        finding.label(if is_negated { "matches every protocol" } else { "matches no connection" });
        let sign = if is_negated { "!" } else { "" };
        if let Some(meant) = usual_slip(&name) {
            finding.help(format!("Write `protocol {sign}{meant}`; it is the same with and without TLS."));
            if !head.name_quoted {
                finding
                    .fix_unsafe(format!("write `{meant}`"), [Edit::replace(place, format!("{sign}{meant}"))]);
            }
            continue;
        }
        let known = schema::protocols(config.version().series).filter(|p| usual_slip(p).is_none());
        let folded = name.to_ascii_lowercase();
        let meant = schema::protocols(config.version().series)
            .find(|p| *p == folded)
            .or_else(|| schema::nearest(&name, known));
        match meant {
            Some(meant) if !head.name_quoted => finding
                .help(format!("Did you mean `protocol {sign}{meant}`?"))
                .fix_unsafe(format!("write `{meant}`"), [Edit::replace(place, format!("{sign}{meant}"))]),
            _ => finding.help(
                "Write a protocol that Dovecot serves, such as `imap`, `pop3`, `lmtp`, `lda` or `sieve`.",
            ),
        };
    }
}

fn usual_slip(name: &str) -> Option<&'static str> {
    match name {
        "imaps" => Some("imap"),
        "pop3s" => Some("pop3"),
        "managesieve" => Some("sieve"),
        "submissions" => Some("submission"),
        _ => None,
    }
}
