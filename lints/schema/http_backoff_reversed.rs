use crate::config::{Facts, Found, value};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "http-backoff-reversed",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("http_client") {
        let first = checked.get("http_client_connect_backoff_time");
        let last = checked.get("http_client_connect_backoff_max_time");
        let (Some(start), Some(limit)) = (msecs(&first), msecs(&last)) else { continue };
        let (true, true, Some(place)) =
            (start > 0, limit < start, config.place(&last).or_else(|| config.place(&first)))
        else {
            continue;
        };
        findings
            .add(
                &LINT,
                place,
                format!(
                    "the longest wait, {}, is shorter than the first one, {}",
                    last.shown(),
                    first.shown()
                ),
            )
            .label("the delay grows from the first value to the second")
            .help("Raise `http_client_connect_backoff_max_time` in the same scope.")
            .stage(checked.judged);
    }
}

/// `unlimited` is the longest time of all.
fn msecs(found: &Found<'_>) -> Option<u64> {
    if value::is_unlimited(&found.text) { Some(u64::MAX) } else { value::time(&found.text, true).ok() }
}
