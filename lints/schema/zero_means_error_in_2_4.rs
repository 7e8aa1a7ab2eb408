use crate::config::{Config, Found};
use crate::edit::{Edit, lines};
use crate::finding::{Findings, Stage};
use crate::lints::lint;

lint! {
    "zero-means-error-in-2.4", "schema", Error, Parse, Default,
    [V24], fix: safe, whole: false, page: "zero_means_error_in_2_4.md"
}

/// What a zero in a service meant in 2.3, and so what to write now.
const SERVICE: [(&str, Option<&str>); 5] = [
    ("process_limit", None),
    ("client_limit", None),
    ("service_count", Some("unlimited")),
    ("idle_kill", None),
    ("vsz_limit", Some("unlimited")),
];

/// Settings that may not be 0: the struct that is checked, the patch version of 2.4 from which it is,
/// and what to write instead.
const SETTINGS: [(&str, &str, u8, Option<&str>); 13] = [
    ("mail_sort_max_read_count", "mail_storage", 3, Some("unlimited")),
    ("mail_vsize_bg_after_count", "mail_storage", 3, Some("unlimited")),
    ("mail_cache_max_header_name_length", "mail_storage", 3, Some("unlimited")),
    ("mail_cache_max_headers_count", "mail_storage", 3, Some("unlimited")),
    ("lmtp_user_concurrency_limit", "lmtp", 0, Some("unlimited")),
    ("last_valid_uid", "master", 3, Some("unlimited")),
    ("last_valid_gid", "master", 3, Some("unlimited")),
    ("quota_mail_size", "quota", 3, Some("unlimited")),
    ("fts_message_max_size", "fts", 3, Some("unlimited")),
    ("sieve_quota_script_count", "sieve_storage", 3, Some("unlimited")),
    ("sieve_quota_storage_size", "sieve_storage", 3, Some("unlimited")),
    ("submission_relay_max_idle_time", "submission", 0, None),
    ("submission_max_recipients", "submission", 3, Some("unlimited")),
];

fn check(config: &Config<'_>, findings: &mut Findings) {
    let version = config.version();
    for checks in config.master_checks() {
        for (service, judged) in checks.enabled() {
            for (key, meant) in SERVICE {
                let found = match key {
                    "process_limit" => service.process_limit(),
                    "client_limit" => service.client_limit(),
                    "vsz_limit" => service.vsz_limit(),
                    _ => service.get(key),
                };
                report(config, findings, &found, meant, Stage::from(judged));
            }
            let idle = service.get("idle_kill");
            if idle.assign.is_none() && idle.seconds() == Some(0) {
                report(config, findings, &checks.view.get("default_idle_kill_interval"), None, judged.into());
            }
        }
    }
    for (name, of, _, meant) in SETTINGS.iter().filter(|(_, _, since, _)| version.patch >= *since) {
        for checked in config.checks(of) {
            // `doveconf` does not load the check of the submission service.
            let stage = if *of == "submission" { Stage::Run } else { Stage::from(checked.judged) };
            report(config, findings, &checked.view.get(name), *meant, stage);
        }
    }
}

fn report(
    config: &Config<'_>,
    findings: &mut Findings,
    found: &Found<'_>,
    meant: Option<&str>,
    stage: Stage,
) {
    let Some(assign) = found.assign else { return };
    if found.is_open() || found.size().or(found.number()).or(found.seconds()) != Some(0) {
        return;
    }
    let statement = config.statement(assign);
    let name = config.document.text(statement, statement.key);
    let span = config.value_span(assign);
    let finding = findings.add(&LINT, span, format!("`{name}` must not be 0 in 2.4"));
    finding.stage(stage).label("0 no longer means no limit");
    match meant {
        Some(meant) => finding
            .help(format!("Write `{meant}`."))
            .fix_safe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
        None => finding
            .help("Remove the line, so that the default counts.")
            .fix_safe("remove the line", lines::remove(config, config.span(assign))),
    };
}
