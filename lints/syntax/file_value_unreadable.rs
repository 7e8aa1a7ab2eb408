use crate::config::{Config, Facts};
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;
use crate::syntax::Form;

lint! {
    name: "file-value-unreadable",
    severity: Error, stage: Start, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for index in &document.missing_values {
        let statement = &document.statements[*index];
        let value = document.value(statement);
        // Whether a file is on the mail server cannot be seen from a repository; this folder is never there.
        if value.text.starts_with(b"/nonexistent/") {
            report(config, *index, findings);
        }
    }
    for assign in config.file_settings() {
        let statement = config.statement(assign);
        if document.value(statement).text.starts_with(b"/nonexistent/") {
            report(config, assign.statement as usize, findings);
        }
    }
    // The path is taken from the folder of the configuration file, so this is the folder itself.
    for assign in config.assigns() {
        let value = config.value_of(assign);
        if value.form == Form::File && value.text.is_empty() {
            let span = config.span(assign);
            let statement = config.statement(assign);
            let key = document.text(statement, statement.key);
            findings
                .add(&LINT, span, format!("`{key}` reads a file, but there is no path after `<`"))
                .label("the path is missing")
                .help("Write the path after `<`, or remove the line; Dovecot does not start with it.");
        }
    }
}

fn report<'f>(
    config: &Config<'_>,
    index: usize,
    findings: &'f mut Findings,
) -> &'f mut crate::finding::Finding {
    let document = config.document;
    let statement = &document.statements[index];
    let path = crate::text::clipped(&document.value(statement).text, 60);
    let key = document.text(statement, statement.key);
    let span: Span = document.locate(statement, statement.value);
    findings
        .add(&LINT, span, format!("`{key}` reads `{path}`, which does not exist"))
        .label("no such file")
        .help("Fix the path, or put the file there; Dovecot does not start without it.")
}

/// Structs of which the helper reads every setting.
const HELPER_READS: [&str; 9] =
    ["mail", "mail_namespace", "mailbox", "imapc", "pop3c", "mbox", "maildir", "mdbox", "managesieve"];

/// What it reads besides, of the settings that every process has.
const HELPER_ALSO: [&str; 17] = [
    "config_cache_size",
    "debug_log_path",
    "haproxy_timeout",
    "haproxy_trusted_networks",
    "import_environment",
    "info_log_path",
    "instance_name",
    "log_core_filter",
    "log_debug",
    "log_path",
    "log_timestamp",
    "process_shutdown_filter",
    "shutdown_clients",
    "state_dir",
    "syslog_facility",
    "verbose_proctitle",
    "version_ignore",
];

/// When a 2.3 configuration is refused anyway, the helper of Pigeonhole's login service reports first. It reads the same
/// files with variables expanded and values read, so it stops at the first value that the server could not
/// have. Source: `managesieve-login-settings-plugin.c`, Pigeonhole 0.5.21.
pub fn helper_reports_first(config: &Config<'_>, findings: &mut Findings) {
    let refused = |f: &crate::finding::Finding| f.severity == Severity::Error && f.stage == Stage::Parse;
    if config.version().series != Series::V23 || !findings.iter().any(refused) {
        return;
    }
    for finding in findings.iter_mut().filter(|f| f.lint.name == "undefined-variable") {
        finding.stage = Stage::Parse;
    }
    for index in &config.document.missing_values {
        let statement = &config.document.statements[*index];
        let key = config.document.key(statement);
        let mut set = config.assigns().iter().filter(|assign| assign.statement as usize == *index);
        let is_read = set.any(|assign| match config.setting(assign.key) {
            Some(setting) => {
                HELPER_ALSO.contains(&setting.name)
                    || setting.structs().iter().any(|name| HELPER_READS.contains(name))
            }
            None => config.is_in_list(assign.key, "plugin"),
        });
        if !is_read && !matches!(&*key, b"namespace" | b"mailbox") {
            continue;
        }
        let line = statement.span;
        if let Some(finding) = findings.iter_mut().find(|f| f.lint.name == LINT.name && f.span == line) {
            finding.stage(Stage::Parse);
            continue;
        }
        report(config, *index, findings).stage(Stage::Parse);
    }
}
