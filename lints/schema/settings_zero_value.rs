use crate::config::Facts;
use crate::config::value;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series};

lint! {
    name: "settings-zero-value",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

/// The struct, the setting, and the lines that check it.
const SETTINGS: &[(&str, &str, &[Series])] = &[
    ("mail", "mailbox_idle_check_interval", &[Series::V23]),
    ("mail_storage", "mailbox_idle_check_interval", &[Series::V24]),
    ("imapc", "imapc_max_idle_time", &[Series::V23, Series::V24]),
    ("imapc", "imapc_max_line_length", &[Series::V24]),
    ("fts", "fts_search_timeout", &[Series::V24]),
    ("http_client", "http_client_request_max_attempts", &[Series::V24]),
    ("http_client", "http_client_max_pipelined_requests", &[Series::V24]),
    ("http_client", "http_client_max_parallel_connections", &[Series::V24]),
    ("http_client", "http_client_connect_backoff_time", &[Series::V24]),
    ("http_client", "http_client_request_timeout", &[Series::V24]),
    ("http_server", "http_server_max_pipelined_requests", &[Series::V24]),
    ("push_notification_ox", "push_notification_ox_cache_ttl", &[Series::V24]),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let line = config.version().series;
    for (group, name, _) in SETTINGS.iter().filter(|(_, _, lines)| lines.contains(&line)) {
        for checked in config.checks(group) {
            let found = checked.get(name);
            let is_zero = found.number() == Some(0)
                || found.size() == Some(0)
                || value::time(&found.text, true) == Ok(0);
            let (true, Some(place)) = (is_zero, config.place(&found)) else { continue };
            let default = schema::find(schema::scope(line, "root"), name.as_bytes())
                .map_or("", |setting| setting.default(config.version()));
            let finding = findings.add(&LINT, place, format!("`{name}` is 0"));
            finding.label("0 is not allowed here").stage(checked.judged);
            finding.help(match default {
                "" | "0" => "Remove the line.".to_owned(),
                default => format!("Write `{name} = {default}`, the default, or remove the line."),
            });
        }
    }
}
