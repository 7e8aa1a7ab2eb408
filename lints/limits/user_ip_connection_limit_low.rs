use crate::config::Facts;
use crate::finding::Findings;
use crate::hash::HashSet;
use crate::lints::lint;

lint! {
    name: "user-ip-connection-limit-low",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

/// Thunderbird's own limit for one account, which is what most desktop clients use.
const ONE_CLIENT: u64 = 5;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.root().expected_protocols().0.iter().any(|name| name.as_ref() == b"imap") {
        return;
    }
    let key = "mail_max_userip_connections";
    let of_all = config.protocol_view(b"imap").get(key);
    let of_some = config.filters_serving(b"imap").map(|scope| (scope, config.view(scope).get(key)));
    let of_some = of_some.filter(|(scope, found)| found.assign.is_some_and(|assign| assign.scope == *scope));
    let limits: Vec<_> = std::iter::once(of_all).chain(of_some.map(|(_, found)| found)).collect();
    let mut seen = HashSet::default();
    for limit in limits {
        let (Some(number), Some(assign)) = (limit.number(), limit.assign) else { continue };
        // 0 is no limit in 2.3, and zero-means-error-in-2.4 is about it.
        if number == 0 || number >= ONE_CLIENT || !seen.insert(assign.statement) {
            continue;
        }
        let connections = if number == 1 { "connection" } else { "connections" };
        findings
        .add(
            &LINT,
            config.value_span(assign),
            format!(
                "a user gets {number} {connections} per address, but one mail client opens up to {ONE_CLIENT}"
            ),
        )
        .label("further connections are refused")
        .help("Set `mail_max_userip_connections = 20` or more in `protocol imap`; the default is 10.");
    }
}
